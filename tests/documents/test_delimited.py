import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents import read_document
from service.documents.delimited import find_delimiter

ROWS = [["项目", "预算数", "决算数"], ["水费", "1,234.50", "60"], ["电费", "", "58"], ["合计", "118", "118"]]


def written(rows: list[list[str]], delimiter: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    document = read_document(written(ROWS, delimiter).encode(encoding))
    assert document.text == "项目 | 预算数 | 决算数\n水费 | 1,234.50 | 60\n电费 |  | 58\n合计 | 118 | 118\n"
    assert document.source is not None
    assert document.source.format == "csv"
    start = document.text.index("1,234.50")
    assert document.source.places(start, start + 1)[0].node == "B2"


@pytest.mark.parametrize(
    "text",
    [
        "全年收入1,234万元。\n支出1,200万元。\n结余34,000元。\n",
        "一、概况\n我局负责供水, 防汛。\n全年投资5万元, 完成率98%。\n二、问题, 建议\n",
        "2,400\n3,500\n4,100\n",
        "甲, 乙\n",
    ],
)
def test_commas_of_prose_and_of_thousands_make_no_table(text: str) -> None:
    assert read_document(text.encode()).text == text


@given(st.text(max_size=300))
def test_any_text_is_a_table_or_none(text: str) -> None:
    assert find_delimiter(text) in (None, ",", ";", "\t")


def test_cells_of_three_figures_are_cells() -> None:
    text = "项目,预算,决算\n水费,0.25,100.50\n电费,1.75,200\n气费,8,300.00\n"
    assert find_delimiter(text) == ","
