"""CHANGE wording → basis and sign."""

import re
from decimal import Decimal

from service.records.draft import Comparison
from service.records.record import Change
from service.records.values import resolve
from service.records.words import ADVERBS, DOWN, MORE_OR_LESS, RATIO, STEADY, UP

_SPACE = re.compile(r"\s+")
_DIRECTIONS = sorted({*DOWN, *UP, *STEADY, *ADVERBS}, key=len, reverse=True)
_ESCAPED = ["(?<![平年])均" if word == "均" else re.escape(word) for word in _DIRECTIONS]
_TAIL = re.compile("(?:" + "|".join(_ESCAPED) + ")$")
_HEAD = re.compile("^(?:" + "|".join(map(re.escape, sorted({*DOWN, *UP}, key=len, reverse=True))) + ")")
_LEADING = re.compile("^(?:分别|均|各)+")
_KEEP = ("同比", "环比", "相比", "比较", "对比")


def split_basis(wording: str) -> tuple[str, str]:
    """Basis and direction words of a CHANGE mention: 比上年分别减少 → (比上年, 分别减少).

    高于全市平均 → (全市平均, 高于).
    """
    text = _SPACE.sub("", wording)
    ratio = RATIO.search(text)
    if ratio:
        return ratio["base"], ""
    more = MORE_OR_LESS.search(text)
    basis = text[: more.start()] if more and not _TAIL.search(text) else text
    while basis and not basis.endswith(_KEEP):
        match = _TAIL.search(basis)
        if match is None:
            break
        basis = basis[: match.start()]
    direction = text[len(basis) :]
    basis = "" if basis == "平均" else _LEADING.sub("", basis)
    head = _HEAD.match(basis)
    if head and not direction:
        basis, direction = basis[head.end() :], head[0]
    return basis, direction


def has_direction(wording: str) -> bool:
    """Whether the words say that something rose, fell or stood still; 与上年日均 only names a base."""
    direction = split_basis(wording)[1]
    return is_ratio(wording) or any(word in direction for word in (*UP, *DOWN, *STEADY))


def is_ratio(wording: str) -> bool:
    """Whether the figure is a ratio to its base: 是上年的1.8倍."""
    return RATIO.search(_SPACE.sub("", wording)) is not None


def falls(direction: str) -> bool:
    """Whether the last word of a direction says that the figure fell."""
    longest = ""
    for word in (*DOWN, *UP):
        if word in direction and (direction.rfind(word) + len(word), len(word)) > (
            direction.rfind(longest) + len(longest) if longest else -1,
            len(longest),
        ):
            longest = word
    return longest in DOWN


def signed(value: Decimal, wording: str) -> Decimal:
    """The figure with the sign that the words give it; a printed minus stays."""
    return -abs(value) if falls(split_basis(wording)[1]) else value


def settle(comparison: Comparison, unit: str | None) -> Change:
    """The comparison as the contract wants it; a bare direction takes the basis of the mention before it."""
    reading = resolve(comparison.figure, comparison.unit or unit)
    if comparison.word is None:
        return Change(basis=comparison.basis or "", value=reading.value, unit=reading.unit)
    wording = comparison.word.text
    basis = split_basis(wording)[0]
    if not basis and comparison.lead is not None and comparison.lead is not comparison.word:
        basis = split_basis(comparison.lead.text)[0]
    ratio = True if is_ratio(wording) else None
    return Change(basis=basis, value=signed(reading.value, wording), unit=reading.unit, ratio=ratio)
