"""``change_rate`` inside one record: the difference and the rate that stand beside a level.

Most reports print the level now, the difference and the rate; the level before is then now − difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from service.checks.check import Check, Rule
from service.checks.claims import Claim, named, number
from service.checks.ledger import Entry, Ledger, ids
from service.checks.printed import Printed, printed_figure
from service.checks.tolerance import HUNDRED, within
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


def check_movements(ledger: Ledger) -> Iterator[Check]:
    """One check for each difference with its rate."""
    for entry in ledger.entries:
        for movement in movements(entry) if entry.value is not None else ():
            if movement.amount is not None and movement.rate is not None:
                yield from rate_of_amount(entry, movement.amount, movement.rate, movement.rate_unit)


def movements(entry: Entry) -> Iterator[Movement]:
    """The changes of ``entry``, each difference with the rate that follows it on the same basis."""
    pending = list(entry.record.change)
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


def _belongs(rate: Change, difference: Change) -> bool:
    """Whether a rate continues a difference: 减少3万元，下降10%."""
    return rate.unit in RATE_UNITS and not rate.ratio and rate.basis in (difference.basis, "")


def rate_of_amount(entry: Entry, amount: Printed, rate: Printed, unit: str) -> Iterator[Check]:
    """The rate against difference ÷ (now − difference)."""
    before = entry.figure.value - amount.value
    slack = entry.figure.slack + amount.slack
    if before <= slack or entry.approximate:
        return
    factor = RATE_UNITS[unit]
    computed = amount.value / before * factor
    low = max(abs(amount.value) - amount.slack, Decimal(0)) / (before + slack) * factor
    high = (abs(amount.value) + amount.slack) / (before - slack) * factor
    base = f"基期为{entry.figure.show()} − （{amount.show()}） = {entry.figure.show(before)}"
    claim = Claim(
        rule=Rule.CHANGE_RATE,
        subject=f"{named(entry)}的变动幅度",
        stated=rate.value,
        told=rate.show(),
        computed=computed,
        tolerance=rate.step + (high - low) / 2,
        formula=f"{base}，{amount.show()} ÷ {entry.figure.show(before)} = {number(computed)}{rate.unit}",
        records=ids(entry),
    )
    yield claim.check(same_direction(rate, amount.value) and within(abs(rate.value), rate.step, low, high))


def same_direction(rate: Printed, difference: Decimal) -> bool:
    """Whether a rate rises or falls as the difference does; a rate of zero does neither."""
    return not rate.value or (rate.value < 0) == (difference < 0)
