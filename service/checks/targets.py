"""Result ÷ target inside one record, stated as the completion rate that follows it."""

from collections.abc import Iterator
from decimal import Decimal

from service.checks import messages
from service.checks.check import Check, Rule, Status
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


def check_target(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """The check of ``rate`` against the nearest record with a goal: the first that fits, else the one it follows."""
    goals = [e for e in ledger.near(rate, before=REACH, after=1, characters=200) if _has_goal(e)]
    for goal in goals:
        if _fits(rate, goal):
            yield _verdict(rate, goal, Status.HOLDS)
            return
    if rate.approximate or rate.value is None:
        return
    for goal in goals:
        adjacent = goal.index == rate.index - 1 and ledger.sentence(goal) == ledger.sentence(rate)
        if adjacent and _is_plain(goal) and _is_near(rate, goal):
            yield _verdict(rate, goal, Status.VIOLATED)
            return


def _has_goal(entry: Entry) -> bool:
    return entry.value is not None and bool(entry.record.target) and entry.value.value >= 0


def _is_plain(goal: Entry) -> bool:
    """Whether the record is an exact amount or count with a goal to reach, not a rate or a limit."""
    return (
        goal.record.kind is not RecordKind.RATE
        and not goal.approximate
        and goal.record.target_bound is not Bound.AT_MOST
    )


def _is_near(rate: Entry, goal: Entry) -> bool:
    assert rate.value is not None and goal.value is not None
    computed = goal.value.value / _goal(goal).value * FACTORS[rate.unit]
    return is_plausible(rate.value, computed)


def _goal(entry: Entry) -> Printed:
    assert entry.record.target is not None
    return printed_figure(entry.record, entry.record.target, entry.unit)


def _fits(rate: Entry, entry: Entry) -> bool:
    factor = FACTORS.get(rate.unit)
    if rate.value is None or entry.value is None or factor is None:
        return False
    if rate.value.value == CAP and entry.value.value >= _goal(entry).value:
        return True
    return quotient_holds(rate.value, entry.value, _goal(entry), factor)


def _verdict(rate: Entry, entry: Entry, status: Status) -> Check:
    assert rate.value is not None and entry.value is not None
    goal, factor = _goal(entry), FACTORS[rate.unit]
    computed = entry.value.value / goal.value * factor
    return Check(
        rule=Rule.COMPLETION_RATE,
        status=status,
        stated=rate.value.value,
        computed=round(computed, 4),
        tolerance=round(quotient_tolerance(rate.value, entry.value, goal, factor), 6),
        records=ids(rate, entry),
        message=messages.completion(rate, entry, goal, computed, status),
    )
