"""``ratio`` of points behind a formula that the report prints: 按“执行率×20”计分, 按92%×15分计13.8分, 按完成率折算.

Such a score is not one of several steps: the words tell how it was worked out, so that it holds or is contradicted.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from service.checks.check import Check
from service.checks.claims import Claim, label, number, points
from service.checks.ledger import Entry, Ledger, score
from service.checks.tolerance import HUNDRED
from service.checks.weights import fits, score_claim
from service.records.record import RecordKind

TIMES = r"\s*[×*xX]\s*"
CLOSE = (
    r"[”\"’）)]?\s*(?:的?(?:方[式法]|比例|公式))?(?:计分|计算|折算|核算|计)?[，,]?\s*"
    r"(?:实际|自评|实)?得?分?[为：:=＝]?\s*$"
)
MARK = r"(?:(?P<mark>\d+(?:\.\d+)?)\s*分?|满分|分值|权重|标准分|指标分值|该?指标满分)"
NAMED = re.compile(
    rf"(?:(?P<rate>[\u4e00-\u9fff]{{1,6}}率)[”\"’）)]?{TIMES}{MARK}|(?:(?P<first>\d+(?:\.\d+)?)\s*分?|满分|分值|权重|标准分)"
    rf"{TIMES}[“\"‘（(]?(?P<last>[\u4e00-\u9fff]{{1,6}}率)){CLOSE}"
)
"""A rate by its name × points, or the points × the rate, right before the score."""

FIGURES = re.compile(
    rf"(?:(?P<rate>\d+(?:\.\d+)?)\s*[%％]{TIMES}(?P<mark>\d+(?:\.\d+)?)\s*分?"
    rf"|(?P<first>\d+(?:\.\d+)?)\s*分?{TIMES}(?P<last>\d+(?:\.\d+)?)\s*[%％]){CLOSE}"
)
"""A rate in figures × points, right before the score."""

CONVERTED = re.compile(
    r"(?P<line>[\u4e00-\u9fff]{2,12}?)(?:指标|一项|项)?按(?P<rate>[\u4e00-\u9fff]{1,6}率)(?:折算|换算|计算|比例|计)的?(?:得?分|计分)?"
)
"""The line 完成数量 in 完成数量按完成率折算得分."""

REACH = 40


def check_formulas(ledger: Ledger) -> Iterator[Check]:
    """Scores behind a formula, and those of lines that are said to be converted from a rate."""
    for line in ledger.scores:
        printed = score(line)
        if printed is None:
            continue
        before = ledger.between(max(0, printed.start - REACH), printed.start)
        yield from outcome(line, figure_claims(ledger, line, before) or named_claims(ledger, line, before))
    for told in CONVERTED.finditer(ledger.text, ledger.passage.start, ledger.passage.stop):
        yield from check_converted(ledger, told)


def outcome(line: Entry, made: list[Claim]) -> Iterator[Check]:
    """The claim that fits, or the only one that the formula can mean."""
    fitting = [claim for claim in made if fits(claim, line)]
    if fitting or len({claim.computed for claim in made}) == 1:
        yield (*fitting, *made)[0].check(bool(fitting))


def figure_claims(ledger: Ledger, line: Entry, before: str) -> list[Claim]:
    """The claim of a formula in figures; the nearest rate of that figure tells what it is of."""
    formula = FIGURES.search(before)
    if formula is None:
        return []
    share, mark = Decimal(formula["rate"] or formula["last"]), Decimal(formula["mark"] or formula["first"])
    rates = [rate for rate in percentages(ledger) if rate.figure.value == share]
    other = min(rates, key=lambda rate: abs(rate.start - line.start), default=line)
    part = mark * share / HUNDRED
    return [score_claim(line, other, part, f"{number(share)}% × {points(mark)} = {number(part, 2)}分")]


def named_claims(ledger: Ledger, line: Entry, before: str) -> list[Claim]:
    """The claims of a formula in words, one for each rate of its name; that of the sentence is meant before others."""
    formula = NAMED.search(before)
    if formula is None:
        return []
    told = formula["mark"] or formula["first"]
    mark = Decimal(told) if told else line.record.full_mark
    rates = rates_called(ledger, formula["rate"] or formula["last"], line)
    return converted(line, rates, mark) if mark else []


def converted(line: Entry, rates: list[Entry], mark: Decimal) -> list[Claim]:
    """The claims that the score of ``line`` is one of the rates × ``mark``."""
    parts = [(rate, mark * rate.figure.value / HUNDRED) for rate in rates]
    return [
        score_claim(line, rate, part, f"{label(rate)} × {points(mark)} = {number(part, 2)}分") for rate, part in parts
    ]


def percentages(ledger: Ledger) -> Iterator[Entry]:
    """The rates in per cent."""
    return (rate for rate in ledger.of_kind(RecordKind.RATE) if rate.unit == "%")


def rates_called(ledger: Ledger, name: str, line: Entry) -> list[Entry]:
    """The rates of that name before ``line``, or the last of them in its sentence.

    A line that is a rate of that name itself (办结率 | 办结率×6) means its own.
    """
    before = [rate for rate in percentages(ledger) if rate.start < line.start and is_called(rate, name)]
    if line.name.endswith(name):
        before = [rate for rate in before if rate.name in line.name]
    own = [rate for rate in before if ledger.sentence(rate) == ledger.sentence(line)]
    return own[-1:] or before


def is_called(rate: Entry, name: str) -> bool:
    """Whether a rate goes by ``name``, which a formula may shorten or say in full."""
    return bool(rate.name) and (rate.name.endswith(name) or name.endswith(rate.name))


def check_converted(ledger: Ledger, told: re.Match[str]) -> Iterator[Check]:
    """A line whose score is said to be converted from a rate, where one line and its rate go by these names."""
    lines = [e for e in ledger.scores if e.name and told["line"].endswith(e.name) and e.record.full_mark]
    scored = [line for line in lines if line.record.score is not None]
    rates = [rate for rate in percentages(ledger) if is_called(rate, told["rate"])]
    for line in scored[:1]:
        made = converted(line, rates, line.record.full_mark or HUNDRED)
        yield from (claim.check(True) for claim in [claim for claim in made if fits(claim, line)][:1])
