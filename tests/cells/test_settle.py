"""Bare figures in table cells take the kind that their table states; nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import read_corpus
from models.labels import NUMERIC_LABELS, Entity, Label
from service.cells import settle_cells
from service.cells.evidence import label_of_unit
from service.cells.grid import grids


def wrongly_tagged(text: str, *figures: str) -> list[Entity]:
    """Every one of ``figures`` in ``text``, in order, as an AMOUNT."""
    entities, at = [], 0
    for figure in figures:
        at = text.index(figure, at)
        entities.append(Entity.cut(text, Label.AMOUNT, at, at + len(figure)))
        at += len(figure)
    return entities


def labels(text: str, *figures: str) -> list[Label]:
    return [
        entity.label for entity in settle_cells(text, wrongly_tagged(text, *figures)) if entity.label in NUMERIC_LABELS
    ]


def test_points_take_their_kind_from_the_heads_of_their_columns() -> None:
    text = "指标 | 分值 | 得分 | 扣分\n栈桥维护 | 12 | 10.5 | 1.5\n"
    assert labels(text, "12", "10.5", "1.5") == [Label.FULL_MARK, Label.SCORE, Label.DEDUCTION]


def test_points_printed_a_cell_a_line_take_the_kinds_of_the_head_in_turn() -> None:
    text = "指标\n分值\n得分\n扣分\n护岸\n12\n10.5\n1.5\n航标\n8\n8\n0\n疏浚\n5\n5\n—\n合计\n25\n23.5\n1.5\n"
    row = [Label.FULL_MARK, Label.SCORE, Label.DEDUCTION]
    figures = ("12", "10.5", "1.5", "8", "8", "0", "5", "5", "25", "23.5", "1.5")
    assert labels(text, *figures) == [*row, *row, *row[:2], *row]


def test_a_row_of_more_figures_than_heads_says_nothing() -> None:
    text = "指标\n分值\n得分\n护岸\n12\n11\n航标\n8\n8\n疏浚\n5\n5\n客流\n300\n10\n9\n"
    assert labels(text, "12", "11", "8", "8", "5", "5", "300", "10", "9")[-3:] == [Label.AMOUNT] * 3


def test_a_unit_cell_speaks_for_the_columns_of_its_row_that_have_no_kind_of_their_own() -> None:
    text = "指标\t单位\t2022年\t2021年\t增幅%\n苗圃面积\t公顷\t21.5\t20\t7.5\n门票收入\t万元\t310\t295\t5.08\n"
    assert labels(text, "21.5", "20", "7.5", "310", "295", "5.08") == [
        Label.COUNT, Label.COUNT, Label.RATE, Label.AMOUNT, Label.AMOUNT, Label.RATE,
    ]  # fmt: skip


def test_a_unit_in_the_brackets_of_a_head_speaks_for_its_column() -> None:
    text = "乡镇    户数（户）    补助（万元）\n青石镇    86    12.6\n"
    assert labels(text, "86", "12.6") == [Label.COUNT, Label.AMOUNT]


def test_a_head_that_is_but_a_unit_speaks_for_its_column_and_is_no_part_of_the_name_below() -> None:
    text = "类别|起|人\n救援|41|63\n"
    name = Entity.cut(text, Label.INDICATOR, text.index("人"), text.index("|41"))
    settled = settle_cells(text, [name, *wrongly_tagged(text, "41", "63")])
    assert [(entity.label, entity.text) for entity in settled] == [
        (Label.INDICATOR, "救援"), (Label.COUNT, "41"), (Label.COUNT, "63"),
    ]  # fmt: skip


def test_without_heads_a_unit_speaks_for_the_figure_right_behind_it_alone() -> None:
    text = "闸门检修｜座｜≥14｜15｜6\n水尺校核（处）｜30｜31｜5\n"
    assert labels(text, "14", "15", "30", "31") == [Label.COUNT, Label.AMOUNT, Label.COUNT, Label.AMOUNT]


def test_a_row_that_lacks_a_cell_is_not_read_by_the_heads() -> None:
    text = "指标 | 分值 | 得分\n栈桥维护 | 12 | 10.5\n合计 | 88\n"
    assert labels(text, "12", "10.5", "88")[2] is Label.AMOUNT


def test_a_name_that_wraps_does_not_end_the_table() -> None:
    text = "指标    单位    2022年    2021年\n综合机械化耕作\n收获水平    %    71.4    69.8\n"
    assert labels(text, "71.4", "69.8") == [Label.RATE, Label.RATE]


def test_a_figure_with_a_unit_of_its_own_keeps_its_label() -> None:
    text = "指标 | 分值 | 得分\n栈桥维护 | 12万元 | 10.5\n"
    assert labels(text, "12万元", "10.5") == [Label.AMOUNT, Label.SCORE]


def tagged(text: str, *marks: tuple[Label, str]) -> list[Entity]:
    """The figures of ``marks`` in ``text``, in order, each under the label that a classifier gave it."""
    entities, at = [], 0
    for label, figure in marks:
        at = text.index(figure, at)
        entities.append(Entity.cut(text, label, at, at + len(figure)))
        at += len(figure)
    return entities


def kinds(text: str, *marks: tuple[Label, str]) -> list[Label]:
    """The labels of the figures once they are settled."""
    return [entity.label for entity in settle_cells(text, tagged(text, *marks)) if entity.label in NUMERIC_LABELS]


FULL, SCORE, COUNT = Label.FULL_MARK, Label.SCORE, Label.COUNT


def test_a_row_with_merged_cells_gives_its_points_to_the_columns_of_points_in_order() -> None:
    text = "一级指标 二级指标 分值 得分 扣分\n运行成本 10 9.5 0.5\n公用经费 5 5 0\n"
    marks = [(SCORE, figure) for figure in ("10", "9.5", "0.5", "5", "5", "0")]
    assert kinds(text, *marks) == [FULL, SCORE, Label.DEDUCTION] * 2


def test_a_remark_behind_the_last_column_does_not_keep_a_row_from_its_heads() -> None:
    text = "指标\t目标\t完成\t满分\t得分\n抚育面积\t1020\t872\t12\t10.3\t雪灾倒木延误\n巡护里程\t16\t17\t10\t10\n"
    marks = ((COUNT, "1020"), (COUNT, "872"), (COUNT, "12"), (SCORE, "10.3"), (COUNT, "16"))
    assert kinds(text, *marks)[2:4] == [FULL, SCORE]


def test_points_that_nobody_tagged_are_put_in_below_their_heads() -> None:
    text = "指标 单位 分值 目标 自评分\n家庭箱 个 6 1500 6\n邻里意识 — 8 增强 7\n"
    found = settle_cells(text, tagged(text, (FULL, "6"), (COUNT, "1500")))
    assert [(entity.label, entity.text) for entity in found if entity.label in NUMERIC_LABELS] == [
        (FULL, "6"), (COUNT, "1500"), (SCORE, "6"), (FULL, "8"), (SCORE, "7"),
    ]  # fmt: skip


def test_a_cell_that_names_points_speaks_for_the_one_behind_it() -> None:
    text = "举办班次|目标值|18期|分值|10|得分|8\n调研报告|目标值|120篇|分值|5|得分|5\n"
    marks = ((SCORE, "10"), (FULL, "8"), (SCORE, "5"), (SCORE, "5"))
    assert kinds(text, *marks) == [FULL, SCORE, FULL, SCORE]


def test_no_score_exceeds_its_full_mark_so_that_lower_ones_show_the_order_of_all() -> None:
    text = "甲\n9.6\n10\n乙\n12\n12\n丙\n7\n8\n丁\n8\n10\n"
    wrong = [
        (FULL, "9.6"),
        (SCORE, "10"),
        (FULL, "12"),
        (SCORE, "12"),
        (SCORE, "7"),
        (FULL, "8"),
        (FULL, "8"),
        (SCORE, "10"),
    ]
    assert [entity.label for entity in settle_cells(text, tagged(text, *wrong))] == [SCORE, FULL] * 4


def test_points_in_both_orders_prove_none() -> None:
    text = "甲 9/10\n乙 10/9\n"
    wrong = [(SCORE, "9"), (FULL, "10"), (SCORE, "10"), (FULL, "9")]
    assert [entity.label for entity in settle_cells(text, tagged(text, *wrong))] == [SCORE, FULL] * 2


def test_the_points_of_a_list_are_of_the_sort_of_the_total_that_opens_it() -> None:
    text = "综合评分83.5分，评价等级良。其中：决策16分，过程15.5分，产出32分，效益20分。"
    names = [(Label.INDICATOR, name) for name in ("综合评分", "决策", "过程", "产出", "效益")]
    points = [(SCORE, "83.5分"), (SCORE, "16分"), (FULL, "15.5分"), (FULL, "32分"), (SCORE, "20分")]
    marks = [mark for pair in zip(names, points, strict=True) for mark in pair]
    assert kinds(text, *marks) == [SCORE] * 5


def test_the_words_in_the_column_of_names_name_a_scored_row_that_has_no_name() -> None:
    text = "一级指标 三级指标 目标值 实际值 分值 得分\n产出 渠道清淤 ≥12公里 13公里 8 8\n时效 信息上报 及时 及时 6 5\n"
    marks = [
        (Label.INDICATOR, "渠道清淤"),
        (COUNT, "12公里"),
        (COUNT, "13公里"),
        (FULL, "8"),
        (SCORE, "8"),
        (FULL, "6"),
    ]
    found = [entity for entity in settle_cells(text, tagged(text, *marks)) if entity.start > text.index("时效")]
    assert [(entity.label, entity.text) for entity in found] == [
        (Label.INDICATOR, "信息上报"),
        (FULL, "6"),
        (SCORE, "5"),
    ]


def test_a_line_that_says_how_points_are_given_states_none() -> None:
    text = "评价标准：目标明确2分，细化量化2分。\n得分：4\n"
    assert kinds(text, (FULL, "2分"), (FULL, "2分"), (SCORE, "4")) == [SCORE]


def test_a_figure_in_a_column_of_results_is_no_points() -> None:
    text = "指标\t目标\t完成\t分值\t得分\n站均运维费\t≤18.6\t17.9\t10\t9\n"
    marks = [(Label.AMOUNT, "18.6"), (SCORE, "17.9"), (FULL, "10"), (SCORE, "9")]
    assert kinds(text, *marks) == [Label.AMOUNT, Label.AMOUNT, FULL, SCORE]


def test_most_figures_of_a_column_show_what_the_others_are_where_no_row_has_a_unit() -> None:
    rows = ["合计\t1,086\t57.6", "管护补助\t612\t13.3", "抚育补贴\t240\t44.3", "自筹\t234\t0"]
    marks = [(Label.AMOUNT if figure != "234" else COUNT, figure) for row in rows for figure in row.split("\t")[1:]]
    assert set(kinds("\n".join(rows) + "\n", *marks)) == {Label.AMOUNT}


def test_the_number_of_an_item_is_no_figure() -> None:
    text = "   9.维修仓房  64栋  52栋\n   10.轮换时间  9月底前  9月18日\n"
    assert [e.text for e in settle_cells(text, tagged(text, (SCORE, "9"), (COUNT, "64栋"), (SCORE, "10")))] == ["64栋"]


def test_a_part_behind_the_words_of_which_stays_in_its_table() -> None:
    [grid] = grids("门诊 人次 684 619 65\n其中：儿科 人次 271 224 47\n出院 人次 327 310 17\n")
    assert len(grid) == 3


def test_a_word_spread_over_its_cell_is_one_cell() -> None:
    [grid] = grids("项目  预算数  执行数\n合  计  12  9\n")
    assert [len(line) for line in grid] == [3, 3]


@pytest.mark.parametrize(
    ("unit", "label"),
    [("万元", Label.AMOUNT), ("元/吨", Label.AMOUNT), ("%", Label.RATE), ("‰", Label.RATE), ("公顷", Label.COUNT),
     ("万吨", Label.COUNT), ("项目", None), ("—", None), ("2022年", None)],
)  # fmt: skip
def test_a_unit_cell_states_a_kind_and_other_words_do_not(unit: str, label: Label | None) -> None:
    assert label_of_unit(unit) is label


@given(st.text(st.sampled_from("甲乙|\t 　\n12.5%分值得"), max_size=200))
def test_cells_lie_in_order_within_their_lines(text: str) -> None:
    for grid in grids(text):
        for line in grid:
            places = [place for cell in line for place in (cell.start, cell.end)]
            assert places == sorted(places)
            assert "\n" not in text[places[0] : places[-1]]


def test_the_gold_labels_of_the_corpus_agree_with_what_its_tables_state() -> None:
    reports = read_corpus("train")
    figures = [entity for report in reports for entity in report.entities if entity.label in NUMERIC_LABELS]
    settled = [entity for report in reports for entity in settle_cells(report.text, report.entities)]
    gold = [entity for report in reports for entity in report.entities]
    changed = {(entity.start, entity.text, entity.label) for entity in gold} - {
        (entity.start, entity.text, entity.label) for entity in settled
    }
    assert len(changed) <= len(figures) / 1000


def test_cells_with_one_blank_between_them_are_a_row_where_there_are_many() -> None:
    text = "指标 单位 2024年 2023年 增减 增幅%\n平均住院日 天 5.16 5.42 -0.26 -4.8\n"
    assert labels(text, "5.16", "5.42", "-0.26", "-4.8") == [Label.COUNT, Label.COUNT, Label.COUNT, Label.RATE]


def test_a_unit_behind_a_figure_is_that_of_the_figure() -> None:
    text = "监测站点维护 96 处 97 处 5\n"
    assert labels("检修 3 次\n" + text, "96", "97", "5") == [Label.AMOUNT, Label.AMOUNT, Label.AMOUNT]


def test_line_numbers_are_no_figures_of_anything() -> None:
    text = "序号 | 指标 | 分值 | 得分\n1 | 栈桥维护 | 12 | 10.5\n2 | 航标巡检 | 8 | 8\n"
    assert labels(text, "1", "12", "10.5", "2", "8", "8") == [
        Label.FULL_MARK, Label.SCORE, Label.FULL_MARK, Label.SCORE,
    ]  # fmt: skip
