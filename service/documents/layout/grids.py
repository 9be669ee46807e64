"""Grids → rows of cells, each in its column: spans resolved, head rows over several lines merged into one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.documents.blocks import Cell, Grid, Run
from service.errors import DocumentTooLargeError

Row = list[tuple[Run, ...]]
"""The runs of each cell of one line, an empty tuple where a cell is empty or covered by a merged one."""
FIGURE = re.compile(r"\s*[-+−－]?\d[\d,，]*(?:\.\d+)?\s*[%％]?\s*")
DEEPEST_HEAD = 4
MOST_FIELDS = 2_000_000
"""Fields of one table with merged cells; spans cost no bytes, so that a small file could ask for any number."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of the matrix: the cell that covers it, and whether the cell begins there."""

    cell: Cell
    begins: bool


Matrix = list[list[Slot | None]]


def grid_lines(grid: Grid, before: Grid | None = None) -> Iterator[Row]:
    """The lines of ``grid``; those that repeat the head of ``before``, which it goes on with, are left out."""
    if before is None and all(cell.rows == cell.columns == 1 for cells in grid.rows for cell in cells):
        yield from ([cell.runs for cell in cells] for cells in grid.rows)
        return
    matrix = matrix_of(grid)
    first = _repeated(grid, before) if before is not None else 0
    row = first
    while row < len(matrix):
        depth = 1 if before is not None else head_depth(matrix, row)
        if depth > 1:
            yield _head(matrix[row : row + depth])
        else:
            yield _line(matrix[row])
        row += depth


def matrix_of(grid: Grid) -> Matrix:
    """The fields of ``grid`` row by row, all rows equally long; spans that leave the grid are cut."""
    rows: list[dict[int, Slot]] = [{} for _ in grid.rows]
    fields = 0
    for index, cells in enumerate(grid.rows):
        column = 0
        for cell in cells:
            while column in rows[index]:
                column += 1
            last = min(index + max(cell.rows, 1), len(rows))
            fields += (last - index) * max(cell.columns, 1)
            if fields > MOST_FIELDS:
                raise DocumentTooLargeError(f"一张表格最多 {MOST_FIELDS:,} 个单元格，合并单元格超出了；请检查原件。")
            for below in range(index, last):
                for across in range(column, column + max(cell.columns, 1)):
                    rows[below].setdefault(across, Slot(cell, (below, across) == (index, column)))
            column += max(cell.columns, 1)
    width = max((max(row, default=-1) + 1 for row in rows), default=0)
    return [[row.get(column) for column in range(width)] for row in rows]


def head_depth(matrix: Matrix, row: int) -> int:
    """How many rows from ``row`` on are one head: group cells above their columns, other cells as deep as both.

    The spans say so: each cell of the first row either covers several columns or goes down to the last row of the
    head, and no figure stands below. Without a cell that goes down, or without a group, rows stay as they are.
    """
    cells = [slot.cell for slot in matrix[row] if slot is not None and slot.begins]
    deep = {cell.rows for cell in cells if cell.rows > 1 and cell.columns < len(matrix[row])}
    groups = [cell for cell in cells if cell.rows == 1 and cell.columns > 1]
    if len(deep) != 1 or not groups or len(groups) + sum(cell.rows > 1 for cell in cells) < len(cells):
        return 1
    depth = deep.pop()
    below = matrix[row + 1 : row + depth]
    if depth > DEEPEST_HEAD or len(below) < depth - 1 or any(slot is None for line in below for slot in line):
        return 1
    filled = [slot.cell.text for line in below for slot in line if slot is not None and slot.begins]
    return depth if filled and not any(FIGURE.fullmatch(text) for text in filled) else 1


def _head(rows: Sequence[Sequence[Slot | None]]) -> Row:
    """One line for several: in each column its texts from top to bottom, a group in each of its columns."""
    line: Row = []
    for column in range(len(rows[0])):
        cells = [slot.cell for row in rows if (slot := row[column]) is not None]
        distinct = [cell for index, cell in enumerate(cells) if index == 0 or cell is not cells[index - 1]]
        starts = any((slot := row[column]) is not None and slot.begins for row in rows)
        line.append(tuple(run for cell in distinct for run in cell.runs) if starts else ())
    return line


def _line(row: Sequence[Slot | None]) -> Row:
    """The cells of one row; one that is as wide as the table stands alone."""
    if row and (first := row[0]) is not None and first.begins and first.cell.columns >= len(row):
        return [first.cell.runs]
    return [slot.cell.runs if slot is not None and slot.begins else () for slot in row]


def _repeated(grid: Grid, before: Grid) -> int:
    """The head rows that ``grid`` begins with and ``before`` began with too; a row of figures is no head."""
    count = 0
    for row, other in zip(grid.rows[:DEEPEST_HEAD], before.rows, strict=False):
        texts = [_squeezed(cell) for cell in row]
        if texts != [_squeezed(cell) for cell in other] or any(FIGURE.fullmatch(text) for text in texts):
            break
        count += 1
    return count if count < len(grid.rows) else 0


def _squeezed(cell: Cell) -> str:
    return "".join(cell.text.split())
