"""Tables without ruling lines: rows whose pieces stand below each other in columns."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.documents.layout.pages_shapes import Line, Row, hull
from service.documents.layout.pages_tables import Cell, Table

FEWEST, FEWEST_WIDE = 3, 2
"""Rows of a table with two columns, and of one with three or more."""

GUTTER = 0.6
"""Width, in heights of type, of the white stripe that parts two columns."""

FAR = 2.6
"""White between two rows, in heights of type, that ends a table."""

NEAR = 0.7
"""White, in heights of type, above the second line of a cell; a new row stands farther off."""

ALIGNED = 0.7
"""Share of the rows whose pieces stand in columns of their own."""


def with_aligned(rows: Sequence[Row]) -> Iterator[Row | Table]:
    """``rows`` in their order, those of aligned tables replaced by the table."""
    start = 0
    while start < len(rows):
        end = _block(rows, start)
        table = _table(rows[start:end]) if end - start > 1 else None
        if table is None:
            yield rows[start]
            start += 1
        else:
            yield table
            start = end


def _block(rows: Sequence[Row], start: int) -> int:
    """The end of the rows from ``start`` on that may be one table: they have pieces, or go on with a piece above."""
    if len(rows[start].lines) < 2:
        return start + 1
    end = start + 1
    last = start
    while end < len(rows) and _close(rows[end - 1], rows[end]):
        if len(rows[end].lines) > 1:
            last = end
        elif end - last > 2 or not _below_a_piece(rows[end], rows[last]):
            break
        end += 1
    return last + 1


def _close(above: Row, below: Row) -> bool:
    if above.sheet is not below.sheet or above.column != below.column:
        return False
    return below.box.middle >= above.box.middle and below.box.top - above.box.bottom < FAR * above.size


def _below_a_piece(row: Row, pieces: Row) -> bool:
    """Whether ``row`` has a piece of ``pieces`` above it and does not reach into the next one."""
    reached = [line for line in pieces.lines if line.box.left < row.box.right and row.box.left < line.box.right]
    return len(reached) == 1


def _table(rows: Sequence[Row]) -> Table | None:
    multiple = [row for row in rows if len(row.lines) > 1]
    usual = Counter(len(row.lines) for row in multiple).most_common(1)
    if not usual or len(multiple) < (FEWEST if usual[0][0] == 2 else FEWEST_WIDE):
        return None
    borders = _borders([row for row in multiple if len(row.lines) >= usual[0][0]], rows[0].size)
    if len(borders) < 3 or sum(_fits(row, borders) for row in multiple) < ALIGNED * len(multiple):
        return None
    return Table(rows[0].sheet, tuple(borders), tuple(_cells(rows, borders)))


def _borders(rows: Sequence[Row], size: float) -> list[float]:
    """The middles of the white stripes that no piece stands in, and the two sides."""
    pieces = sorted((line.box.left, line.box.right) for row in rows for line in row.lines)
    borders = [pieces[0][0]]
    reached = pieces[0][1]
    for left, right in pieces[1:]:
        if left - reached > GUTTER * size:
            borders.append((left + reached) / 2)
        reached = max(reached, right)
    return [*borders, reached]


def _columns(line: Line, borders: Sequence[float]) -> tuple[int, int]:
    """The first column that ``line`` stands in, and the one behind its last."""
    inner = borders[1:-1]
    return bisect_right(inner, line.box.left), bisect_right(inner, line.box.right) + 1


def _fits(row: Row, borders: Sequence[float]) -> bool:
    return all(_columns(one, borders)[1] <= _columns(two, borders)[0] for one, two in pairwise(row.lines))


def _cells(rows: Sequence[Row], borders: Sequence[float]) -> Iterator[tuple[Cell, ...]]:
    for group in _wrapped(rows, borders):
        spans: dict[int, tuple[int, list[Row]]] = {}
        for row in group:
            for line in row.lines:
                first, end = _columns(line, borders)
                widest, held = spans.get(first, (first + 1, []))
                spans[first] = max(widest, end), [*held, Row(row.sheet, (line,), row.column)]
        yield tuple(_filled(spans, borders))


def _filled(spans: dict[int, tuple[int, list[Row]]], borders: Sequence[float]) -> Iterator[Cell]:
    at = 0
    while at < len(borders) - 1:
        end, rows = spans.get(at, (at + 1, []))
        later = [first for first in spans if first > at]
        end = min([end, *later]) if later else end
        yield Cell(tuple(rows), borders[end] - borders[at], at, 1, end - at)
        at = end


def _wrapped(rows: Sequence[Row], borders: Sequence[float]) -> Iterator[list[Row]]:
    """Rows of the table, each with the lines that go on with its cells: those lack the first column and stand close."""
    group: list[Row] = []
    for row in rows:
        first = _columns(row.lines[0], borders)[0]
        white = row.box.top - hull(one.box for one in group).bottom if group else 0.0
        if group and first > 0 and len(row.lines) < len(borders) - 1 and white < NEAR * row.size:
            group.append(row)
        else:
            if group:
                yield group
            group = [row]
    if group:
        yield group
