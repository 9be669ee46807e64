"""Two years of one unit whose results or goals have a look of not having been worked out anew."""

from collections.abc import Iterator, Sequence

from service.checks.check import Status
from service.reconcile.evidence import finding, place, said
from service.reconcile.facts import Fact, Key, single
from service.reconcile.finding import Finding, Rule
from service.reconcile.matching import Pair
from service.reconcile.vocabulary import pattern
from service.records.record import RecordKind

LEAST_REPEATED = 3
"""So many telling figures that come again the year after are no chance; fewer are none of our business."""

LEAST_SHARE = 0.5
LOWERED = 7
"""A goal of less than so many tenths of what was reached the year before is a goal that costs nothing."""


def repeated_results(pair: Pair, earlier: list[Fact], later: list[Fact]) -> Iterator[Finding]:
    """Most of the results of one year stand again in the report of the next."""
    then, now = _results(earlier), _results(later)
    both = [(now[key], then[key]) for key in now if key in then]
    same = [(one, other) for one, other in both if one.figure.value == other.figure.value]
    if not pair.alike or len(same) < LEAST_REPEATED or len(same) < LEAST_SHARE * len(both):
        return
    stating, other = same[0]
    names = "、".join(one.entry.record.indicator for one, _ in same[:6]) + ("等" if len(same) > 6 else "")
    message = (
        f"{place(stating.report)}与{place(other.report)}可比的{len(both)}项结果中有{len(same)}项逐位相同"
        f"（{names}），请核对是否沿用了上年数据。"
    )
    yield finding(Rule.REPEATED_RESULTS, Status.UNDECIDABLE, pair, stating, other, message)


def lowered_goals(pair: Pair, results: list[Fact], earlier: Sequence[Fact], later: Sequence[Fact]) -> Iterator[Finding]:
    """A goal far below what was reached the year before."""
    reached, before = _results(results), {_anew(fact.key) for fact in earlier}
    for key, goal in single(later).items():
        known = reached.get(_anew(key))
        if known is None or key.kind is not RecordKind.COUNT or not pair.alike or _anew(key) not in before:
            continue
        limit = goal.entry.record.target_bound
        if (limit is None or limit.value in "≥>") and goal.figure.value * 10 < known.figure.value * LOWERED:
            message = (
                f"{place(goal.report)}的目标为{goal.figure.show()}，低于上年已完成的{said(known)}，请核对目标是否偏低。"
            )
            yield finding(Rule.LOWERED_GOAL, Status.UNDECIDABLE, pair, goal, known, message)


def _results(facts: list[Fact]) -> dict[tuple[object, ...], Fact]:
    """The telling results of a report's own year, by what they are of."""
    return {
        _anew(key): fact
        for key, fact in single(facts).items()
        if fact.is_telling
        and key.period == fact.report.fiscal_year
        and key.kind is not RecordKind.SCORE
        and not pattern("facts", "standing").search(key.name)
    }


def _anew(key: Key) -> tuple[object, ...]:
    """The key of any year and stage of a result."""
    stage = "" if key.stage == "target" else key.stage
    return key.kind, key.name, key.unit, stage, key.fund
