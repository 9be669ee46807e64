"""Lines of print → runs: characters with their boxes, and what joins one line to the next."""

from collections.abc import Iterator, Sequence

from service.documents.blocks import Run
from service.documents.layout.joining import CJK
from service.documents.layout.pages_shapes import Glyph, Row, Sheet, hull
from service.documents.source import Place

GAP = "  "
"""Between the pieces of a row that belongs to no table."""

EVEN = 0.35
"""Points by which the advance of characters may differ in one run: within it, places are told by proportion."""

MOST_ASKEW = 4
"""Characters of a run on a page that lies askew, where the box of a longer one would be too high."""

ROOM = 1.3
"""Heights of type by which a line of a cell may stay short of the cell's side and still be full."""

JOINED = ".,%/-"


def paragraph_runs(rows: Sequence[Row]) -> tuple[Run, ...]:
    """The runs of rows that the width of the page has broken."""
    runs: list[Run] = []
    for row in rows:
        if runs and _parted(runs[-1].text[-1], row.text[0]):
            runs.append(Run(" "))
        runs += _row_runs(row)
    return tuple(runs)


def cell_runs(rows: Sequence[Row], width: float) -> tuple[Run, ...]:
    """The runs of a cell ``width`` points wide: lines that fill it go on, after others the break of line stays."""
    runs: list[Run] = []
    last: Row | None = None
    for row in rows:
        if last is not None:
            first = row.lines[0].glyphs[0].box
            full = width - last.box.width <= ROOM * last.size + first.width
            if not full and len(last.text) > 1:
                runs.append(Run("\n"))
            elif _parted(last.text[-1], row.text[0]) and not _in_number(last.text[-1], row.text[0]):
                runs.append(Run(" "))
        runs += _row_runs(row)
        last = row
    return tuple(runs)


def _parted(left: str, right: str) -> bool:
    """Whether a blank belongs between two lines: only where no Han character stands on either side."""
    return not (CJK.match(left) or CJK.match(right)) and not _in_number(left, right)


def _in_number(left: str, right: str) -> bool:
    """Digits that a narrow column has broken."""
    return (left.isdigit() or left in JOINED) and (right.isdigit() or right in JOINED)


def _row_runs(row: Row) -> Iterator[Run]:
    for index, line in enumerate(row.lines):
        if index:
            yield Run(GAP)
        yield from _line_runs(row.sheet, line.glyphs)


def _line_runs(sheet: Sheet, glyphs: Sequence[Glyph]) -> Iterator[Run]:
    """Characters of one advance together: a run's box divides evenly among them."""
    group: list[Glyph] = []
    for glyph in glyphs:
        if group and (not _even(group, glyph) or (sheet.skew and len(group) == MOST_ASKEW)):
            yield _run(sheet, group)
            group = []
        group.append(glyph)
    if group:
        yield _run(sheet, group)


def _even(group: Sequence[Glyph], glyph: Glyph) -> bool:
    first, last = group[0].box, group[-1].box
    return (
        len(glyph.char) == len(group[0].char) == 1
        and abs(first.width - glyph.box.width) <= EVEN
        and abs(glyph.box.left - last.right) <= EVEN
        and abs(glyph.box.right - (first.left + first.width * (len(group) + 1))) <= 2 * EVEN
    )


def _run(sheet: Sheet, glyphs: Sequence[Glyph]) -> Run:
    left, top, right, bottom = sheet.on_page(hull(glyph.box for glyph in glyphs))
    box = (round(left, 2), round(top, 2), round(right, 2), round(bottom, 2))
    return Run("".join(glyph.char for glyph in glyphs), Place(page=sheet.number, box=box))
