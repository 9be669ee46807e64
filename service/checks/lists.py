"""``parts_sum`` of lists that no record links: a list with a wrong figure is often not recognised as one.

A whole is followed by its parts, or a total by what comes before it (``closings``). Lists that add up are found by fit
(``balances``); here are those that do not, though they promise to: the names fill a closed set, the words before them
promise all the parts or say how many there are, or one digit separates a total from everything that its sentence lists
before it.
"""

import re
from collections.abc import Iterator, Sequence

from service.checks.check import Check
from service.checks.closings import FINE, MOST_PARTS, closed_parts, is_alike, totalled_parts
from service.checks.ledger import Entry, Ledger
from service.checks.promises import ALMOST, closed_set, is_contradiction, promises_all
from service.checks.slips import is_slip
from service.checks.sums import adds_up, claim, is_one_slip, is_telling, titles, total
from service.checks.vocabulary import pattern
from service.quantities.numerals import read_numeral
from service.records.record import RecordKind

STEP_BETWEEN = 6
APART = 300
"""Parts of one list follow each other within so many entries and characters."""

LISTED = re.compile("其中|[:：]")
NAMED = re.compile(r"[，,、；;：:（(]\s*(?!比|较|同比|增|减|其中|另|占)[^，,、；;：:。（）()]{1,20}")
"""All that stands between two figures of one list: a mark and a name."""

TOLD = re.compile("共|合计|总计|总数")
LEAST_PARTS = 3


def check_lists(ledger: Ledger) -> Iterator[Check]:
    """One check for each unlinked list that contradicts its whole."""
    for whole in ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT):
        own = linked(ledger, whole)
        parts = counted_parts(ledger, whole) or ([] if len(own) > 1 else promised_parts(ledger, whole))
        if not parts and all(part.index > whole.index for part in own):
            parts = [*closed_parts(ledger, whole)] or [*totalled_parts(ledger, whole)]
        if parts and not adds_up(whole, parts):
            yield claim(whole, parts).check(False)


def counted_parts(ledger: Ledger, whole: Entry) -> list[Entry]:
    """投向三个方面：道路8万元，桥梁5万元，照明2万元: so many figures behind their number that do not add up."""
    following = ledger.entries[whole.index + 1 : whole.index + 1 + MOST_PARTS]
    sentence = [part for part in following if ledger.sentence(part) == ledger.sentence(whole)]
    before = ledger.between(whole.end, sentence[0].start) if sentence else ""
    stated = pattern("cues", "counted").search(before)
    if stated is None or any(mark in before for mark in "；;（("):
        return []
    numeral = read_numeral(stated["many"])
    many = int(numeral.value) if numeral is not None else 0
    parts = [part for part in sentence if is_alike(part, whole) and part.record.parent in (None, whole.id)][:many]
    complete = len(parts) == many and is_contradiction(ledger, whole, parts, promised=True)
    return parts if complete else []


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
        known = closed_set(whole, titles(ledger, parts))
        if known is not None and known.distinct and is_contradiction(ledger, whole, parts):
            return parts
    sizes = range(len(sentence), 1, -1) if is_telling(whole, FINE) else ()
    slipped = next((run for size in sizes if slips(ledger, whole, run := sentence[:size])), None)
    if slipped is not None:
        return slipped
    beside = listed_right_behind(ledger, whole)
    if is_told_as_total(ledger, whole, beside) and is_contradiction(ledger, whole, beside, promised=True):
        return beside
    right_after = bool(sentence) and sentence[0].index == whole.index + 1
    if right_after and len(sentence) > 1 and promises_all(ledger, whole, sentence):
        return sentence if is_contradiction(ledger, whole, sentence) else []
    return []


def listed_right_behind(ledger: Ledger, whole: Entry) -> list[Entry]:
    """惠及5120人次，小学2030人次、初中1890人次、高中1200人次: the figures right behind, nothing but names between."""
    parts: list[Entry] = []
    last = whole
    for entry in ledger.entries[whole.index + 1 : whole.index + 1 + MOST_PARTS]:
        gap = ledger.between(last.end, entry.start)
        if not is_alike(entry, whole) or entry.record.parent not in (None, whole.id) or not NAMED.fullmatch(gap):
            break
        parts.append(entry)
        last = entry
    return parts


def is_told_as_total(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether a figure was meant for the sum of those behind it: a slip explains the rest, and words or marks say so.

    共 stands before it, or the parts have marks between them that their whole has not.
    """
    if len(parts) < LEAST_PARTS or not is_telling(whole) or not is_one_slip(whole, parts):
        return False
    if not ALMOST <= total(parts) / whole.figure.value <= 2 - ALMOST:
        return False
    marks = {ledger.between(one.end, one.end + 1) for one in parts[:-1]}
    apart = len(marks) == 1 and ledger.between(whole.end, whole.end + 1) not in marks
    return apart or TOLD.search(ledger.between(whole.start - len("合计为"), whole.start)) is not None


def slips(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether parts behind 其中 or a colon miss their whole by one digit."""
    if not is_slip(total(parts), whole.figure.value):
        return False
    listed = LISTED.search(ledger.between(whole.end, parts[0].start)) is not None
    return listed and is_contradiction(ledger, whole, parts)


def entries_after(ledger: Ledger, whole: Entry) -> Iterator[Entry]:
    """The figures of one unit that follow ``whole`` closely and are parts of nothing else."""
    last = whole
    for entry in ledger.entries[whole.index + 1 : whole.index + 1 + 3 * MOST_PARTS]:
        if entry.index - last.index > STEP_BETWEEN or entry.start - last.start > APART:
            return
        if is_alike(entry, whole) and entry.record.parent in (None, whole.id):
            yield entry
            last = entry
