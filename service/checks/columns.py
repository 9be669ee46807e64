"""``parts_sum`` across the columns of a table: 人员经费 | 公用经费 | 合计.

Where one column of a table is the sum of others beside it in all rows but few, it is meant to be so in every row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from service.checks.check import Check
from service.checks.ledger import Entry, Ledger
from service.checks.sums import adds_up, claim, figures, is_telling, total
from service.records.record import RecordKind

PROVEN = 2
"""So many rows have to add up, and twice as many as do not."""

STEPS = 100
"""Totals of fewer steps are the sum of their neighbours by accident."""

LEAST, MOST = Decimal("0.75"), Decimal("1.5")
"""Parts of another size than their total are none."""

Row = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of totals and the first and last column, right beside it, of its parts."""

    whole: int
    first: int
    last: int

    def parts(self, row: Row) -> Sequence[Entry]:
        """The parts in ``row``."""
        return row[self.first : self.last + 1]

    def adds_up(self, row: Row) -> bool:
        """Whether the total of ``row`` is the sum of its parts, and not by chance or for lack of others."""
        parts = self.parts(row)
        filled = sum(1 for figure in figures(parts) if figure.value) > 1
        return filled and is_telling(row[self.whole], STEPS) and adds_up(row[self.whole], parts)

    def contradicts(self, row: Row) -> bool:
        """Whether the total of ``row`` is not the sum of its parts, though of their size."""
        whole, parts = row[self.whole], self.parts(row)
        exact = whole.figure.value and not any(entry.approximate for entry in (whole, *parts))
        return bool(exact) and not adds_up(whole, parts) and LEAST <= total(parts) / whole.figure.value <= MOST


def check_columns(ledger: Ledger) -> Iterator[Check]:
    """One check for each row of a table with a column of totals."""
    for rows in tables(ledger):
        columns = total_columns(rows)
        for row in rows if columns is not None else ():
            if columns is not None and (columns.adds_up(row) or columns.contradicts(row)):
                yield claim(row[columns.whole], columns.parts(row)).check(columns.adds_up(row))


def tables(ledger: Ledger) -> Iterator[list[Row]]:
    """Runs of neighbouring lines with equally many figures of the same sorts."""
    run: list[Row] = []
    for _, entries in groupby(ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT), ledger.line):
        row = tuple(entries)
        if run and (sorts(row) != sorts(run[-1]) or ledger.line(row[0]) != ledger.line(run[-1][0]) + 1):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def sorts(row: Row) -> list[tuple[RecordKind, str]]:
    """Kind and unit of every figure of a row."""
    return [(entry.record.kind, entry.unit) for entry in row]


def total_columns(rows: Sequence[Row]) -> Columns | None:
    """The columns that add up in most of ``rows``, those with the most parts first; ``None`` where there are none."""
    if len(rows) <= PROVEN:
        return None
    kinds, last = sorts(rows[0]), len(rows[0]) - 1
    ahead = [Columns(whole, whole + 1, end) for whole in range(last - 1) for end in range(last, whole + 1, -1)]
    behind = [Columns(whole, first, whole - 1) for whole in range(2, last + 1) for first in range(whole - 1)]
    alike = (c for c in (*ahead, *behind) if len({kinds[c.whole], *kinds[c.first : c.last + 1]}) == 1)
    return next((columns for columns in alike if is_proven(rows, columns)), None)


def is_proven(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether ``columns`` add up in most of ``rows``."""
    fitting, odd = (sum(map(test, rows)) for test in (columns.adds_up, columns.contradicts))
    return fitting >= PROVEN and fitting >= 2 * odd
