"""``change_rate`` inside one record: the difference and the rate that stand beside a level.

Most reports print the level now, the difference and the rate; the level before is then now − difference. Where the
level is itself the one of the year before (上年列支50万元，减少5万元，下降10%), it is the base.
"""

import re
from collections.abc import Iterator

from models.labels import Label
from service.checks.changes import amount_claim, rate_claim, rate_of_amount
from service.checks.check import Check
from service.checks.claims import label, number
from service.checks.earlier import is_level_of
from service.checks.ledger import Entry, Ledger, ids
from service.checks.levels import settling_level
from service.checks.movements import RATE_UNITS, Movement, movements, same_direction
from service.checks.printed import Printed
from service.checks.tolerance import quotient_holds, quotient_tolerance
from service.records.record import Stage

OTHER_BASE = re.compile("^[比较与和]|年初|预算|计划")
"""A basis that names what the level is compared with: the level is then the one that has moved."""

PAST = re.compile(r"上年|去年|上一年|上个[^\W\d]{1,4}|(?P<year>\d{4})年")
ADJUSTING = re.compile("[调核追][增减加]|压减")
CLAUSE = re.compile(r"[，。；：\n]")
REACH = 24


def check_differences(ledger: Ledger) -> Iterator[Check]:
    """One check for each difference with its rate."""
    for entry in ledger.entries:
        for movement in movements(entry) if entry.value is not None else ():
            if movement.amount is not None and movement.rate is not None:
                yield from check_difference(ledger, movement, movement.amount, movement.rate)


def check_difference(ledger: Ledger, movement: Movement, amount: Printed, rate: Printed) -> Iterator[Check]:
    """The rate of the difference; nothing where a printed level before tells which of the two is wrong."""
    entry = movement.entry
    own = rate_of_amount(entry, amount, rate, movement.rate_unit)
    if own is None or own[1]:
        yield from (own[0].check(True),) if own else ()
    elif not OTHER_BASE.search(movement.basis) and is_past(ledger, entry):
        yield from from_base(ledger, entry, amount, rate)
    elif not movement.basis and entry.record.stage is Stage.BUDGET:
        yield from from_base(ledger, entry, amount, rate, certain=is_adjusted(entry))
    elif settling_level(ledger, movement) is None:
        yield own[0].check(False)


def is_adjusted(budget: Entry) -> bool:
    """年初预算500万元，年中调增20万元，增幅4%: the change is one of the budget itself."""
    return any(m.label is Label.CHANGE and ADJUSTING.search(m.text) for m in budget.record.mentions)


def is_past(ledger: Ledger, entry: Entry) -> bool:
    """Whether the level is one of an earlier year than the report's: 上年为50万元, 与2019年支出50万元比较."""
    year, period = ledger.document.fiscal_year, entry.record.period
    if year and period and period[:4] < year:
        return True
    clause = CLAUSE.split(ledger.between(max(0, entry.start - REACH), entry.start))[-1]
    times = PAST.finditer(clause)
    return any(time["year"] is None or (year is not None and time["year"] < year) for time in times)


def from_base(ledger: Ledger, base: Entry, amount: Printed, rate: Printed, certain: bool = False) -> Iterator[Check]:
    """The rate as the difference ÷ the level itself, and the difference against the level that it leads to.

    It is contradicted only where the words make it ``certain`` that the level is the base.
    """
    holds = bool(base.figure.value) and quotient_holds(rate, amount, base.figure, RATE_UNITS[rate.unit])
    if not base.figure.value or not (holds or (certain and not base.approximate)):
        return
    computed = amount.value / base.figure.value * RATE_UNITS[rate.unit]
    now = [e for e in ledger.near(base, before=12, after=4, characters=600) if is_level_of(base, e)]
    reached = [e for e in now if e.figure.value == base.figure.value + amount.value]
    tolerance = quotient_tolerance(rate, amount, base.figure, RATE_UNITS[rate.unit])
    formula = f"{amount.show()} ÷ 基期{base.figure.show()} = {number(computed)}{rate.unit}"
    claim = rate_claim(base, rate, computed, tolerance, formula, ids(base, reached[:1]))
    yield claim.check(holds and same_direction(rate, amount.value))
    for entry in reached[:1]:
        formula = f"{label(entry)} − {label(base)} = {entry.figure.show(amount.value)}"
        yield amount_claim(base, amount, amount.value, formula, ids(base, entry)).check(True)
