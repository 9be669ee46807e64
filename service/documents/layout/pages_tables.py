"""Tables on pages: cells with what stands in them, and one table where it goes on over a page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from service.documents.folding import squeeze
from service.documents.layout.pages_grids import Lattice
from service.documents.layout.pages_lines import lines_of, rows_of
from service.documents.layout.pages_shapes import Glyph, Row, Sheet

SAME_BORDER = 4.0
"""Points by which the columns of a table may shift from one page to the next."""

MOST_HEAD_ROWS = 4
STOPS = "。；;！？"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, line by line, its width in points, its first column, and how many it covers of both."""

    lines: tuple[Row, ...]
    width: float
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        """Its characters without any blanks."""
        return squeeze("".join(row.text for row in self.lines))


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``sheet`` is the page that it begins on, ``borders`` are those of its columns on its last page.

    A merged cell stands in its first row alone.
    """

    sheet: Sheet
    borders: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bottom: Sheet | None = None

    @property
    def last_sheet(self) -> Sheet:
        """The page that it ends on."""
        return self.bottom or self.sheet


def table_of(sheet: Sheet, lattice: Lattice, glyphs: Iterable[Glyph]) -> Table | None:
    """The table that ``lattice`` draws around ``glyphs``; ``None`` where fewer than two of its cells hold anything."""
    first = {
        (row, column): (span.row, span.column)
        for span in lattice.spans
        for row in range(span.row, span.row + span.rows)
        for column in range(span.column, span.column + span.columns)
    }
    held: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        held.setdefault(first[lattice.cell_at(glyph.box.centre, glyph.box.middle)], []).append(glyph)
    cells: list[list[Cell]] = [[] for _ in lattice.ys[1:]]
    for span in lattice.spans:
        lines = rows_of(sheet, lines_of(held.get((span.row, span.column), ())))
        width = lattice.xs[span.column + span.columns] - lattice.xs[span.column]
        cells[span.row].append(Cell(tuple(lines), width, span.column, span.rows, span.columns))
    if sum(bool(cell.lines) for row in cells for cell in row) < 2:
        return None
    return Table(sheet, lattice.xs, tuple(tuple(row) for row in cells))


def goes_on(above: Table, below: Table) -> bool:
    """Whether ``below``, first on the page after ``above``, is the rest of it: it has the same columns."""
    return (
        below.sheet.number == above.last_sheet.number + 1
        and len(above.borders) == len(below.borders)
        and all(abs(x - y) <= SAME_BORDER for x, y in zip(above.borders, below.borders, strict=True))
    )


def joined(above: Table, below: Table) -> Table:
    """One table of both; a head that is printed again is left out, a row that the page breaks is put together."""
    rows = list(below.rows[_repeated(above.rows, below.rows) :])
    kept = list(above.rows)
    if rows and kept and _is_rest(kept[-1], rows[0]):
        rest = rows.pop(0)
        kept[-1] = tuple(_put_together(kept[-1], rest))
        rows[:1] = [_with_deep(row, rest) for row in rows[:1]]
    return replace(above, rows=(*kept, *rows), borders=below.borders, bottom=below.sheet)


def _repeated(above: Sequence[Sequence[Cell]], below: Sequence[Sequence[Cell]]) -> int:
    """How many rows ``below`` begins with that ``above`` begins with too."""
    count = 0
    while count < min(MOST_HEAD_ROWS, len(above), len(below) - 1) and _texts(above[count]) == _texts(below[count]):
        count += 1
    return count if count and any(_texts(below[0])) else 0


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def _is_rest(last: Sequence[Cell], first: Sequence[Cell]) -> bool:
    """Whether the row ``first`` only goes on with cells of ``last``: half of its cells at most, cut off in mid-text."""
    above = {(cell.column, cell.columns): cell for cell in last}
    filled = [cell for cell in first if cell.text]
    if not filled or filled[0].column == 0 or 2 * len(filled) > len(first):
        return False
    return all(
        (one := above.get((cell.column, cell.columns))) is not None
        and cell.rows == 1
        and _breaks_off(one.text)
        and not cell.text[0].isdigit()
        for cell in filled
    )


def _breaks_off(text: str) -> bool:
    return bool(text) and text[-1] not in STOPS and not text[-1].isdigit()


def _put_together(last: Sequence[Cell], first: Sequence[Cell]) -> Iterator[Cell]:
    rest = {cell.column: cell.lines for cell in first}
    for cell in last:
        yield replace(cell, lines=cell.lines + rest.get(cell.column, ()))


def _with_deep(row: Sequence[Cell], above: Sequence[Cell]) -> tuple[Cell, ...]:
    """``row`` with the cells that reached down into it from the row ``above``, which is gone."""
    deep = [replace(cell, rows=cell.rows - 1) for cell in above if cell.rows > 1]
    return tuple(sorted([*deep, *row], key=lambda cell: cell.column))
