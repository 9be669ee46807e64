"""Laws of the unit, currency and bound tables."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest

from service.quantities import Kind, find
from service.quantities.folding import fold
from service.quantities.units import currency_words, factor, load, match_unit, measure_words, rate_words

UNITS = load("units")
MEASURES = [word for words in UNITS["measures"].values() for word in words]
CURRENCIES = [word for words in load("currencies")["names"].values() for word in words]
PREFIXES = {"千": 3, "百": 2, "分": -1, "厘": -2, "毫": -3, "微": -6, "纳": -9, "兆": 6, "吉": 9}


def test_no_measure_word_stands_twice() -> None:
    assert [word for word, count in Counter(MEASURES).items() if count > 1] == []


def test_no_currency_word_stands_twice() -> None:
    assert [word for word, count in Counter(CURRENCIES).items() if count > 1] == []


def test_no_word_is_a_measure_word_and_a_currency_or_a_rate() -> None:
    assert measure_words() & (set(currency_words()) | set(rate_words()) | set(UNITS["points"]["words"])) == set()


def test_currency_codes_have_three_capital_letters() -> None:
    assert all(len(code) == 3 and code.isupper() for code in load("currencies")["names"])


@pytest.mark.parametrize("word", sorted(measure_words() | set(currency_words()) | set(rate_words())))
def test_every_unit_is_read_as_a_whole_and_not_as_the_shorter_unit_that_it_begins_with(word: str) -> None:
    match = match_unit(fold(word), 0, word)
    assert match is not None
    assert match.end == len(word)


@pytest.mark.parametrize("word", sorted(measure_words()))
def test_every_measure_word_behind_a_number_makes_a_count_with_that_unit(word: str) -> None:
    (quantity,) = find(f"共30{word}，")
    assert (quantity.kind, quantity.unit, quantity.value) == (Kind.COUNT, word, 30)


@pytest.mark.parametrize("word", sorted(set(CURRENCIES)))
def test_every_currency_word_behind_a_number_makes_an_amount(word: str) -> None:
    (quantity,) = find(f"共3万{word}，")
    assert (quantity.kind, quantity.value) == (Kind.AMOUNT, 30000)
    assert word in load("currencies")["names"][quantity.unit]


def test_stop_lists_belong_to_units_that_exist() -> None:
    known = measure_words() | set(rate_words()) | set(UNITS["points"]["words"])
    assert set(UNITS["not_before"]) <= known
    assert {word for words in UNITS["not_after"].values() for word in words} <= known


def test_tables_are_written_in_folded_characters() -> None:
    words = [*MEASURES, *CURRENCIES, *rate_words()]
    assert [word for word in words if fold(word) != word] == []


def test_factors_are_given_for_known_units_and_are_one_for_the_base() -> None:
    for base, factors in UNITS["factors"].items():
        assert set(factors) <= measure_words()
        assert factor(base) == (base, Decimal(1))


def test_no_unit_has_two_factors() -> None:
    words = [word for factors in UNITS["factors"].values() for word in factors]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("base", ["米", "克", "瓦", "升", "秒"])
def test_a_prefix_scales_its_unit_as_it_says(base: str) -> None:
    plain = factor(base)
    assert plain is not None
    for prefix, power in PREFIXES.items():
        prefixed = factor(prefix + base)
        if prefixed is not None:
            assert prefixed == (plain[0], plain[1].scaleb(power)), prefix + base


SYMBOLS = {
    "公里": "km",
    "厘米": "cm",
    "毫米": "mm",
    "微米": "μm",
    "公斤": "kg",
    "毫克": "mg",
    "微克": "μg",
    "千瓦": "kW",
    "兆瓦": "MW",
    "平方米": "㎡",
    "平方公里": "km²",
    "公顷": "hm²",
    "立方米": "m³",
    "毫升": "mL",
}


@pytest.mark.parametrize(("name", "symbol"), SYMBOLS.items())
def test_a_latin_symbol_is_worth_what_its_chinese_name_is(name: str, symbol: str) -> None:
    assert factor(symbol) == factor(name) is not None


def test_no_bound_word_stands_for_two_bounds() -> None:
    for place in ("before", "after"):
        words = [word for words in load("bounds")[place].values() for word in words]
        assert [word for word, count in Counter(words).items() if count > 1] == []


@pytest.mark.parametrize("sign", ["≈", "<", ">", "≥", "≤"])
def test_every_bound_word_before_a_number_gives_its_bound(sign: str) -> None:
    for word in load("bounds")["before"][sign]:
        (quantity,) = find(f"合计{word}300家。")
        assert quantity.bound is not None, word
        assert quantity.bound.value == sign, word
        assert quantity.text == "300家"


@pytest.mark.parametrize("sign", ["≈", "≥", "≤"])
def test_every_bound_word_behind_a_number_gives_its_bound(sign: str) -> None:
    for word in load("bounds")["after"][sign]:
        (quantity,) = find(f"合计300家{word}。")
        assert quantity.bound is not None, word
        assert quantity.bound.value == sign, word


def test_scale_words_rise_in_order() -> None:
    values = [find(f"共1{scale}人，")[0].value for scale in ("百", "千", "万", "百万", "千万", "亿", "万亿")]
    assert all(low < high for low, high in pairwise(value for value in values if value is not None))
