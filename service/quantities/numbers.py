"""The number at one place of a folded text, with its scale words and 余 or 多: 3000多万, 二百余, 八九千, 5亿1万."""

import re
from decimal import Decimal
from typing import NamedTuple

from service.quantities.numerals import (
    DIGIT_CLASS,
    DIGITS,
    NUMERAL_CLASS,
    SCALE_CLASS,
    SCALES,
    Numeral,
    read_alternatives,
    read_arabic,
    read_numeral,
    scale_of,
)
from service.quantities.quantity import Bound, Kind
from service.quantities.units import is_han, match_unit

_SPACED = r"(?<![\d.,，])(?<!\d )\d{1,3}(?: \d{3})+(?![\d,，]| \d)(?:[.。]\d+)?"
_GROUPED = r"\d{1,3}(?:[,，]\d{3})+(?!\d)"
# 。 is a misprinted point only where a unit follows the digits; elsewhere a sentence ends there.
# So is a blank beside the point (43 . 2, 98. 3%): a list number is followed by one too.
_PARTED = r" \. \d+(?! ?[.、])|(?:(?<=[\u4e00-\u9fff，]\d)|(?<=[\u4e00-\u9fff，]\d\d))\. \d+(?= ?[%‰])"
_MISPRINTED = rf"。\d+(?= ?[余多]? ?[^\s\d，。；])|{_PARTED}"
_PLAIN_DIGITS = rf"(?:{_GROUPED}|\d+)(?:\.\d+|{_MISPRINTED})?|(?<!\d)\.\d+"
# No numeral is longer; the limit keeps a page of repeated characters from being tried at every length.
_CHINESE = rf"[{NUMERAL_CLASS}]{{1,40}}(?:点[{DIGIT_CLASS}\d]{{1,20}}[{SCALE_CLASS}]{{0,4}})?"
_NUMBER = re.compile(rf"(?P<spaced>{_SPACED})|(?P<arabic>{_PLAIN_DIGITS})|(?P<chinese>{_CHINESE})")
_UNSPACED = re.compile(_PLAIN_DIGITS)

# 千 and 百 behind a number scale it unless they begin a unit: 5千克, 3百分点.
_UNIT_BEHIND_THOUSAND = "克米瓦卡焦伏帕赫"
_SCALE = rf"(?:万亿|[万亿]|千(?![{_UNIT_BEHIND_THOUSAND}])|仟|百(?!分[之点比])|佰|拾)"
_TAIL = re.compile(
    rf"(?P<space> {{0,2}})(?P<before>[余多几] ?)?(?P<scales>{_SCALE}{{1,3}})"
    rf"(?P<after> ?[余多几])?(?P<more>(?<=[余多几])[万亿]{{1,2}})?"
)
_FURTHER_PLACES = rf"(?:[零{DIGIT_CLASS}]?\d{{0,4}}[余多]?{_SCALE}{{1,2}}){{0,8}}"
_LAST_PLACES = r"零\d{1,3}(?!\d)|(?<=万)(?!(?:19|20)\d\d ?年)\d{4}(?!\d)|(?<=[万千百亿])[1-9](?![\d.,，%‰年月个/])"
_MIXED = re.compile(rf"{_FURTHER_PLACES}(?:{_LAST_PLACES})?")
_SURPLUS = re.compile(r" ?(?:余(?!额)|多(?!媒|功能|元化|样))")
_SCALE_BEHIND_SURPLUS = re.compile(rf"(?:万亿|[万亿]|千(?![{_UNIT_BEHIND_THOUSAND}]))")
# Scales below 万 fall within a numeral: none goes on past 十百. Trying no longer ones keeps pages of them cheap.
_IMPOSSIBLE = re.compile("[^点]*?(?:[十拾廿卅](?=[十拾廿卅百佰千仟])|[百佰](?=[百佰千仟])|[千仟](?=[千仟]))")
_HIGHER_SCALES = frozenset("百佰千仟万亿")
"""Scale words that need a digit before them."""
_LONE_SCALES = frozenset("百千万亿")
"""Scale words that make a number only beside a word that bounds it."""


class Number(NamedTuple):
    """A number that ends at ``end``; ``high`` is the upper one of two neighbours (八九千).

    ``scale`` is the worth of its last scale words, which the lower end of a range can share (三到五万).
    """

    end: int
    text: str
    low: Numeral
    high: Numeral | None = None
    bound: Bound | None = None
    scale: Decimal = Decimal(1)
    chinese: bool = False


def number_at(folded: str, position: int) -> Number | None:
    """The number that begins at ``position``, without sign."""
    match = _NUMBER.match(folded, position)
    if match is None:
        return None
    if match["chinese"]:
        return _chinese(folded, match)
    if match["spaced"]:
        number = _arabic(folded, match)
        if _spaces_group(folded, position, number.end):
            return number
        match = _UNSPACED.match(folded, position)
    return _arabic(folded, match) if match else None


def _spaces_group(folded: str, start: int, end: int) -> bool:
    """Whether the spaces in the digits of ``start:end`` group thousands: a unit follows, or they fill a cell."""
    unit = match_unit(folded, end + (folded[end : end + 1] == " "), folded)
    if unit is not None:
        return unit.kind is not Kind.RATE
    before, after = folded[max(0, start - 3) : start].rstrip(" ")[-1:], folded[end : end + 3].lstrip(" ")[:1]
    return before == "|" == after or before == "" == after


def _arabic(folded: str, match: re.Match[str]) -> Number:
    text, end = match.group(), match.end()
    tail = _TAIL.match(folded, end)
    if tail and (not tail["space"] or _belongs(folded, tail.end())):
        return _mixed(folded, text, tail) or _scaled(text, tail)
    surplus = _SURPLUS.match(folded, end)
    if surplus and "." not in text:
        return Number(surplus.end(), text, read_arabic(text), bound=Bound.ABOVE)
    return Number(end, text, read_arabic(text))


def _scaled(text: str, tail: re.Match[str]) -> Number:
    scale = scale_of(tail["scales"]) * scale_of(tail["more"] or "")
    bound = Bound.ABOVE if tail["before"] or tail["after"] else None
    return Number(tail.end(), text, read_arabic(text).times(scale), bound=bound, scale=scale)


def _mixed(folded: str, text: str, tail: re.Match[str]) -> Number | None:
    """Digits and scale words in turn: 5亿1万4千6百, 3万4000, 1亿4000多万."""
    further = None if tail["space"] or tail["before"] or tail["after"] else _MIXED.match(folded, tail.end())
    if further is None or not further.group():
        return None
    written = text + folded[tail.start() : further.end()]
    whole = read_numeral(written.replace("余", "").replace("多", ""))
    if whole is None:
        return None
    return Number(further.end(), text, whole, bound=Bound.ABOVE if "余" in written or "多" in written else None)


def _belongs(folded: str, position: int) -> bool:
    """Whether scale words set off by a space belong to the number: a unit follows, or no word that they could begin."""
    start = position + (folded[position : position + 1] == " ")
    return match_unit(folded, start, folded) is not None or not is_han(folded[start : start + 1])


def _chinese(folded: str, match: re.Match[str]) -> Number | None:
    """The longest well-formed numeral at the start of a run of numeral characters."""
    run, before, after = match.group(), folded[match.start() - 1 : match.start()], folded[match.end() : match.end() + 1]
    if (run[0] == "零" and run[1:2] not in ("", "点")) or (run[0] in "十拾" and before in ("几", "数")):
        return None
    if run[-1] == "千" and len(run) > 1 and after != "米" and after and after in _UNIT_BEHIND_THOUSAND:
        run = run[:-1]
    impossible = _IMPOSSIBLE.match(run)
    longest = impossible.end() if impossible else len(run)
    for length in range(0 if run[0] in _HIGHER_SCALES else longest, 0, -1):
        figures = _figures(run[:length], after)
        if figures is not None:
            return _with_surplus(folded, match.start() + length, run[:length], figures)
    if run in _LONE_SCALES and _is_counted(folded, match.end(), before, after):
        return _with_surplus(folded, match.end(), run, (Numeral(SCALES[run], SCALES[run]), None))
    return None


def _figures(text: str, after: str) -> tuple[Numeral, Numeral | None] | None:
    """The number in ``text``, or the two that it names: 八九 is 8 to 9 rather than 89, but 八九折 is 8.9 tenths."""
    numeral = read_numeral(text)
    is_pair = len(text) == 2 and all(char in DIGITS and char != "零" for char in text)
    if numeral is not None and is_pair and after == "折":
        return numeral.times(Decimal("0.1")), None
    return read_alternatives(text) if numeral is None or is_pair else (numeral, None)


def _is_counted(folded: str, end: int, before: str, after: str) -> bool:
    """Whether a scale word alone is a number: 百余条, 近千人; not 上百家, 数千人."""
    if after and after in "余多":
        return before not in ("数", "几", "上", "成")
    unit = match_unit(folded, end, folded) if before and before in "近约逾超" else None
    return unit is not None and unit.kind is Kind.COUNT


def _with_surplus(folded: str, end: int, text: str, figures: tuple[Numeral, Numeral | None]) -> Number:
    low, high = figures
    scale = scale_of(_last_scale(text))
    more = _SCALE_BEHIND_SURPLUS.match(folded, end + 1)
    if folded[end : end + 1] not in ("余", "多", "几") or not (text[-1] in SCALES or more):
        return Number(end, text, low, high, None, scale, chinese=True)
    if more is None:
        return Number(end + 1, text, low, high, Bound.ABOVE, scale, chinese=True)
    factor = scale_of(more.group())
    high = high.times(factor) if high else None
    return Number(more.end(), text, _scale_last(text, low, factor), high, Bound.ABOVE, scale * factor, chinese=True)


def _scale_last(text: str, numeral: Numeral, factor: Decimal) -> Numeral:
    """一亿一千多万: what stands behind 亿 is counted in 万, 亿 itself is not."""
    head, hundred_million, rest = text.rpartition("亿")
    upper, lower = read_numeral(head + hundred_million) if rest else None, read_numeral(rest) if rest else None
    if upper is None or lower is None:
        return numeral.times(factor)
    return Numeral(upper.value + lower.value * factor, lower.step * factor)


def _last_scale(text: str) -> str:
    return text[len(text.rstrip("万亿")) :] or text[len(text.rstrip("十百千拾佰仟")) :]
