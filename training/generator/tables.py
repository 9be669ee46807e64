"""Tables in the text of a report: rows of cells, none of which an entity crosses."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.labels import NUMERIC_LABELS
from service.cells.grid import grids
from service.records.headwords import Role, role_of
from training.generator.draft import Draft, Span
from training.generator.edits import Part

Row = tuple[Part, ...]
Cells = tuple[tuple[int, int], ...]
"""A row as it stands in the text."""
_FILLING = re.compile(r"[|｜\s:：\-—+=]")
"""What may stand between cells, and rules of dashes."""
_MOST_HEADS = 3


@dataclass(frozen=True, slots=True)
class Table:
    """Whole lines ``start`` to ``end`` of a draft that are a table: ``rows`` of cells, the first ``heads`` its head.

    ``spans``: the entities inside. Every one of them lies in one cell.
    """

    start: int
    end: int
    rows: tuple[Row, ...]
    heads: int
    text: str
    spans: tuple[Span, ...]

    @property
    def regular(self) -> bool:
        """Whether all rows have the same three cells or more, so that their columns are known."""
        return len({len(row) for row in self.rows}) == 1 and len(self.rows[0]) > 2 and 0 < self.heads < len(self.rows)

    def surface(self, cell: Part) -> str:
        """What a cell says, without white space."""
        return "".join((cell if isinstance(cell, str) else self.text[slice(*cell)]).split())

    def tagged(self, cell: Part) -> Sequence[Span]:
        """The entities in ``cell``."""
        return [] if isinstance(cell, str) else [s for s in self.spans if cell[0] <= s.start and s.end <= cell[1]]

    def column(self, role: Role) -> int | None:
        """The first column whose head has ``role``."""
        heads = [role_of(self.surface(cell))[0] for cell in self.rows[self.heads - 1]] if self.regular else []
        return heads.index(role) if role in heads else None


def tables(draft: Draft) -> Iterator[Table]:
    """The tables of ``draft`` whose cells are known beyond doubt, in order: of two rows or more."""
    starts = [span.start for span in draft.spans]
    for grid in grids(draft.text):
        rows: list[Cells] = []
        for line in grid:
            row = tuple((cell.start, cell.end) for cell in line)
            if rows and _FILLING.sub("", draft.text[_end(rows[-1]) : _start(row)]):
                yield from _table(draft, rows, starts)
                rows = []
            if _intact(draft, row, starts):
                rows.append(row)
            else:
                yield from _table(draft, rows, starts)
                rows = []
        yield from _table(draft, rows, starts)


def _intact(draft: Draft, row: Cells, starts: Sequence[int]) -> bool:
    """Whether every entity of the line lies in one of its cells."""
    before = max(0, bisect_left(starts, _start(row)) - 1)
    inside = [span for span in draft.spans[before : bisect_left(starts, _end(row))] if span.end > _start(row)]
    return all(any(first <= span.start and span.end <= last for first, last in row) for span in inside)


def _table(draft: Draft, rows: Sequence[Cells], starts: Sequence[int]) -> Iterator[Table]:
    if len(rows) < 2:
        return
    text, start, end = draft.text, draft.text.rfind("\n", 0, _start(rows[0])) + 1, draft.text.find("\n", _end(rows[-1]))
    end = len(text) if end < 0 else end
    spans = draft.spans[bisect_left(starts, start) : bisect_left(starts, end)]
    figures = [span.start for span in spans if span.label in NUMERIC_LABELS]
    heads = next((n for n, row in enumerate(rows) if any(_start(row) <= at < _end(row) for at in figures)), 0)
    yield Table(start, end, tuple(rows), heads if heads <= _MOST_HEADS else 0, text, tuple(spans))


def _start(row: Cells) -> int:
    return row[0][0]


def _end(row: Cells) -> int:
    return row[-1][1]
