"""The reports of an output folder: from the datasets to the dataset of findings, the command and the pages."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from service.batch import reconciliation
from service.batch.archive import Archive, record_of
from service.batch.output import Output
from service.batch.reconciliation import read_findings, reconcile_archive
from service.batch.rows import Failure, extraction_rows, input_error_row, table
from service.batch.summary import summary_page
from service.batch.work import Versions, Work
from service.checks import Status
from service.documents import Document
from service.errors import DocumentError
from service.extraction import Extraction, Provenance
from service.reconcile import Report, Severity
from tests.cli.conftest import jixi as jixi  # noqa: PLC0414 -- a fixture of the command line
from tests.reconcile.build import report, wan
from tests.reconcile.test_copies import PARAGRAPH

if TYPE_CHECKING:
    from tests.cli.conftest import Jixi

NOW = datetime(2024, 5, 1, tzinfo=UTC)
OLD, NEW = "云岫县水务局2022年度部门决算", "云岫县水务局2023年度部门决算"


def reports() -> list[Report]:
    return [
        report(OLD, wan("年末结转和结余", "63.45"), body=PARAGRAPH),
        report(NEW, wan("年初结转和结余", "63.54"), body=PARAGRAPH),
        report("桐岭县审计局2023年度部门决算", wan("年初结转和结余", "1.00"), organisation="桐岭县审计局"),
    ]


def write(path: Path, made: Sequence[Report], now: datetime = NOW, name: str = "one") -> None:
    """``made`` as a batch writes it."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for number, one in enumerate(made):
        document = Document(
            text=one.text,
            title=one.title,
            organisation=one.organisation,
            fiscal_year=one.fiscal_year,
            family=one.family,
        )
        origin = Provenance(model="m", rules="r", code="c")
        extraction = Extraction(
            document=document, entities=(), records=tuple(one.records), checks=(), provenance=origin
        )
        work = Work(one.name, f"{number:064x}", f"{number:016x}{name.encode().hex():0>16.16}", one.text.encode())
        for dataset, found in extraction_rows(extraction, work, "run", 0.1, now).items():
            rows.setdefault(dataset, []).extend(found)
    output = Output(path)
    output.commit(name, {dataset: table(dataset, found) for dataset, found in rows.items() if found})
    output.close()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write(tmp_path / "out", reports())
    return tmp_path / "out"


def test_a_record_comes_back_from_its_row_as_it_was(out: Path) -> None:
    archive = Archive(out)
    ids = archive.documents(())["extraction_id"].combine_chunks()
    batches = [batch for batch, _ in archive.scan("records", reconciliation.RECORD_COLUMNS, ids)]
    found = [record_of(row) for row in pa.Table.from_batches(batches).to_pylist()]
    assert [one.as_json() for one in found] == [record.as_json() for one in reports() for record in one.records]


def test_the_findings_are_written_beside_the_other_datasets_and_come_back(out: Path) -> None:
    outcome = reconcile_archive(out)
    assert outcome.documents == 3
    assert (outcome.of(Status.VIOLATED), outcome.of(Status.UNDECIDABLE)) == (1, 1)
    found = read_findings(out)
    assert [one.severity for one in found] == [Severity.CONTRADICTION, Severity.NOTICE]
    assert found[0].left.text == "63.54万元"
    assert found[0].message


def test_the_findings_do_not_depend_on_how_the_rows_are_dealt_out(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reconcile_archive(out)
    before = [one.id for one in read_findings(out)]
    monkeypatch.setattr(reconciliation, "PART", 1)
    reconcile_archive(out)
    assert [one.id for one in read_findings(out)] == before


def test_of_a_document_that_was_processed_again_the_last_rows_count(out: Path) -> None:
    again = [report(OLD, wan("年末结转和结余", "63.54")), *reports()[1:]]
    write(out, again, NOW + timedelta(days=1), "two")
    assert reconcile_archive(out).of(Status.VIOLATED) == 0


def test_a_folder_without_results_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="没有批处理的结果"):
        reconcile_archive(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_prints_both_sides_and_ends_with_4_on_a_contradiction(out: Path, jixi: Jixi) -> None:
    code, told, _ = jixi("reconcile", str(out))
    assert code == 4
    assert all(word in told for word in ("63.54万元", "63.45万元", "矛盾 1 项", "段落雷同"))


def test_the_command_ends_with_0_where_nothing_contradicts(tmp_path: Path, jixi: Jixi) -> None:
    write(tmp_path / "out", reports()[:1])
    code, told, _ = jixi("reconcile", str(tmp_path / "out"))
    assert code == 0
    assert "1 份报告" in told


def test_programs_get_json_and_spreadsheets_get_rows(out: Path, jixi: Jixi) -> None:
    listed = json.loads(jixi("reconcile", str(out), "--format", "json")[1])
    rows = list(csv.DictReader(io.StringIO(jixi("reconcile", str(out), "--format", "csv")[1])))
    assert [one["finding_id"] for one in listed] == [row["finding_id"] for row in rows]
    assert (rows[0]["stated"], rows[0]["computed"]) == ("635400", "634500")
    assert rows[0]["left_text"] == listed[0]["left"]["text"] == "63.54万元"


def test_browsers_get_a_page_that_needs_no_other_file(out: Path, tmp_path: Path, jixi: Jixi) -> None:
    jixi("reconcile", str(out), "--format", "html", "-o", str(tmp_path / "f.html"))
    page = (tmp_path / "f.html").read_text("utf-8")
    assert "63.54万元" in page
    assert re.search(r"(?:src|href)=\"(?!#)", page) is None


def test_the_summary_of_a_batch_tells_what_was_found_and_what_failed(out: Path, jixi: Jixi) -> None:
    reconcile_archive(out)
    output = Output(out)
    failed = Failure("run", "damaged-document", "打不开 <b>", NOW)
    output.commit("bad", {"errors": table("errors", [input_error_row("坏.pdf", Versions("m", "r", "c"), failed)])})
    output.close()
    code, told, _ = jixi("summary", str(out))
    page = (out / "summary.html").read_text("utf-8")
    assert code == 0
    assert "summary.html" in told
    assert all(word in page for word in ("<b>3</b>份报告", "已损坏", "打不开 &lt;b&gt;", "年末与次年年初", "决算"))
    assert "<script" not in page


def test_the_summary_of_a_single_report_without_records_is_a_page_too(tmp_path: Path) -> None:
    write(tmp_path / "out", [report("说明")])
    assert "<b>1</b>份报告" in summary_page(tmp_path / "out")
