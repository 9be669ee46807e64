"""``parts_sum`` without a stated split: balances, differences and statutory totals.

结余 = 收入 − 支出, 节约 = 预算 − 合同, 追加 = 调整后 − 年初, 未竣工 = 开工 − 竣工; 收入总计 = 支出总计;
本年收入 + 年初结转 = 收入总计. These figures are rarely linked, so they are found beside each other by name and by fit.
"""

from collections.abc import Iterator, Sequence

from service.checks import messages
from service.checks.check import Check, Rule, Status
from service.checks.ledger import Entry, Ledger, ids
from service.checks.parts import LEAST_TELLING, adds_up, total
from service.checks.parts import verdict as sum_verdict
from service.checks.quotients import comparable
from service.checks.slips import is_slip
from service.checks.tolerance import sum_tolerance
from service.checks.vocabulary import pattern
from service.records.record import RecordKind

MOST_TERMS = 7
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
            if is_telling(greater) and adds_up(greater, (lesser, difference)):
                yield difference_verdict(difference, greater, lesser, Status.HOLDS)
                return


def is_telling(entry: Entry) -> bool:
    """Whether a figure has steps enough that fitting ones are no accident; small counts fit by chance."""
    return entry.value is not None and 10 * abs(entry.value.value) >= LEAST_TELLING * entry.value.step


def difference_verdict(difference: Entry, greater: Entry, lesser: Entry, status: Status) -> Check:
    """The check of a stated difference."""
    assert difference.value is not None and greater.value is not None and lesser.value is not None
    computed = greater.value.value - lesser.value.value
    return Check(
        rule=Rule.PARTS_SUM,
        status=status,
        stated=difference.value.value,
        computed=computed,
        tolerance=sum_tolerance([greater.value, lesser.value], difference.value),
        records=ids(difference, greater, lesser),
        message=messages.difference(difference, greater, lesser, computed, status),
    )


def check_remainder(ledger: Ledger, remainder: Entry) -> Iterator[Check]:
    """未竣工 against 竣工 and the whole before it, where all greater figures before it agree on the whole."""
    done = next((e for e in ledger.entries if e.name == remainder.name[1:] and comparable(e, remainder)), None)
    if done is None or done.value is None or remainder.value is None:
        return
    before = ledger.entries[max(0, done.index - 6) : done.index]
    wholes = [e for e in before if comparable(done, e) and e.value is not None and e.value.value >= done.value.value]
    if not wholes or len({e.value.value for e in wholes if e.value}) != 1:
        return
    whole = wholes[-1]
    assert whole.value is not None
    vague = any(entry.approximate for entry in (remainder, done, whole))
    if adds_up(whole, (done, remainder)):
        yield difference_verdict(remainder, whole, done, Status.HOLDS)
    elif not vague and is_slip(total((done, remainder)), whole.value.value):
        yield difference_verdict(remainder, whole, done, Status.VIOLATED)


def check_unlinked_total(ledger: Ledger, whole: Entry) -> Iterator[Check]:
    """A total without linked parts against the figures right before or around it, where they add up to it."""
    if len(ledger.children.get(whole.id, ())) > 1 or not is_telling(whole):
        return
    for parts in neighbours(ledger, whole):
        if len(parts) > 1 and adds_up(whole, parts) and all(total([part]) for part in parts):
            yield sum_verdict(whole, parts, Status.HOLDS)
            return


def neighbours(ledger: Ledger, whole: Entry) -> Iterator[Sequence[Entry]]:
    """Runs of uppermost figures that end or begin beside ``whole``; then pairs of figures near it."""
    usable = [e for e in ledger.entries if comparable(e, whole) and abs(e.index - whole.index) <= 30]
    inner = {e.id for e in usable if e.record.parent in {other.id for other in usable}}
    for level in ([e for e in usable if e.id not in inner], usable):
        before = [entry for entry in level if entry.index < whole.index]
        after = [entry for entry in level if entry.index > whole.index]
        for size in range(2, MOST_TERMS + 1):
            yield before[-size:] if len(before) >= size else ()
            yield after[:size] if len(after) >= size else ()
    near = [e for e in ledger.near(whole, before=8, after=8, characters=500) if comparable(e, whole)]
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
        tolerance = sum_tolerance([nearest.value], income.value)
        if income.value.value > 0 and abs(income.value.value - nearest.value.value) <= tolerance:
            yield Check(
                rule=Rule.PARTS_SUM,
                status=Status.HOLDS,
                stated=income.value.value,
                computed=nearest.value.value,
                tolerance=tolerance,
                records=ids(income, nearest),
                message=messages.both_sides(income, nearest),
            )


