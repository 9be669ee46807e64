"""What the page shows of a report: trees that add up, exact orders, two years side by side, cards as tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.checks import Status
from service.documents import make_document
from service.extraction import Extraction, Provenance
from service.records import Record
from service.web.budget import budget_of
from service.web.comparison import contradictions, pairings
from service.web.markdown import blocks
from service.web.views import view_of


def _amount(id: str, name: str, value: str, **more: object) -> Record:
    return Record.model_validate({"id": id, "kind": "amount", "indicator": name, "value": value, "unit": "CNY", **more})


def _extraction(text: str, *records: Record) -> Extraction:
    provenance = Provenance.of("none")
    return Extraction(document=make_document(text), entities=(), records=records, checks=(), provenance=provenance)


def test_a_tree_has_the_sum_of_each_split_and_what_is_missing() -> None:
    records = [
        _amount("r1", "支出", "100"),
        _amount("r2", "基本支出", "60", parent="r1", split="性质"),
        _amount("r3", "项目支出", "40", parent="r1", split="性质"),
        _amount("r4", "教育", "30", parent="r1", split="功能"),
        _amount("r5", "人员", "50", parent="r2"),
        _amount("r6", "孤立", "7"),
    ]
    (root,) = budget_of(records, ())
    assert [(split.total, split.rest, len(split.parts)) for split in root.splits] == [
        ("100元", "", 2),
        ("30元", "比总数少 70元", 1),
    ]
    assert [part.share for part in root.splits[0].parts] == [60, 40]
    assert root.splits[0].parts[0].splits[0].rest == "比总数少 10元"


def test_a_fact_told_twice_is_counted_once() -> None:
    records = [
        _amount("r1", "支出", "100"),
        _amount("r2", "基本", "100", parent="r1"),
        _amount("r3", "基本", "100", parent="r1", same_as="r2"),
    ]
    assert budget_of(records, ())[0].splits[0].rest == ""


def test_figures_are_ordered_exactly() -> None:
    large = "90071992547409931234.01"  # as floating point numbers, these two are equal
    view = view_of(_extraction("报告", _amount("r1", "甲", large + "1"), _amount("r2", "乙", large)))
    assert [row.ranks["value"] for row in view.rows] == [1, 0]
    assert float(Decimal(large)) == float(Decimal(large + "1"))


def test_a_part_is_indented_below_its_own_whole_alone() -> None:
    view = view_of(
        _extraction(
            "报告",
            _amount("r1", "支出", "100"),
            _amount("r2", "基本支出", "60", parent="r1"),
            _amount("r3", "人员", "50", parent="r2"),
            _amount("r4", "项目支出", "40", parent="r1"),
            _amount("r5", "孤立", "7"),
            _amount("r6", "其他支出", "1", parent="r1"),
            _amount("r7", "另处", "2", parent="r6", section=("二",)),
        )
    )
    assert [row.entry.id for row in view.rows if row.under] == ["r2", "r3", "r4"]
    assert [row.whole for row in view.rows] == ["", "支出", "基本支出", "支出", "", "支出", "其他支出"]


@pytest.fixture(scope="module")
def years() -> tuple[Extraction, Extraction]:
    earlier = _extraction(
        "清源县水务局2022年度部门整体支出绩效自评报告",
        _amount("r1", "本年支出", "8000000", stage="final"),
        _amount("r2", "旧项目", "5"),
    )
    later = _extraction(
        "清源县水务局2023年度部门整体支出绩效自评报告",
        _amount("r1", "本年支出", "10000000", stage="final"),
        _amount("r2", "本年支出", "8000000", stage="final", period="2022"),
        _amount("r3", "新项目", "6"),
    )
    return earlier, later


def test_two_years_are_paired_by_indicator_with_the_change(years: tuple[Extraction, Extraction]) -> None:
    rows = pairings(*years)
    assert [(row.name, row.earlier, row.later, row.change, row.rate) for row in rows] == [
        ("本年支出", "800万元", "1,000万元", "+200万元", "+25%"),
        ("新项目", "", "6元", "", ""),
        ("旧项目", "5元", "", "", ""),
    ]


def test_what_two_years_say_of_each_other_is_told_only_where_it_does_not_fit(
    years: tuple[Extraction, Extraction],
) -> None:
    assert all(finding.status is not Status.HOLDS for finding in contradictions(*years))


def test_a_card_becomes_headings_lists_and_tables() -> None:
    found = list(
        blocks(
            "---\nlicense: x\n---\n\n# 题\n\n甲\n乙\n- 一\n- `二`\n\n| 名 | 数 |\n| --- | --- |\n| **全部** | 0.9 |\n"
        )
    )
    assert [(block.kind, block.text) for block in found] == [
        ("heading", "题"),
        ("text", "甲乙"),
        ("list", ""),
        ("table", ""),
    ]
    assert list(found[2].items) == ["一", "二"]
    assert [list(row) for row in found[3].rows] == [["名", "数"], ["全部", "0.9"]]
