"""One surface that is known to be a quantity, read leniently: a tagged span, a table cell."""

import re

from service.quantities.finding import pieces_of, quantity_of
from service.quantities.folding import fold
from service.quantities.quantity import Quantity
from service.quantities.seams import PAGE_MARK, Mended

_PAGE_MARK = re.compile(rf"\n\s*{PAGE_MARK}")
_BREAK = re.compile(r"\s*\n\s*")
_FOOTNOTE = re.compile(r"\[\d{1,2}\]")
_OUTSIDE = re.compile(r"^[*\s]+|[*\s]+$")
_SPACED_DIGITS = re.compile(r"(?<=[\d.,，])[ \t\u3000]+(?=[\d.,，])")


def read(surface: str) -> Quantity | None:
    """The quantity that the whole of ``surface`` states, or ``None``.

    Accepts what a span of a report can hold: a bare number (kind ``number``, unit ``""``), line breaks and page marks
    inside, full width, ``。`` for a decimal point, a lone Chinese digit, words that bound the number.
    """
    folded = fold(surface)
    for attempt in _attempts(folded):
        quantity = _read_whole(attempt, surface)
        if quantity is not None:
            return quantity
    return None


def _attempts(folded: str) -> list[str]:
    """Ways to see the surface without what stands inside it by accident, the most literal first."""
    bare = _OUTSIDE.sub("", folded)
    lines = bare.split("\n")
    unmarked = _BREAK.sub("", _PAGE_MARK.sub("", bare))
    ends = lines[0].strip() + lines[-1].strip() if len(lines) > 2 else unmarked
    joined = [bare, unmarked, ends, _FOOTNOTE.sub("", unmarked)]
    joined += [_SPACED_DIGITS.sub("", joined[-1]), re.sub(r"\s+", "", joined[-1])]
    return list(dict.fromkeys(joined))


def _read_whole(attempt: str, surface: str) -> Quantity | None:
    pieces = list(pieces_of(Mended(attempt, attempt, [], []), lenient=True))
    if len(pieces) != 1:
        return None
    piece = pieces[0]
    rest = attempt[: piece.start] + attempt[piece.end :]
    if not _is_outside(rest):
        return None
    quantity = quantity_of(Mended(attempt, attempt, [], []), attempt, piece)
    return Quantity(
        0, len(surface), surface, quantity.kind, quantity.value, quantity.unit, quantity.step, quantity.bound, quantity.low, quantity.high
    )


_WORDS_OUTSIDE = re.compile(r"(?:[^\w\s]|人民币|约|近|超过?|逾|以上|以下|以内|左右|不少于|不低于|不超过|至少|[（）()\s])*")


def _is_outside(rest: str) -> bool:
    return _WORDS_OUTSIDE.fullmatch(rest) is not None
