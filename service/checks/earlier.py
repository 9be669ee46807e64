"""Which record is the level before: the same thing at an earlier time, or its budget."""

import re
from decimal import Decimal

from models.labels import Label
from service.checks.ledger import Entry, Ledger
from service.checks.movements import Movement
from service.checks.vocabulary import stem
from service.records.record import RecordKind, Stage

BUDGET_BASIS = re.compile("预算")
EACH_YEAR = re.compile("年均|平均|累计")
"""A mean yearly growth is not the growth between two levels."""

BASE_BEHIND = re.compile(
    r"[^。；（()，\d]{0,16}[（(，]而?(?:上年度?|去年|年初|上一年度?|上个[^\W\d]{1,4}?|\d{4}年度?)(?:同期|同季|末)?(?:决算|支出)?(?:为|是|的)?"
)
"""What stands between a level and the one before, in brackets or in a clause of its own behind it."""

FROM = re.compile(r"[由从自](?:[^，。；（）()]{0,10})$")
FROM_TO = re.compile(r"[^\d，。；（）()]{0,8}[至到为](?:\d{4}年(?:末|底)?的?|目前的?)?")
"""由A升至B: what stands before the level that a change leads from, and between the two."""

TOLD = re.compile(r"[^。；;\d]{0,20}")
LEAD = 2
"""Between the words of a comparison and its base stands 的 at most, between that and the direction no other figure."""

REACH = 12
WITHIN_YEAR = re.compile("环比|上月|上季|季度|月|年初")
"""Bases within one year; any other comparison of a quarter is with that of the year before."""

TIMES = 3
"""A level more than so many times greater or smaller than the stated change allows for is one of another thing."""

BESIDE = 2
"""Two levels so many entries apart in one sentence are compared with each other."""


def may_be_base(entry: Entry, other: Entry) -> bool:
    """Whether ``other`` can be what ``entry`` moved from.

    Percentages are few and meet by chance, so that a rate has moved only from a rate of its own name; an amount that
    meets to the last digit needs no such likeness.
    """
    return entry.record.kind is not RecordKind.RATE or stem(entry.name) == stem(other.name)


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
    told = [other for other in same if is_told_base(ledger, entry, other)]
    if told:
        return [other for other in told if lead_of(other) == movement.basis] or told
    if BUDGET_BASIS.search(movement.basis):
        return [other for other in same if is_budget_of(ledger, entry, other)]
    return [
        other
        for other in same
        if is_base_behind(ledger, entry, other)
        or (is_earlier(ledger, entry, other) and is_a_year_apart(movement, other))
        or (not movement.basis and is_budget_before(ledger, entry, other))
    ]


def is_a_year_apart(movement: Movement, other: Entry) -> bool:
    """Whether a quarter or a month is compared with that of another year, unless the basis is the one before it."""
    now, then = movement.entry.record.period or "", other.record.period or ""
    return not ("-" in now and "-" in then and now[:4] == then[:4]) or WITHIN_YEAR.search(movement.basis) is not None


def is_told_base(ledger: Ledger, entry: Entry, other: Entry) -> bool:
    """与上年的58万元相比，支出增加: the words of the comparison name the level and go on to this one's change."""
    if entry.record.growth_only or lead_of(other) is None or other.record.change or other.record.growth_only:
        return False
    starts = [m.start for m in entry.record.mentions if m.label is Label.CHANGE and m.start >= other.end]
    return any(TOLD.fullmatch(ledger.text, other.end, start) for start in starts)


def lead_of(base: Entry) -> str | None:
    """The words of a comparison right before the level that they name: 较预算 in 较预算5万元节约."""
    mentions = (m for m in base.record.mentions if m.label is Label.CHANGE and m.end <= base.start <= m.end + LEAD)
    return next((mention.text for mention in mentions), None)


def is_budget_before(ledger: Ledger, entry: Entry, other: Entry) -> bool:
    """年初预算300万元，年中调整为330万元，增加30万元: the budget right before the one that it was adjusted to."""
    adjusted = entry.record.stage is Stage.ADJUSTED or "调整" in ledger.between(other.end, entry.start)
    beside = entry.index - other.index == 1 and ledger.sentence(entry) == ledger.sentence(other)
    return adjusted and beside and other.record.stage is Stage.BUDGET


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
    now, then = entry.record.period or ledger.document.fiscal_year, other.record.period
    if now and then:
        return then < now
    return entry.index - other.index == 1 and other.record.stage == entry.record.stage


def is_certain(ledger: Ledger, movement: Movement, before: Entry) -> bool:
    """Whether a failing comparison is a contradiction: both levels stand side by side, told apart and not vague."""
    entry = movement.entry
    if entry.approximate:
        return False
    if movement.amount is not None and not is_of_size(before.figure.value, entry.figure.value - movement.amount.value):
        return False
    if is_told_base(ledger, entry, before):
        return True
    behind = is_base_behind(ledger, entry, before) or is_start(ledger, entry, before)
    now = entry.record.period or ledger.document.fiscal_year
    dated = behind or bool(now and before.record.period) or entry.name != before.name
    own = entry.name == before.name and bool(entry.record.period and before.record.period)
    near = own or abs(entry.index - before.index) <= BESIDE
    return dated and near and ledger.sentence(entry) == ledger.sentence(before)


def is_of_size(before: Decimal, meant: Decimal) -> bool:
    """Whether a level may be the one that a change was worked out from: it is not another sort of sum altogether."""
    return min(before, meant) > 0 and max(before, meant) <= TIMES * min(before, meant)
