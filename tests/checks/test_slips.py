"""Two figures that are meant to be the same."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from service.checks.slips import is_exchange, is_slip
from tests.checks.build import checks_of, count

FIGURES = st.decimals(min_value=0, max_value=10**9, places=2)


def test_two_exchanged_neighbours_are_a_slip() -> None:
    assert is_slip(Decimal("7310"), Decimal("7130"))
    assert is_exchange(Decimal("84.63"), Decimal("86.43"))


def test_one_other_digit_is_a_slip_but_no_exchange() -> None:
    assert is_slip(Decimal("2158"), Decimal("2118"))
    assert not is_exchange(Decimal("2158"), Decimal("2118"))


def test_short_figures_are_too_often_a_digit_apart_to_be_a_slip() -> None:
    assert not is_slip(Decimal("61"), Decimal("62"))


def test_figures_of_other_length_are_no_slip() -> None:
    assert not is_slip(Decimal("4120"), Decimal("412"))


@given(FIGURES, FIGURES)
def test_a_slip_works_both_ways(one: Decimal, other: Decimal) -> None:
    assert is_slip(one, other) == is_slip(other, one)
    assert not is_slip(one, one)


@given(FIGURES, FIGURES, st.sampled_from([Decimal(10), Decimal(10) ** 4]))
def test_a_slip_does_not_depend_on_the_unit(one: Decimal, other: Decimal, scale: Decimal) -> None:
    assert is_slip(one, other) == is_slip(one * scale, other * scale)


def test_a_count_that_is_written_as_a_fraction_has_no_digits_to_exchange() -> None:
    assert checks_of("设施维修6/7", [count("设施维修", "0.857142857142857142857142857", "", print="6/7")]) == []
