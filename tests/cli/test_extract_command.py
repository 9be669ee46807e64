from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Jixi


def test_json_is_the_object_of_the_contract(jixi: Jixi, report_file: Path, report_text: str) -> None:
    code, out, err = jixi("extract", str(report_file), "--format", "json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert list(data) == ["document", "entities", "records", "checks", "provenance"]
    assert data["document"]["text"] == report_text
    assert data["document"]["organisation"] == "汀岚县水务局"


def test_every_offset_of_the_json_points_at_its_text(jixi: Jixi, report_file: Path) -> None:
    data = json.loads(jixi("extract", str(report_file), "--format", "json")[1])
    text = data["document"]["text"]
    spans = [*data["entities"], *(mention for record in data["records"] for mention in record["mentions"])]
    assert spans
    assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)


def test_what_is_not_stated_is_left_out(jixi: Jixi, report_file: Path) -> None:
    data = json.loads(jixi("extract", str(report_file), "--format", "json")[1])
    assert all(value not in (None, [], {}) for record in data["records"] for value in record.values())


def test_jsonl_has_a_record_a_line(jixi: Jixi, report_file: Path) -> None:
    records = json.loads(jixi("extract", str(report_file), "--format", "json")[1])["records"]
    lines = jixi("extract", str(report_file), "--format", "jsonl")[1].splitlines()
    assert [json.loads(line) for line in lines] == records


def test_csv_has_a_record_a_row(jixi: Jixi, report_file: Path) -> None:
    records = json.loads(jixi("extract", str(report_file), "--format", "json")[1])["records"]
    rows = list(csv.DictReader(io.StringIO(jixi("extract", str(report_file), "-f", "csv")[1])))
    assert [row["indicator"] for row in rows] == [record["indicator"] for record in records]
    assert [row["value"] for row in rows] == [record.get("value", "") for record in records]


def test_the_table_shows_what_is_violated_before_the_records(jixi: Jixi, report_file: Path) -> None:
    code, out, _ = jixi("extract", str(report_file))
    assert code == 0
    assert out.index("✗ 分项合计") < out.index("› （二）收支情况")
    assert "1,860万元" in out
    assert "38.5 / 40" in out
    assert "合计" in out


def test_the_sentence_that_is_violated_is_quoted(jixi: Jixi, report_file: Path) -> None:
    assert "本年支出决算1,860万元，其中：基本支出900万元，项目支出950万元。" in jixi("extract", str(report_file))[1]


def test_a_file_is_read_from_standard_input(jixi: Jixi, report_text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(report_text.encode("gb18030")))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert json.loads(jixi("extract", "-", "--format", "json")[1])["document"]["text"] == report_text


@pytest.mark.parametrize("style", ["json", "jsonl", "csv", "table"])
def test_the_result_goes_to_a_file(jixi: Jixi, report_file: Path, tmp_path: Path, style: str) -> None:
    out = tmp_path / f"结果.{style}"
    assert jixi("extract", str(report_file), "--format", style, "-o", str(out)) == (0, "", "")
    assert "本年支出决算" in out.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".partial")] == []


def test_a_csv_file_opens_in_spreadsheets(jixi: Jixi, report_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果.csv"
    jixi("extract", str(report_file), "--format", "csv", "-o", str(out))
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_result_that_cannot_be_written_is_told(jixi: Jixi, report_file: Path, tmp_path: Path) -> None:
    code, _, err = jixi("extract", str(report_file), "-f", "json", "-o", str(tmp_path / "没有" / "结果.json"))
    assert code == 1
    assert "无法写入" in err
    assert "没有这个目录或文件" in err


def test_a_name_that_no_system_takes_is_told_in_chinese(jixi: Jixi) -> None:
    code, _, err = jixi("extract", "报" * 200 + ".txt")
    assert code == 1
    assert "无法打开（名字太长）" in err


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "是空的"), (b" \n", "只有空白"), (b"%PDF-1.7", "PDF"), ("甲\x00乙".encode(), "控制字符")],
)
@pytest.mark.parametrize("command", ["extract", "check"])
def test_a_bad_document_gives_one_chinese_line(
    jixi: Jixi, tmp_path: Path, content: bytes, told: str, command: str
) -> None:
    path = tmp_path / "坏.txt"
    path.write_bytes(content)
    code, out, err = jixi(command, str(path))
    assert (code, out) == (1, "")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(("name", "told"), [("没有.txt", "不存在"), ("", "是目录")])
def test_a_file_that_cannot_be_opened_is_told(jixi: Jixi, tmp_path: Path, name: str, told: str) -> None:
    code, _, err = jixi("extract", str(tmp_path / name))
    assert code == 1
    assert told in err


def test_a_file_above_the_limit_is_refused(jixi: Jixi, report_file: Path) -> None:
    report_file.write_bytes(report_file.read_bytes() * 2)
    code, _, err = jixi("extract", str(report_file), "--max-mb", "0.001")
    assert code == 1
    assert "一份报告最多 1048 字节" in err
