"""Files that are handed out: every record in them, every figure exact, nothing of a report run as a formula."""

import csv
import io
import json
from decimal import Decimal

import docx
import openpyxl
import pytest

from service.checks import Status
from service.documents import make_document
from service.exports import FORMATS
from service.extraction import Extraction
from service.pipeline import Pipeline


@pytest.fixture(scope="module")
def extraction(pipeline: Pipeline, report_text: str) -> Extraction:
    return pipeline.extract(make_document(report_text))


def _sheets(data: bytes) -> dict[str, list[dict[str, object]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheets = {}
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return sheets


def test_a_workbook_holds_every_record_check_and_entity(extraction: Extraction) -> None:
    sheets = _sheets(FORMATS["xlsx"].write(extraction, None))
    assert [row["编号"] for row in sheets["记录"]] == [record.id for record in extraction.records]
    assert sorted(row["说明"] for row in sheets["核对"]) == sorted(check.message for check in extraction.checks)
    assert [row["文字"] for row in sheets["实体"]] == [entity.text for entity in extraction.entities]


def test_a_figure_stands_in_a_workbook_exactly_and_as_a_number(extraction: Extraction) -> None:
    for row, record in zip(_sheets(FORMATS["xlsx"].write(extraction, None))["记录"], extraction.records, strict=True):
        if record.value is not None:
            assert Decimal(str(row["数值（精确）"])) == record.value
            assert row["数值"] == pytest.approx(float(record.value))


def test_a_workbook_shows_what_is_printed_and_units_as_words(extraction: Extraction) -> None:
    sheets = _sheets(FORMATS["xlsx"].write(extraction, None))
    rows = {row["编号"]: row for row in sheets["记录"]}
    for record in extraction.records:
        surfaces = {mention.text for mention in record.mentions}
        assert not record.mentions or rows[record.id]["写作"] in surfaces
    assert "元" in {row["单位"] for row in rows.values()}
    assert "CNY" not in str(sheets)
    assert {row["单位"] for row in sheets["核对"] if row["写作"] or row["算得"]} <= {"元", "%", "分", "个", "倍"}


def test_what_does_not_add_up_stands_first(extraction: Extraction) -> None:
    *others, last = extraction.checks
    checks = (*others, last.model_copy(update={"status": Status.VIOLATED, "message": "不符的一项"}))
    sheets = _sheets(FORMATS["xlsx"].write(extraction.model_copy(update={"checks": checks}), None))
    order = ["不符", "无法判定", "成立"]
    found = [order.index(str(row["结果"])) for row in sheets["核对"]]
    assert found == sorted(found)
    assert "不符的一项" in [row["说明"] for row in sheets["核对"] if row["结果"] == "不符"]


def test_records_to_look_at_and_records_changed_are_marked(extraction: Extraction) -> None:
    reviewed = extraction.with_review(20)
    assert reviewed.review
    changed = {extraction.records[-1].id}
    rows = _sheets(FORMATS["xlsx"].write(reviewed, None, changed))["记录"]
    assert {row["编号"] for row in rows if row["复核"] == "是"} == set(reviewed.review.records)
    assert {row["编号"] for row in rows if row["更正过"] == "是"} == changed
    table = csv.DictReader(io.StringIO(FORMATS["csv"].write(reviewed, None, changed).decode("utf-8-sig")))
    assert {row["id"] for row in table if row["corrected"] == "1"} == changed
    lines = FORMATS["jsonl"].write(reviewed, None, changed).decode().splitlines()
    assert {line["id"] for line in map(json.loads, lines) if line.get("corrected")} == changed
    assert b"corrected" not in FORMATS["csv"].write(reviewed, None)


def test_a_name_that_looks_like_a_formula_stays_text(extraction: Extraction) -> None:
    record = extraction.records[0].model_copy(update={"indicator": "=1+1"})
    sheets = _sheets(FORMATS["xlsx"].write(extraction.model_copy(update={"records": (record,)}), None))
    assert sheets["记录"][0]["名称"] == "=1+1"


def test_a_word_file_holds_the_whole_report_with_its_entities_marked(extraction: Extraction) -> None:
    word = docx.Document(io.BytesIO(FORMATS["docx"].write(extraction, None)))
    paragraphs = [paragraph.text for paragraph in word.paragraphs[1:]]
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    printed = "".join([*paragraphs, *cells])
    lines = [line for line in extraction.document.text.split("\n") if line.strip() and "|" not in line]
    assert all(line in printed for line in lines)
    marked = [run.text for one in word.paragraphs for run in one.runs if run.font.highlight_color is not None]
    assert {entity.text for entity in extraction.entities if entity.label == "AMOUNT"} <= set(marked)


def test_a_word_file_comments_on_both_sides_of_a_contradiction(extraction: Extraction) -> None:
    check = extraction.checks[0].model_copy(update={"status": Status.VIOLATED})
    data = FORMATS["docx"].write(extraction.model_copy(update={"checks": (check,)}), None)
    comments = list(docx.Document(io.BytesIO(data)).comments)
    assert len(comments) == len(check.records)
    assert all(check.message in comment.text for comment in comments)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_an_extraction_that_was_stored(extraction: Extraction, name: str) -> None:
    stored = Extraction.from_json(extraction.as_json())
    assert stored.as_json() == extraction.as_json()
    assert FORMATS[name].write(stored, None)
