"""Result ÷ target, stated as the completion rate that follows the result."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Aim:
    """A result and the record that states its goal: the same, or the one that it repeats."""

    result: Entry
    holder: Entry

    @property
    def goal(self) -> Printed:
        """The print of the goal; a goal is set and not measured, so that nobody has rounded it."""
        record = self.holder.record
        return replace(printed_figure(record, record.target or Decimal(0), self.holder.unit), exact=True)

    def is_plain(self) -> bool:
        """Whether the result is an exact amount or count with a goal to reach, not a rate or a limit."""
        limit = self.holder.record.target_bound is Bound.AT_MOST
        return self.result.record.kind is not RecordKind.RATE and not self.result.approximate and not limit


def fitting_target(ledger: Ledger, rate: Entry) -> Check | None:
    """The check of ``rate`` against the nearest record whose result and goal give it."""
    found = next((aim for aim in aims(ledger, rate) if fits(rate, aim)), None)
    return None if found is None else claim(rate, found).check(True)


def contradicting_target(ledger: Ledger, rate: Entry) -> Check | None:
    """The check of ``rate`` against the record right before it, where its result and goal give another rate."""
    for aim in aims(ledger, rate):
        adjacent = aim.result.index == rate.index - 1 and ledger.sentence(aim.result) == ledger.sentence(rate)
        if adjacent and aim.is_plain() and not rate.approximate and not fits(rate, aim):
            found = claim(rate, aim)
            return found.check(False) if is_plausible(rate.figure, found.computed) else None
    return None


def aims(ledger: Ledger, rate: Entry) -> Iterator[Aim]:
    """The results near ``rate`` that have a goal, nearest first."""
    for entry in ledger.near(rate, before=REACH, after=1, characters=200):
        holder = goal_holder(ledger, entry)
        if entry.value is not None and holder is not None and entry.value.value >= 0:
            yield Aim(entry, holder)


def goal_holder(ledger: Ledger, entry: Entry) -> Entry | None:
    """The record that states the goal of ``entry``: itself, or the one that it repeats."""
    first = ledger.by_id.get(entry.record.same_as or "")
    return next((e for e in (entry, first) if e is not None and e.record.target and e.unit == entry.unit), None)


def fits(rate: Entry, aim: Aim) -> bool:
    """Whether result ÷ goal is the rate, or exceeds a rate of 100 %."""
    factor, goal = FACTORS.get(rate.unit), aim.goal
    if factor is None or goal.value <= 0:
        return False
    if rate.figure.value == CAP and aim.result.figure.value >= goal.value:
        return True
    return quotient_holds(rate.figure, aim.result.figure, goal, factor)


def claim(rate: Entry, aim: Aim) -> Claim:
    """The claim that ``rate`` is the result by its goal."""
    result, goal, factor = aim.result, aim.goal, FACTORS[rate.unit]
    computed = result.figure.value / goal.value * factor
    quotient = f"{named(result)}完成{result.figure.show()} ÷ 目标{goal.show()} = {number(computed)}{rate.figure.unit}"
    return Claim(
        rule=Rule.COMPLETION_RATE,
        subject=named(rate),
        stated=rate.figure.value,
        told=rate.figure.show(),
        computed=computed,
        tolerance=quotient_tolerance(rate.figure, result.figure, goal, factor),
        formula=quotient,
        records=ids(rate, result, aim.holder),
    )
