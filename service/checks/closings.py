"""Lists that their total closes: 建议56件、提案31件，合计85件; 收入50万元，加上年结余4万元，收入总计56万元.

What the sentence lists before its total makes it up. It is a contradiction where the words say that one figure is added
to the others, where one digit separates their sum from the total, or where many figures miss it by next to nothing.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, takewhile

from service.checks.ledger import Entry, Ledger
from service.checks.promises import is_contradiction
from service.checks.slips import is_slip
from service.checks.sums import adds_up, is_telling, total
from service.checks.vocabulary import pattern
from service.records.likeness import stands_in
from service.records.record import Stage

MOST_PARTS = 10

MANY = 4
SUMMED = re.compile(
    r"\s*[，,；;]?\s*(?:[一二两三四五六七八九十]+[项类者]|以上[^，。；]{0,6}|上述[^，。；]{0,6}|总共|全部)?"
    r"(?:合计|共计|总计|小计|合共|共(?:有|为)?$)"
)
"""The words right behind the last of several figures that announce their sum."""

JOINED = re.compile("[；;]|其中")
"""What stands between two figures of one list no more than a comma does."""

ADDED = re.compile(r"(?P<what>[\u4e00-\u9fff]{0,12}?)(?:再?加上?|加：)")
"""Begins a sentence whose figures are added to one of the sentences before: that which it names, or the first."""

ADDING = re.compile(r"\s*[，,]?\s*再?加上?")
"""What stands between the first figure of a total and those added to it."""

NEXT_TO_NOTHING = Decimal("0.005")
"""So many figures of a sentence that miss the total at its end by no more than this share of it were meant for it."""

CLOSE = Decimal("0.05")
"""Figures that are added to each other in words may miss their total by more than that."""

PRICE = re.compile("均|每|单价|标准")

FINE = 10_000
"""A total of so many steps is one digit away from another sum by chance once in some thousand times."""


def closed_parts(ledger: Ledger, whole: Entry) -> Sequence[Entry]:
    """建议56件、提案31件，合计85件: the run of figures right before 合计, where it does not add up; else nothing."""
    before = ledger.entries[max(0, whole.index - MOST_PARTS) : whole.index][::-1]
    if not before or not SUMMED.match(ledger.between(before[0].end, whole.start)):
        return []
    run = run_before(ledger, whole, before)
    if len(run) < 2 or any(adds_up(whole, run[start:]) for start in range(len(run) - 1)):
        return []
    joined = all(JOINED.search(ledger.between(one.end, other.start)) is None for one, other in pairwise(run))
    return run if joined and is_contradiction(ledger, whole, run, promised=True) else []


def run_before(ledger: Ledger, whole: Entry, before: Sequence[Entry]) -> list[Entry]:
    """The figures before a total in its sentence, in reading order, behind the subtotal before; or the subtotals.

    In a table, where the total has a line of its own, every other has one too: figures of other columns are no parts.
    ``before`` has the last figure first.
    """
    sentence, subtotal = ledger.sentence(whole), pattern("balances", "subtotal")
    same = list(takewhile(lambda entry: is_alike(entry, whole) and ledger.sentence(entry) == sentence, before))
    if same and subtotal.search(same[0].name):
        run = [entry for entry in same if subtotal.search(entry.name)][::-1]
        return [] if subtotal.search(whole.name) else run
    run = list(takewhile(lambda entry: not subtotal.search(entry.name), same))[::-1]
    lines = {ledger.line(entry) for entry in run}
    beside = bool(run) and ledger.line(whole) == ledger.line(run[-1])
    return run if beside or len(lines) == len(run) else []


def is_alike(entry: Entry, whole: Entry) -> bool:
    """Whether two figures are of one kind, unit and column, so that one may be a part of the other."""
    same = entry.value is not None and entry.record.kind is whole.record.kind and entry.unit == whole.unit
    stages = {entry.record.stage, whole.record.stage}
    return same and (len(stages) == 1 or None in stages)


def is_addend(entry: Entry, whole: Entry) -> bool:
    """Whether a figure may be part of a closing total: what is carried over is one beside what was spent."""
    carried = {entry.record.stage, whole.record.stage} == {Stage.CARRYOVER, Stage.FINAL} and "总计" in whole.name
    kindred = entry.value is not None and entry.record.kind is whole.record.kind and entry.unit == whole.unit
    return is_alike(entry, whole) or (carried and kindred)


def totalled_parts(ledger: Ledger, whole: Entry) -> Sequence[Entry]:
    """What the sentence lists before a total, behind the total before, where it was meant to add up; else nothing."""
    closing = pattern("balances", "closing")
    if not closing.search(whole.name) or not is_telling(whole, FINE) or whole.approximate:
        return []
    sentence = ledger.sentence(whole)
    before = ledger.entries[max(0, whole.index - 2 * MOST_PARTS) : whole.index][::-1]
    run = list(takewhile(lambda entry: ledger.sentence(entry) == sentence and not closing.search(entry.name), before))
    opening = added_to(ledger, whole, run[::-1])
    run = [*opening, *run[::-1]]
    inside = {entry.id for entry in run}
    parts = [entry for entry in run if is_addend(entry, whole) and entry.record.parent not in inside]
    if len(parts) < 2 or any(part.approximate for part in parts):
        return []
    added = bool(opening) or ADDING.match(ledger.between(parts[0].end, parts[1].start)) is not None
    return parts if is_meant(whole, parts, added) else []


def is_meant(whole: Entry, parts: Sequence[Entry], added: bool) -> bool:
    """Whether figures before a total, ``added`` to each other in words, are those that it sums up."""
    gap = abs(total(parts) - whole.figure.value)
    prices = any(PRICE.search(part.name) for part in parts)
    if is_slip(total(parts), whole.figure.value):
        return True
    return len(parts) >= MANY and not prices and gap <= (CLOSE if added else NEXT_TO_NOTHING) * whole.figure.value


def added_to(ledger: Ledger, whole: Entry, run: Sequence[Entry]) -> Sequence[Entry]:
    """收入268万元，增长3%。…本级收入加上：补助4万元，…: the figure before to which those of ``run`` are added.

    The sentence may name it in short; else it is the first figure of the sentence before.
    """
    if not run:
        return []
    before = ledger.entries[max(0, run[0].index - 2 * MOST_PARTS) : run[0].index][::-1]
    opening = ADDED.match(re.split(r"[。\n]\s*", ledger.between(before[0].end, run[0].start))[-1]) if before else None
    if opening is None:
        return []
    if opening["what"]:
        return [e for e in before if is_addend(e, whole) and stands_in(opening["what"], e.name)][:1]
    sentence = ledger.sentence(before[0])
    return list(takewhile(lambda entry: ledger.sentence(entry) == sentence, before))[-1:]
