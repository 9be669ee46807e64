"""``parts_sum`` down the columns of a table: its last row, 合计, is the sum of all the rows under the head.

A table promises all its parts by its form. A column is contradicted where another column of the same rows adds up, or
where one slip in one figure makes the difference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from service.checks.check import Check
from service.checks.ledger import Entry, Ledger
from service.checks.sheets import Cell, Sheet, SheetRow, is_flat
from service.checks.sums import adds_up, claim, is_one_slip, is_telling, total
from service.records.record import RecordKind

NEAR = Decimal("0.25")
"""Parts farther off than this share of their total are of another unit, or of more than the table shows."""

STEPS = 100
"""Totals of fewer steps are the sum of their rows by accident."""

LEAST = 2
"""Rows of a table with a total."""

FEWEST = 3
"""Rows without another column to prove them, which a slip may separate from their total."""


@dataclass(frozen=True, slots=True)
class Total:
    """A total, the figures above it back to the head or the total before, and whether another column proves them."""

    whole: Entry
    parts: Sequence[Entry]
    proven: bool

    @property
    def fits(self) -> bool:
        """Whether the parts add up to the total, and not by accident."""
        return is_telling(self.whole, STEPS) and adds_up(self.whole, self.parts)

    @property
    def contradicts(self) -> bool:
        """Whether they do not, though the table says that they should."""
        gap = self.whole.figure.value - total(self.parts)
        vague = any(entry.approximate for entry in (self.whole, *self.parts))
        if vague or adds_up(self.whole, self.parts) or abs(gap) > NEAR * abs(self.whole.figure.value):
            return False
        return self.proven or (len(self.parts) >= FEWEST and is_one_slip(self.whole, self.parts))


def check_table_totals(ledger: Ledger) -> Iterator[Check]:
    """One check for each total at the end of a column."""
    for found in table_totals(ledger):
        if found.fits or found.contradicts:
            yield claim(found.whole, found.parts).check(found.fits)


def contradicted_totals(ledger: Ledger) -> set[str]:
    """The ids of the totals that their columns contradict."""
    return {found.whole.id for found in table_totals(ledger) if found.contradicts}


def table_totals(ledger: Ledger) -> Iterator[Total]:
    """The totals of all tables of the passage."""
    entries = {entry.start: entry for entry in ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT)}
    for sheet in ledger.sheets:
        if sheet.begins:
            yield from totals_of(sheet, entries)


def totals_of(sheet: Sheet, entries: dict[int, Entry]) -> Iterator[Total]:
    """The totals of one table whose figures are all records of one unit."""
    for at in sorted({at for row in sheet.rows for at in row.figures}):
        for whole, readings in summed_rows(sheet.column(at)):
            read = [total_of(sheet, at, whole, rows, entries) for rows in readings]
            found = [one for one in read if one is not None]
            yield from [one for one in found if one.fits][:1] or found[:1]


def total_of(
    sheet: Sheet, at: int, whole: SheetRow, rows: Sequence[SheetRow], entries: dict[int, Entry]
) -> Total | None:
    """The total of a column by these rows; ``None`` where they are not all there, or may be of several levels."""
    found = [entries.get(row.figures[at].start) for row in (whole, *rows)]
    evidence = [entry for entry in found if entry is not None]
    if len(rows) < LEAST or len(evidence) < len(found) or not are_alike(evidence):
        return None
    proven = is_proven(at, whole, rows)
    plain = rows[0] is sheet.rows[0] and is_flat(rows)
    total_row = Total(evidence[0], evidence[1:], proven)
    return total_row if proven or plain or total_row.fits else None


def summed_rows(column: Sequence[tuple[SheetRow, Cell]]) -> Iterator[tuple[SheetRow, list[list[SheetRow]]]]:
    """The totals of a column, each with the rows that it may sum up.

    Those above it back to the total before, with that total or without it; all the totals before; of a total in the
    first row those below.
    """
    places = [place for place, (row, cell) in enumerate(column) if row.is_total(cell)]
    rows = [row for row, _ in column]
    for number, place in enumerate(places):
        before = places[:number]
        last = before[-1] if before else -1
        if place == 0:
            yield rows[0], [rows[1 : places[1] if len(places) > 1 else len(rows)]]
            continue
        readings = [rows[last + 1 : place]]
        yield rows[place], readings + ([rows[last:place], [rows[at] for at in before]] if before else [])


def are_alike(entries: Sequence[Entry]) -> bool:
    """Whether all are of one kind and unit, each with a name of its own."""
    sorts = {(entry.record.kind, entry.unit) for entry in entries}
    return len(sorts) == 1 and len({entry.name for entry in entries}) == len(entries)


def is_proven(at: int, whole: SheetRow, rows: Sequence[SheetRow]) -> bool:
    """Whether the figures of the same rows add up in another column."""
    for other, cell in whole.figures.items():
        parts = [row.figures[other] for row in rows if other in row.figures]
        if other != at and len(parts) == len(rows) and adds_exactly(cell, parts):
            return True
    return False


def adds_exactly(whole: Cell, parts: Sequence[Cell]) -> bool:
    """Whether printed figures, none of them a rate, add up to the last digit; zeros alone prove nothing."""
    if whole.is_rate or not whole.figure or any(part.is_rate for part in parts):
        return False
    numbers = [part.figure or Decimal(0) for part in parts]
    return sum(1 for number in numbers if number) > 1 and sum(numbers) == whole.figure
