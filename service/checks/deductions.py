"""``deduction``: 分值 − 得分 = 扣分, in a line, in a group and in total."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from service.checks.check import Check, Rule, Status
from service.checks.claims import Claim, listed, named, points
from service.checks.ledger import Entry, Ledger, deduction, ids, score
from service.checks.tables import core_name, is_mark, score_children
from service.checks.vocabulary import pattern

HUNDRED = Decimal(100)
TOLERANCE = Decimal("0.01")
BESIDE = 8
"""Characters at most between the score of a line and what was taken off it, unless they agree."""

PARALLELS = 2
"""So many lines that are arranged alike show how all of them are."""

TAKEN = re.compile(r"[扣减失](?:[去掉除了分共计为]){0,2}\s*\d")

MOST = Decimal("1.25")
CLOSE = Decimal("0.85")
"""A list of deductions that covers so much of its total was meant to be complete."""


def check_deductions(ledger: Ledger) -> Iterator[Check]:
    """One check for each line, group and total that states what was taken off."""
    yield from check_told_again(ledger)
    apart = [entry for entry in ledger.scores if is_told_apart(entry)]
    agree = [entry for entry in apart if any(check.status is Status.HOLDS for check in check_line(entry, False))]
    for entry in ledger.scores:
        alike = len(agree) >= PARALLELS and len(apart) == len(agree) + 1 and entry in apart
        yield from check_line(entry, alike and loses_once(ledger, entry))
        if entry.record.total:
            yield from check_total(ledger, entry)
        elif entry.record.deduction is None:
            yield from check_group(ledger, entry)


def is_told_apart(entry: Entry) -> bool:
    """Whether a line states its points together and what it lost farther on, behind the reason."""
    stated = entry.record.full_mark, entry.record.score, entry.record.deduction
    return None not in stated and not entry.record.total and not stands_beside(entry)


def loses_once(ledger: Ledger, entry: Entry) -> bool:
    """Whether the paragraph of a line takes points off but once: 一处扣1分、一处扣0.5分 tells two parts of the loss."""
    end = ledger.text.find("\n", entry.start)
    words = ledger.text[ledger.text.rfind("\n", 0, entry.start) + 1 : end if end >= 0 else len(ledger.text)]
    return len(TAKEN.findall(words)) == 1 and not entry.record.group


def check_line(entry: Entry, parallel: bool) -> Iterator[Check]:
    """Full mark less score against the deduction of one line; a total without a full mark is out of 100.

    ``parallel``: all other lines that tell their deduction behind its reason agree with it, so that this one means to.
    """
    mark, earned, taken = entry.record.full_mark, entry.record.score, entry.record.deduction
    if mark is None and entry.record.total and earned is not None and earned <= HUNDRED:
        mark = HUNDRED
    if mark is None or earned is None or taken is None:
        return
    formula = f"分值{points(mark)} − 得分{points(earned)} = {points(mark - earned)}"
    made = claim(entry, (), abs(taken), mark - earned, formula)
    if fits(made) or parallel or stands_beside(entry):
        yield outcome(made)


def check_told_again(ledger: Ledger) -> Iterator[Check]:
    """A deduction told apart from its line (标定完成及时扣2分) against what the one line of that name lost."""
    for entry in ledger.scores:
        if entry.record.deduction is None or entry.record.score is not None or entry.record.total:
            continue
        core = core_name(entry.name)
        named = [e for e in ledger.scores if core_name(e.name) == core and not is_mark(e)]
        lines = [e for e in named if e.record.score is not None and e.record.full_mark]
        if len(lines) != 1 or len(named) != len(lines) + 1:
            continue
        mark, earned = lines[0].record.full_mark or HUNDRED, lines[0].record.score or Decimal(0)
        formula = f"分值{points(mark)} − 得分{points(earned)} = {points(mark - earned)}"
        yield outcome(claim(entry, lines, abs(entry.record.deduction), mark - earned, formula))


def stands_beside(entry: Entry) -> bool:
    """Whether score and deduction stand side by side: 得91.8分，主要是数量指标扣4分 takes 4 points off another line."""
    earned, taken = score(entry), deduction(entry)
    if earned is None or taken is None:
        return False
    return max(earned.start, taken.start) - min(earned.end, taken.end) <= BESIDE


def outcome(made: Claim) -> Check:
    """The check of a claim by its own tolerance."""
    return made.check(fits(made))


def fits(made: Claim) -> bool:
    """Whether stated and computed agree."""
    return abs(made.stated - made.computed) <= made.tolerance


def deducted(lines: Sequence[Entry]) -> list[Entry]:
    """The lines that state a deduction, less totals and groups."""
    return [e for e in lines if e.record.deduction is not None and not e.record.total and not e.record.group]


def taken_from(lines: Sequence[Entry]) -> Decimal:
    """The sum of the deductions of ``lines``."""
    return sum((abs(line.record.deduction or Decimal(0)) for line in lines), Decimal(0))


def check_total(ledger: Ledger, total: Entry) -> Iterator[Check]:
    """The deductions of all lines against the stated total of them, or against 100 less the total score."""
    lines = deducted(ledger.scores)
    stated, earned, computed = total.record.deduction, total.record.score, taken_from(lines)
    if not lines:
        return
    if stated is not None:
        formula = f"{len(lines)}项扣分（{listed(lines)}）相加为{points(computed)}"
        made = claim(total, lines, abs(stated), computed, formula)
        agrees = any(check.status is Status.HOLDS for check in check_line(total, parallel=False))
        own = not agrees and (total.record.score is None or stands_beside(total))  # then a line of it is wrong
        if fits(made) or (own and is_complete(ledger, total, lines)):
            yield outcome(made)
    elif earned is not None:
        formula = f"100分 − {len(lines)}项扣分（{listed(lines)}）{points(computed)} = {points(HUNDRED - computed)}"
        made = claim(total, lines, earned, HUNDRED - computed, formula)
        if fits(made):
            yield outcome(made)


def is_complete(ledger: Ledger, total: Entry, lines: Sequence[Entry]) -> bool:
    """Whether the listed deductions were meant to be all: they almost reach the total, without 主要 or 等."""
    first = min(total, lines[0], key=lambda entry: entry.index)
    last = max(total, lines[-1], key=lambda entry: entry.index)
    stated, computed = abs(total.record.deduction or Decimal(0)), taken_from(lines)
    text = ledger.between(first.start, last.end + 8)
    if computed > MOST * stated:
        return False  # groups and their lines, or a line and its repeat, were both counted
    return computed > stated or (computed >= CLOSE * stated and not pattern("cues", "open").search(text))


def check_group(ledger: Ledger, group: Entry) -> Iterator[Check]:
    """The deductions of the lines of a group against what the group lost; shown only where they agree."""
    mark, earned = group.record.full_mark, group.record.score
    if mark is None or earned is None or mark <= earned:
        return
    lines = deducted(score_children(ledger, group)) or lines_after(ledger, group)
    formula = f"其{len(lines)}项扣分（{listed(lines)}）相加为{points(taken_from(lines))}"
    made = claim(group, lines, mark - earned, taken_from(lines), formula)
    if lines and fits(made):
        yield outcome(made)


def lines_after(ledger: Ledger, group: Entry) -> list[Entry]:
    """The lines with nothing but a deduction that directly follow a group."""
    lines: list[Entry] = []
    for entry in ledger.scores[ledger.scores.index(group) + 1 :]:
        if entry.record.deduction is None or entry.record.total or entry.record.score is not None:
            break
        lines.append(entry)
    return lines


def claim(entry: Entry, lines: Sequence[Entry], stated: Decimal, computed: Decimal, formula: str) -> Claim:
    """The claim that ``entry`` lost ``stated`` points, or kept them where only its score is stated."""
    kept = entry.record.total and entry.record.deduction is None
    return Claim(
        rule=Rule.DEDUCTION,
        subject=f"{named(entry)}的{'得分' if kept else '扣分'}",
        stated=stated,
        told=points(stated),
        computed=computed,
        tolerance=TOLERANCE,
        formula=formula,
        records=ids(entry, lines),
    )
