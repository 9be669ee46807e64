"""One quantity at one place of a folded text: sign, number, unit."""

import re
from decimal import Decimal
from typing import NamedTuple

from service.quantities.numbers import Number, number_at
from service.quantities.numerals import CAPITALS, DIGIT_CLASS, Numeral, read_numeral
from service.quantities.quantity import Bound, Kind
from service.quantities.units import UnitMatch, is_han, is_other_word, load, match_denominator, match_unit

# 减负50万元 and 税负3% speak of a burden, not of a negative number.
MINUS_WORD = "(?<![减担抱胜自肩承辜欺背税])负的? ?"
_SIGN = re.compile(rf"[-△+] ?(?=[\d.百千万])|{MINUS_WORD}|—(?=\d)")
_SHARE = re.compile(r"(?P<whole>百万|十万|[百千万])分之(?P<sign>[负-])?(?P<all>百(?!分))?")
_SHARE_POWERS = {"百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6}
_FRACTION = re.compile(r" ?分之 ?(负?)")
_SLASH = re.compile(r" ?/ ?()(?=\d)")
_GAP = re.compile(r"\[\d{1,2}\](?=[^\s\d])| {0,2}")
"""What may stand between number and unit: a footnote mark, blanks."""
_SURPLUS = re.compile(r"余(?!额)|多(?!媒|功能|元化|样)|几")
_HALF = "半"
_JIAO_FEN = re.compile(
    rf"(?: ?(?P<jiao>[\d{DIGIT_CLASS}])角)?(?: ?零?(?P<fen>[\d{DIGIT_CLASS}])分(?!钟))?(?:[整正](?![\u4e00-\u9fff]))?"
)
_SPOKEN = re.compile(r"块([1-9一二三四五六七八九])毛?(?![\d个块元万千百.])")
_NOT_BEHIND_ONE = frozenset(load("units")["one"]["not_behind"])
_FIFTH_WORDS = frozenset("个家项次名条人十百千万成年")


class Piece(NamedTuple):
    """A quantity in folded text; ``bare`` says that the number stands without a unit."""

    start: int
    end: int
    kind: Kind
    low: Numeral
    high: Numeral | None = None
    unit: str = ""
    bound: Bound | None = None
    scale: Decimal = Decimal(1)
    chinese: bool = False
    bare: bool = False

    def times(self, worth: Decimal) -> "Piece":
        """This piece with its figures multiplied by ``worth``."""
        return self._replace(low=self.low.times(worth), high=self.high and self.high.times(worth))


def piece_at(folded: str, position: int, original: str) -> Piece | None:
    """The quantity that begins at ``position``, sign included; ``None`` where there is none."""
    sign = _SIGN.match(folded, position)
    begin = sign.end() if sign else position
    piece = _share_at(folded, begin) or _plain_at(folded, begin, original)
    if piece is None or sign is None:
        return piece
    piece = piece._replace(start=position)
    return piece if sign.group()[0] == "+" else piece.times(Decimal(-1))


def _share_at(folded: str, position: int) -> Piece | None:
    """百分之三 and its kin, as percent: 千分之三 is 0.3 %."""
    match = _SHARE.match(folded, position)
    if match is None:
        return None
    hundred = Number(match.end(), "百", Numeral(Decimal(100), Decimal(1)))
    number = hundred if match["all"] else number_at(folded, match.end())
    if number is None:
        return None
    worth = Decimal(1).scaleb(2 - _SHARE_POWERS[match["whole"]])
    piece = Piece(position, number.end, Kind.RATE, number.low, number.high, "%", number.bound, chinese=True)
    return piece.times(-worth if match["sign"] else worth)


def _plain_at(folded: str, position: int, original: str) -> Piece | None:
    number = number_at(folded, position)
    if number is None:
        return None
    gap = _GAP.match(folded, number.end)
    unit_start = gap.end() if gap else number.end
    unit = match_unit(folded, unit_start, original)
    if unit is None or not _fits(folded, position, number, unit_start, unit):
        return _without_unit(folded, position, original, number)
    return _spoken_money(folded, position, number) or _with_unit(folded, position, number, unit)


def _fits(folded: str, position: int, number: Number, unit_start: int, unit: UnitMatch) -> bool:
    """Whether number and unit make one quantity rather than another word: 一方面, 统一部署, 陆军."""
    if not number.chinese or number.bound is not None:
        return True
    if number.text in CAPITALS:
        return unit.kind is Kind.AMOUNT
    apart = unit_start > number.end and unit.kind is Kind.COUNT
    behind_one = number.text[0] == "一" and position > 0 and folded[position - 1] in _NOT_BEHIND_ONE
    if apart or behind_one:
        return False
    if number.text == "十" and unit.kind is Kind.NUMBER:
        return not is_han(folded[unit.end : unit.end + 1])
    return len(number.text) > 1 or not is_other_word(number.text, folded[unit_start : unit.end])


def _with_unit(folded: str, position: int, number: Number, unit: UnitMatch) -> Piece:
    piece = Piece(
        position, unit.end, unit.kind, number.low, number.high, unit.printed, number.bound, number.scale, number.chinese
    )
    if unit.worth != 1:
        piece = piece.times(unit.worth)
    if unit.currency:
        return _with_smaller_money(folded, piece, unit)
    if unit.kind is not Kind.RATE:
        return piece
    piece = _with_fifths(folded, piece) if unit.worth == 10 else piece
    surplus = None if piece.bound else _SURPLUS.match(folded, piece.end)
    return piece._replace(end=surplus.end(), bound=Bound.ABOVE) if surplus else piece


def _with_smaller_money(folded: str, piece: Piece, unit: UnitMatch) -> Piece:
    """角 and 分 behind 元, 分 behind 角, and 整."""
    match = _JIAO_FEN.match(folded, piece.end)
    if match is None or (match["jiao"] and unit.worth != 1):
        return piece
    value, step = piece.low
    for name, worth in (("jiao", Decimal("0.1")), ("fen", Decimal("0.01"))):
        digit = read_numeral(match[name]) if match[name] else None
        if digit is not None:
            value, step = value + digit.value * worth, worth
    return piece._replace(end=match.end(), low=Numeral(value, step))


def _with_fifths(folded: str, piece: Piece) -> Piece:
    """九成五 is 95 %, 一成半 15 %."""
    digit = folded[piece.end : piece.end + 1].replace(_HALF, "五")
    if not digit or digit not in "一二三四五六七八九" or folded[piece.end + 1 : piece.end + 2] in _FIFTH_WORDS:
        return piece
    hundredths = read_numeral(digit)
    value = piece.low.value + (hundredths.value if hundredths else 0)
    return piece._replace(end=piece.end + 1, low=Numeral(value, Decimal(1)))


def _spoken_money(folded: str, position: int, number: Number) -> Piece | None:
    """12块5: 12.5 yuan."""
    match = _SPOKEN.match(folded, number.end)
    tenths = read_numeral(match[1]) if match else None
    if match is None or tenths is None or number.low.step != 1:
        return None
    value = Numeral(number.low.value + tenths.value / 10, Decimal("0.1"))
    return Piece(position, match.end(), Kind.AMOUNT, value, unit="CNY", chinese=number.chinese)


def _without_unit(folded: str, position: int, original: str, number: Number) -> Piece:
    fraction = _fraction(folded, position, number)
    if fraction is not None:
        return fraction
    unit = None if number.chinese else match_denominator(folded, number.end, original)
    if unit is not None:
        return _with_unit(folded, position, number, unit)
    figures = (number.low, number.high, "", number.bound, number.scale, number.chinese)
    return Piece(position, number.end, Kind.NUMBER, *figures, bare=True)


def _fraction(folded: str, position: int, number: Number) -> Piece | None:
    """三分之一, 十一又十四分之一, 3/5."""
    integer, first = Decimal(0), number
    if folded[number.end : number.end + 1] == "又":
        behind = number_at(folded, number.end + 1)
        if behind is None:
            return None
        integer, first = number.low.value, behind
    words = _FRACTION.match(folded, first.end)
    between = words or (None if first.chinese else _SLASH.match(folded, first.end))
    second = number_at(folded, between.end()) if between else None
    if between is None or second is None:
        return None
    upper, lower = (second, first) if words else (first, second)
    if lower.low.value == 0 or not (words or _is_slash_fraction(folded, position, upper, lower)):
        return None
    quotient = upper.low.value / lower.low.value
    value = Numeral(integer + (-quotient if between[1] else quotient), Decimal(0))
    return Piece(position, second.end, Kind.NUMBER, value, bound=second.bound, chinese=True)


def _is_slash_fraction(folded: str, position: int, upper: Number, lower: Number) -> bool:
    """Whether a/b is a fraction rather than a date, a path, or a score and its full mark (18/20).

    A fraction stands in running text: behind a Chinese character, or at the very beginning.
    """
    if not (upper.text.isdigit() and lower.text.isdigit() and max(len(upper.text), len(lower.text)) <= 3):
        return False
    top, bottom = upper.low.value, lower.low.value
    if top == bottom or (top != 1 and bottom % 5 == 0 and bottom >= 10):
        return False
    before = folded[position - 1 : position] if position else ""
    running = not before or is_han(before) or before in "-—△"
    return running and folded[lower.end : lower.end + 1] not in ("/", "-")
