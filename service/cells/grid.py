"""Text → grids: lines whose cells stand between bars, between tabs or between wide gaps, by structure alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEPARATORS = (re.compile(r"[|｜]"), re.compile(r"\t"), re.compile(r"[ \u3000]{2,}"), re.compile(r"\u3000"))
"""The kinds of separator, the surest first: one wide blank separates only where no wider gap does."""
TAB = 1
BLANK, NARROW_CELLS = re.compile(" "), 4
PROSE = re.compile(r"[，。；：！？,;:!?](?!\d)")
"""A text drawn from a page may have one blank between cells: so many of them, and no mark of a sentence, are a row."""
LEAD = re.compile(r"[ \u3000]*(?:其中[:：]|[（(]?\d{1,2}[)）.．、])")
"""What may stand before the name of a row, though it is a mark."""
SPREAD = re.compile(r"[合总小共][ \u3000]+计|(?:项[ \u3000]+目|指[ \u3000]+标|名[ \u3000]+称|金[ \u3000]+额)")
"""A word of two characters that a form spreads over its cell."""
WRAPPED, LONGEST_WRAP = 2, 20
"""Lines of one cell, and their characters, that a grid goes on over: the rest of a name that was too long."""
RULE = re.compile(r"[\s|｜:：\-—+=]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A half-open stretch of the text without the blanks around it; empty where the cell is."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """What the cell says."""
        return text[self.start : self.end]


Line = tuple[Cell, ...]
Grid = Sequence[Line]
"""Lines of cells that follow each other."""


def grids(text: str) -> Iterator[Grid]:
    """The grids of ``text`` in reading order: two lines at least, with two cells or more each."""
    lines: list[Line] = []
    loose = 0
    for cells in _lines(text):
        loose = loose + 1 if len(cells) == 1 else 0
        if loose > WRAPPED or (loose and cells[0].end - cells[0].start > LONGEST_WRAP):
            yield from [lines] if len(lines) > 1 else []
            lines = []
        elif len(cells) > 1:
            lines.append(cells)
    yield from [lines] if len(lines) > 1 else []


def _lines(text: str) -> Iterator[Line]:
    """The cells of each line that is not blank; none for a rule."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            yield tuple(_cut(text, start, end))
        start = end + 1


def _cut(text: str, start: int, end: int) -> Iterator[Cell]:
    if RULE.fullmatch(text, start, end):
        return
    for kind, separator in enumerate(SEPARATORS):
        first, last = _inner(text, start, end, kind)
        if separator.search(text, first, last):
            yield from _cells(text, first, last, separator)
            return
    single = list(_cells(text, *_inner(text, start, end, len(SEPARATORS)), BLANK))
    lead = LEAD.match(text, start, end)
    narrow = len(single) >= NARROW_CELLS and not PROSE.search(text, lead.end() if lead else start, end)
    yield from single if narrow else [_trimmed(text, start, end)]


def _inner(text: str, start: int, end: int, kind: int) -> tuple[int, int]:
    """The line without its outer bars, or without outer blanks; a tab at either end is an empty cell."""
    blanks = " \u3000\r" if kind == TAB else " \t\u3000\r"
    while start < end and text[start] in blanks:
        start += 1
    while end > start and text[end - 1] in blanks:
        end -= 1
    if kind == 0 and end - start > 1:
        start += text[start] in "|｜"
        end -= text[end - 1] in "|｜"
    return start, end


def _cells(text: str, start: int, end: int, separator: re.Pattern[str]) -> Iterator[Cell]:
    at = start
    for match in separator.finditer(text, start, end):
        if SPREAD.fullmatch(text, match.start() - 1, match.end() + 1):
            continue
        yield _trimmed(text, at, match.start())
        at = match.end()
    yield _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Cell:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Cell(start, end)
