"""``execution_rate`` and ``completion_rate``: spent ÷ budget and result ÷ target.

Which budget is meant (全年, 调整, 年初, 到位) is rarely said. Every plausible one is tried, nearest first.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from service.checks import quotients
from service.checks.bases import base_before, base_outcome
from service.checks.budgets import (
    far_pairs,
    in_clauses,
    in_row,
    is_budget,
    is_of_stage,
    meant_pair,
    near_pairs,
    proven_by_rest,
    with_rest,
)
from service.checks.check import Check, Rule
from service.checks.claims import undecidable
from service.checks.ledger import Entry, Ledger
from service.checks.parallels import settled
from service.checks.quotients import Pair, comparable, first_fitting, is_telling, named_pair, pairs, summed_pairs
from service.checks.targets import GOAL, contradicting_target, fitting_target, goal_of_row, row_check
from service.checks.vocabulary import pattern
from service.records.record import RecordKind

FULL = 100
RESULT = re.compile("完成|实现|办结|竣工|建成|达标")
OF = re.compile(r"\s*的\s*$")
OF_GOAL = re.compile(r"(为|占|达|达到|完成)[^，。；\d]{0,4}(计划|目标|任务)[数量]?的\s*$")


def check_rates(ledger: Ledger) -> Iterator[Check]:
    """One check for each execution or completion rate."""
    for rate in ledger.of_kind(RecordKind.RATE):
        if rate.unit not in quotients.FACTORS or rate.record.growth_only:
            continue
        timely = pattern("rates", "timely").search(rate.name)
        if pattern("rates", "execution").search(rate.name) and not timely:
            yield from check_execution(ledger, rate)
        elif pattern("rates", "completion").search(rate.name) or measures_goal(ledger, rate):
            yield from check_completion(ledger, rate)
        elif goal_of_row(ledger, rate) is not None:
            yield from row_check(ledger, rate)
        elif (base := base_before(ledger, rate)) is not None and not pattern("rates", "share").search(rate.name):
            yield from base_outcome(ledger, rate, rule_of(rate, base)) or ()


def rule_of(rate: Entry, base: Entry) -> Rule:
    """What a rate that only its base names is: 为可研预测3,000万元的85%."""
    if is_budget(base):
        return Rule.EXECUTION_RATE
    return Rule.COMPLETION_RATE if GOAL.search(rate.name + base.name) else Rule.SHARE


def measures_goal(ledger: Ledger, rate: Entry) -> bool:
    """Whether the rate is said of the goal right before it, whatever it is called: 完成任务2万平方米的68%."""
    text = ledger.between(max(0, rate.start - 12), rate.start)
    if OF_GOAL.search(text):
        return True
    lead = OF.search(text)
    if lead is None:
        return False
    goals = [entry for entry in ledger.near(rate, before=3, after=0) if entry.record.target and entry.value is not None]
    end = rate.start - len(lead[0])
    return any(mention.end == end for entry in goals for mention in entry.record.mentions)


def check_execution(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """The execution rate against the budget that it names, those near it, then those of the whole report."""
    named = base_outcome(ledger, rate, Rule.EXECUTION_RATE)
    if named is not None:
        yield from named or unknown_budget(rate)
        return
    told = in_row(ledger, rate) or in_clauses(ledger, rate)
    row = told if told is not None and (told.fits(rate) or told.contradicts(rate)) else None
    if row is not None and row.contradicts(rate):
        beside = [e for e in ledger.near(rate, before=8, after=2) if ledger.line(e) == ledger.line(rate)]
        candidates: Iterable[Pair] = pairs(beside, beside)
    else:
        candidates = chain(near_pairs(ledger, rate), far_pairs(ledger, rate))
    candidates = (pair for pair in candidates if of_stage(rate, pair))
    fitting, meant = settled(ledger, rate, first_fitting(rate, candidates), row or meant_pair(ledger, rate))
    target = fitting_target(ledger, rate)
    outcome = first_outcome(rate, Rule.EXECUTION_RATE, fitting, target, meant)
    denied = None if outcome else contradicting_target(ledger, rate)
    yield from outcome or ([denied] if denied else unknown_budget(rate))


def of_stage(rate: Entry, pair: Pair) -> bool:
    """Whether the whole of ``pair`` is of the stage that the rate names (为调整后预算的); a sum may make it up."""
    return len(pair.whole) > 1 or is_of_stage(rate, pair.whole[0])


def unknown_budget(rate: Entry) -> list[Check]:
    """An execution rate without figures is still a claim, unless it only says that all was spent."""
    missing = undecidable(Rule.EXECUTION_RATE, rate, "对应的预算数或支出数")
    return [] if rate.figure.value == FULL else [missing]


def check_completion(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """The completion rate against the base that it names, result ÷ target before it, then pairs of figures near it."""
    named = base_outcome(ledger, rate, Rule.COMPLETION_RATE)
    if named is not None:
        yield from named
        return
    near = ledger.near(rate, before=6, after=3, characters=200)
    before = [entry for entry in near if entry.index < rate.index][:1]
    target = fitting_target(ledger, rate)
    fitting = None if target else first_fitting(rate, completion_pairs(rate, near))
    meant = (
        named_part(ledger, rate, near)
        or named_pair(ledger, rate)
        or named_goal(ledger, rate)
        or proven_by_rest(ledger, with_rest(before, near))
    )
    fitting, meant = settled(ledger, rate, fitting, meant)
    denied = None if is_telling(rate) else contradicting_target(ledger, rate, own=True)
    outcome = [denied] if denied else first_outcome(rate, Rule.COMPLETION_RATE, fitting, target, meant)
    yield from outcome or filter(None, [contradicting_target(ledger, rate)])


def first_outcome(
    rate: Entry, rule: Rule, fitting: Pair | None, target: Check | None, meant: Pair | None
) -> list[Check]:
    """What holds comes first: a fitting pair, a fitting target, the pair that is meant; then what it contradicts."""
    if fitting is not None:
        return [quotients.claim(rule, rate, fitting).check(True)]
    if target is not None:
        return [target]
    if meant is not None and (meant.fits(rate) or meant.contradicts(rate)):
        return [quotients.claim(rule, rate, meant).check(meant.fits(rate))]
    return []


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
    whole = None if part is None else whole_before(ledger, part)
    return None if part is None or whole is None else Pair((part,), (whole,))


def named_goal(ledger: Ledger, rate: Entry) -> Pair | None:
    """招商任务12个，签约项目9个，完成率75%: a figure that its name calls the goal, and the result behind it.

    Where both have one name the words tell the result: 承担18项工作，已完成16项.
    """
    before = ledger.entries[max(0, rate.index - 2) : rate.index]
    beside = len(before) == 2 and all(ledger.sentence(e) == ledger.sentence(rate) for e in before)
    if not beside or not comparable(before[1], before[0]):
        return None
    goal, result = before
    told = goal.name == result.name and RESULT.search(ledger.between(goal.end, result.start)) is not None
    called = GOAL.search(goal.name) is not None and GOAL.search(result.name) is None
    return Pair((result,), (goal,)) if called or told else None


def whole_before(ledger: Ledger, part: Entry) -> Entry | None:
    """The figure that ``part`` was counted out of: the greater one before it, where there is only one such size."""
    before = ledger.entries[max(0, part.index - 6) : part.index]
    wholes = [e for e in before if comparable(part, e) and e.figure.value > part.figure.value]
    return wholes[-1] if len({whole.figure.value for whole in wholes}) == 1 else None
