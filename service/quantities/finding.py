"""All quantities of a text, in one pass."""

import re
from collections.abc import Iterator
from decimal import Decimal

from service.quantities.bounds import bound_after, bound_before
from service.quantities.folding import fold
from service.quantities.numerals import NUMERAL_CLASS, SCALES
from service.quantities.passed_over import PASSED_OVER
from service.quantities.pieces import MINUS_WORD, Piece, piece_at
from service.quantities.quantity import Bound, Kind, Quantity
from service.quantities.ranges import as_range
from service.quantities.seams import Mended, mend
from service.quantities.units import alternatives, load

_SYMBOLS: dict[str, str] = load("currencies")["symbols"]
_NAMES = load("currencies")["names"].items()
_PREFIXES: dict[str, str] = {word: code for code, words in _NAMES for word in words if len(word) > 1}

# A hyphen is a minus where nothing that it could join stands before it; a dash only at the start of a cell.
_MINUS = rf"(?:-(?<![\d%)A-Za-z]-)|[△+]|{MINUS_WORD}|(?:(?<=[\s|(])|(?<![\s\S]))—)?"
_ACCOUNTED = r"(?:\d{1,3}(?:[,， ]\d{3})*|\d+)[.。]\d+|\d{1,3}(?:[,，]\d{3})+"
_START = re.compile(
    rf"(?P<skip>{PASSED_OVER})"
    rf"|(?P<symbol>{alternatives(_SYMBOLS)}) ?(?=[-\d])"
    r"|(?P<latin>[A-Za-z]+)(?=[-\d])"
    rf"|(?P<bracket>(?<![\u4e00-\u9fff\w])\((?:{_ACCOUNTED})\))"
    rf"|(?P<number>{_MINUS}(?:\d|\.\d|[{NUMERAL_CLASS}]))"
)
_PREFIX = re.compile(rf"({alternatives(_PREFIXES)}) *$")
_PREFIX_ENDS = frozenset(word[-1] for word in _PREFIXES) | {" "}
_PREFIX_REACH = 10
_WORD_END = re.compile(r"[A-Za-z\d.\-]*")
_MISREAD = frozenset("IOlo")
"""Letters that character recognition puts for 1 and 0."""
_CODE_DIGITS = 9
"""So many bare digits are a code."""
_NO_NUMBER_BEFORE = frozenset("大届国分章")
"""What makes a Chinese number without unit a name: 二十大, 二十国集团."""
_CELL_BORDERS = ("", "\n", "|")


def find(text: str) -> list[Quantity]:
    """The quantities of ``text``, sorted, none overlapping another.

    Where it is in doubt it proposes: bare cell numbers have kind ``number`` and unit ``""``, points have unit ``分``.
    Dates, ordinals, document numbers, slogans and codes are left out.
    """
    mended = mend(fold(text), text)
    return [quantity_of(mended, text, piece) for piece in pieces_of(mended)]


def pieces_of(mended: Mended, lenient: bool = False) -> Iterator[Piece]:
    """The quantities of a mended text in order; ``lenient`` keeps every number that stands without a unit."""
    folded = mended.text
    position = last_end = 0
    while (start := _START.search(folded, position)) is not None:
        position = start.end()
        if start["skip"]:
            continue
        piece = _begin(mended, start)
        if piece is None:
            position = _passed(folded, start)
            continue
        piece = _with_prefix(folded, as_range(folded, mended.original, piece), last_end)
        if lenient or not piece.bare or _is_wanted(folded, piece):
            yield piece
            position = last_end = piece.end
        else:
            position = piece.end if piece.chinese else _word_end(folded, piece.end)


def quantity_of(mended: Mended, text: str, piece: Piece) -> Quantity:
    """``piece`` with its offsets in ``text``, the unmended original, and the bound that stands beside it."""
    start, end = mended.start(piece.start), mended.end(piece.end)
    bound = piece.bound or _bound(mended.text, piece)
    if piece.high is None:
        return Quantity(start, end, text[start:end], piece.kind, piece.low.value, piece.unit, piece.low.step, bound)
    low, high = sorted((piece.low.value, piece.high.value))
    step = max(piece.low.step, piece.high.step)
    return Quantity(start, end, text[start:end], piece.kind, None, piece.unit, step, bound, low, high)


def _bound(folded: str, piece: Piece) -> Bound | None:
    after = bound_after(folded, piece.end)
    return after if after is Bound.ABOUT else bound_before(folded, piece.start, piece.end) or after


def _begin(mended: Mended, start: re.Match[str]) -> Piece | None:
    folded, original = mended.text, mended.original
    if start["bracket"]:
        return _bracketed(mended, start)
    if start["symbol"]:
        piece = piece_at(folded, start.end(), original)
        if piece is None or piece.kind not in (Kind.NUMBER, Kind.AMOUNT):
            return None
        return piece._replace(start=start.start(), kind=Kind.AMOUNT, unit=_SYMBOLS[start["symbol"]], bare=False)
    if start["latin"]:
        return _behind_letters(mended, start)
    return piece_at(folded, start.start(), original)


def _behind_letters(mended: Mended, start: re.Match[str]) -> Piece | None:
    """GDP1200亿元 has an amount; G318, PM2.5 and misread digits (IO5万元) have none."""
    word = start["latin"]
    if len(word) < 2 or not word.isupper() or set(word) <= _MISREAD:
        return None
    piece = piece_at(mended.text, start.end(), mended.original)
    return piece if piece and piece.unit else None


def _bracketed(mended: Mended, start: re.Match[str]) -> Piece | None:
    """An accountant's negative: (35.4), (233.42)万元."""
    folded = mended.text
    inner = piece_at(folded, start.start() + 1, mended.original)
    if inner is None or inner.end != start.end() - 1:
        return None
    begin = start.start()
    opened = " " + folded[begin + 1 : start.end() - 1] + " " + folded[start.end() : start.end() + 12]
    outer = piece_at(opened, 1, opened)
    if outer and outer.kind in (Kind.AMOUNT, Kind.RATE):
        return outer._replace(start=begin, end=begin + outer.end).times(Decimal(-1))
    return inner._replace(start=begin, end=start.end()).times(Decimal(-1))


def _passed(folded: str, start: re.Match[str]) -> int:
    """Where the search goes on behind something that is no quantity."""
    if start["bracket"]:
        return start.start() + 1
    return _word_end(folded, start.end()) if start["latin"] else start.end()


def _word_end(folded: str, position: int) -> int:
    match = _WORD_END.match(folded, position)
    return match.end() if match else position


def _with_prefix(folded: str, piece: Piece, last_end: int) -> Piece:
    """A currency named before the number: 港币两千元, 人民币3.14."""
    start = piece.start
    if start == 0 or folded[start - 1] not in _PREFIX_ENDS or not (piece.bare or piece.unit == "CNY"):
        return piece
    match = _PREFIX.search(folded, max(last_end, start - _PREFIX_REACH), start)
    if match is None or (piece.bare and piece.chinese and piece.end - start < 2):
        return piece
    return piece._replace(kind=Kind.AMOUNT, unit=_PREFIXES[match[1]], bare=False)


def _is_wanted(folded: str, piece: Piece) -> bool:
    """Whether a number without a unit is worth proposing: no part of a word, no code, no slogan."""
    surface, after = folded[piece.start : piece.end], folded[piece.end : piece.end + 1]
    if piece.chinese:
        return _is_wanted_chinese(surface, folded[piece.start - 1 : piece.start], after, piece.high is not None)
    return not (
        after == "_" or (after.isascii() and after.isalpha()) or (surface.isdigit() and len(surface) >= _CODE_DIGITS)
    )


def _is_wanted_chinese(surface: str, before: str, after: str, is_pair: bool) -> bool:
    if surface[0] in "负-" or (before in _CELL_BORDERS and after in _CELL_BORDERS):
        return surface == "十" or surface not in SCALES
    if (after and after in NUMERAL_CLASS) or (is_pair and surface[-1] not in SCALES):
        return False
    if "点" in surface:
        return True
    return len(surface) > 1 and any(char in SCALES for char in surface) and after not in _NO_NUMBER_BEFORE
