"""One surface that is known to be a quantity, read leniently: a tagged span, a table cell."""

import re
from collections.abc import Iterator
from dataclasses import replace

from service.quantities.finding import pieces_of, quantity_of
from service.quantities.folding import fold
from service.quantities.quantity import Kind, Quantity
from service.quantities.seams import PAGE_MARK, Mended
from service.quantities.units import printed_unit

_LONGEST_SURFACE = 200
_PAGE_MARK = re.compile(rf"\n\s*{PAGE_MARK}")
_BREAK = re.compile(r"\s*\n\s*")
_FOOTNOTE = re.compile(r"\[\d{1,2}\]")
_MARKUP = re.compile(r"^[*\s]+|[*\s]+$")
_SPACES = re.compile(r"\s+")
_WORDS_OUTSIDE = re.compile(r"[\W_]*(?:人民币)?[\W_]*")
_UNKNOWN_UNIT = re.compile(r" ?(?P<unit>[\u4e00-\u9fff]{1,4}(?:\([\u4e00-\u9fff]{1,2}\))?|[A-Za-z]{1,6})")


def read(surface: str) -> Quantity | None:
    """The quantity that the whole of ``surface`` states, or ``None``.

    Accepts what a span of a report can hold: a bare number (kind ``number``, unit ``""``), line breaks and page marks
    inside, full width, ``。`` for a decimal point, a lone Chinese digit, words that bound the number, a measure word
    that the tables do not know.
    """
    if len(surface) > _LONGEST_SURFACE:
        return None
    for attempt in _attempts(_MARKUP.sub("", fold(surface))):
        quantity = _read_whole(attempt)
        if quantity is not None:
            return replace(quantity, start=0, end=len(surface), text=surface, unit=_as_written(quantity, surface))
    return None


def _as_written(quantity: Quantity, surface: str) -> str:
    """The measure word in the characters of the surface: folding may have simplified them."""
    if quantity.kind is not Kind.COUNT:
        return quantity.unit
    written = printed_unit(surface)
    position = fold(written).rfind(quantity.unit)
    return written[position : position + len(quantity.unit)] if position >= 0 else quantity.unit


def _attempts(folded: str) -> Iterator[str]:
    """Ways to see the surface without what stands inside it by accident, the most literal first."""
    yield folded
    if "\n" in folded:
        yield _BREAK.sub("", _PAGE_MARK.sub("", folded))
        lines = folded.split("\n")
        yield lines[0].strip() + lines[-1].strip()
    plain = _FOOTNOTE.sub("", _BREAK.sub("", _PAGE_MARK.sub("", folded)))
    yield _SPACES.sub("", plain)


def _read_whole(attempt: str) -> Quantity | None:
    mended = Mended(attempt, attempt, [], [])
    pieces = list(pieces_of(mended, lenient=True))
    if len(pieces) != 1:
        return None
    piece = pieces[0]
    quantity = quantity_of(mended, attempt, piece)
    before, after = attempt[: piece.start], attempt[piece.end :]
    if quantity.bound is not None and piece.bound is None:
        before, after = _without_bound(before), _without_bound(after)
    if not _WORDS_OUTSIDE.fullmatch(before):
        return None
    if _WORDS_OUTSIDE.fullmatch(after):
        return quantity
    unknown = _UNKNOWN_UNIT.fullmatch(after) if piece.bare else None
    return replace(quantity, kind=Kind.COUNT, unit=printed_unit(unknown["unit"])) if unknown else None


def _without_bound(words: str) -> str:
    return "" if len(words) <= 6 else words
