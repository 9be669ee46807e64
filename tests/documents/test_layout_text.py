from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents import Place, Source
from service.documents.blocks import Cell, Grid, Paragraph, Run
from service.documents.layout import join_lines, lay
from service.errors import DocumentTooLargeError

words = st.text(st.sampled_from("预算收入万元12.,%ab \n\t\u200b\x07"), max_size=12)
runs = st.builds(Run, words, st.none() | st.builds(Place, node=st.sampled_from(["p1", "p2", "t1r1c1"])))
cells = st.builds(Cell, st.lists(runs, max_size=2).map(tuple), st.integers(1, 3), st.integers(1, 3))
blocks = st.one_of(
    st.builds(Paragraph, st.lists(runs, max_size=3).map(tuple)),
    st.builds(Grid, st.lists(st.lists(cells, max_size=4).map(tuple), max_size=4).map(tuple), st.booleans()),
)


def grid(*rows: str) -> Grid:
    """A grid of rows whose cells stand between bars; ``2x1:词`` spans two rows and one column."""
    lines = []
    for row in rows:
        line = []
        for cell in row.split("/"):
            spans, _, text = cell.rpartition(":")
            down, _, across = spans.partition("x")
            line.append(Cell((Run(text),) if text else (), int(down or 1), int(across or 1)))
        lines.append(tuple(line))
    return Grid(tuple(lines))


def text(*given: Paragraph | Grid) -> str:
    return lay(given)[0]


@given(st.lists(blocks, max_size=5))
def test_segments_are_sorted_disjoint_and_inside_the_text(given_blocks: list[Paragraph | Grid]) -> None:
    laid, segments = lay(given_blocks)
    assert all(0 <= one.start < one.end <= len(laid) for one in segments)
    assert all(before.end <= after.start for before, after in pairwise(segments))


@given(st.lists(blocks, max_size=5))
def test_a_text_holds_nothing_that_cannot_be_seen(given_blocks: list[Paragraph | Grid]) -> None:
    assert not set(lay(given_blocks)[0]) & set("\x07\u200b\r")


def test_an_empty_cell_keeps_its_place_at_every_edge() -> None:
    assert text(grid("/甲/乙", "甲//乙", "甲/乙/")) == "|  | 甲 | 乙\n甲 |  | 乙\n甲 | 乙 | |\n"


def test_a_merged_cell_stands_in_its_first_place_only() -> None:
    assert text(grid("2x1:产出/数量/1", "质量/2")) == "产出 | 数量 | 1\n|  | 质量 | 2\n"


def test_head_rows_become_one_line_where_spans_say_so() -> None:
    assert text(grid("2x1:项目/1x2:预算/1x2:决算", "上年/本年/上年/本年", "水费/1/2/3/4")) == (
        "项目 | 预算上年 | 预算本年 | 决算上年 | 决算本年\n水费 | 1 | 2 | 3 | 4\n"
    )


def test_a_block_label_beside_its_rows_is_no_head() -> None:
    rows = ("3x1:项目资金/名称/预算/执行", "总额/60/58", "拨款/60/58")
    assert text(grid(*rows)) == "项目资金 | 名称 | 预算 | 执行\n|  | 总额 | 60 | 58\n|  | 拨款 | 60 | 58\n"


def test_figures_below_group_cells_are_no_head() -> None:
    assert text(grid("2x1:合计/1x2:支出", "5/6")).splitlines()[1] == "|  | 5 | 6"


def test_a_cell_as_wide_as_the_table_stands_alone() -> None:
    assert text(grid("1x3:收入决算表", "甲/乙/丙")) == "收入决算表\n甲 | 乙 | 丙\n"


def test_two_tables_that_follow_each_other_stay_two() -> None:
    assert text(grid("甲/1"), grid("乙/2")) == "甲 | 1\n\n乙 | 2\n"


def test_a_table_goes_on_over_a_page_without_its_head() -> None:
    first, second = grid("项目/金额", "甲/1"), grid("项目/金额", "乙/2")
    assert text(first, Grid(second.rows, continues=True)) == "项目 | 金额\n甲 | 1\n乙 | 2\n"


@pytest.mark.parametrize(
    ("broken", "joined"), [("预算\n收入", "预算收入"), ("GDP\ngrowth", "GDP growth"), ("产出\n2.效益", "产出 2.效益")]
)
def test_line_breaks_in_a_cell_become_nothing_between_han_characters(broken: str, joined: str) -> None:
    assert text(grid(f"{broken}/乙")) == f"{joined} | 乙\n"


def test_lines_of_a_paragraph_are_joined_without_a_blank_beside_han_characters() -> None:
    lines = [[Run("全年完成投资 ")], [Run("1,860万元，Grade A")], [Run("level")]]
    assert "".join(run.text for run in join_lines(lines)) == "全年完成投资1,860万元，Grade A level"


def test_spans_without_end_are_refused() -> None:
    wide = Grid(((Cell((Run("甲"),), 60_000, 1_000),), *(((Cell(),),) * 60_000)))
    with pytest.raises(DocumentTooLargeError):
        lay([wide])


def test_boxes_side_by_side_on_a_line_are_one_place() -> None:
    runs = (
        Run("预算", Place(1, (10.0, 10.0, 30.0, 20.0))),
        Run("5万", Place(1, (30.0, 10.5, 50.0, 20.5))),
        Run("元", Place(1, (10.0, 24.0, 20.0, 34.0))),
    )
    laid, segments = lay([Paragraph(runs)])
    source = Source(format="pdf", segments=segments)
    assert laid == "预算5万元\n"
    assert source.places(0, 5) == (Place(1, (10.0, 10.0, 50.0, 20.5)), Place(1, (10.0, 24.0, 20.0, 34.0)))
    assert source.places(2, 4) == (Place(1, (30.0, 10.5, 50.0, 20.5)),)
