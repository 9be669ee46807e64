"""The arithmetic of numerals: what is written is what is read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.quantities.numerals import read_alternatives, read_numeral

PLAIN = "零一二三四五六七八九"
CAPITAL = "零壹贰叁肆伍陆柒捌玖"
PLACES = {"plain": ("", "十", "百", "千"), "capital": ("", "拾", "佰", "仟")}


def section(number: int, digits: str, places: tuple[str, ...]) -> str:
    """A number below 10000 in Chinese numerals, with 零 for skipped places."""
    written, skipped = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            skipped = bool(written)
            continue
        written += ("零" if skipped else "") + digits[digit] + places[power]
        skipped = False
    return written


def chinese(number: int, digits: str = PLAIN, form: str = "plain") -> str:
    """``number`` below 10¹² in Chinese numerals."""
    if number == 0:
        return digits[0]
    written = ""
    for myriad, power in (("亿", 8), ("万", 4), ("", 0)):
        part = number // 10**power % 10**4
        if part:
            gap = "零" if written and part < 1000 else ""
            written += gap + section(part, digits, PLACES[form]) + myriad
        elif written and power == 0:
            pass
    return written


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_read_back_to_the_number_that_they_write(number: int) -> None:
    numeral = read_numeral(chinese(number))
    assert numeral is not None
    assert numeral.value == number


@given(st.integers(0, 10**12 - 1))
def test_financial_capitals_read_back_to_the_number_that_they_write(number: int) -> None:
    numeral = read_numeral(chinese(number, CAPITAL, "capital"))
    assert numeral is not None
    assert numeral.value == number


@given(st.integers(0, 10**15), st.integers(0, 6))
def test_grouped_digits_read_as_the_same_decimal(units: int, decimals: int) -> None:
    value = Decimal(units).scaleb(-decimals)
    numeral = read_numeral(f"{value:,f}")
    assert numeral is not None
    assert numeral.value == value
    assert numeral.step == Decimal(1).scaleb(-decimals)


@given(st.integers(1, 9999), st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_decimals_in_chinese_numerals_are_read_digit_by_digit(whole: int, decimals: list[int]) -> None:
    numeral = read_numeral(chinese(whole) + "点" + "".join(PLAIN[digit] for digit in decimals))
    assert numeral is not None
    assert numeral.value == Decimal(f"{whole}." + "".join(map(str, decimals)))


@given(st.integers(1, 9999), st.sampled_from(["万", "亿", "万亿"]))
def test_a_scale_word_multiplies_value_and_step_alike(number: int, scale: str) -> None:
    worth = {"万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]
    plain, scaled = read_numeral(str(number)), read_numeral(f"{number}{scale}")
    assert plain is not None
    assert scaled is not None
    assert scaled == plain.times(Decimal(worth))


@pytest.mark.parametrize(
    "text", ["万万", "十十", "二两", "一百两", "百", "三千五千", "一百二百", "点五", "五点", "两十", ""]
)
def test_ill_formed_numerals_have_no_value(text: str) -> None:
    assert read_numeral(text) is None


@given(st.integers(1, 8), st.sampled_from(["十", "百", "千", "万", "亿"]))
def test_neighbouring_digits_are_two_numbers_rather_than_one(digit: int, scale: str) -> None:
    alternatives = read_alternatives(PLAIN[digit] + PLAIN[digit + 1] + scale)
    assert alternatives is not None
    low, high = alternatives
    assert high.value - low.value == low.step


@given(st.text(alphabet="零一二两三五十百千万亿点0123456789,.廿", max_size=14))
def test_any_string_of_numeral_characters_is_read_or_refused_without_error(text: str) -> None:
    numeral = read_numeral(text)
    assert numeral is None or numeral.value >= 0
