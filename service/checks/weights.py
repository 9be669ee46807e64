"""``ratio`` of points: score = rate × full mark, 得分系数 × 分值 = 得分, 得分率 = 得分 ÷ 分值.

Many forms score by steps and not in proportion. A score that is not in proportion is a contradiction only where the
report says that it computes it so, or scores its other rows so.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from service.checks import messages
from service.checks.check import Check, Rule, Status
from service.checks.ledger import Entry, Ledger, full_mark, ids, score
from service.checks.printed import Printed, printed_figure
from service.checks.tolerance import HUNDRED, within
from service.checks.vocabulary import pattern
from service.records.record import RecordKind

ROUNDING = Decimal("0.05")
FORMULA = re.compile(r"分\s*[*×xX]\s*(预算)?执行率|(预算)?执行率\s*[*×xX]\s*(分值|权重|该?指标)")
PROPORTIONAL_ROWS = 2
"""So many rows below their full mark that are in proportion show how the table is scored."""

REACH = 3


def check_weights(ledger: Ledger) -> Iterator[Check]:
    """The scores that follow from a rate, and the rates of scores."""
    proportional = list(proportional_rows(ledger))
    formula = FORMULA.search(ledger.text) is not None or len(proportional) >= PROPORTIONAL_ROWS
    yield from proportional
    for rate in ledger.of_kind(RecordKind.RATE):
        if rate.unit not in ("%", ""):
            continue
        if pattern("rates", "score_rate").search(rate.name):
            yield from check_score_rate(ledger, rate)
        else:
            yield from check_weighted(ledger, rate, formula)
    yield from check_execution_lines(ledger)


def is_line(entry: Entry) -> bool:
    """Whether the entry is a score line with full mark and score."""
    return entry.record.kind is RecordKind.SCORE and bool(entry.record.full_mark) and entry.record.score is not None


def mark_of(ledger: Ledger, entry: Entry) -> Decimal | None:
    """The full mark of a scored line: its own, or that of its group where it is the only line."""
    if entry.record.kind is not RecordKind.SCORE or entry.record.score is None:
        return None
    if entry.record.full_mark:
        return entry.record.full_mark
    group = ledger.parent(entry)
    only = group is not None and len([e for e in ledger.children[group.id] if e.record.score is not None]) == 1
    return group.record.full_mark if group is not None and only else None


def beside(ledger: Ledger, rate: Entry) -> list[Entry]:
    """The score lines beside ``rate``, those of its own table row first."""
    near = [entry for entry in ledger.near(rate, REACH, REACH, 160) if mark_of(ledger, entry)]
    return sorted(near, key=lambda entry: ledger.line(entry) != ledger.line(rate))


def proportion(ledger: Ledger, line: Entry, part: Decimal) -> tuple[bool, Decimal]:
    """Whether the score is ``part`` of the full mark by its print, and what that part is."""
    mark, points = mark_of(ledger, line), score(line)
    assert mark is not None and points is not None
    computed = mark * part
    return abs(points.value - computed) <= max(ROUNDING, points.step / 2), computed


def proportional_rows(ledger: Ledger) -> Iterator[Check]:
    """Rows below their full mark whose score is result ÷ target × full mark."""
    goals = {entry.name: entry for entry in ledger.entries if entry.record.target and entry.value is not None}
    for line in filter(is_line, ledger.scores):
        goal = goals.get(line.name)
        if goal is None or goal.value is None or not goal.record.target or abs(goal.index - line.index) > REACH:
            continue
        part = goal.value.value / goal.record.target
        if not Decimal("0.3") < part < 1:
            continue
        holds, computed = proportion(ledger, line, part)
        if holds:
            target = printed_figure(goal.record, goal.record.target, goal.unit)
            message = messages.proportional(line, goal, target, computed)
            yield _verdict(line, (goal,), computed, Status.HOLDS, message)


def check_weighted(ledger: Ledger, rate: Entry, formula: bool) -> Iterator[Check]:
    """The score of the row against rate × full mark; a coefficient, an execution rate, or the row's own rate."""
    assert rate.value is not None
    coefficient = pattern("rates", "coefficient").search(rate.name)
    execution = pattern("rates", "execution").search(rate.name)
    factor = HUNDRED if rate.unit == "%" else Decimal(1)
    for line in beside(ledger, rate):
        own_row = ledger.line(line) == ledger.line(rate) or line.name == rate.name or "执行" in line.name
        if not (coefficient or (execution and own_row) or (line.name == rate.name and rate.record.target is None)):
            continue
        holds, computed = proportion(ledger, line, rate.value.value / factor)
        if holds:
            message = messages.weighted(line, mark_of(ledger, line), rate, computed, Status.HOLDS)
            yield _verdict(line, (rate,), computed, Status.HOLDS, message)
            return
        if formula and execution and own_row and line.name == rate.name and rate.value.value < factor:
            message = messages.weighted(line, mark_of(ledger, line), rate, computed, Status.VIOLATED)
            yield _verdict(line, (rate,), computed, Status.VIOLATED, message)
            return


def check_execution_lines(ledger: Ledger) -> Iterator[Check]:
    """Execution lines whose rate stands elsewhere in the report: score = that rate × full mark."""
    rates = [e for e in ledger.of_kind(RecordKind.RATE) if pattern("rates", "execution").search(e.name)]
    for line in ledger.scores:
        if not mark_of(ledger, line) or line.record.total:
            continue
        if not pattern("rates", "execution").search(line.name) and "执行" not in line.name:
            continue
        for rate in sorted(rates, key=lambda entry: ledger.distance(entry, line)):
            assert rate.value is not None
            holds, computed = proportion(ledger, line, rate.value.value / HUNDRED)
            if holds and rate.unit == "%":
                message = messages.weighted(line, mark_of(ledger, line), rate, computed, Status.HOLDS)
                yield _verdict(line, (rate,), computed, Status.HOLDS, message)
                break


def check_score_rate(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """得分率 against score ÷ full mark of the line before it."""
    assert rate.value is not None
    lines = sorted(beside(ledger, rate), key=lambda entry: (entry.index > rate.index, abs(entry.index - rate.index)))
    for line in lines:
        if not is_line(line):
            continue
        mark, points = full_mark(line), score(line)
        assert mark is not None and points is not None
        computed = points.value / mark.value * HUNDRED
        holds = within(rate.value.value, rate.value.step, computed, computed)
        if holds:
            yield _rate_verdict(rate, line, computed, Status.HOLDS)
            return
    if lines and is_line(lines[0]) and lines[0].index == rate.index - 1 and not rate.approximate:
        mark, points = full_mark(lines[0]), score(lines[0])
        assert mark is not None and points is not None
        yield _rate_verdict(rate, lines[0], points.value / mark.value * HUNDRED, Status.VIOLATED)


def _rate_verdict(rate: Entry, line: Entry, computed: Decimal, status: Status) -> Check:
    assert rate.value is not None
    return Check(
        rule=Rule.RATIO,
        status=status,
        stated=rate.value.value,
        computed=round(computed, 4),
        tolerance=rate.value.step,
        records=ids(rate, line),
        message=messages.score_rate(rate, line, computed, status),
    )


def _verdict(line: Entry, others: tuple[Entry, ...], computed: Decimal, status: Status, message: str) -> Check:
    points: Printed | None = score(line)
    assert points is not None
    return Check(
        rule=Rule.RATIO,
        status=status,
        stated=points.value,
        computed=round(computed, 4),
        tolerance=max(ROUNDING, points.step / 2),
        records=ids(line, others),
        message=message,
    )
