"""``change_amount`` and ``change_rate`` between two levels that both stand in the report: now − before."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from service.checks.check import Check, Rule
from service.checks.claims import Claim, label, named, number
from service.checks.ledger import Entry, Ledger, ids
from service.checks.movements import POINTS, RATE_UNITS, Movement, movements, same_direction
from service.checks.printed import Printed, printed_figure
from service.checks.tolerance import HUNDRED, sum_tolerance, within
from service.checks.vocabulary import pattern, stem
from service.records.record import Change, RecordKind, Stage

BUDGET_BASIS = re.compile("预算")
PROGRESS = re.compile("序时|进度")
"""At the end of the year the even progress is 100 %."""

EACH_YEAR = re.compile("年均|平均|累计")
"""A mean yearly growth is not the growth between two levels."""

BASE_BEHIND = re.compile(r"[^。；（(]{0,16}[（(](?:上年|去年|\d{4}年)(?:同期|同季|末)?(?:为|的)?")
"""What stands between a level and the one before in brackets behind it."""

FROM = re.compile(r"[由从自](?:[^，。；（）()]{0,10})$")
FROM_TO = re.compile(r"[^\d，。；（）()]{0,8}[至到为](?:\d{4}年(?:末|底)?的?|目前的?)?")
"""由A升至B: what stands before the level that a change leads from, and between the two."""

REACH = 12
WITHIN_YEAR = re.compile("环比|上月|上季|季度|月|年初")
"""Bases within one year; any other comparison of a quarter is with that of the year before."""

GAP_WORDS = re.compile("快于|慢于|高于|低于|比|较|增速|增幅|平均")

TIMES = 3
"""A level more than so many times greater or smaller than the stated change allows for is one of another thing."""

BESIDE = 2
"""Two levels so many entries apart in one sentence are compared with each other."""


def check_levels(ledger: Ledger) -> Iterator[Check]:
    """One check for each movement whose level before is printed."""
    for entry in ledger.entries:
        if entry.value is not None:
            for movement in movements(entry):
                yield from check_movement(ledger, movement)
            yield from growth_gaps(ledger, entry)
            if entry.record.kind is RecordKind.RATE and pattern("rates", "adjustment").search(entry.name):
                yield from check_adjustment(ledger, entry)


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
    befores = earlier_levels(ledger, movement)
    outcomes = [list(against(movement, before)) for before in befores]
    fitting = next((outcome for outcome in outcomes if any(holds for _, holds in outcome)), None)
    if fitting is not None:
        yield from (claim.check(True) for claim, holds in fitting if holds)
        return
    found = fitting_level(ledger, movement)
    if found is not None:
        yield found.check(True)
    elif len(befores) == 1 and is_certain(ledger, movement, befores[0]):
        yield from (claim.check(False) for claim, _ in outcomes[0])


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


def level_rate(movement: Movement, rate: Printed, before: Entry) -> tuple[Claim, bool]:
    """The claim of a growth rate, or of a multiple, between two printed levels."""
    entry, now, old = movement.entry, movement.entry.figure, before.figure
    factor = RATE_UNITS[movement.rate_unit]
    top = now.value if movement.ratio else now.value - old.value
    above = label(entry) if movement.ratio else f"（{label(entry)} − {label(before)}）"
    slack = now.slack + old.slack
    low = max(abs(top) - slack, Decimal(0)) / (old.value + slack) * factor
    high = (abs(top) + slack) / (old.value - slack) * factor
    claim = Claim(
        rule=Rule.RATIO if movement.ratio else Rule.CHANGE_RATE,
        subject=f"{named(entry)}的变动幅度",
        stated=rate.value,
        told=rate.show(),
        computed=top / old.value * factor,
        tolerance=rate.step + (high - low) / 2,
        formula=f"{above} ÷ {label(before)} = {number(top / old.value * factor)}{rate.unit}",
        records=ids(entry, before),
    )
    return claim, same_direction(rate, top) and within(abs(rate.value), rate.step, low, high)


def may_be_base(entry: Entry, other: Entry) -> bool:
    """Whether ``other`` can be what ``entry`` moved from.

    Percentages are few and meet by chance, so that a rate has moved only from a rate of its own name; an amount that
    meets to the last digit needs no such likeness.
    """
    return entry.record.kind is not RecordKind.RATE or stem(entry.name) == stem(other.name)


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


def is_level_of(entry: Entry, other: Entry) -> bool:
    """Whether another record states a level that ``entry`` may be compared with."""
    same = other.record.kind is entry.record.kind and other.unit == entry.unit
    return same and other is not entry and other.value is not None


def earlier_levels(ledger: Ledger, movement: Movement) -> list[Entry]:
    """The records that may be the base of ``movement``: the same thing earlier, or budgeted, in the same unit."""
    entry = movement.entry
    if EACH_YEAR.search(movement.basis):
        return []
    same = [other for other in ledger.entries if is_level_of(entry, other) and not other.approximate]
    if BUDGET_BASIS.search(movement.basis):
        return [other for other in same if is_budget_of(ledger, entry, other)]
    return [
        other
        for other in same
        if is_base_behind(ledger, entry, other)
        or (is_earlier(ledger, entry, other) and is_a_year_apart(movement, other))
    ]


def is_a_year_apart(movement: Movement, other: Entry) -> bool:
    """Whether a quarter or a month is compared with that of another year, unless the basis is the one before it."""
    now, then = movement.entry.record.period or "", other.record.period or ""
    return not ("-" in now and "-" in then and now[:4] == then[:4]) or WITHIN_YEAR.search(movement.basis) is not None


def is_base_behind(ledger: Ledger, entry: Entry, other: Entry) -> bool:
    """61.08亿元（上年同期57.26亿元）: the level before stands in brackets right behind, under the same name."""
    beside = other.index - entry.index == 1 and other.name == entry.name
    return beside and BASE_BEHIND.fullmatch(ledger.between(entry.end, other.start)) is not None


def is_budget_of(ledger: Ledger, entry: Entry, other: Entry) -> bool:
    """Whether ``other`` is the budget of ``entry``: of its name, or right before it in the sentence."""
    if other.record.stage not in (Stage.BUDGET, Stage.ADJUSTED) and "预算" not in other.name:
        return False
    if stem(other.name) and stem(other.name) == stem(entry.name):
        return True
    return ledger.sentence(other) == ledger.sentence(entry) and 0 < entry.index - other.index <= BESIDE


def is_start(ledger: Ledger, entry: Entry, other: Entry) -> bool:
    """由8.6天降至7.4天: the level that the words lead from to this one."""
    beside = entry.index - other.index == 1 and other.name == entry.name and entry.start >= 0
    if not beside or FROM_TO.fullmatch(ledger.between(other.end, entry.start)) is None:
        return False
    return FROM.search(ledger.text[max(0, other.start - REACH) : other.start]) is not None


def is_earlier(ledger: Ledger, entry: Entry, other: Entry) -> bool:
    """Whether ``other`` is a level of one name at an earlier time, or the opening balance of a closing one."""
    if {"年初", "年末"} == {entry.name[:2], other.name[:2]} and stem(entry.name) == stem(other.name):
        return entry.name.startswith("年末")
    if other.name != entry.name:
        return False
    if is_start(ledger, entry, other):
        return True
    now, then = entry.record.period, other.record.period
    if now and then:
        return then < now
    return entry.index - other.index == 1 and other.record.stage == entry.record.stage


def is_certain(ledger: Ledger, movement: Movement, before: Entry) -> bool:
    """Whether a failing comparison is a contradiction: both levels stand side by side, told apart and not vague."""
    entry = movement.entry
    if entry.approximate or (movement.rate is not None and movement.amount is not None):
        return False
    if movement.amount is not None and not is_of_size(before.figure.value, entry.figure.value - movement.amount.value):
        return False
    behind = is_base_behind(ledger, entry, before) or is_start(ledger, entry, before)
    dated = behind or bool(entry.record.period and before.record.period) or entry.name != before.name
    near = ledger.sentence(entry) == ledger.sentence(before) and abs(entry.index - before.index) <= BESIDE
    return dated and near


def is_of_size(before: Decimal, meant: Decimal) -> bool:
    """Whether a level may be the one that a change was worked out from: it is not another sort of sum altogether."""
    return min(before, meant) > 0 and max(before, meant) <= TIMES * min(before, meant)


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
