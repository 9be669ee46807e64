"""``ratio`` of points: score = rate × full mark, 得分系数 × 分值 = 得分, 得分率 = 得分 ÷ 分值.

Many forms score by steps and not in proportion. A score that is not in proportion is a contradiction only where the
report says that it computes it so, or scores its other rows so.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from service.checks.check import Check, Rule
from service.checks.claims import Claim, label, named, number, points
from service.checks.ledger import Entry, Ledger, ids, score
from service.checks.printed import printed_figure
from service.checks.tolerance import HUNDRED, within
from service.checks.vocabulary import pattern
from service.quantities import Bound
from service.records.record import RecordKind

ROUNDING = Decimal("0.05")
FORMULA = re.compile(r"分\s*[*×xX]\s*(预算)?执行率|(预算)?执行率\s*[*×xX]\s*(分值|权重|满分|标准分|该?指标)")
PROPORTIONAL_ROWS = 2
"""So many rows below their full mark that are in proportion show how the table is scored."""

LEAST_PART = Decimal("0.3")
"""Below this part of the goal, forms give no points in proportion."""

REACH = 3
MONEY_REACH = 5
BEHIND = 40
EXECUTED = re.compile("执行|支付(?:进度|率)|支出(?:进度|率)|资金使用率")
IN_PROPORTION = re.compile(r"执行率[^。；]{0,16}按(?:照)?比例|按(?:照)?(?:预算)?执行率")
PROSE = re.compile("[，。；]")


def check_weights(ledger: Ledger) -> Iterator[Check]:
    """The scores that follow from a rate, and the rates of scores."""
    proportional = list(proportional_rows(ledger))
    by_formula = FORMULA.search(ledger.text[ledger.passage]) is not None or len(proportional) >= PROPORTIONAL_ROWS
    yield from proportional
    by_coefficient = len([rate for rate in ledger.of_kind(RecordKind.RATE) if scales_its_row(ledger, rate)])
    for rate in ledger.of_kind(RecordKind.RATE):
        if pattern("rates", "score_rate").search(rate.name):
            yield from check_score_rate(ledger, rate)
        elif rate.unit in ("%", ""):
            yield from check_row(ledger, rate, by_formula, by_coefficient >= PROPORTIONAL_ROWS)
    yield from check_execution_lines(ledger)


def mark_of(ledger: Ledger, entry: Entry) -> Decimal | None:
    """The full mark of a scored line: its own, or that of its group where it is the only line."""
    if entry.record.kind is not RecordKind.SCORE or entry.record.score is None:
        return None
    if entry.record.full_mark:
        return entry.record.full_mark
    group = ledger.parent(entry)
    if group is None or len([line for line in ledger.children.get(group.id, ()) if line.record.score is not None]) > 1:
        return None
    return group.record.full_mark


def beside(ledger: Ledger, rate: Entry) -> list[Entry]:
    """The scored lines beside ``rate``, those of its own table row first."""
    near = [entry for entry in ledger.near(rate, REACH, REACH, 160) if mark_of(ledger, entry)]
    return sorted(near, key=lambda entry: ledger.line(entry) != ledger.line(rate))


def proportional_rows(ledger: Ledger) -> Iterator[Check]:
    """Rows below their full mark whose score is result ÷ target × full mark."""
    goals = {entry.name: entry for entry in ledger.entries if entry.record.target and entry.value is not None}
    for line in ledger.scores:
        goal, mark = goals.get(line.name), line.record.full_mark
        if goal is None or not goal.record.target or not mark or line.record.score is None:
            continue
        part = goal.figure.value / goal.record.target
        limit = goal.record.target_bound in (Bound.AT_MOST, Bound.BELOW)
        if limit or abs(goal.index - line.index) > REACH or not LEAST_PART < part < 1:
            continue
        target = printed_figure(goal.record, goal.record.target, goal.unit)
        formula = f"{goal.figure.show()} ÷ {target.show()} × {points(mark)} = {number(mark * part, 2)}分"
        made = score_claim(line, goal, mark * part, formula)
        if fits(made, line):
            yield made.check(True)


def weighted(ledger: Ledger, line: Entry, rate: Entry) -> Claim:
    """The claim that the score of ``line`` is ``rate`` × its full mark."""
    mark = mark_of(ledger, line) or Decimal(0)
    computed = mark * rate.figure.value / (HUNDRED if rate.unit == "%" else 1)
    return score_claim(line, rate, computed, f"{label(rate)} × 分值{points(mark)} = {number(computed, 2)}分")


def scales_its_row(ledger: Ledger, rate: Entry) -> bool:
    """Whether a coefficient below one gives the score of the line right behind it in its row."""
    line = next(iter(ledger.entries[rate.index + 1 : rate.index + 2]), None)
    if line is None or not pattern("rates", "coefficient").search(rate.name) or is_full(rate):
        return False
    return bool(mark_of(ledger, line)) and fits(weighted(ledger, line, rate), line)


def is_full(rate: Entry) -> bool:
    """Whether the rate gives all the points."""
    return rate.figure.value >= (HUNDRED if rate.unit == "%" else 1)


def check_row(ledger: Ledger, rate: Entry, by_formula: bool, by_coefficient: bool) -> Iterator[Check]:
    """The score of the row against rate × full mark; a coefficient, an execution rate, or the row's own rate.

    ``by_coefficient``: the table has shown in other rows that its coefficients give the scores.
    """
    coefficient = pattern("rates", "coefficient").search(rate.name)
    execution = pattern("rates", "execution").search(rate.name)
    for line in beside(ledger, rate):
        own_row = ledger.line(line) == ledger.line(rate) if coefficient else is_of_execution(ledger, rate, line)
        own_rate = line.name == rate.name and rate.record.target is None
        if not (coefficient or own_rate or (execution and own_row)):
            continue
        made = weighted(ledger, line, rate)
        by_rule = by_formula and execution and line.name == rate.name and not is_full(rate)
        by_rule = by_rule or (by_coefficient and coefficient and line.index == rate.index + 1 and own_row)
        if fits(made, line) or by_rule:
            yield made.check(abs(made.stated - made.computed) <= made.tolerance)
            return


def is_of_execution(ledger: Ledger, rate: Entry, line: Entry) -> bool:
    """Whether an execution rate is that of a line: by its name, or as the cells of one row of money.

    The rate of one thing by the mark of another gives its score by accident: 执行率95%。满意度10分，得9.5分.
    """
    if line.name == rate.name or EXECUTED.search(line.name):
        return True
    first, last = sorted((rate, line), key=lambda entry: entry.index)
    if PROSE.search(ledger.between(first.start, last.start)):
        return False
    money = {entry.name for entry in ledger.entries[max(0, first.index - MONEY_REACH) : first.index] if is_money(entry)}
    return line.name in money


def is_money(entry: Entry) -> bool:
    """Whether an entry is an amount."""
    return entry.record.kind is RecordKind.AMOUNT


def check_execution_lines(ledger: Ledger) -> Iterator[Check]:
    """Execution lines whose rate stands elsewhere in the report: score = that rate × full mark."""
    execution = pattern("rates", "execution")
    rates = [rate for rate in ledger.of_kind(RecordKind.RATE) if execution.search(rate.name) and rate.unit == "%"]
    for line in ledger.scores:
        if line.record.total or not mark_of(ledger, line) or not tells_execution(ledger, line):
            continue
        nearest = sorted(rates, key=lambda rate: ledger.distance(rate, line))
        made = next((made for made in (weighted(ledger, line, rate) for rate in nearest) if fits(made, line)), None)
        if made is not None:
            yield made.check(True)


def tells_execution(ledger: Ledger, line: Entry) -> bool:
    """Whether a line is about the execution of a budget, by its name or by the words behind its score."""
    printed = score(line)
    behind = ledger.text[printed.end : printed.end + BEHIND] if printed is not None and printed.end > 0 else ""
    named = pattern("rates", "execution").search(line.name) or EXECUTED.search(line.name)
    return bool(named or IN_PROPORTION.search(behind.split("\n")[0]))


def fits(made: Claim, line: Entry) -> bool:
    """Whether stated and computed score agree; all the points for less than the whole are steps and no rounding."""
    if made.stated == line.record.full_mark and made.computed < made.stated - ROUNDING:
        return False
    return abs(made.stated - made.computed) <= made.tolerance


def score_claim(line: Entry, other: Entry, computed: Decimal, formula: str) -> Claim:
    """The claim that the score of ``line`` follows from ``other``."""
    printed = score(line)
    stated = line.record.score or Decimal(0)
    return Claim(
        rule=Rule.RATIO,
        subject=f"{named(line)}的得分",
        stated=stated,
        told=points(stated),
        computed=computed,
        tolerance=max(ROUNDING, printed.step / 2 if printed else ROUNDING),
        formula=formula,
        records=ids(line, other),
    )


def check_score_rate(ledger: Ledger, rate: Entry) -> Iterator[Check]:
    """得分率 against score ÷ full mark of a line beside it; contradicted only by the line right before it.

    A line with a rate of its own right behind it lends its points to no other.
    """
    lines = [line for line in beside(ledger, rate) if line.record.full_mark and not has_own_rate(ledger, line, rate)]
    lines.sort(key=lambda line: (line.index > rate.index, abs(line.index - rate.index)))
    for line in lines:
        if _agrees(rate, line):
            yield rate_claim(rate, line).check(True)
            return
    following = ledger.entries[rate.index + 1 : rate.index + 2]
    listed = any(other.record.kind is RecordKind.RATE and other.name == rate.name for other in following)
    if lines and lines[0].index == rate.index - 1 and not rate.approximate and not listed:
        yield rate_claim(rate, lines[0]).check(False)


def has_own_rate(ledger: Ledger, line: Entry, rate: Entry) -> bool:
    """Whether another 得分率 than ``rate`` stands right behind ``line``, in its sentence, and fits it."""
    following = ledger.entries[line.index + 1 : line.index + 2]
    return any(
        other is not rate
        and other.record.kind is RecordKind.RATE
        and other.value is not None
        and pattern("rates", "score_rate").search(other.name)
        and ledger.sentence(other) == ledger.sentence(line)
        and _agrees(other, line)
        for other in following
    )


def _agrees(rate: Entry, line: Entry) -> bool:
    computed = rate_claim(rate, line).computed
    return within(rate.figure.value, rate.figure.step, computed, computed)


def rate_claim(rate: Entry, line: Entry) -> Claim:
    """The claim that ``rate`` is score ÷ full mark of ``line``."""
    mark, stated = line.record.full_mark or HUNDRED, line.record.score or Decimal(0)
    computed = stated / mark * HUNDRED
    return Claim(
        rule=Rule.RATIO,
        subject=f"{named(line)}的{named(rate)}",
        stated=rate.figure.value,
        told=rate.figure.show(),
        computed=computed,
        tolerance=rate.figure.step,
        formula=f"得分{points(stated)} ÷ 分值{points(mark)} = {number(computed)}%",
        records=ids(rate, line),
    )
