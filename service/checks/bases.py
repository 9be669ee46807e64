"""The base that a rate itself names: 完成预算3亿元的105%, 执行率（支出÷预算）88%.

A rate that names its base means that base and no other: that it fits another figure is no confirmation.
"""

import re
from collections.abc import Iterator, Sequence

from service.checks import quotients
from service.checks.check import Check, Rule
from service.checks.ledger import Entry, Ledger
from service.checks.quotients import Pair, comparable, first_fitting, is_telling, pairs, sums
from service.checks.vocabulary import plain_name
from service.records.record import RecordKind

OF = re.compile(r"(?P<noun>[\u4e00-\u9fff]*?)\s*的\s*$")
SHARE = re.compile(r"占[^，。；、\n]*$")
LONGEST_NOUN = 10
FORMULA = re.compile(
    r"[（(]\s*(?P<part>[^（()）÷/\n]{2,20})[÷/](?P<whole>[^（()）÷/×\n]{2,20})(?:×100[%％])?\s*[)）][为是：:\s]*$"
)
LONGEST_FORMULA = 50
REACH = 14


def base_outcome(ledger: Ledger, rate: Entry, rule: Rule) -> list[Check] | None:
    """What comes of ``rate`` by the base that it names; ``None`` where it names none."""
    spelt = spelt_pair(ledger, rate)
    base = None if spelt else base_before(ledger, rate)
    if spelt is None and base is None:
        return None
    meant = spelt or (pair_of_base(ledger, rate, base) if base else None)
    fitting = first_fitting(rate, [spelt] if spelt else base_pairs(ledger, rate, base) if base else ())
    if fitting is not None:
        return [quotients.claim(rule, rate, fitting).check(True)]
    is_wrong = meant is not None and (meant.contradicts(rate) or meant.is_turned(rate))
    return [quotients.claim(rule, rate, meant).check(False)] if meant is not None and is_wrong else []


def base_before(ledger: Ledger, rate: Entry) -> Entry | None:
    """The figure right before 的 and the rate: 3亿元 in 完成预算3亿元的105%, 152个 in 占全县152个建制村的94%."""
    before = ledger.entries[max(0, rate.index - 3) : rate.index]
    stated = (e for e in reversed(before) if e.value is not None and e.record.kind is not RecordKind.RATE)
    return next((e for e in stated if is_base(ledger, rate, e)), None)


def is_base(ledger: Ledger, rate: Entry, figure: Entry) -> bool:
    """Whether nothing but 的 stands between ``figure`` and ``rate``, or behind 占 the noun of the figure too."""
    lead = OF.fullmatch(ledger.between(figure.end, rate.start))
    if lead is None or not lead["noun"]:
        return lead is not None
    shared = SHARE.search(ledger.between(max(0, figure.start - LONGEST_NOUN), figure.start))
    return shared is not None and len(lead["noun"]) <= LONGEST_NOUN


def base_pairs(ledger: Ledger, rate: Entry, base: Entry) -> Iterator[Pair]:
    """The figures near ``rate`` by ``base``, and sums of neighbours by it."""
    near = [e for e in ledger.near(rate, before=REACH, after=2) if e is not base]
    yield from pairs(near, [base])
    if is_telling(rate):
        yield from pairs(near, [base], across_units=True)
        yield from (Pair(run, (base,)) for run in sums(near) if comparable(run[0], base))


def pair_of_base(ledger: Ledger, rate: Entry, base: Entry) -> Pair | None:
    """The figure before ``base`` in its sentence, measured by it."""
    before = ledger.entries[max(0, base.index - 2) : base.index]
    parts = [e for e in before if comparable(e, base) and ledger.sentence(e) == ledger.sentence(rate)]
    return Pair((parts[-1],), (base,)) if parts else None


def spelt_pair(ledger: Ledger, rate: Entry) -> Pair | None:
    """The pair that brackets before ``rate`` spell out: 执行率（实际支出÷预算安排）88%."""
    match = FORMULA.search(ledger.between(max(0, rate.start - LONGEST_FORMULA), rate.start))
    if match is None:
        return None
    near = ledger.near(rate, before=REACH, after=2, characters=600)
    part, whole = called(near, match["part"]), called(near, match["whole"])
    return Pair((part,), (whole,)) if part and whole and comparable(part, whole) else None


def called(entries: Sequence[Entry], name: str) -> Entry | None:
    """The nearest of ``entries`` with that name, else the only one whose name holds it or is held by it."""
    said = plain_name(name)
    stated = [e for e in entries if e.value is not None and e.record.kind is not RecordKind.RATE and len(e.name) > 1]
    same = [e for e in stated if e.name == said]
    alike = [e for e in stated if e.name in said or said in e.name]
    return same[0] if same else alike[0] if len(alike) == 1 else None
