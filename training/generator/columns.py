"""Tables with other columns or rows: numbered, with rules or reasons, in another order, merged, over two pages."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from models.labels import NUMERIC_LABELS
from service.records.headwords import Role
from training.generator.scene import words
from training.generator.tables import Table

_NUMBERS = ("序号", "编号", "行次", "No.")
_RULES = ("评分标准", "评价标准", "计分标准", "指标解释")
_REASONS = ("扣分原因", "偏差原因分析及改进措施", "未完成原因分析", "备注")


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
