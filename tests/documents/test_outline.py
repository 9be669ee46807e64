from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents import make_document


def headings(text: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in make_document(text).outline]


def section(text: str, word: str) -> tuple[str, ...]:
    return make_document(text).section_at(text.index(word))


def test_levels_follow_the_order_of_the_numbering_systems() -> None:
    text = "第一部分 概况\n一、职能\n（一）机构\n1.人员\n（1）编制\n内容在此。\n第二部分 决算\n一、收入\n内容。"
    assert headings(text) == [
        (1, "第一部分 概况"),
        (2, "一、职能"),
        (3, "（一）机构"),
        (4, "1.人员"),
        (5, "（1）编制"),
        (1, "第二部分 决算"),
        (2, "一、收入"),
    ]


def test_a_report_without_the_outer_systems_has_fewer_levels() -> None:
    assert [level for level, _ in headings("（一）总收入\n收入情况。\n1.构成\n说明。")] == [1, 2]


def test_a_section_ends_where_a_heading_of_its_depth_begins() -> None:
    text = "一、概况\n（一）机构\n甲。\n二、收支\n乙。"
    assert section(text, "甲") == ("一、概况", "（一）机构")
    assert section(text, "乙") == ("二、收支",)


def test_a_heading_is_not_above_itself() -> None:
    text = "一、概况\n甲。"
    assert make_document(text).section_at(0) == ()


@pytest.mark.parametrize("title", ["（一）职能", "(一) 职能", "（一)职能", "【一】职能", "〔一）职能", "(-)职能"])
def test_brackets_of_any_form_number_a_heading(title: str) -> None:
    assert section(f"一、概况\n{title}\n甲。", "甲") == ("一、概况", title)


def test_full_width_numbers_count() -> None:
    assert section("一、概况\n１．人员情况\n甲。", "甲") == ("一、概况", "１．人员情况")


def test_a_heading_may_share_its_line_with_the_text_below_it() -> None:
    text = "一、概况\n（一）机构设置。我局内设7个股室。\n"
    assert section(text, "我局") == ("一、概况", "（一）机构设置。")


def test_two_short_halves_make_a_run_in_heading() -> None:
    text = "一、工作回顾\n（一）项目为王，动能更足。全年开工项目42个。\n"
    assert section(text, "全年") == ("一、工作回顾", "（一）项目为王，动能更足。")


@pytest.mark.parametrize(
    "item",
    [
        "（一）公务接待费4.26万元，比上年减少0.3万元。",
        "（二）因公出国（境）费0万元，与预算持平。",
        "（三）拟订全县水利发展规划并组织实施，监督检查执行情况，承担水行政执法和水事纠纷调处工作。",
        "一、本级收入 | 118,360 | 一、本级支出 | 548,915",
        "三、特种设备监察              20   18.5",
    ],
)
def test_items_of_lists_and_rows_of_tables_are_no_headings(item: str) -> None:
    assert headings(f"一、概况\n{item}\n甲。") == [(1, "一、概况")]


def test_sentences_that_follow_one_another_are_a_list() -> None:
    text = "五、问题\n（一）居住分散，服务成本高。\n（二）指标偏多，质量不够。\n六、建议\n甲。"
    assert [text for _, text in headings(text)] == ["五、问题", "六、建议"]


def test_a_sentence_over_a_text_is_a_heading() -> None:
    text = "二、工作\n1. 用心暖企，助力发展。\n全年走访企业205家。"
    assert section(text, "全年") == ("二、工作", "1. 用心暖企，助力发展。")


def test_a_group_heading_keeps_its_points() -> None:
    text = "三、自评情况\n（一）资金保障（分值20分），自评20分\n1.到位率，得10分。\n"
    assert section(text, "到位率") == ("三、自评情况", "（一）资金保障（分值20分），自评20分")


@pytest.mark.parametrize(
    "contents",
    [
        "目　录\n一、概况……………1\n二、收支情况……………3\n",
        "目  录\n一、概况\n二、收支情况\n",
        "目录\n第一部分 概况............1\n",
    ],
)
def test_a_table_of_contents_gives_no_headings(contents: str) -> None:
    body = (
        "第一部分 概况\n一、概况\n甲。\n二、收支情况\n乙。"
        if "第一" in contents
        else "一、概况\n甲。\n二、收支情况\n乙。"
    )
    assert headings(contents + body) == headings(body)


def test_numbers_with_decimals_do_not_begin_headings() -> None:
    assert headings("一、概况\n3.5万元用于维修\n2,400人受益\n甲。") == [(1, "一、概况")]


def test_in_a_form_the_labels_of_its_blocks_are_the_headings() -> None:
    form = (
        "项目支出绩效自评表\n项目资金（万元） 年初预算数\n年度资金总额 60\n"
        "绩效指标\n产出指标（50分）\n数量指标 开放天数 ≥300天"
    )
    assert headings(form) == [(1, "项目资金（万元）"), (1, "绩效指标"), (2, "产出指标（50分）")]
    assert section(form, "开放天数") == ("绩效指标", "产出指标（50分）")


def test_an_annex_with_sections_of_its_own_stands_above_them() -> None:
    text = "摘　要\n一、概述\n甲。"
    assert section(text, "甲") == ("摘　要", "一、概述")


lines = st.text(st.sampled_from("第一二部分、（）(1)1.．①目录。，；：… |\t　年度绩效指标产出60分\n"), max_size=200)


@given(lines)
def test_every_heading_points_into_the_text(text: str) -> None:
    document = make_document(text)
    for heading in document.outline:
        assert text[heading.start : heading.end] == heading.text
        assert heading.text.strip() == heading.text


@given(lines)
def test_levels_have_no_gaps_and_headings_stand_in_order(text: str) -> None:
    outline = make_document(text).outline
    assert {heading.level for heading in outline} == set(range(1, len({heading.level for heading in outline}) + 1))
    assert all(before.end <= after.start for before, after in pairwise(outline))


def test_a_heading_that_shares_its_line_with_its_text_goes_on_with_its_series() -> None:
    text = "一、工作\n1. 服务提质。\n办件860件。\n2. 数字化提速。印发方案，诊断企业86家。\n3. 项目落地。\n引进4个。"
    assert section(text, "86家") == ("一、工作", "2. 数字化提速。")
    assert section(text, "4个") == ("一、工作", "3. 项目落地。")


def test_the_items_of_a_list_with_text_behind_a_first_phrase_are_no_headings() -> None:
    text = "一、问题\n1.编制不细。追加资金86万元。\n2.监管不力。在岗3人。"
    assert headings(text) == [(1, "一、问题")]


def test_points_in_brackets_do_not_keep_a_line_from_heading_text() -> None:
    text = "一、自评\n（一）投入（15分，得14分）\n1.合理性得5分。\n（二）过程（25分，得22.6分）\n完成率得9.6分。"
    assert section(text, "9.6分") == ("一、自评", "（二）过程（25分，得22.6分）")


def test_the_last_item_of_a_list_heads_nothing() -> None:
    text = "一、概况\n（一）职能\n（1）拟订规划，组织实施。\n（2）完成其他任务。\n（二）收支\n支出86万元。"
    assert headings(text) == [(1, "一、概况"), (2, "（一）职能"), (2, "（二）收支")]
