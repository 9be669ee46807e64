"""One year, two reports of one unit: the same fact, and the same goal."""

from collections.abc import Iterator

from service.checks.slips import is_slip
from service.reconcile.evidence import UNCERTAIN, is_explained, level_doubts, level_finding
from service.reconcile.facts import Fact, single
from service.reconcile.finding import Finding, Rule
from service.reconcile.matching import Pair
from service.reconcile.years import in_parts
from service.records.record import RecordKind

LEAST_NAME = 4
"""A shorter name is shared by different things."""


def same_facts(pair: Pair, earlier: list[Fact], later: list[Fact]) -> Iterator[Finding]:
    """What both reports state under one name for one time is one figure."""
    then, now = single(earlier), single(later)
    for key, stating in now.items():
        other = then.get(key)
        if other is None or in_parts(stating, other) or not _says_enough(pair, stating):
            continue
        if not pair.alike and not stating.is_telling:
            continue
        yield level_finding(Rule.SAME_FACT, pair, stating, other, _doubts(pair, stating, other))


def _says_enough(pair: Pair, fact: Fact) -> bool:
    """Whether the name is of one thing in both reports: what a project spent is not what the unit spent."""
    if pair.alike:
        return fact.is_statutory or len(fact.key.name) >= LEAST_NAME
    generic = fact.is_statutory or fact.key.kind is not RecordKind.AMOUNT
    return len(fact.key.name) >= 2 * LEAST_NAME and not generic


def _doubts(pair: Pair, stating: Fact, other: Fact) -> list[str]:
    doubts = level_doubts(pair, stating, other)
    if not (stating.is_statutory and pair.alike) and not is_slip(stating.figure.value, other.figure.value):
        doubts.append("两处未必是同一范围")
    return doubts


def goals(pair: Pair, earlier: list[Fact], later: list[Fact]) -> Iterator[Finding]:
    """The goal for one year is the same in the goal table and in the evaluation; a plan of the year before may move."""
    if not pair.alike:
        return
    then, now = single(earlier), single(later)
    for key, stating in now.items():
        other = then.get(key)
        if other is None or len(key.name) < LEAST_NAME - 1:
            continue
        yield level_finding(Rule.GOAL, pair, stating, other, _goal_doubts(pair, stating, other))


def _goal_doubts(pair: Pair, stating: Fact, other: Fact) -> list[str]:
    doubts = []
    if not pair.certain and not _shares_goals(pair):
        doubts.append(UNCERTAIN)
    if pair.earlier.report.year != pair.later.report.year:
        doubts.append("上年的打算可以调整")
    if is_explained(stating, other, "goal") or is_explained(stating, other):
        doubts.append("报告说明了调整")
    return doubts


def _shares_goals(pair: Pair) -> bool:
    """Whether both reports are of one project by name, so that the owner may be told by the text of the form."""
    return bool(pair.earlier.project) and pair.earlier.project == pair.later.project
