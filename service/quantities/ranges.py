"""Two quantities that are the ends of one range: 30-50万元, 三到五成, 20和30之间."""

import re

from service.quantities.numerals import DIGIT_CLASS, Numeral
from service.quantities.pieces import Piece, piece_at
from service.quantities.quantity import Kind

_CONNECTOR = re.compile(
    r"(?: ?\(含\) ?)?(?:(?P<blank> ?)(?P<dash>-{1,2}|—{1,2}|~)(?P=blank)| ?(?P<word>至|到|和|与) ?)"
    rf"(?=[\d.\-负十百千拾{DIGIT_CLASS}])"
)
_BETWEEN = re.compile(r" ?(?:之间|间(?![接隔]))")
_MYRIAD = 10_000


def as_range(folded: str, original: str, first: Piece) -> Piece:
    """``first`` together with the quantity behind a dash, 至 or 到, where the two are the ends of a range."""
    connector = _CONNECTOR.match(folded, first.end)
    if connector is None or first.high is not None:
        return first
    second = piece_at(folded, connector.end(), original)
    if second is None or second.high is not None or not _are_ends(folded, first, second, connector):
        return first
    low = _shared_scale(first, second)
    if low.value >= second.low.value:
        return first
    return second._replace(start=first.start, low=low, high=second.low, bound=None)


def _are_ends(folded: str, first: Piece, second: Piece, connector: re.Match[str]) -> bool:
    if connector["word"] in ("和", "与") and not _BETWEEN.match(folded, second.end):
        return False
    if connector["blank"] and second.kind in (Kind.NUMBER, Kind.RATE):
        return False  # a dash between blanks is an empty cell
    if not first.bare:
        return (first.unit, first.kind) == (second.unit, second.kind)
    return not second.bare or _are_bare_ends(folded, first, second, connector)


def _are_bare_ends(folded: str, first: Piece, second: Piece, connector: re.Match[str]) -> bool:
    """Whether two numbers without a unit are a range: not years, codes, parts of a longer chain."""
    years = all(1900 <= piece.low.value < 2100 and piece.low.step == 1 for piece in (first, second))
    chained = folded[first.start - 1 : first.start] in ("-", "/") or folded[second.end : second.end + 1] in ("-", "/")
    code = folded[first.start] == "0" and folded[first.start + 1 : first.start + 2].isdigit()
    mixed = first.chinese != second.chinese and connector["dash"] is not None
    return not (years or chained or code or mixed)


def _shared_scale(first: Piece, second: Piece) -> Numeral:
    """The lower end, with the scale words that it shares with the upper one: 三到五万 begins at 30000."""
    low = first.low
    if first.scale < _MYRIAD and second.scale > 1 and low.value < second.low.value / second.scale:
        return low.times(second.scale)
    in_tenths = second.kind is Kind.RATE and second.chinese and second.low.value >= 10 > low.value
    return low.times(second.low.step) if in_tenths and first.bare and first.chinese else low
