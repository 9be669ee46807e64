"""Characters → lines: what stands side by side at one height, split where a gap is wider than a character."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from service.documents.layout.pages_shapes import BLANKS, Box, Glyph, Line, Row, Sheet, hull, overlap

SAME_HEIGHT = 0.55
"""Overlap from which on two boxes stand on one line: superscripts do, the next line of tight print does not."""

WIDE_GAP = 1.3
"""A gap in heights of type that splits a line: justified print stretches less, columns stand farther apart."""

BACKWARD = 0.6
WORD_GAP = 0.18
"""A gap between Latin letters, in heights of type, that stands for a blank that the file has not written."""

FIGURE_GAP = 0.7
"""The same where a digit stands: one that is narrow, such as 1, may stand far from the next."""

BUCKET = 6.0
"""Points; lines are looked up by the height that they stand at."""

TWICE = 1.5
"""Points within which a character that is drawn twice makes it bold."""


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of ``glyphs``, from top to bottom and left to right; blanks at their ends are left out."""
    strokes = _Strokes()
    for glyph in _once(glyphs):
        strokes.add(glyph)
    lines = [line for stroke in strokes.merged() if (line := _line(stroke)) is not None]
    return sorted(lines, key=lambda line: (line.box.top, line.box.left))


def _once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Each character once, where it is drawn twice to look bold."""
    seen: dict[tuple[str, int], list[Box]] = defaultdict(list)
    for glyph in glyphs:
        places = seen[glyph.char, int(glyph.box.top / BUCKET)]
        if not any(abs(box.left - glyph.box.left) + abs(box.top - glyph.box.top) < TWICE for box in places):
            places.append(glyph.box)
            yield glyph


class _Strokes:
    """Growing lines: a character goes on with the one written last where it can, else begins a new line."""

    def __init__(self) -> None:
        self.strokes: list[list[Glyph]] = []
        self.ink: Box | None = None

    def add(self, glyph: Glyph) -> None:
        """Blanks are measured like any gap, so that a row of them parts what stands before and behind."""
        if self.ink is not None and _goes_on(self.ink, glyph.box):
            self.strokes[-1].append(glyph)
        else:
            self.strokes.append([glyph])
            self.ink = None
        if glyph.char not in BLANKS or self.ink is None:
            self.ink = glyph.box

    def merged(self) -> list[list[Glyph]]:
        """Lines that the file has written in pieces, put together."""
        pieces = sorted(((hull(g.box for g in stroke), stroke) for stroke in self.strokes), key=lambda one: one[0].left)
        open_at: dict[int, list[list[Glyph]]] = defaultdict(list)
        merged: list[list[Glyph]] = []
        for box, stroke in pieces:
            bucket = int(box.middle / BUCKET)
            near = (line for at in (bucket - 1, bucket, bucket + 1) for line in open_at[at])
            found = next((line for line in near if _goes_on(_last_ink(line), box)), None)
            if found is None:
                merged.append(list(stroke))
                open_at[bucket].append(merged[-1])
            else:
                found += stroke
        return merged


def _last_ink(stroke: Sequence[Glyph]) -> Box:
    return next((glyph.box for glyph in reversed(stroke) if glyph.char not in BLANKS), stroke[-1].box)


def _goes_on(last: Box, following: Box) -> bool:
    size = max(last.height, following.height)
    gap = following.left - last.right
    return -BACKWARD * size <= gap <= WIDE_GAP * size and overlap(last, following) >= SAME_HEIGHT


def _line(stroke: Sequence[Glyph]) -> Line | None:
    ordered = sorted(stroke, key=lambda glyph: glyph.box.left)
    while ordered and ordered[0].char in BLANKS:
        ordered.pop(0)
    while ordered and ordered[-1].char in BLANKS:
        ordered.pop()
    return Line(tuple(_with_blanks(ordered))) if ordered else None


def _with_blanks(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """One blank for any row of them, and one where two Latin words stand apart without."""
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None:
            if glyph.char in BLANKS and last.char in BLANKS:
                continue
            gap = glyph.box.left - last.box.right
            if _is_latin(last.char) and _is_latin(glyph.char) and gap > _word_gap(last, glyph) * glyph.box.height:
                yield Glyph(" ", Box(last.box.right, glyph.box.top, glyph.box.left, glyph.box.bottom))
        yield glyph
        last = glyph


def _word_gap(last: Glyph, glyph: Glyph) -> float:
    return WORD_GAP if last.char.isalpha() and glyph.char.isalpha() else FIGURE_GAP


def _is_latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in ".,%)")


def rows_of(sheet: Sheet, lines: Sequence[Line], column: int = 0) -> list[Row]:
    """``lines`` gathered by height, from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.middle):
        if rows and any(overlap(other.box, line.box) >= SAME_HEIGHT for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [Row(sheet, tuple(sorted(row, key=attrgetter("box.left"))), column) for row in rows]
