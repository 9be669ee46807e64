"""A contradiction is certain only where its passage was read to the end.

What looks like a wrong sum or rate is often a figure that was not read: a part without a record, a name without its
number, one number given to two names. Such checks are not ``violated`` but ``undecidable``.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from service.checks.check import Check, Rule, Status
from service.checks.completeness import SUMS, is_explained
from service.checks.ledger import Entry, Ledger
from service.quantities import Kind, Quantity, find
from service.records.record import RecordKind

PASSAGE = 1500
"""Evidence that lies farther apart (a table and the prose about it) is no one passage."""

AFTER = 60
"""A list may go on for so many characters after its last part that was read, within the sentence."""

ROW_NUMBER = re.compile(r"^[ \t]*\|?[ \t]*(?P<number>\d{1,2})[ ]*(?:\t|\||[ ]{2,})(?=\s*[^\s\d|.\-])", re.MULTILINE)
"""What a row of a table begins with, before its name, is its number."""

UNREAD = "其间有未能读取或归属不明的数字，暂不能断定："


class Reading:
    """What of a report's numbers its records account for; checks of ``ledger`` may be of some of these records."""

    def __init__(self, ledger: Ledger, report: Ledger | None = None) -> None:
        self.ledger = ledger
        self.report = report or ledger

    @cached_property
    def unread(self) -> list[Quantity]:
        """The quantities of the text that no mention of a record covers, in reading order."""
        spans = sorted((m.start, m.end) for entry in self.report.entries for m in entry.record.mentions)
        starts = [start for start, _ in spans]
        free = (quantity for quantity in find(self.ledger.text) if not _covered(quantity, spans, starts))
        numbers = {match.start("number") for match in ROW_NUMBER.finditer(self.ledger.text)}
        return [quantity for quantity in free if quantity.start not in numbers]

    def settle(self, checks: Iterable[Check]) -> Iterator[Check]:
        """``checks`` with those contradictions made undecidable whose passage was not read completely."""
        for check in checks:
            if check.status is not Status.VIOLATED or self.is_certain(check):
                yield check
                continue
            message = UNREAD + check.message
            yield check.model_copy(update={"status": Status.UNDECIDABLE, "message": message})

    def is_certain(self, check: Check) -> bool:
        """Whether every figure of the evidence has its own print and name, and none beside it was left out."""
        evidence = [self.ledger.by_id[key] for key in check.records if key in self.ledger.by_id]
        if not all(entry.name for entry in evidence) or _shares_print(evidence):
            return False
        start, end = self.passage(check, evidence)
        if check.rule is Rule.SAME_FACT or not 0 <= start < end or end - start > PASSAGE:
            return True
        first, last = (bisect_left(self.unread, edge, key=lambda unread: unread.start) for edge in (start, end))
        unread = [quantity for quantity in self.unread[first:last] if _is_like(quantity, evidence)]
        if check.rule in SUMS:
            return not is_explained(self.ledger, check, unread, (start, end))
        return not unread

    def passage(self, check: Check, evidence: Sequence[Entry]) -> tuple[int, int]:
        """From the first to the last print of the evidence; to the end of the sentence for a list."""
        if len(evidence) == 1:
            mentions = evidence[0].record.mentions
            return (mentions[0].start, max(m.end for m in mentions)) if mentions else (-1, -1)
        start, end = min(entry.start for entry in evidence), max(entry.end for entry in evidence)
        if check.rule in SUMS:
            rest = self.ledger.text[end : end + AFTER]
            end += min((rest.find(mark) for mark in "。\n" if mark in rest), default=len(rest))
        return start, end


def _covered(quantity: Quantity, spans: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """Whether a mention overlaps the quantity."""
    place = bisect_left(starts, quantity.end)
    return any(end > quantity.start for _, end in spans[max(0, place - 4) : place])


def _shares_print(evidence: Sequence[Entry]) -> bool:
    """Whether two different figures of the evidence were read from one print."""
    places = [(entry.start, entry.record.kind) for entry in evidence if entry.start >= 0]
    return len(set(places)) < len(places)


def _is_like(unread: Quantity, evidence: Sequence[Entry]) -> bool:
    """Whether an unread quantity is of a kind and unit that belongs to the evidence."""
    if unread.kind is Kind.AMOUNT:
        return any(entry.record.kind is RecordKind.AMOUNT for entry in evidence)
    if unread.kind is Kind.RATE:
        return any(entry.record.kind is RecordKind.RATE for entry in evidence)
    if unread.kind is Kind.NUMBER:
        return any(_is_bare(entry) for entry in evidence)
    return any(unread.unit == entry.unit or (unread.unit == "分" and not entry.unit) for entry in evidence)


def _is_bare(entry: Entry) -> bool:
    """Whether the figure of an entry stands without a unit, as in a table cell."""
    texts = [mention.text for mention in entry.record.mentions if mention.start == entry.start]
    return any(text.strip()[-1:].isdigit() for text in texts)
