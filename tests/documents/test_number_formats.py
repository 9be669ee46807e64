from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents.readers.number_formats import BUILT_IN, general, shown
from service.documents.readers.numerals import chinese, numeral

LINES = (Path(__file__).parent / "golden" / "number_formats.txt").read_text(encoding="utf-8").splitlines()
CASES = [tuple(line.split(" | ")) for line in LINES if line and not line.startswith("#")]
numbers = st.decimals(-(10**12), 10**12, places=4, allow_nan=False, allow_infinity=False)
kept = st.decimals(-(10**11) + 1, 10**11 - 1, places=4, allow_nan=False, allow_infinity=False)
"""Numbers of fifteen digits: a workbook keeps no more, and rounds what has more before it is shown."""


@pytest.mark.parametrize(("stored", "code", "wanted"), CASES)
def test_a_number_is_shown_as_its_format_says(stored: str, code: str, wanted: str) -> None:
    assert shown(Decimal(stored), code) == wanted.strip()


@given(kept)
def test_two_decimals_with_thousands_are_what_python_prints(number: Decimal) -> None:
    text = shown(number, "#,##0.00")
    assert Decimal(text.replace(",", "")) == number.quantize(Decimal("0.01"), "ROUND_HALF_UP")


@given(numbers)
def test_a_number_without_format_loses_no_more_than_its_last_digits(number: Decimal) -> None:
    assert abs(Decimal(general(number)) - number) <= max(Decimal(1), abs(number)) * Decimal("1e-9")


@given(numbers, st.text(st.sampled_from('0#?.,%@;"\\_*[]>=$-ymdhs/E+年 GeneralDBNum12'), max_size=20))
def test_no_format_breaks_a_reader(number: Decimal, code: str) -> None:
    assert isinstance(shown(number, code), str)


def test_formats_named_by_number_alone_show_dates() -> None:
    assert shown(Decimal(45291), BUILT_IN[14]) == "2023/12/31"
    assert shown(Decimal(45291), BUILT_IN[57]) == "2023年12月"


@pytest.mark.parametrize(
    ("number", "words"), [(5, "五"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百〇五"), (30_050, "三万〇五十")]
)
def test_numbers_of_lists_are_written_in_han_characters(number: int, words: str) -> None:
    assert chinese(number) == words


@given(st.integers(-5, 10**13), st.sampled_from(["decimal", "chineseCounting", "upperRoman", "decimalEnclosedCircle"]))
def test_every_number_of_a_list_has_a_numeral(number: int, style: str) -> None:
    assert numeral(min(number, 50_000), style)
