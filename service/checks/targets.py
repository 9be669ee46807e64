"""Result ÷ target, stated as the completion rate that follows the result."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile

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

NOUN = 2
"""A goal and its result that are told apart have so many characters of their noun in common."""

DONE = re.compile(r"[，,、]完成率?[为达]?\s*$")
GOAL = re.compile("计划|目标|任务")

COLUMN = 30
"""The other rates of a column are sought among so many entries before and after."""

PROVEN = 2
"""So many of them have to be result ÷ goal."""


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


def contradicting_target(ledger: Ledger, rate: Entry, own: bool = False) -> Check | None:
    """The check of ``rate`` against the record right before it, where result and goal give another rate.

    With ``own`` the goal of that record itself, or of the one that it repeats, alone counts.
    """
    adjacent = [aim for aim in aims(ledger, rate) if aim.result.index == rate.index - 1]
    if len(adjacent) != 1 or rate.approximate or ledger.sentence(adjacent[0].result) != ledger.sentence(rate):
        return None
    aim = adjacent[0]
    apart = aim.holder.value is None
    if not aim.is_plain() or fits(rate, aim) or (apart and (own or not is_meant_apart(ledger, rate, aim))):
        return None
    found = claim(rate, aim)
    return found.check(False) if is_plausible(rate.figure, found.computed) else None


def is_meant_apart(ledger: Ledger, rate: Entry, aim: Aim) -> bool:
    """Whether a goal stated apart is certainly that of ``rate``: of the same sentence, or named by 完成计划的."""
    return ledger.sentence(aim.holder) == ledger.sentence(rate) or bool(GOAL.search(rate.name))


def aims(ledger: Ledger, rate: Entry) -> Iterator[Aim]:
    """The results near ``rate`` that have a goal, nearest first."""
    for entry in ledger.near(rate, before=REACH, after=1, characters=200):
        if entry.value is None or entry.value.value < 0:
            continue
        holder = goal_holder(ledger, entry)
        yield from (Aim(entry, goal) for goal in ([holder] if holder else goals_apart(ledger, entry, rate)))


def goal_holder(ledger: Ledger, entry: Entry) -> Entry | None:
    """The record that states the goal of ``entry``: itself, or the one that it repeats."""
    first = ledger.by_id.get(entry.record.same_as or "")
    own = (e for e in (entry, first) if e is not None and e.record.target and e.unit == entry.unit)
    return next(own, None)


def goals_apart(ledger: Ledger, entry: Entry, rate: Entry) -> list[Entry]:
    """The goals alone before ``rate`` that ``entry`` may meet: of its unit in its sentence, else of its unit and noun.

    计划征收620亩，交地586亩; 计划改造楼栋512栋 and, elsewhere, 竣工楼栋486栋.
    """
    if entry.record.kind is RecordKind.RATE:
        return []
    goals = [e for e in ledger.goals if e.index < rate.index and e.unit == entry.unit]
    beside = [goal for goal in goals if ledger.sentence(goal) == ledger.sentence(entry)]
    before = [goal for goal in beside if goal.index == entry.index - 1]
    return before or beside or [goal for goal in goals if shared_end(goal.name, entry.name) >= NOUN]


def shared_end(one: str, other: str) -> int:
    """How many characters the two names end on alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(one), reversed(other), strict=False)))


def goal_of_row(ledger: Ledger, rate: Entry) -> Aim | None:
    """Result and goal of the table row that ``rate`` closes, where the row alone names all three."""
    before = ledger.entries[rate.index - 1] if rate.index else None
    if before is None or before.name != rate.name or before.value is None or not before.record.target:
        return None
    measured = before.record.kind is not RecordKind.RATE and before.value.value >= 0
    return Aim(before, before) if measured and ledger.line(before) == ledger.line(rate) else None


def row_check(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """The check of a rate that only its column or 完成 before it names; a column is one of completion in most rows."""
    aim = goal_of_row(ledger, rate)
    if aim is None:
        return
    if fits(rate, aim):
        yield claim(rate, aim).check(True)
        return
    is_said = DONE.search(ledger.between(aim.result.end, rate.start)) is not None
    if aim.is_plain() and not rate.approximate and (is_said or is_proven_column(ledger, rate)):
        found = claim(rate, aim)
        if is_plausible(rate.figure, found.computed):
            yield found.check(False)


def is_proven_column(ledger: Ledger, rate: Entry) -> bool:
    """Whether most of the other rates that close such rows near ``rate`` are result ÷ goal."""
    window = ledger.entries[max(0, rate.index - COLUMN) : rate.index + COLUMN]
    others = [e for e in window if e is not rate and e.value is not None and e.record.kind is RecordKind.RATE]
    told = [(e, aim) for e in others if e.figure.value != CAP and (aim := goal_of_row(ledger, e)) is not None]
    fitting = sum(fits(other, aim) for other, aim in told)
    return fitting >= PROVEN and fitting > 2 * (len(told) - fitting)


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
