"""A report goes to its two files, and to JSONL, and comes back the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpora import CorpusError, read_report
from corpora.jsonl import read_jsonl, to_object, write_jsonl
from corpora.report import AnnotatedReport, write_report
from models.labels import Entity, Label

TEXT = "2023年，培训员工120人次。\n"


def report(records: tuple[dict[str, Any], ...] | None) -> AnnotatedReport:
    spans = [(Label.PERIOD, 0, 5), (Label.INDICATOR, 6, 10), (Label.COUNT, 10, 15)]
    return AnnotatedReport(
        id="samples-01",
        folder="samples",
        text=TEXT,
        entities=tuple(Entity.cut(TEXT, label, start, end) for label, start, end in spans),
        records=records,
        family="project",
        skeleton="sample",
        province="Hunan",
        difficulty="easy",
        title="样例",
        organisation="某局",
        fiscal_year="2023",
    )


def record() -> dict[str, Any]:
    mentions = [
        {"label": "PERIOD", "start": 0, "end": 5, "text": "2023年"},
        {"label": "INDICATOR", "start": 6, "end": 10, "text": "培训员工"},
        {"label": "COUNT", "start": 10, "end": 15, "text": "120人次"},
    ]
    head = {"id": "r1", "kind": "count", "indicator": "培训员工", "value": "120", "unit": "人次", "period": "2023"}
    return {**head, "section": [], "mentions": mentions}


@pytest.mark.parametrize("records", [None, (), (record(),)], ids=["unrecorded", "none", "one"])
def test_a_written_report_reads_back_the_same(records: tuple[dict[str, Any], ...] | None, tmp_path: Path) -> None:
    written = report(records)
    assert read_report(write_report(written, tmp_path)) == written


@pytest.mark.parametrize("records", [None, (), (record(),)], ids=["unrecorded", "none", "one"])
def test_a_compiled_report_reads_back_the_same(records: tuple[dict[str, Any], ...] | None, tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    assert write_jsonl([report(records)], path) == 1
    assert read_jsonl(path) == [report(records)]


def test_the_json_file_names_a_mention_by_start_and_text_alone(tmp_path: Path) -> None:
    path = write_report(report((record(),)), tmp_path)
    data = json.loads(path.with_name("01.json").read_text(encoding="utf-8"))
    assert data["records"][0]["mentions"] == [[0, "2023年"], [6, "培训员工"], [10, "120人次"]]


def test_mentions_may_also_be_written_out(tmp_path: Path) -> None:
    path = write_report(report(None), tmp_path)
    path.with_name("01.json").write_text(json.dumps({"records": [record()]}), encoding="utf-8")
    assert read_report(path).records == (record(),)


def test_a_json_file_with_a_title_only_leaves_the_records_unknown(tmp_path: Path) -> None:
    path = write_report(report(None), tmp_path)
    path.with_name("01.json").write_text('{"title": "样例", "fiscal_year": null}', encoding="utf-8")
    read = read_report(path)
    assert (read.id, read.title, read.records, read.fiscal_year) == ("samples-01", "样例", None, None)


def test_a_report_is_found_by_either_of_its_files(tmp_path: Path) -> None:
    path = write_report(report(None), tmp_path)
    assert read_report(path.with_name("01.json")) == read_report(path)


def test_line_ends_of_the_text_are_kept_as_they_are(tmp_path: Path) -> None:
    path = write_report(report(None), tmp_path)
    path.write_bytes("甲\r\n乙\r丙\n".encode())
    assert read_report(path).text == "甲\r\n乙\r丙\n"


def test_a_missing_json_file_is_named(tmp_path: Path) -> None:
    path = write_report(report(None), tmp_path)
    path.with_name("01.json").unlink()
    with pytest.raises(CorpusError, match=r"01\.json"):
        read_report(path)


def test_broken_json_is_reported_with_its_place(tmp_path: Path) -> None:
    path = write_report(report(None), tmp_path)
    path.with_name("01.json").write_text('{\n "title": }', encoding="utf-8")
    with pytest.raises(CorpusError, match="第2行第11列"):
        read_report(path)


def test_a_jsonl_line_whose_entity_does_not_fit_its_text_is_named(tmp_path: Path) -> None:
    data = to_object(report(None))
    data["entities"][0]["text"] = "2024年"
    path = tmp_path / "reports.jsonl"
    path.write_text(json.dumps(data) + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="第1行"):
        read_jsonl(path)
