"""``change_amount`` and ``change_rate`` between two levels that both stand in the report: now − before."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from service.checks.changes import against, amount_claim, level_rate, rate_of_amount
from service.checks.check import Check, Rule
from service.checks.claims import Claim, label, named, number
from service.checks.earlier import BUDGET_BASIS, earlier_levels, is_certain, is_level_of, is_start, may_be_base
from service.checks.ledger import Entry, Ledger, ids, score
from service.checks.movements import POINTS, Movement, movements
from service.checks.printed import Printed, printed_figure
from service.checks.tolerance import HUNDRED, sum_tolerance
from service.checks.vocabulary import pattern
from service.records.record import Change, RecordKind, Stage

PROGRESS = re.compile("序时|进度")
"""At the end of the year the even progress is 100 %."""

GAP_WORDS = re.compile("快于|慢于|高于|低于|比|较|增速|增幅|平均")

TOLD = re.compile("(?:增产|增收|增加|增长|提高|提升|减少|下降|降低|减产|节约|净增)$")
"""Names that end in a direction are those of differences; 新增 may be one of several flows."""

TELLING = 100
"""A rate of three digits and more does not come out of two figures by accident, unless nothing is left: -100 %."""


def check_levels(ledger: Ledger) -> Iterator[Check]:
    """One check for each movement whose level before is printed."""
    for entry in ledger.entries:
        if entry.value is not None:
            for movement in movements(entry):
                yield from check_movement(ledger, movement)
            yield from check_told(ledger, entry)
            yield from growth_gaps(ledger, entry)
            if entry.record.kind is RecordKind.RATE and pattern("rates", "adjustment").search(entry.name):
                yield from check_adjustment(ledger, entry)
        elif entry.record.change and (points := score(entry)) is not None:
            for movement in movements(as_count(entry, points)):
                yield from check_movement(ledger, movement)


def as_count(line: Entry, points: Printed) -> Entry:
    """A score line as the count of its points: 平均得分86分，比上年的83分提高3分."""
    record = line.record.model_copy(update={"kind": RecordKind.COUNT, "unit": "分", "value": points.value})
    return replace(line, record=record, value=points)


def check_adjustment(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """预算调整率 against (adjusted − initial) ÷ initial budget, where two budgets of the report give it."""
    budgets = sorted(ledger.of_kind(RecordKind.AMOUNT), key=lambda entry: abs(entry.index - rate.index))
    printed = Movement(rate, "", None, rate.figure, "%")
    for now in (entry for entry in budgets if entry.record.stage is Stage.ADJUSTED):
        for before in (entry for entry in budgets if entry.record.stage is Stage.BUDGET and is_level_of(now, entry)):
            if before.figure.value <= before.figure.slack + now.figure.slack:
                continue
            claim, holds = level_rate(replace(printed, entry=now), rate.figure, before)
            if holds:
                records = ids(rate, now, before)
                yield replace(claim, subject=named(rate), records=records).check(True)
                return


def check_movement(ledger: Ledger, movement: Movement) -> Iterator[Check]:
    """The movement against the level before; where several may be meant, against the first that fits."""
    settling = settling_level(ledger, movement)
    if settling is not None:
        yield from (claim.check(holds) for claim, holds in against(movement, settling))
        return
    befores = earlier_levels(ledger, movement)
    outcomes = [list(against(movement, before)) for before in befores]
    fitting = next((outcome for outcome in outcomes if any(holds for _, holds in outcome)), None)
    if fitting is not None:
        yield from (claim.check(True) for claim, holds in fitting if holds)
        return
    found = fitting_level(ledger, movement)
    if found is not None:
        yield found.check(True)
    elif len(befores) == 1 and len(outcomes[0]) == 1 and is_certain(ledger, movement, befores[0]):
        yield from (claim.check(False) for claim, _ in outcomes[0])


def check_told(ledger: Ledger, entry: Entry) -> Iterator[Check]:
    """亩产由486公斤提高到532公斤，每亩增产46公斤: a difference told under a name of its own, behind both levels."""
    if entry.index < 2 or entry.approximate or TOLD.search(entry.name) is None:
        return
    before, now = ledger.entries[entry.index - 2 : entry.index]
    alike = is_level_of(entry, before) and is_level_of(entry, now) and not (before.approximate or now.approximate)
    if alike and is_start(ledger, now, before) and ledger.sentence(entry) == ledger.sentence(now):
        difference = now.figure.value - before.figure.value
        formula = f"{label(now)} − {label(before)} = {now.figure.show(difference)}"
        claim = amount_claim(entry, entry.figure, difference, formula, ids(entry, now, before))
        yield claim.check(abs(abs(difference) - abs(entry.figure.value)) <= claim.tolerance)


def settling_level(ledger: Ledger, movement: Movement) -> Entry | None:
    """The level before by which one of difference and rate is right and the other is wrong.

    It is certain by its words, or because the rate comes out to so many places that this is no accident.
    """
    entry, rate = movement.entry, movement.rate
    if movement.amount is None or rate is None or entry.approximate:
        return None
    own = rate_of_amount(entry, movement.amount, rate, movement.rate_unit)
    if own is None or own[1]:
        return None
    befores = earlier_levels(ledger, movement)
    near = [e for e in ledger.near(entry, before=3, after=3) if ledger.sentence(e) == ledger.sentence(entry)]
    for before in [*befores, *(e for e in near if is_level_of(entry, e) and not e.approximate)]:
        holds = {claim.rule: fits for claim, fits in against(movement, before)}
        if len(holds) > 1 and len(set(holds.values())) > 1:
            telling = holds[Rule.CHANGE_RATE] and entry.figure.value and abs(rate.value) >= TELLING * rate.step
            if telling or (before in befores and is_certain(ledger, movement, before)):
                return before
    return None


def fitting_level(ledger: Ledger, movement: Movement) -> Claim | None:
    """The difference against the goal of the record itself, a figure beside it, or a budget, where one fits exactly."""
    entry, amount = movement.entry, movement.amount
    if amount is None or not amount.value:
        return None
    before = entry.figure.value - amount.value
    for goal in goals_of(movement):
        if goal.value == before:
            formula = f"{label(entry)} − 目标{goal.show()} = {entry.figure.show(amount.value)}"
            return amount_claim(entry, amount, amount.value, formula, ids(entry))
    near = ledger.near(entry, before=6, after=4, characters=300)
    budgets = [e for e in ledger.of_kind(entry.record.kind) if e.record.stage in (Stage.BUDGET, Stage.ADJUSTED)]
    for other in [*near, *(budgets if BUDGET_BASIS.search(movement.basis) else ())]:
        if is_level_of(entry, other) and other.figure.value == before and may_be_base(entry, other):
            formula = f"{label(entry)} − {label(other)} = {entry.figure.show(amount.value)}"
            return amount_claim(entry, amount, amount.value, formula, ids(entry, other))
    return None


def goals_of(movement: Movement) -> Iterator[Printed]:
    """The goal of the record; for a rate compared with the even progress, 100 %."""
    entry = movement.entry
    if entry.record.target is not None:
        yield printed_figure(entry.record, entry.record.target, entry.unit)
    if entry.record.kind is RecordKind.RATE and PROGRESS.search(movement.basis):
        yield Printed(HUNDRED, Decimal(1), unit="%")


def growth_gaps(ledger: Ledger, entry: Entry) -> Iterator[Check]:
    """快于城镇2.5个百分点: the growth of one record less that of the record that the basis names beside it."""
    own = [change for change in entry.record.change if change.unit == "%" and not change.ratio]
    gaps = [change for change in entry.record.change if change.unit == POINTS and len(change.basis) > 1]
    if len(own) != 1 or entry.record.kind is RecordKind.RATE:
        return
    for gap in gaps:
        name = GAP_WORDS.sub("", gap.basis)
        for other in ledger.entries[max(0, entry.index - 3) : entry.index]:
            growth = [change for change in other.record.change if change.unit == "%" and change.basis == own[0].basis]
            if name and name in other.name and len(growth) == 1 and ledger.sentence(other) == ledger.sentence(entry):
                yield gap_check(entry, other, (gap, own[0], growth[0]))


def gap_check(entry: Entry, other: Entry, changes: tuple[Change, Change, Change]) -> Check:
    """The check of a stated gap against the difference of two growth rates."""
    owners = (entry, entry, other)
    gap, own, growth = (
        printed_figure(owner.record, change.value, change.unit) for owner, change in zip(owners, changes, strict=True)
    )
    difference = own.value - growth.value
    formula = f"{named(entry)}{own.show()} − {named(other)}{growth.show()} = {number(difference)}个百分点"
    claim = amount_claim(entry, gap, difference, formula, ids(entry, other))
    return claim.check(abs(abs(difference) - abs(gap.value)) <= sum_tolerance([own, growth], gap))
