"""Two years of one unit: what the later report says of the earlier year against what was said then."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from service.checks.changes import against
from service.checks.claims import Claim, named
from service.checks.movements import Movement, movements
from service.checks.slips import is_slip
from service.reconcile.evidence import (
    doubts_of,
    is_of_size,
    level_doubts,
    level_finding,
    outcome,
    place,
    said,
    side,
)
from service.reconcile.facts import BALANCE, Fact, single
from service.reconcile.finding import Finding, Rule
from service.reconcile.matching import Pair
from service.reconcile.vocabulary import pattern
from service.records.record import RecordKind

LEAST_NAME = 4
"""A shorter name may be of two things; only a slip contradicts it."""

CARRIED = re.compile(r"结[转余](?:[和及与、]?结余)?")


def opening_balances(pair: Pair, earlier: list[Fact], later: list[Fact]) -> Iterator[Finding]:
    """The closing balance of a year is the opening balance of the next."""
    closing = single(_balances(earlier, "closing"))
    opening = single(_balances(later, "opening"))
    for key, stating in opening.items():
        other = closing.get(replace(key, period=_before(key.period)))
        if other is None or in_parts(stating, other):
            continue
        yield level_finding(Rule.OPENING_BALANCE, pair, stating, other, level_doubts(pair, stating, other))


def prior_years(pair: Pair, earlier: list[Fact], later: list[Fact]) -> Iterator[Finding]:
    """What the later report states for the earlier year is what the earlier report states."""
    then, now = single(earlier), single(later)
    year = str(pair.earlier.report.year)
    for key, stating in now.items():
        if key.period == year and key in then and not in_parts(stating, then[key]):
            yield _restated(pair, stating, then[key])
    for key, stating in now.items():
        if key.period != str(pair.later.report.year) or stating.key.kind is RecordKind.SCORE:
            continue
        other = then.get(replace(key, period=year))
        if other is not None and not in_parts(stating, other):
            yield from _moved(pair, stating, other)


def _balances(facts: list[Fact], which: str) -> Iterator[Fact]:
    """The balances of one end of the year, under what remains of their names without that word."""
    for fact in facts:
        name = fact.key.name
        rest = pattern("years", which).sub("", name)
        if which == "closing" and rest == name and "结转下年" in name:
            rest = name.replace("结转下年", "结转")
        if "结转下年" in name and which == "opening":
            continue
        is_one = rest != name and rest and not pattern("years", "not_a_balance").search(rest)
        if is_one and fact.key.kind in (RecordKind.AMOUNT, RecordKind.COUNT):
            rest = CARRIED.sub(lambda match: "结转和结余" if len(match[0]) > len("结转") else match[0], rest)
            whole = "" if pattern("years", "side").fullmatch(fact.whole) else fact.whole
            yield replace(fact, key=replace(fact.key, name=rest, stage=BALANCE), whole=whole)


def _before(period: str) -> str:
    return str(int(period) - 1) if period.isdecimal() else ""


def in_parts(one: Fact, other: Fact) -> bool:
    """Whether the two are parts of different totals, or may be."""
    if one.whole and other.whole:
        return one.whole != other.whole
    recurs = pattern("facts", "parted").search(one.key.name) and not one.is_statutory
    return bool(recurs) and one.whole != other.whole


def _restated(pair: Pair, stating: Fact, other: Fact) -> Finding:
    doubts = level_doubts(pair, stating, other)
    short = len(stating.key.name) < LEAST_NAME and not is_slip(stating.figure.value, other.figure.value)
    if short and stating.key.kind is not RecordKind.AMOUNT:
        doubts.append("指标名称过短，未必是同一指标")
    return level_finding(Rule.PRIOR_YEAR, pair, stating, other, doubts)


def _moved(pair: Pair, stating: Fact, other: Fact) -> Iterator[Finding]:
    """The difference or the growth rate on the year before, against the level that was stated then."""
    year = pair.earlier.report.year
    for movement in movements(stating.entry):
        if not _is_on_year(movement.basis, year):
            continue
        outcomes = list(against(movement, other.entry))
        if outcomes:
            yield _movement(pair, stating, other, movement, outcomes)


def _is_on_year(basis: str, year: int | None) -> bool:
    """Whether a comparison is with the whole of the year before: not with a budget, nor on comparable terms."""
    if pattern("explained", "words").search(basis):
        return False
    dated = pattern("years", "dated").fullmatch(basis)
    return dated[1] == str(year) if dated else pattern("years", "basis").fullmatch(basis) is not None


def _movement(
    pair: Pair, stating: Fact, other: Fact, movement: Movement, outcomes: Sequence[tuple[Claim, bool]]
) -> Finding:
    change = movement.amount or movement.rate
    assert change is not None
    claim, holds = outcomes[0][0], all(held for _, held in outcomes)
    doubts = doubts_of(pair, stating, other)
    meant = _meant(movement)
    if meant is not None and not is_of_size(other.figure.value, meant):
        doubts.append("按变动推算的上年数与上年报告相差悬殊，未必是同一指标")
    status, why = outcome(holds, doubts)
    told = f"{place(stating.report)}写{said(stating)}，比上年变动{change.show()}"
    against_ = f"{place(other.report)}写{said(other)}，据此变动应为{_shown(movement, stating, claim.computed)}"
    return Finding(
        rule=Rule.PRIOR_YEAR,
        status=status,
        organisation=pair.earlier.owner.key,
        indicator=stating.entry.record.indicator,
        unit=change.unit if movement.amount is None else stating.key.unit,
        period=other.key.period,
        stated=change.value,
        computed=round(claim.computed, 4),
        tolerance=round(claim.tolerance, 8),
        left=side(stating, change if change.start >= 0 else None),
        right=side(other),
        matched=f"{pair.matched}；指标均为{named(stating.entry)}",
        message=f"{told}；{against_}，{'一致' if holds else '不一致'}" + (f"；{why}" if why else "") + "。",
    )


def _meant(movement: Movement) -> Decimal | None:
    """The level before that the difference was worked out from."""
    return movement.entry.figure.value - movement.amount.value if movement.amount is not None else None


def _shown(movement: Movement, stating: Fact, computed: Decimal) -> str:
    if movement.amount is not None:
        return stating.figure.show(computed)
    assert movement.rate is not None
    return movement.rate.show(computed)
