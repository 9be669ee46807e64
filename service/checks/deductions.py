"""``deduction``: 分值 − 得分 = 扣分, in a line, in a group and in total."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from service.checks import messages
from service.checks.check import Check, Rule, Status
from service.checks.ledger import Entry, Ledger, ids
from service.checks.scores import HUNDRED, score_children
from service.checks.vocabulary import pattern

TOLERANCE = Decimal("0.01")
CLOSE = Decimal("0.85")
"""A list of deductions that covers so much of its total was meant to be complete."""


def check_deductions(ledger: Ledger) -> Iterator[Check]:
    """One check for each line, group and total that states what was taken off."""
    for entry in ledger.scores:
        mark, points, taken = entry.record.full_mark, entry.record.score, entry.record.deduction
        if mark is None and entry.record.total and points is not None and points <= HUNDRED:
            mark = HUNDRED
        if mark is not None and points is not None and taken is not None:
            status = Status.HOLDS if abs(mark - points - abs(taken)) <= TOLERANCE else Status.VIOLATED
            yield verdict(entry, (), abs(taken), mark - points, status, messages.deduction(entry, mark, points, taken, status))
    for entry in ledger.scores:
        if entry.record.total:
            yield from check_total(ledger, entry)
        elif entry.record.full_mark is not None and entry.record.score is not None and entry.record.deduction is None:
            yield from check_group(ledger, entry)


def with_deduction(lines: Sequence[Entry]) -> list[Entry]:
    return [line for line in lines if line.record.deduction is not None and not line.record.total]


def taken_from(lines: Sequence[Entry]) -> Decimal:
    return sum((abs(line.record.deduction) for line in lines if line.record.deduction is not None), Decimal(0))


def check_total(ledger: Ledger, total: Entry) -> Iterator[Check]:
    """The deductions of all lines against the stated total of them, or against 100 less the total score."""
    lines = [line for line in with_deduction(ledger.scores) if not line.record.group]
    if not lines:
        return
    computed = taken_from(lines)
    stated, points = total.record.deduction, total.record.score
    if stated is not None:
        if abs(abs(stated) - computed) <= TOLERANCE:
            yield verdict(total, lines, abs(stated), computed, Status.HOLDS, _sum(total, lines, computed, Status.HOLDS))
        elif is_complete(ledger, total, lines, abs(stated), computed):
            status = Status.VIOLATED
            yield verdict(total, lines, abs(stated), computed, status, _sum(total, lines, computed, status))
    elif points is not None and abs(HUNDRED - computed - points) <= TOLERANCE:
        message = messages.deductions_total(total, lines, points, computed)
        yield verdict(total, lines, points, HUNDRED - computed, Status.HOLDS, message)


def is_complete(ledger: Ledger, total: Entry, lines: Sequence[Entry], stated: Decimal, computed: Decimal) -> bool:
    """Whether the listed deductions were meant to be all: they exceed the total or almost reach it, without 主要 or 等."""
    first, last = min(total.index, lines[0].index), max(total.index, lines[-1].index)
    text = ledger.between(ledger.entries[first].start, ledger.entries[last].end + 8)
    return computed > stated or (computed >= CLOSE * stated and not pattern("cues", "open").search(text))


def check_group(ledger: Ledger, group: Entry) -> Iterator[Check]:
    """The deductions of the lines of a group against what the group lost."""
    mark, points = group.record.full_mark, group.record.score
    assert mark is not None and points is not None
    lost = mark - points
    lines = with_deduction(score_children(ledger, group)) or _lines_after(ledger, group)
    if lost > 0 and lines and abs(taken_from(lines) - lost) <= TOLERANCE:
        message = messages.group_deduction(group, lines, lost)
        yield verdict(group, lines, lost, taken_from(lines), Status.HOLDS, message)


def _lines_after(ledger: Ledger, group: Entry) -> list[Entry]:
    """The deduction lines that directly follow a group without children."""
    lines: list[Entry] = []
    for entry in ledger.scores[ledger.scores.index(group) + 1 :]:
        if entry.record.deduction is None or entry.record.total or entry.record.score is not None:
            break
        lines.append(entry)
    return lines


def _sum(total: Entry, lines: Sequence[Entry], computed: Decimal, status: Status) -> str:
    return messages.deductions_sum(total, lines, computed, status)


def verdict(
    entry: Entry, lines: Sequence[Entry], stated: Decimal, computed: Decimal, status: Status, message: str
) -> Check:
    return Check(
        rule=Rule.DEDUCTION,
        status=status,
        stated=stated,
        computed=computed,
        tolerance=TOLERANCE,
        records=ids(entry, lines),
        message=message,
    )
