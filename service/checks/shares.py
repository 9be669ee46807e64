"""``share``: part ÷ whole, and shares of one whole that add up to 100 %.

占X names its whole; a bare 占 or 占比 means the whole of which the amount before it is a part. Other rates of two
counts (合格率, 回收率, 满意度) hold where a pair beside them gives them. What exactly they count is not in their name,
so that they are contradicted only by 抽检4000页，合格3968页，合格率: whole, part and rate in a row, the rate named for
the part.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain

from service.checks import quotients
from service.checks.bases import base_outcome
from service.checks.check import Check, Rule
from service.checks.claims import Claim, number, terms
from service.checks.ledger import Entry, Ledger, ids
from service.checks.meant_shares import (
    agrees_in_stage,
    ending_on,
    head_of,
    in_full,
    is_full_name,
    meant_share,
    named_alike,
    summed_share,
    wholes_in_full,
    within_name,
)
from service.checks.parallels import parallel_pair, settled
from service.checks.quotients import Pair, comparable, first_fitting, is_telling, named_pair, pairs, summed_pairs, sums
from service.checks.share_lists import is_copy, is_left_over, is_own_share, pair_of_list
from service.checks.vocabulary import pattern
from service.records.record import RecordKind

WHOLE = Decimal(100)


def check_shares(ledger: Ledger) -> Iterator[Check]:
    """One check for each share and rate of two figures, and one for each set of shares that makes up a whole."""
    shares = []
    for rate in ledger.of_kind(RecordKind.RATE):
        if rate.unit not in quotients.FACTORS or rate.record.growth_only or _is_other(rate):
            continue
        if pattern("rates", "share").search(rate.name):
            shares.append(rate)
            yield from check_share(ledger, rate)
        elif pattern("rates", "quotient").search(rate.name):
            yield from check_quotient(ledger, rate)
    yield from check_totals(ledger, shares)


def _is_other(rate: Entry) -> bool:
    others = ("execution", "score_rate", "coefficient", "adjustment")
    return any(pattern("rates", kind).search(rate.name) for kind in others)


def check_share(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """The share against the wholes it may mean; a pair that it does not name counts only where it names none."""
    named = base_outcome(ledger, rate, Rule.SHARE)
    if named is not None:
        yield from named
        return
    parts = parts_near(ledger, rate)
    meant = summed_share(ledger, rate) or meant_share(ledger, rate) or parallel_pair(ledger, rate)
    listed = pair_of_list(ledger, rate)
    pairs_named = chain(filter(None, [meant, listed]), named_pairs(ledger, rate, parts))
    fitting = first_fitting(rate, pairs_named)
    contradicted = fitting is None and meant is not None and is_contradicted(ledger, rate, meant, parts)
    if not contradicted:
        fitting = fitting or first_fitting(rate, share_pairs(ledger, rate, parts))
    if fitting is not None:
        yield quotients.claim(Rule.SHARE, rate, fitting).check(True)
    elif meant is not None and contradicted:
        yield quotients.claim(Rule.SHARE, rate, meant).check(False)


def is_contradicted(ledger: Ledger, rate: Entry, meant: Pair, near: Sequence[Entry]) -> bool:
    """Whether ``meant`` contradicts the share, which may be a slip, a copy, or taken on another whole than it names."""
    if meant.contradicts(rate) or is_copy(ledger, rate, meant) or is_left_over(ledger, rate, meant):
        return True
    exact = not (meant.approximate or rate.approximate) and is_telling(rate)
    other = first_fitting(rate, pairs(meant.part, near)) if exact and len(meant.part) == 1 else None
    return other is not None and is_full_name(rate) and meant.whole[0] in wholes_in_full(ledger, rate)


def parts_near(ledger: Ledger, rate: Entry) -> list[Entry]:
    """The figures whose share may be stated; where one stands right before it, none that has its own right behind."""
    near = ledger.near(rate, before=8, after=3, characters=400)
    lists = is_own_share(ledger, rate)
    return [e for e in near if not lists or e.index == rate.index - 1 or not has_share(ledger, e, rate)]


def has_share(ledger: Ledger, part: Entry, rate: Entry) -> bool:
    """Whether another share than ``rate`` stands right behind ``part``."""
    behind = ledger.entries[part.index + 1 : part.index + 2]
    return any(e is not rate and e.record.kind is RecordKind.RATE and e.name == rate.name for e in behind)


def named_pairs(ledger: Ledger, rate: Entry, near: Sequence[Entry]) -> Iterator[Pair]:
    """The pairs with a whole that the share names, or that a figure beside it is a part of."""
    yield from pairs(near[:3], wholes_of(ledger, rate))
    yield from pairs(near, wholes_of(ledger, rate))
    for part in near:
        parent = ledger.parent(part)
        if parent is not None:
            yield from pairs([part], [parent])


def share_pairs(ledger: Ledger, rate: Entry, near: Sequence[Entry]) -> Iterator[Pair]:
    """The pairs that may give a share by their figures alone, the likeliest first."""
    yield from pairs(near, ledger.near(rate, before=8, after=3, characters=400))
    if "预算" in rate.name or "决算" in rate.name:
        staged = [e for e in ledger.of_kind(RecordKind.AMOUNT) if e.record.stage and agrees_in_stage(rate.name, e)]
        yield from pairs(near[:2], staged)
    if is_telling(rate):
        yield from pairs(near, near, across_units=True)
        for run in sums(near):
            yield from (Pair(run, (whole,)) for whole in wholes_of(ledger, rate) if comparable(run[0], whole))
        yield from everywhere(ledger, rate)


def everywhere(ledger: Ledger, rate: Entry) -> Iterator[Pair]:
    """Pairs of the whole report whose part has the name of the share: 新能源车 for 新能源车占比."""
    head = head_of(rate)
    counted = list(ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT))
    named = [e for e in counted if within_name(head, e.name)]
    yield from pairs(named, counted)


def wholes_of(ledger: Ledger, rate: Entry) -> list[Entry]:
    """The wholes that the share itself names: its parent, and the figures of the name after 占."""
    exact = wholes_in_full(ledger, rate)
    if exact and is_full_name(rate):
        return [*exact, *ending_on(ledger, in_full(rate.name.partition("占")[2]))]
    parent = ledger.parent(rate)
    named = rate.name.removeprefix("占").split("的")[0]
    found = [
        e
        for e in ledger.entries
        if e.record.kind is not RecordKind.RATE and named and named_alike(named, e.name) and e.value is not None
    ]
    found.sort(key=lambda e: abs(e.index - rate.index))
    return ([parent] if parent else []) + (exact or found)


def check_quotient(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """A rate of two figures in its own passage, where one pair gives it."""
    if rate.value is None or not rate.figure.value:
        return
    beside = [e for e in ledger.near(rate, before=5, after=2, characters=160) if abs(_sentences(ledger, rate, e)) <= 1]
    fitting = first_fitting(rate, quotient_pairs(ledger, rate, beside))
    fitting, meant = settled(ledger, rate, fitting, named_pair(ledger, rate))
    if fitting is not None:
        yield quotients.claim(Rule.SHARE, rate, fitting).check(True)
    elif meant is not None and (meant.contradicts(rate) or meant.fits(rate)):
        yield quotients.claim(Rule.SHARE, rate, meant).check(meant.fits(rate))


def quotient_pairs(ledger: Ledger, rate: Entry, beside: Sequence[Entry]) -> Iterator[Pair]:
    """The pairs that may give a rate of two figures, the likeliest first."""
    yield from pairs(beside, beside)
    if is_telling(rate):
        yield from pairs(beside, beside, across_units=True)
        yield from summed_pairs(beside)
        part = ledger.entries[rate.index - 1 : rate.index] if is_own_share(ledger, rate) else []
        yield from pairs(part, ledger.near(rate, before=12, after=0))
        yield from everywhere(ledger, rate)


def _sentences(ledger: Ledger, one: Entry, other: Entry) -> int:
    return ledger.sentence(one) - ledger.sentence(other)


def check_totals(ledger: Ledger, shares: Sequence[Entry]) -> Iterator[Check]:
    """Neighbouring shares of one name and whole that make up 100 %; a list that does not may lack some of them."""
    for run in runs(shares):
        figures = [rate.figure for rate in run]
        total = sum((figure.value for figure in figures), Decimal(0))
        made = Claim(
            rule=Rule.SHARE,
            subject="各部分占比合计",
            stated=WHOLE,
            told="100%",
            computed=total,
            tolerance=max(*(f.step for f in figures), sum((f.step for f in figures), Decimal(0)) / 2),
            formula=f"{terms(figures)} = {number(total)}%",
            records=ids(run),
        )
        if abs(total - WHOLE) <= made.tolerance:
            yield made.check(True)


def follows(last: Entry, rate: Entry) -> bool:
    """Whether two shares belong to one list: of one name, or right after each other (一产比重、二产比重)."""
    named_alike = rate.name == last.name and rate.index - last.index <= 3
    siblings = rate.index - last.index == 1 and rate.name[-2:] == last.name[-2:]
    return named_alike or siblings


def runs(shares: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Shares of one name that follow each other closely, two or more, none of them the whole itself."""
    run: list[Entry] = []
    for rate in shares:
        if run and not follows(run[-1], rate):
            if len(run) > 1:
                yield run
            run = []
        run.append(rate)
    if len(run) > 1:
        yield run
