"""Stretches of text with the items in them, and how to cut them without cutting an item."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.records.items import Item


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """A stretch of text, half-open, and the items that lie in it."""

    start: int
    end: int
    items: tuple[Item, ...]

    def text_of(self, source: str) -> str:
        """The characters of the span in ``source``."""
        return source[self.start : self.end]


class Cutter:
    """Cuts ``text`` at places outside of items."""

    def __init__(self, text: str, items: Sequence[Item]) -> None:
        self.text = text
        self.items = items
        self.starts = [item.start for item in items]

    def span(self, start: int, end: int) -> Span:
        """The stretch with the items that start in it."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return Span(start, end, tuple(self.items[first:last]))

    def lines(self) -> list[Span]:
        """Lines of the text; a line break inside an item does not end its line."""
        return self.split(self.span(0, len(self.text)), re.compile("\n"))

    def split(self, span: Span, separator: re.Pattern[str]) -> list[Span]:
        """``span`` cut at each match of ``separator`` that lies outside of its items."""
        parts, start, index = [], span.start, 0
        for match in separator.finditer(self.text, span.start, span.end):
            while index < len(span.items) and span.items[index].end <= match.start():
                index += 1
            if index < len(span.items) and span.items[index].start < match.end():
                continue
            parts.append(self.span(start, match.start()))
            start = match.end()
        parts.append(self.span(start, span.end))
        return parts

    def cut(self, span: Span, places: Sequence[int]) -> list[Span]:
        """``span`` cut at each of ``places``; empty pieces are left out."""
        edges = [span.start, *places, span.end]
        return [self.span(left, right) for left, right in pairwise(edges) if left < right]
