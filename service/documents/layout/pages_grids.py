"""Ruling lines → lattices of cells: which rectangles they enclose, and which of those are merged."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.documents.layout.pages_shapes import Box, hull

SNAP = 3.0
"""Points within which two ruling lines are one: a border drawn for the cells on either side of it, or a double one."""

SHORTEST = 6.0
"""Points that a ruling line has at least; shorter ones are parts of letters and of boxes to tick."""

OPEN_SIDE = 10.0
"""Points by which rules stick out beyond the outermost upright where a table is open at its side."""

COVERED = 0.5
"""Share of a cell's side that a rule must cover to close it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A cell of a lattice: its first row and column, and how many it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """The borders of a table's rows and columns, ascending, and its cells, merged ones once, in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[Span, ...]

    @property
    def box(self) -> Box:
        """The whole table."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_at(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of the smallest rectangle around a point inside of ``box``."""
        row = bisect_right(self.ys, y, hi=len(self.ys) - 1) - 1
        column = bisect_right(self.xs, x, hi=len(self.xs) - 1) - 1
        return max(row, 0), max(column, 0)


def lattices_of(rules: Sequence[Box]) -> list[Lattice]:
    """The tables that ``rules`` draw, from top to bottom; a frame around a single cell is none."""
    level = _joined([rule for rule in rules if rule.width >= rule.height and rule.width >= SHORTEST], upright=False)
    upright = _joined([rule for rule in rules if rule.width < rule.height and rule.height >= SHORTEST], upright=True)
    found = (_lattice(across, down) for across, down in _connected(level, upright))
    return sorted((one for one in found if one is not None), key=lambda one: (one.ys[0], one.xs[0]))


def _joined(rules: Sequence[Box], *, upright: bool) -> list[Box]:
    """Rules without thickness; those in one line that touch or overlap become one."""
    by_line: list[list[tuple[float, float, float]]] = []
    lines = sorted(
        (rule.centre, rule.top, rule.bottom) if upright else (rule.middle, rule.left, rule.right) for rule in rules
    )
    for line in lines:
        if by_line and line[0] - by_line[-1][0][0] <= SNAP:
            by_line[-1].append(line)
        else:
            by_line.append([line])
    joined = []
    for group in by_line:
        at = sum(line[0] for line in group) / len(group)
        for start, end in _runs(sorted((start, end) for _, start, end in group)):
            joined.append(Box(at, start, at, end) if upright else Box(start, at, end, at))
    return joined


def _runs(stretches: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    first, last = stretches[0]
    for start, end in stretches[1:]:
        if start > last + SNAP:
            yield first, last
            first, last = start, end
        last = max(last, end)
    yield first, last


def _connected(level: Sequence[Box], upright: Sequence[Box]) -> list[tuple[list[Box], list[Box]]]:
    """Rules that cross or touch each other, group by group."""
    parent = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, across in enumerate(level):
        for j, down in enumerate(upright):
            if (
                across.left - SNAP <= down.left <= across.right + SNAP
                and down.top - SNAP <= across.top <= down.bottom + SNAP
            ):
                parent[root(i)] = root(len(level) + j)
    groups: dict[int, tuple[list[Box], list[Box]]] = defaultdict(lambda: ([], []))
    for i, across in enumerate(level):
        groups[root(i)][0].append(across)
    for j, down in enumerate(upright):
        groups[root(len(level) + j)][1].append(down)
    return list(groups.values())


def _lattice(level: Sequence[Box], upright: Sequence[Box]) -> Lattice | None:
    if len(level) < 2 or not upright:
        return None
    outer = hull([*level, *upright])
    xs = _distinct(down.left for down in upright)
    ys = _distinct(across.top for across in level)
    if xs[0] - outer.left > OPEN_SIDE:
        xs.insert(0, outer.left)
    if outer.right - xs[-1] > OPEN_SIDE:
        xs.append(outer.right)
    if outer.bottom - ys[-1] > OPEN_SIDE:
        ys.append(outer.bottom)
    if ys[0] - outer.top > OPEN_SIDE:
        ys.insert(0, outer.top)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) == 2 and len(ys) == 2):
        return None
    return Lattice(tuple(xs), tuple(ys), tuple(_spans(xs, ys, level, upright)))


def _distinct(places: Iterable[float]) -> list[float]:
    distinct: list[float] = []
    for place in sorted(places):
        if not distinct or place - distinct[-1] > SNAP:
            distinct.append(place)
    return distinct


def _spans(xs: Sequence[float], ys: Sequence[float], level: Sequence[Box], upright: Sequence[Box]) -> list[Span]:
    """Rectangles that no rule parts are one cell; where they form no rectangle together, their hull's first is kept."""
    walls = _closed(xs, ys, [(down.left, down.top, down.bottom) for down in upright])
    floors = _closed(ys, xs, [(across.top, across.left, across.right) for across in level])
    taken: set[tuple[int, int]] = set()
    spans = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) not in taken:
                span = _grown(row, column, (len(ys) - 1, len(xs) - 1), (walls, floors), taken)
                taken.update((r, c) for r in range(row, row + span.rows) for c in range(column, column + span.columns))
                spans.append(span)
    return spans


Sides = set[tuple[int, int]]
"""``(border, stretch)``: the border with that index is closed along the stretch with that index."""


def _closed(borders: Sequence[float], across: Sequence[float], rules: Iterable[tuple[float, float, float]]) -> Sides:
    closed: Sides = set()
    lengths: dict[tuple[int, int], float] = defaultdict(float)
    for at, start, end in rules:
        border = min(range(len(borders)), key=lambda index: abs(borders[index] - at))
        for stretch, (low, high) in enumerate(pairwise(across)):
            lengths[border, stretch] += max(0.0, min(end, high) - max(start, low))
            if lengths[border, stretch] >= COVERED * (high - low):
                closed.add((border, stretch))
    return closed


def _grown(
    row: int, column: int, size: tuple[int, int], sides: tuple[Sides, Sides], taken: set[tuple[int, int]]
) -> Span:
    """The widest rectangle from ``(row, column)`` on without a wall inside, and then the deepest without a floor."""
    walls, floors = sides
    right = column + 1
    while right < size[1] and (right, row) not in walls and (row, right) not in taken:
        right += 1
    bottom = row + 1
    while bottom < size[0] and all(
        (bottom, at) not in floors and (bottom, at) not in taken and (at == column or (at, bottom) not in walls)
        for at in range(column, right)
    ):
        bottom += 1
    return Span(row, column, bottom - row, right - column)
