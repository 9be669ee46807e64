"""Sheets of cells → titles, tables and remarks: a sheet is one grid to the program, but not to the reader."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from service.documents.blocks import Block, Cell, Grid, Paragraph, Run
from service.documents.source import Place

DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
NUMERIC = re.compile(r"[-+−(（¥]*\d[\d,.]*[)）%]*")
WIDEST = 16_384
LONGEST_LABEL = 12
REMARK = re.compile("[：:。，；]")


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells; all numbers count from 1, the last ones are inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """The shown texts of a sheet by row and column, empty cells left out."""

    name: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def hide_columns(self, first: str | None, last: str | None) -> None:
        """Take the columns ``first`` to ``last`` out of sight."""
        if first and last and first.isdigit() and last.isdigit():
            self.hidden_columns.update(range(int(first), min(int(last), WIDEST) + 1))


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def sheet_blocks(sheet: Sheet, titled: bool) -> Iterator[Block]:
    """The blocks of ``sheet``, an empty row ends one; where ``titled``, its name first unless it says nothing new."""
    areas = {(area.top, area.left): area for area in sheet.merged}
    hidden = sheet.hidden_columns
    rows = sorted(row for row, cells in sheet.cells.items() if not hidden.issuperset(cells))
    bridges = {*sheet.hidden_rows}
    for area in sheet.merged:
        bridges.update(range(area.top, min(area.bottom, rows[-1] if rows else 0) + 1))
    if titled and rows and not DEFAULT_NAME.fullmatch(sheet.name):
        top = "".join("".join(sheet.cells[row].values()) for row in rows[:3])
        if sheet.name.strip() not in top:
            yield Paragraph((Run(sheet.name.strip(), Place(node=sheet.name)),))
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or not _adjoins(rows[end - 1], rows[end], bridges):
            yield from _blocks(sheet, rows[start:end], areas)
            start = end


def _adjoins(row: int, below: int, bridges: set[int]) -> bool:
    """Whether nothing but hidden or merged rows stand between two rows."""
    return below - row <= 1 or (below - row < 1000 and all(between in bridges for between in range(row + 1, below)))


def _blocks(sheet: Sheet, rows: Sequence[int], areas: Mapping[tuple[int, int], Area]) -> Iterator[Block]:
    """Lone texts above and below as paragraphs, what stands between as a table."""
    filled = [index for index, row in enumerate(rows) if not _is_lone(sheet, row, areas)]
    if not filled:
        yield from (_lone(sheet, row) for row in rows)
        return
    first, last = filled[0], filled[-1]
    last += sum(1 for _ in _tail(sheet, rows[last + 1 :], min(sheet.cells[rows[last]])))
    yield from (_lone(sheet, row) for row in rows[:first])
    yield _grid(sheet, rows[first : last + 1], areas)
    yield from (_lone(sheet, row) for row in rows[last + 1 :])


def _tail(sheet: Sheet, rows: Sequence[int], first: int) -> Iterator[int]:
    """Rows below a table that have no more than a short name in its ``first`` column: lines of it without figures."""
    for row in rows:
        ((column, text),) = (item for item in sheet.cells[row].items() if item[0] not in sheet.hidden_columns)
        if len(text) > LONGEST_LABEL or REMARK.search(text) or column != first:
            return
        yield row


def _is_lone(sheet: Sheet, row: int, areas: Mapping[tuple[int, int], Area]) -> bool:
    """Whether a row holds a single text and no figure, and is no part of a merged cell from above."""
    cells = {column: text for column, text in sheet.cells[row].items() if column not in sheet.hidden_columns}
    if len(cells) != 1:
        return False
    ((column, text),) = cells.items()
    area = areas.get((row, column))
    return not NUMERIC.fullmatch(text) and (area is None or area.bottom == row)


def _lone(sheet: Sheet, row: int) -> Paragraph:
    column, text = next(item for item in sheet.cells[row].items() if item[0] not in sheet.hidden_columns)
    return Paragraph((_run(sheet, row, column, text),))


def _run(sheet: Sheet, row: int, column: int, text: str) -> Run:
    cell = f"{column_letters(column)}{row}"
    return Run(text, Place(node=f"{sheet.name}!{cell}" if sheet.name else cell))


def _grid(sheet: Sheet, rows: Sequence[int], areas: Mapping[tuple[int, int], Area]) -> Grid:
    """The table of ``rows``; columns that are empty in all of them are left out."""
    columns = sorted({column for row in rows for column in sheet.cells[row]} - sheet.hidden_columns)
    covered: set[tuple[int, int]] = set()
    lines: list[tuple[Cell, ...]] = []
    for row in rows:
        line: list[Cell] = []
        for column in columns:
            if (row, column) in covered:
                continue
            text = sheet.cells[row].get(column, "")
            runs = (_run(sheet, row, column, text),) if text else ()
            area = areas.get((row, column))
            if area is None:
                line.append(Cell(runs))
                continue
            below = rows[bisect_left(rows, row) : bisect_right(rows, area.bottom)]
            across = columns[bisect_left(columns, column) : bisect_right(columns, area.right)]
            covered.update((one, other) for one in below for other in across)
            line.append(Cell(runs, len(below), len(across)))
        lines.append(tuple(line))
    return Grid(tuple(lines))
