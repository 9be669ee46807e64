"""What a difference or a rate claims about two printed levels: now − before, and (now − before) ÷ before."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from service.checks.check import Rule
from service.checks.claims import Claim, label, named, number
from service.checks.ledger import Entry, ids
from service.checks.movements import RATE_UNITS, Movement, same_direction
from service.checks.printed import Printed
from service.checks.tolerance import sum_tolerance, within


def against(movement: Movement, before: Entry) -> Iterator[tuple[Claim, bool]]:
    """The claims of a movement against one level before, and whether they hold."""
    now, old = movement.entry.figure, before.figure
    difference = now.value - old.value
    if movement.amount is not None:
        tolerance = sum_tolerance([now, old], movement.amount)
        formula = f"{label(movement.entry)} − {label(before)} = {now.show(difference)}"
        claim = amount_claim(movement.entry, movement.amount, difference, formula, ids(movement.entry, before))
        yield claim, abs(difference - movement.amount.value) <= tolerance
    if movement.rate is not None and old.value > old.slack + now.slack:
        yield level_rate(movement, movement.rate, before)


def amount_claim(entry: Entry, amount: Printed, computed: Decimal, formula: str, records: tuple[str, ...]) -> Claim:
    """The claim of a stated difference."""
    return Claim(
        rule=Rule.CHANGE_AMOUNT,
        subject=f"{named(entry)}的变动额",
        stated=amount.value,
        told=amount.show(),
        computed=computed,
        tolerance=amount.step,
        formula=formula,
        records=records,
    )


def rate_claim(
    entry: Entry, rate: Printed, computed: Decimal, tolerance: Decimal, formula: str, records: tuple[str, ...]
) -> Claim:
    """The claim of a stated growth rate."""
    return Claim(
        rule=Rule.CHANGE_RATE,
        subject=f"{named(entry)}的变动幅度",
        stated=rate.value,
        told=rate.show(),
        computed=computed,
        tolerance=tolerance,
        formula=formula,
        records=records,
    )


def level_rate(movement: Movement, rate: Printed, before: Entry) -> tuple[Claim, bool]:
    """The claim of a growth rate, or of a multiple, between two printed levels."""
    entry, now, old = movement.entry, movement.entry.figure, before.figure
    factor = RATE_UNITS[movement.rate_unit]
    top = now.value if movement.ratio else now.value - old.value
    above = label(entry) if movement.ratio else f"（{label(entry)} − {label(before)}）"
    slack = now.slack + old.slack
    low = max(abs(top) - slack, Decimal(0)) / (old.value + slack) * factor
    high = (abs(top) + slack) / (old.value - slack) * factor
    computed = top / old.value * factor
    formula = f"{above} ÷ {label(before)} = {number(computed)}{rate.unit}"
    claim = rate_claim(entry, rate, computed, rate.step + (high - low) / 2, formula, ids(entry, before))
    if movement.ratio:
        claim = replace(claim, rule=Rule.RATIO)
    return claim, same_direction(rate, top) and within(abs(rate.value), rate.step, low, high)


def rate_of_amount(entry: Entry, amount: Printed, rate: Printed, unit: str) -> tuple[Claim, bool] | None:
    """The rate against difference ÷ (now − difference)."""
    before = entry.figure.value - amount.value
    slack = entry.figure.slack + amount.slack
    if before <= slack or entry.approximate:
        return None
    factor = RATE_UNITS[unit]
    computed = amount.value / before * factor
    low = max(abs(amount.value) - amount.slack, Decimal(0)) / (before + slack) * factor
    high = (abs(amount.value) + amount.slack) / (before - slack) * factor
    base = f"基期为{entry.figure.show()} − （{amount.show()}） = {entry.figure.show(before)}"
    formula = f"{base}，{amount.show()} ÷ {entry.figure.show(before)} = {number(computed)}{rate.unit}"
    claim = rate_claim(entry, rate, computed, rate.step + (high - low) / 2, formula, ids(entry))
    return claim, same_direction(rate, amount.value) and within(abs(rate.value), rate.step, low, high)
