"""``share``: part ÷ whole, and shares of one whole that add up to 100 %.

占X names its whole; a bare 占 or 占比 means the whole of which the amount before it is a part. Other rates of two
counts (合格率, 回收率, 满意度) hold where a pair beside them gives them. What exactly they count is not in their name,
so that they are contradicted only by 抽检4000页，合格3968页，合格率: whole, part and rate in a row, the rate named for
the part.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from service.checks import quotients
from service.checks.check import Check, Rule
from service.checks.claims import Claim, number, terms
from service.checks.ledger import Entry, Ledger, ids
from service.checks.quotients import Pair, comparable, first_fitting, is_telling, named_pair, pairs, summed_pairs, sums
from service.checks.vocabulary import pattern, stem
from service.records.record import RecordKind, Stage

WHOLE = Decimal(100)
TAIL = re.compile("(合计|总计|总额|总数|总量|决算数?|数|的?比重|的?比例|的|比)$")
"""What a whole may carry or lack at its end: 占本年支出 means 本年支出合计."""


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
    """The share against the wholes it may mean."""
    fitting = first_fitting(rate, share_pairs(ledger, rate))
    if fitting is not None:
        yield quotients.claim(Rule.SHARE, rate, fitting).check(True)
        return
    meant = meant_share(ledger, rate)
    if meant is not None and meant.contradicts(rate):
        yield quotients.claim(Rule.SHARE, rate, meant).check(False)


def share_pairs(ledger: Ledger, rate: Entry) -> Iterator[Pair]:
    """The pairs that may give a share, the likeliest first."""
    near = ledger.near(rate, before=8, after=3, characters=400)
    yield from pairs(near[:3], wholes_of(ledger, rate))
    for part in near:
        parent = ledger.parent(part)
        if parent is not None:
            yield from pairs([part], [parent])
    yield from pairs(near, [*wholes_of(ledger, rate), *near])
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


def head_of(rate: Entry) -> str:
    """The name of the part in the name of a share: 新能源车 in 新能源车占比."""
    head = rate.name.partition("占")[0] or rate.name
    return re.sub("(比重|比例|率|度)$", "", head)


def wholes_of(ledger: Ledger, rate: Entry) -> list[Entry]:
    """The wholes that the share itself names: its parent, and the figures of the name after 占."""
    parent = ledger.parent(rate)
    named = rate.name.removeprefix("占").split("的")[0]
    found = [
        e
        for e in ledger.entries
        if e.record.kind is not RecordKind.RATE and named and named_alike(named, e.name) and e.value is not None
    ]
    found.sort(key=lambda e: abs(e.index - rate.index))
    return ([parent] if parent else []) + found


def named_alike(short: str, name: str) -> bool:
    """Whether two names may mean one whole: equal but for stage words, or one within the other."""
    one, other = stem(short), stem(name.removeprefix("占"))
    return bool(one) and bool(other) and (one in other or other in one)


def meant_share(ledger: Ledger, rate: Entry) -> Pair | None:
    """The pair that the share clearly means; ``None`` where that is open."""
    part = meant_part(ledger, rate)
    if part is None or part.value is None:
        return None
    whole = meant_whole(ledger, rate, part)
    if whole is None or whole.value is None or not comparable(part, whole) or part.figure.value > whole.figure.value:
        return None
    return Pair((part,), (whole,))


def meant_whole(ledger: Ledger, rate: Entry, part: Entry) -> Entry | None:
    """The whole that the share states: linked to it, named in full after 占, or that of which the part is one."""
    named = TAIL.sub("", rate.name.removeprefix("占"))
    if rate.name.startswith("占") and named:
        alike = [e for e in ledger.entries if e.value is not None and TAIL.sub("", e.name.removeprefix("占")) == named]
        alike = [e for e in alike if e.record.kind is part.record.kind and e is not part]
        if alike:
            return min(alike, key=lambda entry: abs(entry.index - rate.index))
    linked = ledger.parent(rate) or (ledger.parent(part) if not named or not rate.name.startswith("占") else None)
    if linked is None or not agrees_in_stage(named, linked):
        return None
    told = rate.name.startswith("占") and named
    return linked if not told or named_alike(named, linked.name) or within_name(named, linked.name) else None


def agrees_in_stage(name: str, whole: Entry) -> bool:
    """Whether the stage that a share names (占调整后预算数) is not another than that of the whole."""
    stages = {"调整": Stage.ADJUSTED, "年初": Stage.BUDGET, "决算": Stage.FINAL, "执行": Stage.FINAL}
    said = {stage for word, stage in stages.items() if word in name}
    return not said or whole.record.stage is None or whole.record.stage in said


def meant_part(ledger: Ledger, rate: Entry) -> Entry | None:
    """The figure whose share is stated: right before the rate in its sentence, or the one that its name begins with."""
    if not rate.name.startswith("占"):
        return part_by_name(ledger, rate)
    sentence = ledger.sentence(rate)
    before = [e for e in ledger.entries[max(0, rate.index - 2) : rate.index] if ledger.sentence(e) == sentence]
    own = [e for e in before if e.value is not None and e.record.kind is not RecordKind.RATE and e.name != rate.name]
    return own[-1] if own else None


def part_by_name(ledger: Ledger, rate: Entry) -> Entry | None:
    """The one part beside 二产比重, or of the same whole, whose name begins as the share's does: 第二产业增加值."""
    whole = ledger.parent(rate)
    near = ledger.children.get(whole.id, []) if whole else ledger.entries[max(0, rate.index - 5) : rate.index]
    alike = [e for e in near if e.value is not None and e.record.kind is not RecordKind.RATE]
    alike = [e for e in alike if within_name(head_of(rate), e.name) and e.record.parent is not None]
    return alike[0] if len(alike) == 1 else None


def within_name(short: str, name: str) -> bool:
    """Whether the characters of ``short`` stand in ``name`` in that order: 二产 in 第二产业增加值."""
    rest = iter(name)
    return len(short) > 1 and all(character in rest for character in short)


def check_quotient(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """A rate of two figures in its own passage, where one pair gives it."""
    if rate.value is None or not rate.figure.value:
        return
    beside = [e for e in ledger.near(rate, before=5, after=2, characters=160) if abs(_sentences(ledger, rate, e)) <= 1]
    fitting = first_fitting(rate, quotient_pairs(ledger, rate, beside))
    if fitting is not None:
        yield quotients.claim(Rule.SHARE, rate, fitting).check(True)
        return
    meant = named_pair(ledger, rate)
    if meant is not None and meant.contradicts(rate):
        yield quotients.claim(Rule.SHARE, rate, meant).check(False)


def quotient_pairs(ledger: Ledger, rate: Entry, beside: Sequence[Entry]) -> Iterator[Pair]:
    """The pairs that may give a rate of two figures, the likeliest first."""
    yield from pairs(beside, beside)
    if is_telling(rate):
        yield from pairs(beside, beside, across_units=True)
        yield from summed_pairs(beside)
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
