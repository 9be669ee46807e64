"""Cutting a document of any length into overlapping windows, with one answer for each position.

Every piece lies in the core of exactly one window; the pieces around a core are context only. Cores end at the end of
a sentence or line where one is in reach, so that no sentence is torn that need not be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.pieces import Pieces

SENTENCE_ENDS = frozenset("。；！？!?;\n")
Range = tuple[int, int]
"""Half-open, in pieces."""
Spans = Sequence[tuple[int, int]]
CLAUSE_ENDS = frozenset("，、,|　 \t")


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces ``first`` to ``last`` are read, those from ``core_first`` to ``core_last`` answered; ends excluded."""

    first: int
    last: int
    core_first: int
    core_last: int


@dataclass(frozen=True, slots=True)
class WindowSize:
    """Sizes in pieces: the core at most, and the context read before and after it.

    A window longer than those of training costs more than its context gains: positions that training hardly saw.
    """

    core: int = 200
    before: int = 24
    after: int = 8

    @property
    def longest(self) -> int:
        """The pieces of the longest window, begin and end pieces left out."""
        return self.before + self.core + self.after


def cut(text: str, pieces: Pieces, size: WindowSize, parts: Sequence[Range] | None = None) -> Iterator[Window]:
    """Windows over ``pieces`` of ``text`` whose cores follow one another without gap or overlap.

    ``parts``: sorted, disjoint ranges of pieces that alone are to be answered; all of them, where it is ``None``.
    """
    total = len(pieces)
    for first, last in [(0, total)] if parts is None else parts:
        core_first = first
        while core_first < last:
            core_last = _core_end(text, pieces, core_first, core_first + size.core, last)
            yield Window(max(0, core_first - size.before), min(total, core_last + size.after), core_first, core_last)
            core_first = core_last


def near(pieces: Pieces, places: Spans, reach: int) -> list[Range]:
    """The ranges of pieces that lie within ``reach`` code points of one of ``places``, sorted half-open spans."""
    found: list[Range] = []
    for start, end in places:
        first = int(np.searchsorted(pieces.ends, start - reach, side="right"))
        last = int(np.searchsorted(pieces.starts, end + reach))
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        elif first < last:
            found.append((first, last))
    return found


def _core_end(text: str, pieces: Pieces, first: int, limit: int, last: int) -> int:
    if limit >= last:
        return last
    earliest = first + (limit - first) // 2
    for ends in (SENTENCE_ENDS, CLAUSE_ENDS):
        for position in range(limit, earliest, -1):
            if text[int(pieces.ends[position - 1]) - 1] in ends:
                return position
    return limit
