"""``execution_rate`` and ``completion_rate``: spent ÷ budget and result ÷ target, by the denominator that the text means.

Which budget is meant (全年, 调整, 年初, 到位) is rarely said. Every plausible one is tried, nearest first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from decimal import Decimal

from service.checks import quotients
from service.checks.check import Check, Rule, Status
from service.checks.ledger import Entry, Ledger
from service.checks.quotients import Pair, comparable, first_fitting, is_telling, pairs, summed_pairs, sums
from service.checks.targets import check_target
from service.checks.vocabulary import pattern, stem
from service.records.record import RecordKind, Stage

BUDGET_STAGES = (Stage.BUDGET, Stage.ADJUSTED)
FULL = 100
PRECISE = Decimal("0.0002")
"""A rate printed so finely picks its denominator even among all the totals of a report."""


def check_rates(ledger: Ledger) -> Iterator[Check]:
    """One check for each execution or completion rate."""
    for rate in ledger.of_kind(RecordKind.RATE):
        if rate.unit not in quotients.FACTORS or rate.record.growth_only:
            continue
        if pattern("rates", "execution").search(rate.name) and not pattern("rates", "timely").search(rate.name):
            yield from check_execution(ledger, rate)
        elif pattern("rates", "completion").search(rate.name):
            yield from check_completion(ledger, rate)


def role(entry: Entry) -> str:
    """The name of ``entry`` without the names of the budgets as such: 一般公共预算支出 is no budget figure."""
    return pattern("roles", "not_a_role").sub("", entry.name)


def has_arrived(entry: Entry) -> bool:
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


def check_execution(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """The execution rate against the budgets near it, then against those of the whole report."""
    row = in_row(ledger, rate)
    if row is not None and row.is_near(rate):
        beside_it = [e for e in ledger.near(rate, before=8, after=2) if ledger.line(e) == ledger.line(rate)]
        fitting = first_fitting(rate, pairs(beside_it, beside_it))
    else:
        fitting = first_fitting(rate, (*near_pairs(ledger, rate), *far_pairs(ledger, rate)))
    if fitting is not None:
        yield quotients.verdict(Rule.EXECUTION_RATE, rate, fitting, Status.HOLDS)
        return
    goals = [check for check in check_target(ledger, rate) if check.status is Status.HOLDS]
    if goals:
        yield goals[0]
        return
    meant = meant_execution(ledger, rate)
    if meant is not None and meant.fits(rate):
        yield quotients.verdict(Rule.EXECUTION_RATE, rate, meant, Status.HOLDS)
    elif meant is not None and meant.is_near(rate) and not meant.approximate and not rate.approximate:
        yield quotients.verdict(Rule.EXECUTION_RATE, rate, meant, Status.VIOLATED)
    elif rate.value is not None and rate.value.value != FULL:
        yield quotients.undecidable(Rule.EXECUTION_RATE, rate, "对应的预算数或支出数")


def near_pairs(ledger: Ledger, rate: Entry) -> Iterator[Pair]:
    """The pairs beside an execution rate, the likeliest first."""
    near = ledger.near(rate, before=14, after=4, characters=600)
    spent, budgets = [e for e in near if is_spent(e)], [e for e in near if is_budget(e)]
    yield from pairs(spent, [budget for budget in budgets if ledger.sentence(budget) == ledger.sentence(rate)])
    yield from with_rest(spent, near)
    yield from pairs(spent[:2], budgets)
    yield from pairs(near[:6], near[:6])
    if is_telling(rate):
        yield from summed_pairs(near[:8])


def far_pairs(ledger: Ledger, rate: Entry) -> Iterator[Pair]:
    """Spending beside an execution rate, or in all, by the budgets of the whole report."""
    spent = [entry for entry in ledger.near(rate, before=6, after=2, characters=600) if is_spent(entry)]
    everywhere = list(ledger.of_kind(RecordKind.AMOUNT))
    for part in spent:
        yield from pairs([part], [whole for whole in everywhere if whole.name != part.name and whole.name in part.name])
    yield from pairs(spent[:1], filter(is_budget, tops(everywhere)))
    if not is_telling(rate):
        return
    yield from pairs(spent, filter(is_budget, everywhere))
    yield from pairs(filter(is_spent, tops(everywhere)), filter(is_budget, tops(everywhere)))
    if is_telling(rate, PRECISE):
        yield from pairs(spent, tops(everywhere))
    for run in sums(e for e in tops(everywhere) if is_budget(e)):
        yield from (Pair((part,), run) for part in spent if comparable(part, run[0]))


def in_row(ledger: Ledger, rate: Entry) -> Pair | None:
    """Budget and spending right before the rate in one table row: a row says what it divides."""
    before = ledger.entries[max(0, rate.index - 4) : rate.index]
    before = [e for e in before if e.record.kind is RecordKind.AMOUNT and ledger.line(e) == ledger.line(rate)][-2:]
    if len(before) < 2 or rate.index < 0 or before[0].start < 0:
        return None
    budget, spent = before
    prose = "。" in ledger.between(budget.start, rate.start) or "，" in ledger.between(budget.start, rate.start)
    if prose or not comparable(spent, budget) or is_budget(spent) and not is_spent(spent):
        return None
    return Pair((spent,), (budget,))


def tops(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.record.parent is None]


def with_rest(spent: Sequence[Entry], near: Sequence[Entry]) -> Iterator[Pair]:
    """Spending measured by itself and what is left: 支出 ÷ (支出 + 结余)."""
    rests = [e for e in near if pattern("roles", "rest").search(e.name)]
    for part in spent:
        for rest in rests:
            if comparable(part, rest) and not pattern("roles", "rest").search(part.name):
                yield Pair((part,), (part, rest))


def meant_execution(ledger: Ledger, rate: Entry) -> Pair | None:
    """The pair that the rate clearly means, if there is one."""
    return in_row(ledger, rate) or beside(ledger, rate) or by_rest(ledger, rate) or only_pair(ledger, rate)


def beside(ledger: Ledger, rate: Entry) -> Pair | None:
    """Spending right before the rate in its sentence, and the budget before that in the same passage."""
    part = last_before(ledger, rate, is_spent, 3)
    if part is None or ("到位" in rate.name and not has_arrived(part)):
        return None
    near = ledger.near(rate, before=8, after=0, characters=300)
    wholes = [entry for entry in near if is_budget(entry) and comparable(part, entry) and may_measure(entry, part)]
    sentence = ledger.sentence(rate)
    wholes = (
        [entry for entry in wholes if stem(entry.name) == stem(part.name)]
        or [entry for entry in wholes if ledger.sentence(entry) == sentence and ledger.parent(entry) not in wholes]
        or tops(wholes)
    )
    if not wholes:
        return None
    return Pair((part,), (min(wholes, key=lambda entry: (_rank(entry), ledger.distance(rate, entry))),))


def _rank(entry: Entry) -> int:
    """The adjusted budget measures spending before the initial one, and any budget before other funds."""
    return 0 if entry.record.stage is Stage.ADJUSTED else 1 if entry.record.stage is Stage.BUDGET else 2


def may_measure(whole: Entry, part: Entry) -> bool:
    """Two figures of one name measure each other only at different stages."""
    return whole.name != part.name or whole.record.stage is not part.record.stage


def by_rest(ledger: Ledger, rate: Entry) -> Pair | None:
    """Spending and what is left of it beside the rate, where their sum stands in the report as its funds."""
    near = ledger.near(rate, before=3, after=2, characters=200)
    return proven_by_rest(ledger, with_rest([entry for entry in near if is_spent(entry)], near))


def proven_by_rest(ledger: Ledger, candidates: Iterable[Pair]) -> Pair | None:
    """The first pair of a figure and what is left whose sum the report itself prints as a whole."""
    printed = {(e.unit, e.value.value) for e in ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT) if e.value}
    return next((pair for pair in candidates if (pair.part[0].unit, pair.below.value) in printed), None)


def only_pair(ledger: Ledger, rate: Entry) -> Pair | None:
    """The one total spent and the one total budget of a report that has no others."""
    amounts = tops(ledger.of_kind(RecordKind.AMOUNT))
    above = has_arrived if "到位" in rate.name else is_spent
    spent = [entry for entry in amounts if above(entry) and len(ledger.children.get(entry.id, ())) > 1]
    budgets = [entry for entry in amounts if is_budget(entry) and not has_arrived(entry)]
    budgets = [entry for entry in budgets if len(ledger.children.get(entry.id, ())) > 1]
    if len(spent) == 1 and len(budgets) == 1 and comparable(spent[0], budgets[0]):
        return Pair((spent[0],), (budgets[0],))
    return None


def last_before(ledger: Ledger, rate: Entry, wanted: Callable[[Entry], bool], reach: int) -> Entry | None:
    """The nearest wanted entry before ``rate`` in its sentence, at most ``reach`` entries back."""
    sentence = ledger.sentence(rate)
    for entry in reversed(ledger.entries[max(0, rate.index - reach) : rate.index]):
        if ledger.sentence(entry) != sentence:
            return None
        if entry.value is not None and wanted(entry):
            return entry
    return None


def check_completion(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """The completion rate against result ÷ target of the record before it, then against pairs of figures near it."""
    targets = list(check_target(ledger, rate))
    if any(check.status is Status.HOLDS for check in targets):
        yield from targets
        return
    near = ledger.near(rate, before=6, after=3, characters=200)
    fitting = first_fitting(rate, completion_pairs(rate, near))
    if fitting is not None:
        yield quotients.verdict(Rule.COMPLETION_RATE, rate, fitting, Status.HOLDS)
        return
    before = [entry for entry in near if entry.index < rate.index][:1]
    meant = named_part(ledger, rate, near) or proven_by_rest(ledger, with_rest(before, near))
    if meant is not None and meant.is_near(rate) and not meant.approximate and not rate.approximate:
        yield quotients.verdict(Rule.COMPLETION_RATE, rate, meant, Status.VIOLATED)
        return
    yield from targets


def completion_pairs(rate: Entry, near: Sequence[Entry]) -> Iterator[Pair]:
    """The pairs that may give a completion rate, the likeliest first."""
    yield from pairs(near, near)
    if is_telling(rate):
        yield from pairs(near, near, across_units=True)
        yield from summed_pairs(near)


def named_part(ledger: Ledger, rate: Entry, near: Sequence[Entry]) -> Pair | None:
    """竣工 ÷ the greater figure before it for 竣工率, where all the greater figures before it are equal."""
    head = rate.name.removesuffix("率")
    part = next((e for e in near if e.name == head and e.index < rate.index and e.value is not None), None)
    if part is None or part.value is None:
        return None
    before = ledger.entries[max(0, part.index - 6) : part.index]
    wholes = [e for e in before if comparable(part, e) and e.value is not None and e.value.value > part.value.value]
    if not wholes or len({e.value.value for e in wholes if e.value}) != 1:
        return None
    return Pair((part,), (wholes[-1],))
