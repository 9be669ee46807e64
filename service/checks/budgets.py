"""The figures of an execution rate: what was spent, and the budget or the funds that the text may mean."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from service.checks.ledger import Entry, Ledger
from service.checks.meant_shares import agrees_in_stage
from service.checks.quotients import Pair, comparable, is_telling, pairs, summed_pairs, sums
from service.checks.vocabulary import pattern, stem
from service.records.record import RecordKind, Stage

IN_BRACKET = re.compile(r"\s*[（(][^（()），。；\d]{0,8}")

BUDGET_STAGES = (Stage.BUDGET, Stage.ADJUSTED)

PRECISE = Decimal("0.0002")
"""A rate printed so finely picks its denominator even among all the totals of a report."""


def role(entry: Entry) -> str:
    """The name of ``entry`` without the names of the budgets as such: 一般公共预算支出 is no budget figure."""
    return pattern("roles", "not_a_role").sub("", entry.name)


def has_arrived(entry: Entry) -> bool:
    """Whether an amount is of funds received."""
    return bool(pattern("roles", "arrived").search(role(entry)))


def is_budget(entry: Entry) -> bool:
    """Whether an amount may stand below the line of an execution rate."""
    if entry.record.kind is not RecordKind.AMOUNT:
        return False
    if entry.record.stage is Stage.FINAL:
        return has_arrived(entry)
    return entry.record.stage in BUDGET_STAGES or bool(pattern("roles", "budget").search(role(entry)))


def is_spent(entry: Entry) -> bool:
    """Whether an amount may stand above the line of an execution rate."""
    if entry.record.kind is not RecordKind.AMOUNT or entry.record.stage in BUDGET_STAGES:
        return False
    return entry.record.stage is Stage.FINAL or bool(pattern("roles", "spent").search(role(entry)))


def tops(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that are parts of nothing."""
    return [entry for entry in entries if entry.record.parent is None]


def near_pairs(ledger: Ledger, rate: Entry) -> Iterator[Pair]:
    """The pairs beside an execution rate, the likeliest first."""
    near = ledger.near(rate, before=14, after=4, characters=600)
    spent, budgets = [e for e in near if is_spent(e)], [e for e in near if is_budget(e)]
    yield from pairs(spent, [budget for budget in budgets if ledger.sentence(budget) == ledger.sentence(rate)])
    yield from with_rest(spent, near)
    yield from pairs([*spent[:2], *tops(spent)], budgets)
    yield from pairs(near[:6], near[:6])
    if is_telling(rate):
        yield from summed_pairs(near[:8])


def far_pairs(ledger: Ledger, rate: Entry) -> Iterator[Pair]:
    """Spending beside an execution rate, or in all, by the budgets of the whole report."""
    spent = [entry for entry in ledger.near(rate, before=6, after=2, characters=600) if is_spent(entry)]
    everywhere = list(ledger.of_kind(RecordKind.AMOUNT))
    outermost = tops(everywhere)
    for part in spent:
        yield from pairs([part], [whole for whole in everywhere if whole.name != part.name and whole.name in part.name])
    yield from pairs(spent[:1], filter(is_budget, outermost))
    if not is_telling(rate):
        return
    yield from pairs(spent, filter(is_budget, everywhere))
    yield from pairs(filter(is_spent, outermost), filter(is_budget, outermost))
    if is_telling(rate, PRECISE):
        yield from pairs(spent, outermost)
    for run in sums(filter(is_budget, outermost)):
        yield from (Pair((part,), run) for part in spent if comparable(part, run[0]))


def with_rest(spent: Sequence[Entry], near: Sequence[Entry]) -> Iterator[Pair]:
    """A figure measured by itself and what is left: 支出 ÷ (支出 + 结余)."""
    remains = pattern("roles", "rest")
    for part in spent:
        for rest in near:
            if remains.search(rest.name) and not remains.search(part.name) and comparable(part, rest):
                yield Pair((part,), (part, rest))


def in_row(ledger: Ledger, rate: Entry) -> Pair | None:
    """Budget and spending right before the rate in one table row: a row says what it divides."""
    before = ledger.entries[max(0, rate.index - 4) : rate.index]
    before = [e for e in before if e.record.kind is RecordKind.AMOUNT and ledger.line(e) == ledger.line(rate)][-2:]
    if len(before) < 2 or before[0].start < 0:
        return None
    budget, spent = before
    text = ledger.between(budget.start, rate.start)
    is_prose = any(mark in text for mark in "。，、；")
    measured = comparable(spent, budget) and may_measure(budget, spent)
    if is_prose or not measured or (is_budget(spent) and not is_spent(spent)):
        return None
    return Pair((spent,), (budget,))


def in_clauses(ledger: Ledger, rate: Entry) -> Pair | None:
    """预算80万元，支出76万元，执行率95%: the rate divides the spending before it by the budget before that.

    Behind the rate the two stand in brackets: 执行率95%（预算80万元、支出76万元）.
    """
    told = ledger.entries[rate.index + 1 : rate.index + 3]
    bracket = len(told) == 2 and IN_BRACKET.fullmatch(ledger.between(rate.end, told[0].start)) is not None
    if not bracket or "）" in ledger.between(told[0].start, told[1].start):
        told = ledger.entries[max(0, rate.index - 2) : rate.index]
    beside = len(told) == 2 and all(ledger.sentence(e) == ledger.sentence(rate) for e in told)
    if not beside or not comparable(told[1], told[0]) or not may_measure(told[0], told[1]):
        return None
    budget, spent = told
    meant = is_budget(budget) and is_spent(spent) and not is_budget(spent) and is_of_stage(rate, budget)
    return Pair((spent,), (budget,)) if meant and "到位" not in rate.name else None


def meant_pair(ledger: Ledger, rate: Entry) -> Pair | None:
    """The pair that the rate clearly means, if there is one."""
    return beside(ledger, rate) or by_rest(ledger, rate) or only_pair(ledger, rate)


def beside(ledger: Ledger, rate: Entry) -> Pair | None:
    """Spending right before the rate in its sentence, and the budget before that in the same passage."""
    part = last_before(ledger, rate, is_spent, 3)
    if part is None or ("到位" in rate.name and not has_arrived(part)):
        return None
    near = ledger.near(rate, before=8, after=0, characters=300)
    wholes = [e for e in near if is_budget(e) and is_of_stage(rate, e) and comparable(part, e) and may_measure(e, part)]
    sentence = ledger.sentence(rate)
    wholes = (
        [entry for entry in wholes if stem(entry.name) == stem(part.name)]
        or [entry for entry in wholes if ledger.sentence(entry) == sentence and ledger.parent(entry) not in wholes]
        or tops(wholes)
    )
    nearest = min(wholes, key=lambda entry: (_rank(entry), ledger.distance(rate, entry)), default=None)
    return None if nearest is None else Pair((part,), (nearest,))


def is_of_stage(rate: Entry, budget: Entry) -> bool:
    """Whether ``budget`` is not of another stage than the rate names: 为调整后预算的96%."""
    return agrees_in_stage(rate.name.replace("执行", ""), budget)


def _rank(entry: Entry) -> int:
    """The adjusted budget measures spending before the initial one, and any budget before other funds."""
    return {Stage.ADJUSTED: 0, Stage.BUDGET: 1}.get(entry.record.stage or Stage.FINAL, 2)


def may_measure(whole: Entry, part: Entry) -> bool:
    """Two figures of one name measure each other only at different stages; two parts of one whole never do."""
    if whole.record.parent is not None and whole.record.parent == part.record.parent:
        return False
    return whole.name != part.name or whole.record.stage is not part.record.stage


def last_before(ledger: Ledger, rate: Entry, wanted: Callable[[Entry], bool], reach: int) -> Entry | None:
    """The nearest wanted entry before ``rate`` in its sentence, at most ``reach`` entries back; 占合同价 is a base."""
    before = [e for e in ledger.entries[max(0, rate.index - reach) : rate.index] if not e.name.startswith("占")]
    found = [e for e in before if e.value is not None and wanted(e) and ledger.sentence(e) == ledger.sentence(rate)]
    return found[-1] if found else None


def by_rest(ledger: Ledger, rate: Entry) -> Pair | None:
    """Spending and what is left of it beside the rate, where their sum stands in the report as its funds."""
    near = ledger.near(rate, before=3, after=2, characters=200)
    return proven_by_rest(ledger, with_rest([entry for entry in near if is_spent(entry)], near))


def proven_by_rest(ledger: Ledger, candidates: Iterable[Pair]) -> Pair | None:
    """The first pair of a figure and what is left whose sum the report itself prints as a whole."""
    wholes = (e for e in ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT) if "收入" not in e.name)  # 收 − 支 = 结余
    printed = {(e.unit, e.figure.value) for e in wholes}
    return next((pair for pair in candidates if (pair.part[0].unit, pair.below.value) in printed), None)


def only_pair(ledger: Ledger, rate: Entry) -> Pair | None:
    """The one divided total spent and the one divided total budget of a report that has no others."""
    divided = [e for e in tops(ledger.of_kind(RecordKind.AMOUNT)) if len(ledger.children.get(e.id, ())) > 1]
    above = has_arrived if "到位" in rate.name else is_spent
    spent = [entry for entry in divided if above(entry)]
    budgets = [entry for entry in divided if is_budget(entry) and not has_arrived(entry)]
    if len(spent) == 1 and len(budgets) == 1 and comparable(spent[0], budgets[0]):
        return Pair((spent[0],), (budgets[0],))
    return None
