"""What a record says of its own change: a difference, a rate, or both on one base."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from service.checks.ledger import Entry
from service.checks.printed import Printed, printed_figure
from service.checks.tolerance import HUNDRED
from service.records.record import Change, RecordKind

RATE_UNITS = {"%": HUNDRED, "‰": Decimal(1000), "倍": Decimal(1)}
"""Units of a change rate and what a change of the whole base is in them."""

POINTS = "百分点"


@dataclass(frozen=True, slots=True)
class Movement:
    """A difference and a rate of one record that share their base; either may be missing.

    ``ratio`` marks a rate that is now ÷ before and no growth (是上年的1.8倍).
    """

    entry: Entry
    basis: str
    amount: Printed | None
    rate: Printed | None
    rate_unit: str = "%"
    ratio: bool = False


def movements(entry: Entry) -> Iterator[Movement]:
    """The changes of ``entry``, each difference with the rate that follows it on the same basis."""
    pending = [] if _is_of_several(entry.record.change, entry.unit) else list(entry.record.change)
    while pending:
        change = pending.pop(0)
        figure = printed_figure(entry.record, change.value, change.unit)
        is_difference = change.unit == (POINTS if entry.record.kind is RecordKind.RATE else entry.unit)
        if is_difference and change.unit not in RATE_UNITS:
            rate = pending.pop(0) if pending and _belongs(pending[0], change) else None
            printed = printed_figure(entry.record, rate.value, rate.unit) if rate else None
            yield Movement(entry, change.basis, figure, printed, rate.unit if rate else "%")
        elif change.unit in RATE_UNITS and entry.record.kind is not RecordKind.RATE:
            yield Movement(entry, change.basis, None, figure, change.unit, bool(change.ratio))


def _is_of_several(changes: Sequence[Change], unit: str) -> bool:
    """Whether these are differences and then as many rates on one basis: those of several records, in order."""
    half = len(changes) // 2
    are_rates = [change.unit in RATE_UNITS for change in changes]
    listed = half > 1 and are_rates == [False] * half + [True] * half
    return listed and all(change.unit == unit for change in changes[:half]) and len({c.basis for c in changes}) == 1


def _belongs(rate: Change, difference: Change) -> bool:
    """Whether a rate continues a difference: 减少3万元，下降10%."""
    return rate.unit in RATE_UNITS and not rate.ratio and rate.basis in (difference.basis, "")


def same_direction(rate: Printed, difference: Decimal) -> bool:
    """Whether a rate rises or falls as the difference does; a rate of zero does neither."""
    return not rate.value or (rate.value < 0) == (difference < 0)
