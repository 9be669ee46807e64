"""One quantity at one place of a folded text: sign, number, scale words, unit."""

import re
from decimal import Decimal
from typing import NamedTuple

from service.quantities.numerals import (
    CAPITALS,
    DIGIT_CLASS,
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
from service.quantities.units import UnitMatch, is_other_word, load, match_denominator, match_unit

_SPACED = r"(?<![\d.,，])(?<!\d )\d{1,3}(?: \d{3})+(?![\d,，]| \d)(?:[.。]\d+)?"
_DIGITS = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+|。\d+(?= ?[余多]? ?[^\s\d，。；]))?|(?<!\d)\.\d+"
_CHINESE = rf"[{NUMERAL_CLASS}]+(?:点[{DIGIT_CLASS}\d]+[{SCALE_CLASS}]*)?"
NUMBER = re.compile(rf"(?P<spaced>{_SPACED})|(?P<arabic>{_DIGITS})|(?P<chinese>{_CHINESE})")
SIGN = r"(?:[-△+] ?(?=[\d.百千万])|(?<![减担抱胜自肩承辜欺背税])负的? ?|—(?=\d))"
_SIGN = re.compile(SIGN)
# 千 and 百 behind a number scale it unless they begin a unit: 5千克, 3百分点.
_SCALE = r"(?:万亿|[万亿]|千(?![克米瓦卡焦伏帕赫])|仟|百(?!分[之点比])|佰|拾)"
_TAIL = re.compile(rf"(?P<space> {{0,2}})(?P<before>[余多几] ?)?(?P<scales>{_SCALE}{{1,3}})(?P<after> ?[余多几](?!年生))?(?P<more>(?<=[余多几])[万亿]{{1,2}})?")
_SURPLUS = re.compile(r" ?(?:余(?!额)|多(?!媒|功能|元化|样))")
_SURPLUS_ALONE = re.compile(r"[余多几]")
_MIXED = re.compile(
    rf"(?:[零{DIGIT_CLASS}]*\d*[余多]?(?:{_SCALE})+)*(?:零\d{{1,3}}(?!\d)|(?<=[万])(?!(?:19|20)\d\d ?年)\d{{4}}(?!\d))?"
)
_PARTS_OF = re.compile(r"(?P<whole>百万|十万|[百千万])分之(?P<sign>[负-])?")
_FRACTION = re.compile(r" ?分之 ?")
_SLASH = re.compile(r" ?/ ?(?=\d)")
_FOOTNOTE = re.compile(r"\[\d{1,2}\](?=[^\s\d])| {0,2}")
_JIAO_FEN = re.compile(
    rf"(?: ?(?P<jiao>[\d{DIGIT_CLASS}])角)?(?: ?零?(?P<fen>[\d{DIGIT_CLASS}])分(?!钟))?(?P<full>[整正](?![\u4e00-\u9fff]))?"
)
_NOT_BEHIND_ONE = frozenset(load("units")["one"]["not_behind"])
_SHARES = {"百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6}


class Piece(NamedTuple):
    """A quantity in folded text. ``scale`` is the scale that a lower end of a range can share."""

    start: int
    end: int
    kind: Kind
    low: Numeral
    high: Numeral | None
    unit: str
    bound: Bound | None
    scale: Decimal
    chinese: bool
    bare: bool

    def times(self, worth: Decimal) -> "Piece":
        """This piece with its figures multiplied by ``worth``."""
        return self._replace(low=_times(self.low, worth), high=self.high and _times(self.high, worth))


class _Number(NamedTuple):
    end: int
    low: Numeral
    high: Numeral | None
    bound: Bound | None
    scale: Decimal
    text: str
    chinese: bool
    whole: bool


def piece_at(folded: str, position: int, original: str) -> Piece | None:
    """The quantity that begins at ``position``, sign included; ``None`` where there is none."""
    sign = _SIGN.match(folded, position)
    begin = sign.end() if sign else position
    negative = sign is not None and sign.group()[0] != "+"
    piece = _share_at(folded, begin) or _plain_at(folded, begin, original)
    if piece is None:
        return None
    piece = piece._replace(start=position)
    return piece.times(Decimal(-1)) if negative else piece


def _times(numeral: Numeral, worth: Decimal) -> Numeral:
    return Numeral(numeral.value * worth, numeral.step * abs(worth))


def _share_at(folded: str, position: int) -> Piece | None:
    """百分之三 and its kin, as percent: 千分之三 is 0.3 %."""
    match = _PARTS_OF.match(folded, position)
    if match is None:
        return None
    if folded[match.end() : match.end() + 1] == "百" and folded[match.end() + 1 : match.end() + 2] != "分":
        number = _Number(match.end() + 1, Numeral(Decimal(100), Decimal(1)), None, None, Decimal(1), "百", True, True)
    else:
        found = _number_at(folded, match.end())
        if found is None:
            return None
        number = found
    worth = Decimal(1).scaleb(2 - _SHARES[match["whole"]]) * (-1 if match["sign"] else 1)
    piece = Piece(position, number.end, Kind.RATE, number.low, number.high, "%", number.bound, Decimal(1), True, False)
    return piece.times(worth)


def _plain_at(folded: str, position: int, original: str) -> Piece | None:
    number = _number_at(folded, position)
    if number is None:
        return None
    gap = _FOOTNOTE.match(folded, number.end)
    unit_start = gap.end() if gap else number.end
    unit = match_unit(folded, unit_start, original)
    if unit is not None and _fits(number, unit, folded, position, unit_start):
        return _with_unit(folded, position, number, unit)
    return _without_unit(folded, position, original, number)


def _number_at(folded: str, position: int) -> _Number | None:
    match = NUMBER.match(folded, position)
    if match is None:
        return None
    if match["chinese"]:
        return _chinese_at(folded, match)
    if match["spaced"]:
        spaced = _arabic_at(folded, match.end(), match.group())
        if _spaces_group(folded, position, spaced.end):
            return spaced
        match = _UNSPACED.match(folded, position)
        assert match is not None
    return _arabic_at(folded, match.end(), match.group())


_UNSPACED = re.compile(_DIGITS)


def _spaces_group(folded: str, start: int, end: int) -> bool:
    """Whether the spaces in the digits before ``end`` group thousands: a unit follows, or they fill a cell."""
    unit_start = end + 1 if folded[end : end + 1] == " " else end
    unit = match_unit(folded, unit_start, folded)
    if unit is not None:
        return unit.kind is not Kind.RATE
    before, after = folded[:start].rstrip(" ")[-1:], folded[end:].lstrip(" ")[:1]
    return before in "|\n" and before != "" and after in "|\n"


def _arabic_at(folded: str, end: int, text: str) -> _Number:
    numeral = read_arabic(text)
    bound, scale = None, Decimal(1)
    tail = _TAIL.match(folded, end)
    if tail and (not tail["space"] or _goes_on(folded, tail.end())):
        mixed = None if tail["space"] or tail["before"] or tail["after"] else _MIXED.match(folded, tail.end())
        if mixed and mixed.group():
            written = text + folded[tail.start() : mixed.end()]
            whole = read_numeral(written.replace("余", "").replace("多", ""))
            if whole is not None:
                vague = Bound.ABOVE if "余" in written or "多" in written else None
                return _Number(mixed.end(), whole, None, vague, Decimal(1), text, False, True)
        scale = scale_of(tail["scales"]) * scale_of(tail["more"] or "")
        bound = Bound.ABOVE if tail["before"] or tail["after"] else None
        return _Number(tail.end(), _times(numeral, scale), None, bound, scale, text, False, True)
    surplus = _SURPLUS.match(folded, end)
    if surplus and "." not in text:
        return _Number(surplus.end(), numeral, None, Bound.ABOVE, scale, text, False, True)
    return _Number(end, numeral, None, None, scale, text, False, True)


def _goes_on(folded: str, position: int) -> bool:
    """Whether a scale word set off by a space belongs to a number: a unit follows it, or nothing that it could begin."""
    start = position + 1 if folded[position : position + 1] == " " else position
    return match_unit(folded, start, folded) is not None or not "\u4e00" <= folded[start : start + 1] <= "\u9fff"


def _chinese_at(folded: str, match: re.Match[str]) -> _Number | None:
    """The longest well-formed numeral at the start of a run of numeral characters."""
    run = match.group()
    if (run[0] == "零" and len(run) > 1 and run[1] != "点") or (run[0] in "十拾" and folded[match.start() - 1 : match.start()] in tuple("几数")):
        return None
    follows = folded[match.end() : match.end() + 1]
    if run[-1] == "千" and len(run) > 1 and follows in tuple("克瓦卡焦伏帕赫"):
        run = run[:-1]
    for length in range(len(run), 0, -1):
        text = run[:length]
        low, high = read_numeral(text), None
        if low is None or (_is_pair(text)):
            alternatives = read_alternatives(text)
            if alternatives is None:
                continue
            low, high = alternatives
        return _chinese_number(folded, match.start() + length, text, low, high, length == len(match.group()))
    if run in _VAGUE and follows and follows in "余多" and folded[match.start() - 1 : match.start()] not in tuple("数几上成"):
        return _chinese_number(folded, match.end(), run, Numeral(SCALES[run], SCALES[run]), None, True)
    return None


_VAGUE = frozenset("百千万亿")
"""Scale words that make a number only with 余 or 多 behind them: 百余条."""


def _is_pair(text: str) -> bool:
    """Two digits alone, 八九: neighbouring numbers rather than 89."""
    return len(text) == 2 and all(char in DIGIT_CLASS and char != "零" for char in text)


def _chinese_number(folded: str, end: int, text: str, low: Numeral, high: Numeral | None, whole: bool) -> _Number:
    scale = scale_of(_trailing_scale(text))
    bound = None
    if folded[end : end + 1] in tuple("余多几") and (text[-1] in SCALES or _SCALES.match(folded, end + 1)):
        bound = Bound.ABOVE
        end += 1
        more = _SCALES.match(folded, end)
        if more:
            factor = scale_of(more.group())
            low, high = _vague_times(text, low, factor), high and _times(high, factor)
            scale, end = scale * factor, more.end()
    return _Number(end, low, high, bound, scale, text, True, whole)


def _vague_times(text: str, numeral: Numeral, factor: Decimal) -> Numeral:
    """一亿一千多万: what stands behind 亿 is counted in 万, 亿 itself is not."""
    head, myriad, rest = text.rpartition("亿")
    upper, lower = read_numeral(head + myriad) if rest else None, read_numeral(rest) if rest else None
    if upper is None or lower is None:
        return _times(numeral, factor)
    return Numeral(upper.value + lower.value * factor, lower.step * factor)


_SCALES = re.compile(r"(?:万亿|[万亿]|千(?![克米瓦卡焦伏帕赫]))")


def _trailing_scale(text: str) -> str:
    myriads = text[len(text.rstrip("万亿")) :]
    return myriads or text[len(text.rstrip("十百千拾佰仟")) :]


def _fits(number: _Number, unit: UnitMatch, folded: str, position: int, unit_start: int) -> bool:
    """Whether number and unit make one quantity rather than another word: 一方面, 统一部署, 陆军."""
    if not number.chinese or number.bound is not None:
        return True
    if number.text in CAPITALS:
        return unit.kind is Kind.AMOUNT
    if unit_start > number.end and unit.kind is Kind.COUNT:
        return False
    if number.text[0] == "一" and position and folded[position - 1] in _NOT_BEHIND_ONE:
        return False
    if len(number.text) > 1:
        return True
    if unit.kind is Kind.NUMBER:
        return number.text != "十" or not "\u4e00" <= folded[unit.end : unit.end + 1] <= "\u9fff"
    return not is_other_word(number.text, folded[unit_start : unit.end])


def _with_unit(folded: str, position: int, number: _Number, unit: UnitMatch) -> Piece:
    end, low = unit.end, _times(number.low, unit.worth) if unit.worth != 1 else number.low
    high = _times(number.high, unit.worth) if number.high else None
    bound = number.bound
    if unit.kind is Kind.AMOUNT and unit.currency:
        end, low = _smaller_money(folded, unit, low)
    elif unit.printed == "%" and unit.worth == 10:
        end, low = _tenths(folded, end, low)
    if bound is None and unit.kind is Kind.RATE:
        surplus = _SURPLUS_ALONE.match(folded, end)
        bound = Bound.ABOVE if surplus else None
    return Piece(position, end, unit.kind, low, high, unit.printed, bound, number.scale, number.chinese, False)


def _smaller_money(folded: str, unit: UnitMatch, low: Numeral) -> tuple[int, Numeral]:
    """角 and 分 behind 元, 分 behind 角, and 整."""
    match = _JIAO_FEN.match(folded, unit.end)
    if match is None or match.end() == unit.end or (match["jiao"] and unit.worth != 1):
        return unit.end, low
    value, step = low
    for name, worth in (("jiao", Decimal("0.1")), ("fen", Decimal("0.01"))):
        if match[name]:
            digit = read_numeral(match[name])
            value, step = value + (digit.value if digit else 0) * worth, worth
    return match.end(), Numeral(value, step)


def _tenths(folded: str, end: int, low: Numeral) -> tuple[int, Numeral]:
    """九成五 is 95 %."""
    digit = folded[end : end + 1]
    if digit and digit in "一二三四五六七八九" and folded[end + 1 : end + 2] not in tuple("个家项次名条人十百千万成年"):
        return end + 1, Numeral(low.value + (read_numeral(digit) or low).value, Decimal(1))
    return end, low


def _without_unit(folded: str, position: int, original: str, number: _Number) -> Piece | None:
    fraction = _fraction_at(folded, position, number)
    if fraction is not None:
        return fraction
    unit = match_denominator(folded, number.end, original)
    if unit is not None and not number.chinese:
        return _with_unit(folded, position, number, unit)
    return Piece(
        position, number.end, Kind.NUMBER, number.low, number.high, "", number.bound, number.scale, number.chinese, True
    )


def _fraction_at(folded: str, position: int, number: _Number) -> Piece | None:
    """三分之一, 十一又十四分之一, 3/5."""
    integer, denominator = Decimal(0), number
    if folded[number.end : number.end + 1] == "又":
        part = _number_at(folded, number.end + 1)
        if part is None:
            return None
        integer, denominator = number.low.value, part
    word = _FRACTION.match(folded, denominator.end)
    slash = None if word or denominator.chinese else _SLASH.match(folded, denominator.end)
    between = word or slash
    if between is None:
        return None
    negative = word is not None and folded[between.end() : between.end() + 1] == "负"
    numerator = _number_at(folded, between.end() + negative)
    if numerator is None:
        return None
    upper, lower = (numerator, denominator) if word else (denominator, numerator)
    if lower.low.value == 0 or (slash and not _is_slash_fraction(folded, upper, lower, position)):
        return None
    quotient = (-upper.low.value if negative else upper.low.value) / lower.low.value
    value = Numeral(integer + quotient, Decimal(0))
    return Piece(position, numerator.end, Kind.NUMBER, value, None, "", numerator.bound, Decimal(1), True, False)


def _is_slash_fraction(folded: str, upper: _Number, lower: _Number, position: int) -> bool:
    plain = upper.text.isdigit() and lower.text.isdigit() and len(lower.text) <= 3 and len(upper.text) <= 3
    return plain and folded[lower.end : lower.end + 1] not in ("/", "-") and folded[position - 1 : position] != "/"
