"""``parts_sum`` of lists that no record links: a list with a wrong figure is often not recognised as one.

A whole is followed by its parts, or a total by what comes before it. Lists that add up are found by fit (``balances``);
here are those that do not, though they promise to: the names fill a closed set, the words before them promise all the
parts, or one digit separates a total from everything that its sentence lists before it.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, takewhile

from service.checks.check import Check
from service.checks.ledger import Entry, Ledger
from service.checks.parts import adds_up, claim, closed_set, is_contradiction, is_telling, promises_all, total
from service.checks.slips import is_slip
from service.checks.vocabulary import pattern
from service.records.record import RecordKind, Stage

STEP_BETWEEN = 6
APART = 300
"""Parts of one list follow each other within so many entries and characters."""

MOST_PARTS = 10
MANY = 4
LISTED = re.compile("其中|[:：]")
SUMMED = re.compile(r"\s*[，,；;]?\s*(?:两项|以上|总共|全部)?(?:合计|共计|总计)")
"""The words right behind the last of several figures that announce their sum."""

JOINED = re.compile("[；;]|其中")
"""What stands between two figures of one list no more than a comma does."""

ADDED = re.compile(r"(?:再?加上?|加：)")
"""Begins a sentence whose figures are added to the first of the sentence before."""

NEXT_TO_NOTHING = Decimal("0.005")
"""So many figures of a sentence that miss the total at its end by no more than this share of it were meant for it."""

PRICE = re.compile("均|每|单价|标准")

FINE = 10_000
"""A total of so many steps is one digit away from another sum by chance once in some thousand times."""


def check_lists(ledger: Ledger) -> Iterator[Check]:
    """One check for each unlinked list that contradicts its whole."""
    for whole in ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT):
        own = linked(ledger, whole)
        parts = [] if len(own) > 1 else promised_parts(ledger, whole)
        if not parts and all(part.index > whole.index for part in own):
            parts = [*closed_parts(ledger, whole)] or [*totalled_parts(ledger, whole)]
        if parts and not adds_up(whole, parts):
            yield claim(whole, parts).check(False)


def linked(ledger: Ledger, whole: Entry) -> list[Entry]:
    """The parts that records link to ``whole``, of its own unit."""
    return [part for part in ledger.children.get(whole.id, ()) if part.unit == whole.unit]


def promised_parts(ledger: Ledger, whole: Entry) -> list[Entry]:
    """The longest list after ``whole`` that promises to be complete and does not add up; else nothing."""
    following = list(entries_after(ledger, whole))
    sentence = [part for part in following if ledger.sentence(part) == ledger.sentence(whole)]
    for size in range(len(following), 1, -1):
        parts = following[:size]
        if adds_up(whole, parts):
            return []
        known = closed_set(whole, parts)
        if known is not None and known.distinct and is_contradiction(ledger, whole, parts):
            return parts
    sizes = range(len(sentence), 1, -1) if is_telling(whole, FINE) else ()
    slipped = next((run for size in sizes if slips(ledger, whole, run := sentence[:size])), None)
    if slipped is not None:
        return slipped
    right_after = bool(sentence) and sentence[0].index == whole.index + 1
    if right_after and len(sentence) > 1 and promises_all(ledger, whole, sentence):
        return sentence if is_contradiction(ledger, whole, sentence) else []
    return []


def slips(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether parts behind 其中 or a colon miss their whole by one digit."""
    if not is_slip(total(parts), whole.figure.value):
        return False
    listed = LISTED.search(ledger.between(whole.end, parts[0].start)) is not None
    return listed and is_contradiction(ledger, whole, parts)


def closed_parts(ledger: Ledger, whole: Entry) -> Sequence[Entry]:
    """建议56件、提案31件，合计85件: the run of figures right before 合计, where it does not add up; else nothing."""
    before = ledger.entries[max(0, whole.index - MOST_PARTS) : whole.index][::-1]
    if not before or not SUMMED.match(ledger.between(before[0].end, whole.start)):
        return []
    sentence = ledger.sentence(whole)
    run = list(takewhile(lambda entry: is_alike(entry, whole) and ledger.sentence(entry) == sentence, before))[::-1]
    if len(run) < 2 or any(adds_up(whole, run[start:]) for start in range(len(run) - 1)):
        return []
    joined = all(JOINED.search(ledger.between(one.end, other.start)) is None for one, other in pairwise(run))
    return run if joined and is_contradiction(ledger, whole, run, promised=True) else []


def entries_after(ledger: Ledger, whole: Entry) -> Iterator[Entry]:
    """The figures of one unit that follow ``whole`` closely and are parts of nothing else."""
    last = whole
    for entry in ledger.entries[whole.index + 1 : whole.index + 1 + 3 * MOST_PARTS]:
        if entry.index - last.index > STEP_BETWEEN or entry.start - last.start > APART:
            return
        if is_alike(entry, whole) and entry.record.parent in (None, whole.id):
            yield entry
            last = entry


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
    """All that the sentence lists before a total, where one digit separates their sum from it; else nothing."""
    if not pattern("balances", "closing").search(whole.name) or not is_telling(whole, FINE) or whole.approximate:
        return []
    sentence = ledger.sentence(whole)
    before = ledger.entries[max(0, whole.index - 2 * MOST_PARTS) : whole.index][::-1]
    run = list(takewhile(lambda entry: ledger.sentence(entry) == sentence, before))[::-1]
    run = [*added_to(ledger, before[len(run) :], run), *run]
    inside = {entry.id for entry in run}
    parts = [entry for entry in run if is_addend(entry, whole) and entry.record.parent not in inside]
    gap = abs(total(parts) - whole.figure.value)
    slipped = len(parts) > 1 and is_slip(total(parts), whole.figure.value)
    prices = any(PRICE.search(part.name) for part in parts)
    filled = len(parts) >= MANY and not prices and gap <= NEXT_TO_NOTHING * whole.figure.value
    return parts if (slipped or filled) and not any(part.approximate for part in parts) else []


def added_to(ledger: Ledger, before: Sequence[Entry], run: Sequence[Entry]) -> Sequence[Entry]:
    """支出268万元，增长3%。加上：上解4万元，…: the first figure of the sentence before, to which ``run`` is added.

    ``before`` are the entries before the run, the last first.
    """
    if not run or not before:
        return []
    gap = ledger.between(before[0].end, run[0].start)
    behind = re.split(r"[。\n]\s*", gap)
    if len(behind) != 2 or not ADDED.match(behind[1]):
        return []
    sentence = ledger.sentence(before[0])
    return list(takewhile(lambda entry: ledger.sentence(entry) == sentence, before))[-1:]
