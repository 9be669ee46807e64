"""``change_amount`` and ``change_rate``: now − before, and (now − before) ÷ before.

Most reports print the level now, the difference and the rate; the level before is then now − difference. Where both
levels stand in the report, they are compared themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from service.checks import messages
from service.checks.check import Check, Rule, Status
from service.checks.ledger import Entry, Ledger, ids
from service.checks.printed import Printed, printed_figure
from service.checks.tolerance import HUNDRED, sum_tolerance, within
from service.checks.vocabulary import stem
from service.records.record import Change, RecordKind, Stage

RATE_UNITS = {"%": HUNDRED, "‰": Decimal(1000), "倍": Decimal(1)}
"""Units of a change rate and what a change of the whole base is in them."""

BUDGET_BASIS = re.compile("预算")
PROGRESS = re.compile("序时|进度")
"""At the end of the year the even progress is 100 %."""

GAP_WORDS = re.compile("快于|慢于|高于|低于|比|较|增速|增幅|平均")

EACH_YEAR = re.compile("年均|平均|累计")
"""A mean yearly growth is not the growth between two levels."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A difference and a rate of one record that share their base; either may be missing."""

    entry: Entry
    basis: str
    amount: Printed | None
    rate: Printed | None
    rate_unit: str = "%"
    ratio: bool = False


def check_changes(ledger: Ledger) -> Iterator[Check]:
    """One check for each movement that can be worked out from figures of the report."""
    for entry in ledger.entries:
        if entry.value is None:
            continue
        for movement in movements(entry):
            if movement.amount is not None and movement.rate is not None:
                yield from rate_of_amount(movement)
            yield from between_levels(ledger, movement)
        yield from growth_gaps(ledger, entry)


def movements(entry: Entry) -> Iterator[Movement]:
    """The changes of ``entry``, each difference with the rate that follows it on the same basis."""
    changes = entry.record.change
    position = 0
    while position < len(changes):
        change = changes[position]
        following = changes[position + 1] if position + 1 < len(changes) else None
        figure = printed_figure(entry.record, change.value, change.unit)
        if change.unit == entry.unit and change.unit not in RATE_UNITS:
            rate = _rate_after(change, following)
            position += 2 if rate else 1
            printed = printed_figure(entry.record, rate.value, rate.unit) if rate else None
            yield Movement(entry, change.basis, figure, printed, rate.unit if rate else "%")
            continue
        position += 1
        if change.unit in RATE_UNITS and entry.record.kind is not RecordKind.RATE:
            yield Movement(entry, change.basis, None, figure, change.unit, bool(change.ratio))
        elif change.unit == "百分点" and entry.record.kind is RecordKind.RATE:
            yield Movement(entry, change.basis, figure, None)


def _rate_after(change: Change, following: Change | None) -> Change | None:
    if following is None or following.unit not in RATE_UNITS or following.ratio:
        return None
    return following if following.basis in (change.basis, "") else None


def rate_of_amount(movement: Movement) -> Iterator[Check]:
    """The rate against difference ÷ (now − difference)."""
    now, amount, rate = movement.entry.value, movement.amount, movement.rate
    assert now is not None and amount is not None and rate is not None
    before = now.value - amount.value
    if before <= 0 or movement.entry.approximate:
        return
    factor = RATE_UNITS[movement.rate_unit]
    computed = amount.value / before * factor
    slack = now.slack + amount.slack
    low, high = _range(amount, before, slack, factor)
    holds = (not rate.value or (rate.value < 0) == (amount.value < 0)) and within(abs(rate.value), rate.step, low, high)
    status = Status.HOLDS if holds else Status.VIOLATED
    yield Check(
        rule=Rule.CHANGE_RATE,
        status=status,
        stated=rate.value,
        computed=round(computed, 4),
        tolerance=rate.step + (high - low) / 2,
        records=ids(movement.entry),
        message=messages.change_rate(movement.entry, amount, rate, before, computed, status),
    )


def _range(amount: Printed, before: Decimal, slack: Decimal, factor: Decimal) -> tuple[Decimal, Decimal]:
    """The least and greatest size of ``amount ÷ before`` that the prints allow."""
    size = abs(amount.value)
    low = max(size - amount.slack, Decimal(0)) / (before + slack) * factor
    high = (size + amount.slack) / (before - slack) * factor if before > slack else Decimal("Infinity")
    return low, high


def between_levels(ledger: Ledger, movement: Movement) -> Iterator[Check]:
    """The movement against the level before, where the report prints it."""
    befores = earlier_levels(ledger, movement)
    if not any(agreement(movement, before)[0] for before in befores):
        found = fitting_level(ledger, movement)
        if found is not None:
            yield found
            return
    if not befores:
        return
    outcomes = [(before, *agreement(movement, before)) for before in befores]
    fitting = [outcome for outcome in outcomes if outcome[1]]
    if fitting:
        yield from (check for check in fitting[0][2] if check.status is Status.HOLDS)
    elif len(befores) == 1 and is_certain(ledger, movement, befores[0]):
        yield from outcomes[0][2]


def fitting_level(ledger: Ledger, movement: Movement) -> Check | None:
    """The difference against the goal of the record itself, a figure beside it, or a budget, where one fits."""
    entry, amount = movement.entry, movement.amount
    if amount is None or entry.value is None or not amount.value:
        return None
    goal = entry.record.target
    if goal is not None and entry.value.value - goal == amount.value:
        message = messages.change_from_goal(entry, printed_figure(entry.record, goal, entry.unit), amount)
        return amount_check(movement, ids(entry), amount.value, Decimal(0), Status.HOLDS, message)
    near = ledger.near(entry, before=6, after=4, characters=300)
    budgets = [e for e in ledger.entries if e.record.stage in (Stage.BUDGET, Stage.ADJUSTED)]
    for other in [*near, *(budgets if BUDGET_BASIS.search(movement.basis) else ())]:
        if other is entry or other.value is None or other.unit != entry.unit or other.record.kind is not entry.record.kind:
            continue
        if entry.value.value - other.value.value == amount.value:
            message = messages.change_amount(entry, other, amount, amount.value, Status.HOLDS)
            return amount_check(movement, ids(entry, other), amount.value, Decimal(0), Status.HOLDS, message)
    if entry.record.kind is RecordKind.RATE and PROGRESS.search(movement.basis) and entry.value.value - amount.value == HUNDRED:
        hundred = Printed(HUNDRED, Decimal(1), unit="%")
        message = messages.change_from_goal(entry, hundred, amount)
        return amount_check(movement, ids(entry), amount.value, Decimal(0), Status.HOLDS, message)
    return None


def agreement(movement: Movement, before: Entry) -> tuple[bool, list[Check]]:
    """Whether the difference or the rate fits ``before``, and the checks of both."""
    now, old = movement.entry.value, before.value
    assert now is not None and old is not None
    checks: list[Check] = []
    difference = now.value - old.value
    if movement.amount is not None:
        tolerance = sum_tolerance([now, old], movement.amount)
        status = Status.HOLDS if abs(difference - movement.amount.value) <= tolerance else Status.VIOLATED
        message = messages.change_amount(movement.entry, before, movement.amount, difference, status)
        records = ids(movement.entry, before)
        checks.append(amount_check(movement, records, difference, tolerance, status, message))
    if movement.rate is not None and old.value > 0:
        checks.append(_level_rate(movement, before, difference))
    return any(check.status is Status.HOLDS for check in checks), checks


def amount_check(
    movement: Movement, records: tuple[str, ...], difference: Decimal, tolerance: Decimal, status: Status, message: str
) -> Check:
    """The check of a stated difference."""
    assert movement.amount is not None
    return Check(
        rule=Rule.CHANGE_AMOUNT,
        status=status,
        stated=movement.amount.value,
        computed=difference,
        tolerance=tolerance,
        records=records,
        message=message,
    )


def _level_rate(movement: Movement, before: Entry, difference: Decimal) -> Check:
    now, old, rate = movement.entry.value, before.value, movement.rate
    assert now is not None and old is not None and rate is not None
    factor = RATE_UNITS[movement.rate_unit]
    top = now.value if movement.ratio else difference
    computed = top / old.value * factor
    slack = now.slack + old.slack
    bottom = max(old.value - slack, old.step / 2)
    low, high = max(abs(top) - slack, Decimal(0)) / (old.value + slack) * factor, (abs(top) + slack) / bottom * factor
    same_sign = not rate.value or (rate.value < 0) == (top < 0)
    status = Status.HOLDS if same_sign and within(abs(rate.value), rate.step, low, high) else Status.VIOLATED
    return Check(
        rule=Rule.RATIO if movement.ratio else Rule.CHANGE_RATE,
        status=status,
        stated=rate.value,
        computed=round(computed, 4),
        tolerance=rate.step + (high - low) / 2,
        records=ids(movement.entry, before),
        message=messages.level_rate(movement.entry, before, rate, computed, movement.ratio, status),
    )


def earlier_levels(ledger: Ledger, movement: Movement) -> list[Entry]:
    """The records that may be the base of ``movement``: the same thing earlier, or budgeted, in the same unit."""
    entry = movement.entry
    if EACH_YEAR.search(movement.basis):
        return []
    same = [
        other
        for other in ledger.entries
        if other is not entry
        and other.value is not None
        and other.record.kind is entry.record.kind
        and other.unit == entry.unit
        and not other.approximate
    ]
    if BUDGET_BASIS.search(movement.basis):
        return [o for o in same if _is_budget_of(ledger, entry, o)]
    return [o for o in same if _is_earlier(ledger, entry, o)]


def _is_budget_of(ledger: Ledger, entry: Entry, other: Entry) -> bool:
    if other.record.stage not in (Stage.BUDGET, Stage.ADJUSTED) and "预算" not in other.name:
        return False
    if stem(other.name) and stem(other.name) == stem(entry.name):
        return True
    return ledger.sentence(other) == ledger.sentence(entry) and 0 < entry.index - other.index <= 2


def _is_earlier(ledger: Ledger, entry: Entry, other: Entry) -> bool:
    """Another level of one name: of an earlier period, or the opening balance of a closing one."""
    if {"年初", "年末"} == {entry.name[:2], other.name[:2]} and stem(entry.name) == stem(other.name):
        return entry.name.startswith("年末")
    if other.name != entry.name:
        return False
    now, then = entry.record.period, other.record.period
    if now and then:
        return then < now
    return abs(other.index - entry.index) == 1 and other.record.stage == entry.record.stage


def is_certain(ledger: Ledger, movement: Movement, before: Entry) -> bool:
    """Whether a failing comparison is a contradiction: both levels stand side by side, none of them vague."""
    entry = movement.entry
    if entry.approximate or (movement.rate is not None and movement.amount is not None):
        return False
    return ledger.sentence(entry) == ledger.sentence(before) and abs(entry.index - before.index) <= 2




def growth_gaps(ledger: Ledger, entry: Entry) -> Iterator[Check]:
    """快于城镇2.5个百分点: the growth of one record less that of the record that the basis names beside it."""
    own = [change for change in entry.record.change if change.unit == "%" and not change.ratio]
    gaps = [change for change in entry.record.change if change.unit == "百分点" and len(change.basis) > 1]
    if len(own) != 1 or entry.record.kind is RecordKind.RATE:
        return
    for gap in gaps:
        name = GAP_WORDS.sub("", gap.basis)
        for other in ledger.entries[max(0, entry.index - 3) : entry.index]:
            growth = [change for change in other.record.change if change.unit == "%" and change.basis == own[0].basis]
            if name and name in other.name and len(growth) == 1 and ledger.sentence(other) == ledger.sentence(entry):
                yield _gap_check(entry, other, gap, own[0], growth[0])


def _gap_check(entry: Entry, other: Entry, gap: Change, own: Change, growth: Change) -> Check:
    figures = [printed_figure(r.record, c.value, c.unit) for r, c in ((entry, gap), (entry, own), (other, growth))]
    difference = own.value - growth.value
    tolerance = sum_tolerance(figures[1:], figures[0])
    status = Status.HOLDS if abs(abs(difference) - abs(gap.value)) <= tolerance else Status.VIOLATED
    return Check(
        rule=Rule.CHANGE_AMOUNT,
        status=status,
        stated=gap.value,
        computed=difference,
        tolerance=tolerance,
        records=ids(entry, other),
        message=messages.growth_gap(entry, other, figures, difference, status),
    )
