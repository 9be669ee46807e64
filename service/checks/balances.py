"""``parts_sum`` without a stated split: balances, differences and statutory totals.

结余 = 收入 − 支出, 节约 = 预算 − 合同, 追加 = 调整后 − 年初, 未竣工 = 开工 − 竣工; 收入总计 = 支出总计;
本年收入 + 年初结转 = 收入总计. These figures are rarely linked, so they are found beside each other by name and by fit.
"""

from collections.abc import Iterator, Sequence

from service.checks.check import Check, Rule
from service.checks.claims import Claim, label, named
from service.checks.ledger import Entry, Ledger, ids
from service.checks.promises import changes_side
from service.checks.quotients import comparable, is_plausible
from service.checks.slips import is_slip
from service.checks.sums import adds_up, is_telling, total
from service.checks.sums import claim as sum_claim
from service.checks.tolerance import sum_tolerance
from service.checks.vocabulary import pattern
from service.records.record import RecordKind, Stage

MOST_TERMS = 7
STEPS = 100
"""Figures of fewer steps are the difference or the sum of their neighbours by accident."""
FINE = 1000
"""A rest of so many steps is one digit away from another difference by chance only rarely."""

KINDS = (RecordKind.AMOUNT, RecordKind.COUNT)


def check_balances(ledger: Ledger) -> Iterator[Check]:
    """One check for each difference, each unlinked total and each pair of balancing totals."""
    for entry in ledger.of_kind(*KINDS):
        if pattern("balances", "difference").search(entry.name):
            yield from check_difference(ledger, entry)
        if entry.name.startswith("未"):
            yield from check_remainder(ledger, entry)
        if pattern("balances", "total").search(entry.name):
            yield from check_unlinked_total(ledger, entry)
    yield from check_both_sides(ledger)


def check_difference(ledger: Ledger, difference: Entry) -> Iterator[Check]:
    """A difference beside the two figures whose difference it is."""
    near = ledger.near(difference, before=8, after=6, characters=400)
    for greater in near:
        for lesser in near:
            if greater is lesser or not (comparable(greater, difference) and comparable(lesser, difference)):
                continue
            if is_telling(greater, STEPS) and is_exact_sum(greater, (lesser, difference)):
                yield difference_claim(difference, greater, lesser).check(True)
                return
    sides = (
        both_before(ledger, difference)
        or sides_of_saving(ledger, difference)
        or sides_but_for_a_slip(ledger, difference)
    )
    if sides is not None:
        made = difference_claim(difference, *sides)
        if abs(made.stated - made.computed) > made.tolerance and is_plausible(difference.figure, made.computed):
            yield made.check(False)


def sides_of_saving(ledger: Ledger, saving: Entry) -> tuple[Entry, Entry] | None:
    """送审320万元，审定298万元，核减22万元: what was asked for and what was granted right before what was saved."""
    before = [e for e in ledger.entries[max(0, saving.index - 4) : saving.index] if comparable(e, saving)][-2:]
    if len(before) < 2 or not pattern("balances", "left").search(saving.name):
        return None
    greater, lesser = before
    named = pattern("balances", "greater").search(greater.name) and pattern("balances", "lesser").search(lesser.name)
    exact = not any(entry.approximate for entry in (saving, *before))
    near = all(ledger.sentence(entry) == ledger.sentence(saving) for entry in before)
    return (greater, lesser) if named and exact and near and greater.figure.value > lesser.figure.value else None


def sides_but_for_a_slip(ledger: Ledger, rest: Entry) -> tuple[Entry, Entry] | None:
    """预算173.90万元，支出168.25万元，结转6.55万元: a budget and its spending, where a slip explains the rest."""
    before = [e for e in ledger.entries[max(0, rest.index - 4) : rest.index] if comparable(e, rest)][-2:]
    if len(before) < 2 or not is_telling(rest, FINE) or any(entry.approximate for entry in (rest, *before)):
        return None
    greater, lesser = before
    stages = greater.record.stage in (Stage.BUDGET, Stage.ADJUSTED) and lesser.record.stage is Stage.FINAL
    near = all(ledger.sentence(entry) == ledger.sentence(rest) for entry in before)
    slip = is_slip(rest.figure.value, greater.figure.value - lesser.figure.value)
    return (greater, lesser) if stages and near and slip and greater.figure.value > lesser.figure.value else None


def both_before(ledger: Ledger, surplus: Entry) -> tuple[Entry, Entry] | None:
    """收入4.6亿元，支出4.2亿元，本期收支结余0.4亿元: income and expenditure right before the surplus of both."""
    before = ledger.entries[max(0, surplus.index - 2) : surplus.index]
    if len(before) < 2 or not pattern("balances", "surplus").search(surplus.name):
        return None
    income, expense = before
    sides = "收入" in income.name and "支出" in expense.name and income.record.period == expense.record.period
    near = all(ledger.sentence(entry) == ledger.sentence(surplus) and not entry.approximate for entry in before)
    usable = sides and near and not surplus.approximate
    return (income, expense) if usable and all(comparable(entry, surplus) for entry in before) else None


def is_exact_sum(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether figures that nothing links add up to the last digit; zeros prove nothing."""
    return total(parts) == whole.figure.value and all(part.figure.value for part in parts)


def difference_claim(difference: Entry, greater: Entry, lesser: Entry) -> Claim:
    """The claim that ``difference`` is ``greater`` less ``lesser``."""
    computed = greater.figure.value - lesser.figure.value
    return Claim(
        rule=Rule.PARTS_SUM,
        subject=named(difference),
        stated=difference.figure.value,
        told=difference.figure.show(),
        computed=computed,
        tolerance=sum_tolerance([greater.figure, lesser.figure], difference.figure),
        formula=f"{label(greater)} − {label(lesser)} = {difference.figure.show(computed)}",
        records=ids(difference, greater, lesser),
    )


def check_remainder(ledger: Ledger, remainder: Entry) -> Iterator[Check]:
    """未竣工 against 竣工 and the whole before it, where all greater figures before it agree on the whole."""
    done = next((e for e in ledger.entries if e.name == remainder.name[1:] and comparable(e, remainder)), None)
    if done is None or done.value is None or remainder.value is None:
        return
    before = ledger.entries[max(0, done.index - 6) : done.index]
    wholes = [e for e in before if comparable(done, e) and e.value is not None and e.figure.value >= done.figure.value]
    if not wholes or len({e.figure.value for e in wholes if e.value}) != 1:
        return
    whole = wholes[-1]
    vague = any(entry.approximate for entry in (remainder, done, whole))
    if adds_up(whole, (done, remainder)):
        yield difference_claim(remainder, whole, done).check(True)
    elif not vague and is_slip(total((done, remainder)), whole.figure.value):
        yield difference_claim(remainder, whole, done).check(False)


def check_unlinked_total(ledger: Ledger, whole: Entry) -> Iterator[Check]:
    """A total without linked parts against the figures right before or around it, where they add up to it."""
    if len(ledger.children.get(whole.id, ())) > 1 or not is_telling(whole, STEPS):
        return
    for parts in neighbours(ledger, whole):
        if len(parts) > 1 and is_exact_sum(whole, parts) and not changes_side(whole, parts):
            yield sum_claim(whole, parts).check(True)
            return


def neighbours(ledger: Ledger, whole: Entry) -> Iterator[Sequence[Entry]]:
    """Runs of uppermost figures that end or begin beside ``whole``; then pairs of figures near it."""
    usable = [e for e in ledger.entries if comparable(e, whole) and abs(e.index - whole.index) <= 30]
    usable = [entry for entry in usable if entry is not ledger.parent(whole)]
    inner = {e.id for e in usable if e.record.parent in {other.id for other in usable}}
    for level in ([e for e in usable if e.id not in inner], usable):
        before = [entry for entry in level if entry.index < whole.index]
        after = [entry for entry in level if entry.index > whole.index]
        for size in range(2, MOST_TERMS + 1):
            yield before[-size:] if len(before) >= size else ()
            yield after[:size] if len(after) >= size else ()
    near = [entry for entry in ledger.near(whole, before=8, after=8, characters=500) if entry in usable]
    for place, one in enumerate(near):
        for other in near[place + 1 :]:
            if one.name != other.name:
                yield sorted((one, other), key=lambda entry: entry.index)


def check_both_sides(ledger: Ledger) -> Iterator[Check]:
    """收入总计 against 支出总计 of one report and period: they balance by statute."""
    incomes = [e for e in ledger.of_kind(RecordKind.AMOUNT) if pattern("balances", "income").fullmatch(e.name)]
    expenses = [e for e in ledger.of_kind(RecordKind.AMOUNT) if pattern("balances", "expense").fullmatch(e.name)]
    for income in incomes:
        nearest = min(expenses, key=lambda entry: abs(entry.index - income.index), default=None)
        if nearest is None or income.value is None or nearest.value is None or nearest.unit != income.unit:
            continue
        made = both_sides(income, nearest)
        if income.value.value > 0 and abs(made.stated - made.computed) <= made.tolerance:
            yield made.check(True)


def both_sides(income: Entry, expense: Entry) -> Claim:
    """The claim that the two sides of the accounts balance."""
    return Claim(
        rule=Rule.PARTS_SUM,
        subject=named(income),
        stated=income.figure.value,
        told=income.figure.show(),
        computed=expense.figure.value,
        tolerance=sum_tolerance([expense.figure], income.figure),
        formula=f"收支两方平衡，{label(expense)}",
        records=ids(income, expense),
    )
