"""Tables in other dress: the same cells in another layout, with a column more or less, or in another order."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from models.labels import NUMERIC_LABELS
from service.cells.grid import grids
from service.records.headwords import Role, role_of
from training.generator.draft import Draft, Span
from training.generator.edits import Part, arrange
from training.generator.layouts import JAMMED, LAYOUTS, Layout
from training.generator.scene import words

Row = tuple[Part, ...]
Cells = tuple[tuple[int, int], ...]
"""A row as it stands in the text."""
_FILLING = re.compile(r"[|｜\s:：\-—+=]")
"""What may stand between cells, and rules of dashes."""
_MOST_HEADS = 3
_NUMBERS = ("序号", "编号", "行次", "No.")
_RULES = ("评分标准", "评价标准", "计分标准", "指标解释")
_REASONS = ("扣分原因", "偏差原因分析及改进措施", "未完成原因分析", "备注")
_TURNS = ("\n— {} —\n", "\n-{}-\n", "\n第{}页\n", "\n\n")
"""What stands where a table goes on over a page, before its head is repeated."""


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


def relayout(draft: Draft, rng: Random, share: float, left_out: Sequence[str] = ()) -> Draft:
    """Some tables of the report in another layout, and half of them with other columns; none as in ``left_out``."""
    parts: list[Part] = []
    done = 0
    for table in tables(draft):
        if rng.random() < share:
            changed = restructured(table, rng) if rng.random() < 0.5 else table
            layout = draw_layout(changed, rng, left_out)
            parts.append((done, table.start))
            for number, sheet in enumerate(turned(changed, rng) if rng.random() < 0.15 else [changed]):
                parts += [rng.choice(_TURNS).format(rng.randrange(2, 40)) if number else "", *printed(sheet, layout)]
            done = table.end
    return arrange(draft, [*parts, (done, len(draft.text))]) if parts else draft


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


def draw_layout(table: Table, rng: Random, left_out: Sequence[str] = ()) -> Layout:
    """A layout at random; a jammed one seldom, and only where two names would not become one."""
    kinds = JAMMED if rng.random() < 0.08 and _may_jam(table) else LAYOUTS
    allowed = [layout for name, layout in kinds.items() if name not in left_out]
    return rng.choice(allowed or list(LAYOUTS.values()))


def _may_jam(table: Table) -> bool:
    """Whether no name or word follows another of its kind when nothing stands between the cells."""
    cells = [cell for row in table.rows for cell in row if table.surface(cell)]
    for before, after in pairwise(cells):
        left, right = table.tagged(before), table.tagged(after)
        if left and right and left[-1].label == right[0].label and left[-1].label not in NUMERIC_LABELS:
            return False
    return True


def printed(table: Table, layout: Layout) -> list[Part]:
    """The parts of ``table`` in ``layout``."""
    rows = table.rows if layout.blanks else tuple(tuple(c for c in row if table.surface(c)) for row in table.rows)
    return list(layout.write([row for row in rows if row], table.heads))


def restructured(table: Table, rng: Random) -> Table:
    """``table`` after one or two changes of its columns or rows, where it is regular enough for them."""
    for change in rng.sample(_CHANGES, rng.choice((1, 1, 2))):
        if table.regular:
            table = change(table, rng)
    return table


def turned(table: Table, rng: Random) -> list[Table]:
    """The two parts of a table that goes on over a page, each with the head, where the head names no values."""
    head = table.rows[: table.heads]
    if not head or len(table.rows) - len(head) < 4 or any(table.tagged(cell) for row in head for cell in row):
        return [table]
    at = rng.randrange(len(head) + 2, len(table.rows) - 1)
    again = tuple(tuple(table.surface(cell) for cell in row) for row in head)
    return [replace(table, rows=table.rows[:at]), replace(table, rows=(*again, *table.rows[at:]))]


def _numbered(table: Table, rng: Random) -> Table:
    """With a first column that counts the rows."""
    if table.surface(table.rows[table.heads - 1][0]) in _NUMBERS:
        return table
    return _with_column(table, 0, rng.choice(_NUMBERS), [str(n) for n in range(1, len(table.rows) - table.heads + 1)])


def _ruled(table: Table, rng: Random) -> Table:
    """With a column of rules before that of the full marks."""
    place = table.column(Role.FULL)
    if place is None:
        return table
    return _with_column(table, place, rng.choice(_RULES), [rng.choice(words()["rule"]) for _ in table.rows])


def _reasoned(table: Table, rng: Random) -> Table:
    """With a last column of reasons, most of them empty."""
    if table.column(Role.SCORE) is None or table.column(Role.TEXT) is not None:
        return table
    reasons = [rng.choice(words()["cause"]) if rng.random() < 0.3 else "" for _ in table.rows]
    return _with_column(table, len(table.rows[0]), rng.choice(_REASONS), reasons)


def _with_column(table: Table, place: int, head: str, cells: Sequence[str]) -> Table:
    above = [*[""] * (table.heads - 1), head, *cells]
    rows = tuple((*row[:place], cell, *row[place:]) for row, cell in zip(table.rows, above, strict=False))
    return replace(table, rows=rows)


def _swapped(table: Table, rng: Random) -> Table:
    """With two neighbouring columns of figures in the other order."""
    columns = list(zip(*table.rows[table.heads :], strict=True))
    kinds = [{span.label in NUMERIC_LABELS for cell in column for span in table.tagged(cell)} for column in columns]
    places = [n for n, (a, b) in enumerate(pairwise(kinds)) if a == b == {True}]
    if not places:
        return table
    at = rng.choice(places)
    rows = tuple((*row[:at], row[at + 1], row[at], *row[at + 2 :]) for row in table.rows)
    return replace(table, rows=rows)


def _ungrouped(table: Table, rng: Random) -> Table:
    """With the name of a group in its first row alone, as merged cells come out."""
    rows, last = [], ""
    for number, row in enumerate(table.rows):
        group = table.surface(row[0])
        repeated = number > table.heads and group == last and not table.tagged(row[0])
        rows.append(("", *row[1:]) if repeated else row)
        last = group or last
    return replace(table, rows=tuple(rows))


_CHANGES: tuple[Callable[[Table, Random], Table], ...] = (
    _numbered, _ruled, _reasoned, _swapped, _ungrouped,
)  # fmt: skip
