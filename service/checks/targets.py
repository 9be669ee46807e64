"""Result ÷ target inside one record, stated as the completion rate that follows it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from service.checks.check import Check, Rule
from service.checks.claims import Claim, named, number
from service.checks.ledger import Entry, Ledger, ids
from service.checks.printed import Printed, printed_figure
from service.checks.quotients import FACTORS, is_plausible
from service.checks.tolerance import quotient_holds, quotient_tolerance
from service.quantities import Bound
from service.records.record import RecordKind

CAP = Decimal(100)
"""Many forms cap a completion rate here."""

REACH = 6
"""The goal stands at most so many entries before its completion rate."""


def fitting_target(ledger: Ledger, rate: Entry) -> Check | None:
    """The check of ``rate`` against the nearest record whose result and goal give it."""
    found = next((entry for entry in with_goal(ledger, rate) if fits(rate, entry)), None)
    return None if found is None else claim(rate, found).check(True)


def contradicting_target(ledger: Ledger, rate: Entry) -> Check | None:
    """The check of ``rate`` against the record right before it, where its result and goal give another rate."""
    for entry in with_goal(ledger, rate):
        adjacent = entry.index == rate.index - 1 and ledger.sentence(entry) == ledger.sentence(rate)
        if adjacent and is_plain(entry) and not rate.approximate and not fits(rate, entry):
            found = claim(rate, entry)
            return found.check(False) if is_plausible(rate.figure, found.computed) else None
    return None


def with_goal(ledger: Ledger, rate: Entry) -> Iterator[Entry]:
    """The records near ``rate`` that have a result and a goal, nearest first."""
    for entry in ledger.near(rate, before=REACH, after=1, characters=200):
        if entry.value is not None and entry.record.target and entry.value.value >= 0:
            yield entry


def is_plain(entry: Entry) -> bool:
    """Whether the record is an exact amount or count with a goal to reach, not a rate or a limit."""
    limit = entry.record.target_bound is Bound.AT_MOST
    return entry.record.kind is not RecordKind.RATE and not entry.approximate and not limit


def goal_of(entry: Entry) -> Printed:
    """The print of the goal of ``entry``; a goal is set and not measured, so that nobody has rounded it."""
    printed = printed_figure(entry.record, entry.record.target or Decimal(0), entry.unit)
    return replace(printed, exact=True)


def fits(rate: Entry, entry: Entry) -> bool:
    """Whether result ÷ goal is the rate, or exceeds a rate of 100 %."""
    factor, goal = FACTORS.get(rate.unit), goal_of(entry)
    if factor is None or goal.value <= 0:
        return False
    if rate.figure.value == CAP and entry.figure.value >= goal.value:
        return True
    return quotient_holds(rate.figure, entry.figure, goal, factor)


def claim(rate: Entry, entry: Entry) -> Claim:
    """The claim that ``rate`` is the result of ``entry`` by its goal."""
    goal, factor = goal_of(entry), FACTORS[rate.unit]
    computed = entry.figure.value / goal.value * factor
    result = f"{named(entry)}完成{entry.figure.show()} ÷ 目标{goal.show()} = {number(computed)}{rate.figure.unit}"
    return Claim(
        rule=Rule.COMPLETION_RATE,
        subject=named(rate),
        stated=rate.figure.value,
        told=rate.figure.show(),
        computed=computed,
        tolerance=quotient_tolerance(rate.figure, entry.figure, goal, factor),
        formula=result,
        records=ids(rate, entry),
    )
