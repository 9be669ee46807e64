from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.checks import Rule
from service.documents import Family
from service.records import Change, Stage
from service.wording import FAMILIES, LABELS, RULES, STAGES, change_of, figure, grouped


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("242650300", "CNY", "24,265.03万元"),
        ("-34808300", "CNY", "-3,480.83万元"),
        ("1000000000", "CNY", "10亿元"),
        ("999999999", "CNY", "99,999.9999万元"),
        ("0", "CNY", "0元"),
        ("12", "CNY/亩", "12元/亩"),
        ("35000", "USD", "3.5万美元"),
        ("18462", "户", "18,462户"),
        ("-0.5", "%", "-0.5%"),
        ("0.61", "", "0.61"),
    ],
)
def test_a_figure_is_shown_in_the_units_of_reports(value: str, unit: str, shown: str) -> None:
    assert figure(Decimal(value), unit) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_no_digit_is_lost_between_separators(value: Decimal) -> None:
    assert Decimal(grouped(value).replace(",", "")) == value


def test_a_change_is_shown_with_its_direction() -> None:
    assert change_of(Change(basis="同比", value=Decimal("63.16"), unit="%")) == "同比 +63.16%"
    assert change_of(Change(basis="比上年", value=Decimal("-2140000"), unit="CNY")) == "比上年 -214万元"
    assert change_of(Change(basis="是上年的", value=Decimal("1.8"), unit="倍", ratio=True)) == "是上年的 ×1.8"


@pytest.mark.parametrize(("words", "kind"), [(FAMILIES, Family), (RULES, Rule), (STAGES, Stage)])
def test_every_value_has_a_chinese_name(words: dict[str, str], kind: type[Family | Rule | Stage]) -> None:
    assert set(words) == set(kind)


def test_every_label_has_a_name_and_a_colour_of_its_own() -> None:
    assert len({name for name, _ in LABELS.values()}) == len({style for _, style in LABELS.values()}) == 11
