"""The order in which a page is read: columns of prose one after the other, all else from top to bottom."""

from collections.abc import Sequence

from service.documents.layout.pages_lines import rows_of
from service.documents.layout.pages_shapes import Box, Line, Row, Sheet, hull

STEP = 2.0
"""Points between the places at which a gutter is looked for."""

FEWEST = 4
"""Lines that each of two columns has at least."""

FEWEST_ASIDE = 3
"""Lines of each column between two things that stand across both; fewer are read as rows."""

FULL = 0.8
"""Share of its column's width from which on a line is full; in columns of prose, half of the lines are."""

LETTERS = 8
"""Characters that the lines of a column of prose have on average; cells of tables have fewer."""

SLACK = 3.0
"""Points by which characters may reach over the middle of a gutter."""

ACROSS = 0.3
"""Share of the lines, at most, that stand across a gutter: titles, and text above and below the columns."""


def in_reading_order(sheet: Sheet, lines: Sequence[Line], column: int = 0) -> list[Row]:
    """The rows of ``lines`` in the order in which they are read."""
    gutter = _gutter(lines)
    if gutter is None:
        return rows_of(sheet, lines, column)
    ordered: list[Row] = []
    band: list[Line] = []
    pieces = [piece for line in lines for piece in _split(line, gutter)]
    for line in sorted(pieces, key=lambda line: line.box.top):
        if line.box.left < gutter < line.box.right:
            ordered += _band(sheet, band, gutter, column)
            band = []
            ordered += rows_of(sheet, [line], column)
        else:
            band.append(line)
    return ordered + _band(sheet, band, gutter, column)


def _band(sheet: Sheet, band: Sequence[Line], gutter: float, column: int) -> list[Row]:
    left = [line for line in band if line.box.right <= gutter]
    right = [line for line in band if line.box.right > gutter]
    if min(len(left), len(right)) < FEWEST_ASIDE:
        return rows_of(sheet, band, column)
    return in_reading_order(sheet, left, 2 * column + 1) + in_reading_order(sheet, right, 2 * column + 2)


def _split(line: Line, gutter: float) -> list[Line]:
    """``line`` in two where a stop at its end reaches so far that it looked like one with the column beside."""
    glyphs = line.glyphs
    for index in range(1, len(glyphs)):
        if glyphs[index - 1].box.right <= gutter + SLACK and glyphs[index].box.left >= gutter - SLACK:
            white = glyphs[index].box.left - glyphs[index - 1].box.right
            return [Line(glyphs[:index]), Line(glyphs[index:])] if white > SLACK else [line]
    return [line]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where a gutter parts columns of prose: what the fewest lines cross, with enough full lines on either side."""
    if len(lines) < 2 * FEWEST:
        return None
    region = hull(line.box for line in lines)
    places = [region.left + STEP * step for step in range(1, int(region.width / STEP))]
    crossed = {x: share for x in places if (share := _crossing(lines, x, region)) is not None and share <= ACROSS}
    if not crossed:
        return None
    least = min(crossed.values())
    widest = max(_stretches([x for x in places if crossed.get(x) == least]), key=len)
    middle = sum(widest) / len(widest)
    return middle if all(_is_prose(side) for side in _sides(lines, middle)) else None


def _sides(lines: Sequence[Line], x: float) -> tuple[list[Line], list[Line]]:
    """The lines left and right of ``x``, at the heights where there are some on the right."""
    right = [line for line in lines if line.box.left >= x]
    if not right:
        return [], []
    band = hull(line.box for line in right)
    return [
        line for line in lines if line.box.right <= x and line.box.bottom > band.top and line.box.top < band.bottom
    ], right


def _crossing(lines: Sequence[Line], x: float, region: Box) -> float | None:
    """The share of lines across ``x``, at the height where lines stand on both sides of it."""
    left, right = _sides(lines, x)
    if min(len(left), len(right)) < FEWEST or not 0.2 < (x - region.left) / region.width < 0.8:
        return None
    band = hull(line.box for line in right)
    at_height = [line for line in lines if band.top <= line.box.middle <= band.bottom]
    return sum(line.box.left < x < line.box.right for line in at_height) / len(at_height)


def _stretches(places: Sequence[float]) -> list[list[float]]:
    """Neighbouring places together."""
    stretches: list[list[float]] = []
    for place in places:
        if stretches and place - stretches[-1][-1] <= 1.5 * STEP:
            stretches[-1].append(place)
        else:
            stretches.append([place])
    return stretches


def _is_prose(side: Sequence[Line]) -> bool:
    """Half of the lines are full, and they are as long as those of a text."""
    if len(side) < FEWEST:
        return False
    ordered = sorted(line.box.width for line in side)
    width = ordered[-max(1, len(ordered) // 5)]
    full = sum(line.box.width >= FULL * width for line in side)
    return 2 * full >= len(side) and sum(len(line.glyphs) for line in side) >= LETTERS * len(side)
