"""The data file of the terms that the checks go by."""

import pytest

from service.checks.promises import fills
from service.checks.vocabulary import closed_sets, multiple, plain_name, stem

SETS = {known.name: known for known in closed_sets()}


@pytest.mark.parametrize(
    ("name", "whole", "parts"),
    [
        ("支出按性质", "本年支出合计", ["基本支出", "项目支出"]),
        ("基本支出", "基本支出", ["人员经费", "日常公用经费"]),
        ("三公经费", "三公经费支出", ["因公出国境费", "公务用车运行维护费", "公务接待费"]),
        ("政府采购", "政府采购支出总额", ["政府采购货物支出", "政府采购工程支出", "政府采购服务支出"]),
        ("三次产业", "地区生产总值", ["第一产业增加值", "第二产业增加值", "第三产业增加值"]),
        ("资金来源", "到位资金", ["中央资金", "省级资金", "县级配套"]),
        ("一般公共预算收入", "一般公共预算收入", ["税收收入", "非税收入"]),
    ],
)
def test_a_closed_set_is_filled_by_its_parts_and_not_without_one_of_them(
    name: str, whole: str, parts: list[str]
) -> None:
    known = SETS[name]
    assert known.may_split(whole)
    assert fills(known, parts)
    assert not fills(known, [*parts[:-1], "说明文字"])


def test_totals_with_balances_are_not_split_into_basic_and_project_expenditure() -> None:
    assert not SETS["支出按性质"].may_split("支出总计")


def test_every_closed_set_needs_two_parts_at_least() -> None:
    assert all(len(known.parts) > 1 for known in closed_sets())


def test_names_are_compared_without_marks_and_stage_words() -> None:
    assert plain_name("“三公” 经费（类）") == "三公经费类"
    assert stem("住房保障支出年初预算数") == stem("住房保障支出决算") == "住房保障支出"


def test_greater_units_are_multiples_of_lesser_ones() -> None:
    assert multiple("千米", "米") == 1000
    assert multiple("亩", "亩") == 1
