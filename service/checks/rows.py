"""Rows of one table that are worked out alike: 工程量 × 单价 = 合价, 执行率 × 分值 = 得分, 执行得分 + 指标得分 = 总分.

The columns of a table mean the same in every row. What two rows or more show, and all but one, the last row means too.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from service.checks.check import Check, Rule
from service.checks.claims import Claim, listed, named, number, points
from service.checks.ledger import Entry, Ledger, ids, score
from service.checks.prices import Triple, claim, is_plausible
from service.checks.printed import Printed
from service.checks.tolerance import HUNDRED
from service.checks.weights import ROUNDING, score_claim
from service.records.record import RecordKind

LEAST_ALIKE = 2
"""So many rows that are worked out alike show how all of them are."""

LEAST_ENTRIES = 3
PROSE = "，。；"

Row = Sequence[Entry]
Made = tuple[Claim, bool]
"""A claim about one row, and whether it holds."""


def check_rows(ledger: Ledger) -> Iterator[Check]:
    """The claims of each kind that the rows of a table make alike."""
    for table in tables(ledger):
        for family in (products, sums_of_scores):
            yield from alike([made for row in table if (made := family(row)) is not None])
        yield from alike(weighed(ledger, table))


def alike(rows: Sequence[Made]) -> Iterator[Check]:
    """The checks of rows of which all but one at most hold; otherwise they are not worked out alike."""
    holding = [made for made, holds in rows if holds]
    if len(holding) >= LEAST_ALIKE and len(rows) - len(holding) <= 1:
        yield from (made.check(holds) for made, holds in rows)


def tables(ledger: Ledger) -> Iterator[list[Row]]:
    """The rows of lines without prose that state figures of the same kinds one after the other, by these kinds."""
    lines: dict[int, list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        lines[ledger.line(entry)].append(entry)
    found: dict[tuple[RecordKind, ...], list[Row]] = defaultdict(list)
    for row in lines.values():
        text = ledger.between(row[0].start, row[-1].end)
        if len(row) >= LEAST_ENTRIES and not any(mark in text for mark in PROSE):
            found[tuple(entry.record.kind for entry in row)].append(row)
    yield from found.values()


def products(row: Row) -> Made | None:
    """A count, the price of one, and what all cost, side by side under one name."""
    for count, price, total in zip(row, row[1:], row[2:], strict=False):
        kinds = [entry.record.kind for entry in (count, price, total)]
        valued = all(e.value is not None and e.figure.value > 0 and e.name == count.name for e in (count, price, total))
        if kinds == [RecordKind.COUNT, RecordKind.AMOUNT, RecordKind.AMOUNT] and valued:
            made = Triple(count, price, total)
            return (claim(made), made.fits()) if made.fits() or is_plausible(made) else None
    return None


def sums_of_scores(row: Row) -> Made | None:
    """Scores at the end of a row, the last of which is the sum of the others."""
    parts: list[Entry] = []
    for entry in reversed(row):
        if points_of(entry) is None:
            break
        parts.insert(0, entry)
    stated = points_of(parts.pop()) if len(parts) >= LEAST_ENTRIES else None
    if stated is None:
        return None
    computed = sum((figure.value for part in parts if (figure := points_of(part)) is not None), Decimal(0))
    made = Claim(
        rule=Rule.SCORE_SUM,
        subject=f"{named(row[-1])}的得分",
        stated=stated.value,
        told=points(stated.value),
        computed=computed,
        tolerance=ROUNDING,
        formula=f"{len(parts)}项得分（{listed(parts)}）相加为{number(computed)}分",
        records=ids(row[-1], parts),
    )
    return made, abs(stated.value - computed) <= ROUNDING


def points_of(entry: Entry) -> Printed | None:
    """The score of a cell, or its number where it was read without a unit."""
    if entry.record.kind is RecordKind.SCORE:
        return score(entry) if entry.record.full_mark is None else None
    return entry.value if entry.record.kind is RecordKind.RATE and not entry.unit else None


def weighed(ledger: Ledger, table: Sequence[Row]) -> list[Made]:
    """The scores right behind a rate, where one full mark of the report × the rate gives them."""
    pairs = [pair for row in table for pair in pairwise(row) if is_weighed(*pair)]
    marks = {line.record.full_mark for line in ledger.scores if line.record.full_mark}
    readings = [[weight(mark, *pair) for pair in pairs] for mark in sorted(marks)]
    return max(readings, key=lambda reading: sum(holds for _, holds in reading), default=[])


def is_weighed(rate: Entry, line: Entry) -> bool:
    """Whether a line without a full mark of its own stands behind a rate that is not the whole."""
    percent = rate.record.kind is RecordKind.RATE and rate.unit == "%" and rate.value is not None
    own = line.record.kind is RecordKind.SCORE and line.record.full_mark is None and score(line) is not None
    return percent and own and Decimal(0) < rate.figure.value < HUNDRED


def weight(mark: Decimal, rate: Entry, line: Entry) -> Made:
    """The claim that a score is its rate × ``mark``."""
    computed, stated = rate.figure.value * mark / HUNDRED, line.record.score or Decimal(0)
    formula = f"{rate.figure.show()} × 分值{points(mark)} = {number(computed, 2)}分"
    made = replace(score_claim(line, rate, computed, formula), tolerance=ROUNDING)
    return made, abs(stated - computed) <= ROUNDING
