"""Units, currencies and their borders, read from the data tables beside this module."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from service.quantities.folding import fold_width
from service.quantities.quantity import Kind


class Unit(NamedTuple):
    """What a unit word means: ``printed`` is the contract's unit, ``worth`` the value of one in it."""

    kind: Kind
    printed: str
    worth: Decimal


class UnitMatch(NamedTuple):
    """A unit found in folded text: it ends at ``end``; ``currency`` marks money that is counted by nothing else."""

    end: int
    kind: Kind
    printed: str
    worth: Decimal
    currency: bool


@cache
def load(name: str) -> Mapping[str, Any]:
    """The data table ``name``.toml of this package."""
    return tomllib.loads((files("service.quantities") / f"{name}.toml").read_text(encoding="utf-8"))


def measure_words() -> frozenset[str]:
    """All words that make a number a count."""
    return frozenset(word for words in load("units")["measures"].values() for word in words)


def currency_words() -> dict[str, Unit]:
    """Currency words and parts of currencies behind a number."""
    table = load("currencies")
    words = {word: Unit(Kind.AMOUNT, code, Decimal(1)) for code, names in table["names"].items() for word in names}
    # 5亿元港币: the general word 元 and, behind it, whose.
    words |= {"元" + word: unit for word, unit in words.items() if word[-1] in "币金" and unit.printed != "CNY"}
    parts = {word: Unit(Kind.AMOUNT, code, Decimal(worth)) for word, (code, worth) in table["parts"].items()}
    return words | parts


def rate_words() -> dict[str, Unit]:
    """Percent signs and their kin behind a number."""
    rates = load("units")["rates"].items()
    return {word: Unit(Kind.RATE, printed, Decimal(worth)) for word, (printed, worth) in rates}


def factor(unit: str) -> tuple[str, Decimal] | None:
    """The base unit that ``unit`` can be converted to and how many of it one ``unit`` is, e.g. 公里 → (米, 1000)."""
    for base, factors in load("units")["factors"].items():
        if unit in factors:
            return base, Decimal(factors[unit])
    return None


def is_han(char: str) -> bool:
    """Whether ``char`` (or nothing) is a Chinese character."""
    return "\u4e00" <= char <= "\u9fff"


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _border(word: str, stops: Mapping[str, list[str]]) -> str:
    """``word`` as a pattern that does not match where the text goes on as another word."""
    pattern = "".join(re.escape(char) for char in word)
    if word[-1].isascii() and word[-1].isalpha():
        pattern += "(?![A-Za-z0-9])"
    return pattern + (f"(?!{alternatives(stops[word])})" if stops.get(word) else "")


def _by_first_character(words: Iterable[str], stops: Mapping[str, list[str]]) -> dict[str, re.Pattern[str]]:
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        groups.setdefault(word[0], []).append(word)
    return {first: re.compile("|".join(_border(word, stops) for word in group)) for first, group in groups.items()}


_POINTS = load("units")["points"]["words"][0]
_MEASURES = measure_words()
_UNITS: dict[str, Unit] = (
    {word: Unit(Kind.COUNT, "", Decimal(1)) for word in _MEASURES}
    | {_POINTS: Unit(Kind.NUMBER, _POINTS, Decimal(1))}
    | rate_words()
    | currency_words()
)
_PATTERNS = _by_first_character(_UNITS, {**load("units")["not_before"], **load("currencies")["not_before"]})
_BRACKET = re.compile(r" ?\(([^()\s、/,，]{1,4}(?:[、/,，][^()\s、/,，]{1,4})*)\)")
_SEPARATOR = re.compile(r"[、/,，]")
_PER = re.compile(r" ?/ ?(?:10{1,5}(?!\d) ?)?(?!\d)")
_PER_SCALE = re.compile(r"[十百千万亿]{1,2}")
_PER_MORE = re.compile(r"[/·•・]")
_LONE_STOPS: Mapping[str, list[str]] = load("units")["not_after"]


def is_other_word(numeral: str, unit: str) -> bool:
    """Whether a lone ``numeral`` before ``unit`` is no count but a word: 一方面, 一批, 十分."""
    return unit in _LONE_STOPS.get(numeral, ())


def match_unit(folded: str, position: int, original: str) -> UnitMatch | None:
    """The longest unit that begins at ``position`` of ``folded``; ``original`` gives the word as written."""
    word = _word_at(folded, position)
    if word is None:
        return None
    unit, end = _UNITS[word], position + len(word)
    if unit.kind in (Kind.NUMBER, Kind.RATE):
        return UnitMatch(end, unit.kind, unit.printed, unit.worth, False)
    if unit.kind is Kind.COUNT:
        end = _denominator_end(folded, _bracket_end(folded, end))
        return UnitMatch(end, unit.kind, printed_unit(original[position:end]), unit.worth, False)
    whole = _denominator_end(folded, end)
    return UnitMatch(whole, unit.kind, unit.printed + printed_unit(original[end:whole]), unit.worth, whole == end)


def match_denominator(folded: str, position: int, original: str) -> UnitMatch | None:
    """A unit that is only a denominator: 186.7/10万."""
    end = _denominator_end(folded, position)
    if not folded[position:end].endswith(("万", "亿", "千", "百")):
        return None
    return UnitMatch(end, Kind.RATE, printed_unit(original[position:end]), Decimal(1), False)


def printed_unit(written: str) -> str:
    """A measure word as records print it: as written, spaces removed, half width."""
    return "".join(fold_width(written).split())


def _word_at(folded: str, position: int) -> str | None:
    pattern = _PATTERNS.get(folded[position : position + 1])
    match = pattern.match(folded, position) if pattern else None
    return match.group() if match else None


def _bracket_end(folded: str, end: int) -> int:
    """The end of a bracketed measure word that belongs to the unit: 家(次), 头（只、匹）."""
    if folded[end : end + 1] not in ("(", " "):
        return end
    match = _BRACKET.match(folded, end)
    if match and all(word in _MEASURES for word in _SEPARATOR.split(match[1])):
        return match.end()
    return end


def _counted_by(folded: str, position: int) -> str | None:
    """The word of a denominator; 月, which behind a number is a date, is a unit there."""
    word = _word_at(folded, position)
    if word is None:
        return "月" if folded[position : position + 1] == "月" else None
    return None if _UNITS[word].kind in (Kind.RATE, Kind.NUMBER) else word


def _denominator_end(folded: str, end: int) -> int:
    """The end of what a unit is counted by: 次/万公里, 元/人·月, /10万."""
    match = _PER.match(folded, end)
    if match is None:
        return end
    word, position = _counted_by(folded, match.end()), match.end()
    if word is None and (scale := _PER_SCALE.match(folded, position)):
        position = scale.end()
        word = _counted_by(folded, position)
        if word is None and not folded[position : position + 1].isdigit():
            return position
    if word is None:
        return end
    position += len(word)
    more = _PER_MORE.match(folded, position)
    word = _counted_by(folded, more.end()) if more else None
    return more.end() + len(word) if more and word else position
