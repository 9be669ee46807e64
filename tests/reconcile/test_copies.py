"""Paragraphs that stand in two reports."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.checks import Status
from service.reconcile import Sketches, copies
from service.reconcile.copies import KEYS, figures, likeness, paragraphs
from tests.reconcile.build import report

PARAGRAPH = (
    "全年健全区、街道、社区三级人民调解网络，排查化解各类矛盾纠纷1,846件，调解成功率98.2%，办理法律援助案件512件，"
    "为受援人挽回经济损失873.5万元，组织法治宣传活动126场次，受教育群众4.3万人次，社区矫正对象无一人重新犯罪。"
)
OTHER_FIGURES = PARAGRAPH.replace("1,846", "2,011").replace("512", "604").replace("126", "131")


def statuses(body: str, other: str, title: str = "云岫县水务局2023年度部门决算") -> list[Status]:
    return [
        one.status for one in copies([report("云岫县水务局2022年度部门决算", body=body), report(title, body=other)])
    ]


def test_a_paragraph_with_all_its_figures_in_the_report_of_the_next_year_is_worth_a_look() -> None:
    assert statuses(PARAGRAPH, PARAGRAPH) == [Status.UNDECIDABLE]


def test_a_paragraph_with_figures_of_its_own_is_a_form_that_was_filled_in_anew() -> None:
    assert statuses(PARAGRAPH, OTHER_FIGURES) == [Status.HOLDS]


def test_two_reports_of_one_unit_and_year_may_share_their_paragraphs() -> None:
    assert statuses(PARAGRAPH, PARAGRAPH, "云岫县水务局2022年度部门整体支出绩效自评报告") == []


def test_a_paragraph_of_a_seventh_report_is_common_property() -> None:
    reports = [report(f"云岫县第{at}中学2022年度部门决算", body=PARAGRAPH, organisation=None) for at in range(7)]
    assert len(copies(reports[:6])) == 15
    assert copies(reports) == []


def test_a_paragraph_with_few_figures_is_not_looked_at() -> None:
    assert list(paragraphs("一段很长而没有数字的文字。" * 12)) == []


def test_years_and_dates_are_no_figures_of_a_paragraph() -> None:
    assert figures("2022年3月5日，培训120人") == {"120": 1}


@given(st.lists(st.text(alphabet="甲乙丙丁戊12 \n", max_size=60), max_size=5).map("\n".join))
def test_the_spans_of_paragraphs_hold_lines_of_the_text(text: str) -> None:
    for start, end in paragraphs(text):
        assert "\n" not in text[start:end]
        assert text[start:end] == text[start:end].strip()


@given(st.text(max_size=50), st.text(max_size=50))
def test_likeness_is_a_share_that_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    assert likeness(one, one) == 1


@given(st.integers(1, 4), st.integers(0, 3))
def test_equal_paragraphs_are_always_candidates(copies_: int, others: int) -> None:
    sketches = Sketches()
    for number in range(copies_ + 1):
        sketches.add(number, "别的话。" * others + "\n" + PARAGRAPH)
    assert len(sketches.candidates()) == copies_ * (copies_ + 1) // 2
    assert KEYS > 1
