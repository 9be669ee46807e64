"""Whether a sum that does not come out can be made to: by figures beside it that were left out, or taken in too many.

A list on a consistent report adds up in one way of reading its passage. Where some way does, nothing is proven; where
none does, the contradiction stands even if a figure between the parts was not read.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import combinations

from service.checks.check import Check, Rule
from service.checks.ledger import Entry, Ledger
from service.quantities import Kind, Quantity
from service.records.record import RecordKind

SUMS = frozenset({Rule.PARTS_SUM, Rule.SCORE_SUM, Rule.FULL_MARK_SUM})

BEFORE = 120
"""The whole that is meant may stand so many characters before the one that was taken."""

MOST_LEFT_OUT = 3
"""Parts of one list that are missing at once."""

FILLED = Decimal("0.05")
"""Parts that miss their whole by no more than this share of it leave no room for another one."""

MOST_FIGURES = 16
"""Beyond so many figures beside a list some of them make up any gap."""


def is_explained(ledger: Ledger, check: Check, unread: Sequence[Quantity], passage: tuple[int, int]) -> bool:
    """Whether figures of the ``passage`` other than the evidence of ``check`` make its sum come out."""
    evidence = [ledger.by_id[key] for key in check.records if key in ledger.by_id]
    if check.stated is None or check.computed is None:
        return False
    points = check.rule is not Rule.PARTS_SUM
    rows = _rows(ledger, evidence)
    unread = [quantity for quantity in unread if ledger.line_at(quantity.start) not in rows]
    others = [_worth(quantity, evidence) for quantity in unread]
    if not points:
        others += _read(ledger, evidence, passage, rows)
    if len(others) > MOST_FIGURES:
        return True
    gap, play = check.stated - check.computed, check.tolerance or Decimal(0)
    if unread and abs(gap) > FILLED * abs(check.stated):
        return True
    if any(_near(sum(some), gap, play) for size in range(1, MOST_LEFT_OUT + 1) for some in combinations(others, size)):
        return True
    if points:
        return False
    return any(_near(other, check.computed, play) for other in others)


def _near(one: Decimal | int, other: Decimal, play: Decimal) -> bool:
    return abs(one - other) <= play


def _rows(ledger: Ledger, evidence: Sequence[Entry]) -> set[int]:
    """The lines of a column: where whole and parts stand on a line each, what is beside them is of other columns."""
    lines = {ledger.line(entry) for entry in evidence}
    return lines if len(lines) == len(evidence) > 2 else set()


def _read(ledger: Ledger, evidence: Sequence[Entry], passage: tuple[int, int], rows: Collection[int]) -> list[Decimal]:
    """The other figures like ``evidence`` that records state in the passage, or before it in its sentence.

    ``rows`` are the lines whose other figures belong to other columns.
    """
    whole, stages = evidence[0], {entry.record.stage for entry in evidence}
    first, last = passage[0] - BEFORE, passage[1]
    near = (entry for entry in ledger.entries if first <= entry.start < last and entry not in evidence)
    return [
        entry.value.value
        for entry in near
        if entry.value is not None
        and ledger.line(entry) not in rows
        and (entry.record.kind, entry.unit) == (whole.record.kind, whole.unit)
        and (entry.record.stage in stages or None in (entry.record.stage, *stages))
        and (entry.start >= passage[0] or ledger.sentence(entry) == ledger.sentence(whole))
    ]


def _worth(quantity: Quantity, evidence: Sequence[Entry]) -> Decimal:
    """An unread figure in the unit of the records: a bare one has the scale of the others in its column."""
    value = quantity.value or Decimal(0)
    if quantity.kind is not Kind.NUMBER or evidence[0].record.kind is RecordKind.SCORE:
        return value
    return value * max(entry.value.scale for entry in evidence if entry.value is not None)
