import datetime
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents import Document, read_document


def read(book: openpyxl.Workbook) -> Document:
    stream = io.BytesIO()
    book.save(stream)
    return read_document(stream.getvalue(), "表.xlsx")


@pytest.fixture
def book() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "收支"
    sheet["A1"] = "汀岚县水务局2023年度收支总表"
    sheet.merge_cells("A1:E1")
    sheet["E2"] = "单位：万元"
    sheet["A3"], sheet["B3"], sheet["D3"] = "项目", "预算", "决算"
    for area in ("A3:A4", "B3:C3", "D3:E3"):
        sheet.merge_cells(area)
    for column, text in zip("BCDE", ["基本", "项目", "金额", "执行率"], strict=True):
        sheet[f"{column}4"] = text
    sheet["A5"], sheet["B5"], sheet["C5"], sheet["D5"], sheet["E5"] = (
        "水费",
        1234.5,
        2,
        datetime.date(2023, 12, 31),
        0.986,
    )
    for cell, code in (("B5", "#,##0.00"), ("D5", 'yyyy"年"m"月"d"日"'), ("E5", "0.00%")):
        sheet[cell].number_format = code
    sheet["A6"] = "注：本表含结转资金。"
    return book


def test_cells_are_read_as_they_are_shown(book: openpyxl.Workbook) -> None:
    assert read(book).text == (
        "汀岚县水务局2023年度收支总表\n单位：万元\n"
        "项目 | 预算基本 | 预算项目 | 决算金额 | 决算执行率\n"
        "水费 | 1,234.50 | 2 | 2023年12月31日 | 98.60%\n注：本表含结转资金。\n"
    )


def test_each_stretch_knows_its_cell(book: openpyxl.Workbook) -> None:
    document = read(book)
    assert document.source is not None
    start = document.text.index("1,234.50")
    assert [place.node for place in document.source.places(start, start + 8)] == ["收支!B5"]


def test_hidden_rows_columns_and_sheets_are_told_and_not_read(book: openpyxl.Workbook) -> None:
    sheet = book.active
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("草稿").append(["不公开", 1])
    book["草稿"].sheet_state = "hidden"
    document = read(book)
    assert "水费 | 1,234.50 | 2023年12月31日" in document.text
    assert "注" not in document.text
    assert "不公开" not in document.text
    assert document.source is not None
    assert len(document.source.notes) == 2


def test_a_formula_without_a_result_is_told(book: openpyxl.Workbook) -> None:
    book.active["C5"] = "=B5*2"
    document = read(book)
    assert "1,234.50 |  | 2023年" in document.text
    assert document.source is not None
    assert "公式" in document.source.notes[0]


def test_sheets_with_names_of_their_own_are_headed_by_them() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", 1])
    book.create_sheet("三公经费").append(["乙", 2])
    assert read(book).text == "甲 | 1\n三公经费\n乙 | 2\n"


def test_an_empty_row_parts_two_tables() -> None:
    book = openpyxl.Workbook()
    for row in (["甲", 1], ["乙", 2], [], ["丙", 3], ["丁", 4]):
        book.active.append(row)
    assert read(book).text == "甲 | 1\n乙 | 2\n\n丙 | 3\n丁 | 4\n"


@given(
    st.lists(st.lists(st.text(st.sampled_from("预算水费a1|,;\"' "), max_size=5), min_size=1, max_size=4), max_size=5)
)
def test_every_filled_cell_is_in_the_text(rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for row in [["起"], *rows]:
        book.active.append(["'" + cell if cell.startswith("=") else cell for cell in row])
    text = read(book).text
    assert all(cell.strip() in text for row in rows for cell in row)
