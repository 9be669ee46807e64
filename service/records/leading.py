"""Cells in front of the names of a one-cell-a-line table: which of the words between two rows open the next one.

A row begins with its number or its classes, and a merged class is printed in its first row alone. Between the figures
of one row and the name of the next stand the remarks of the one and the classes of the other: the head says how
many cells a row has, and the cut that suits all rows of the table best is taken.
"""

from collections.abc import Sequence
from itertools import takewhile

from service.records.headwords import Role
from service.records.layout import Row
from service.records.spans import Span
from service.records.values import is_unit

Cost = float
TOO_LONG = 3.0
"""A row that has more cells than the head is worse than one whose blank cells were not printed."""
UNUSUAL = 0.25
"""What tells two cuts of the same widths apart: rows have as many leading cells as the first one has."""
LEFT_OVER = 0.5
"""For cells that belong to neither row: a row without entities."""


def lead_rows(text: str, rows: Sequence[Row], roles: Sequence[Role]) -> list[Row]:
    """``rows``, each from its name on, with their leading cells; ``roles`` are those of the head, in order.

    What stands before the first name tells how many leading cells there are; a row that prints fewer is filled up with
    empty ones, so that its figures stand in their columns.
    """
    labels = len(list(takewhile(lambda role: role in (Role.LABEL, Role.OTHER), roles)))
    lead = min(len(rows[0].cells) if rows and not rows[0].items else 0, labels - 1)
    if lead < 1:
        return list(rows)
    cores, tails = [], []
    for row in rows[1:]:
        told = (cell.items or is_unit(cell.text_of(text).strip()) for cell in row.cells)
        size = max(at for at, own in enumerate(told, 1) if own)
        cores.append(list(row.cells[:size]))
        tails.append(list(row.cells[size:]))
    remarks = roles[-1] is Role.TEXT  # of several cells behind a row the first is the remark that its head asks for
    sizes = [len(tail) for tail in tails]
    own = [int(remarks and size > 1) for size in sizes]
    cuts = _cuts(
        [n + kept for n, kept in zip(map(len, cores), own, strict=True)],
        [n - kept for n, kept in zip(sizes, own, strict=True)],
        lead,
        len(roles),
    )
    cuts = [(kept + mine, opens) for (kept, opens), mine in zip(cuts, own, strict=True)]
    return _joined(rows[0], cores, tails, cuts, lead)


def _cuts(cores: Sequence[int], tails: Sequence[int], lead: int, width: int) -> list[tuple[int, int]]:
    """For each tail how many cells stay with its row, and how many open the next one: the cheapest choice in all."""
    best: dict[int, tuple[Cost, list[tuple[int, int]]]] = {lead: (0.0, [])}
    for at, (core, tail) in enumerate(zip(cores, tails, strict=True)):
        last = at + 1 == len(cores)
        found: dict[int, tuple[Cost, list[tuple[int, int]]]] = {}
        for before, (cost, cuts) in best.items():
            for opening in range(0 if last else min(lead, tail), -1, -1):
                for kept in range(tail - opening + 1):
                    total = cost + _cost(before + core + kept, width) + UNUSUAL * abs(before - lead)
                    total += _spare(tail - opening - kept, width)
                    if opening not in found or total < found[opening][0]:
                        found[opening] = total, [*cuts, (kept, opening)]
        best = found
    return min(best.values(), key=lambda choice: choice[0])[1]


def _cost(cells: int, width: int) -> Cost:
    return float(width - cells) if cells <= width else TOO_LONG * (cells - width)


def _spare(cells: int, width: int) -> Cost:
    """Whole rows of words may stand between two rows of figures."""
    return LEFT_OVER + abs(cells - width * max(1, round(cells / width))) if cells else 0.0


def _joined(
    first: Row, cores: Sequence[list[Span]], tails: Sequence[list[Span]], cuts: Sequence[tuple[int, int]], lead: int
) -> list[Row]:
    rows = [Row(first.cells[:-lead])] if len(first.cells) > lead else []
    opening = list(first.cells[-lead:])
    for core, tail, (kept, opens) in zip(cores, tails, cuts, strict=True):
        blank = Span(core[0].start, core[0].start, ())
        rows.append(Row((*opening, *[blank] * (lead - len(opening)), *core, *tail[:kept])))
        spare = tail[kept : len(tail) - opens]
        rows += [Row(tuple(spare))] if spare else []
        opening = tail[len(tail) - opens :]
    return rows
