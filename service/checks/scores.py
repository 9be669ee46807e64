"""``full_mark_sum`` and ``score_sum``: the points of a table add up, by group and in total.

A total holds where one reading of the table gives it; it is violated only where the lines are known to be complete,
because their other column adds up.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from service.checks.check import Check
from service.checks.claims import Claim
from service.checks.full_marks import check_full_marks
from service.checks.ledger import Entry, Ledger, ids, score
from service.checks.printed import Printed
from service.checks.score_groups import adds_up, check_group, claim
from service.checks.slips import is_slip
from service.checks.tables import (
    COLUMNS,
    HUNDRED,
    MARKS,
    SCORES,
    Column,
    other_column,
    readings,
    totals,
)
from service.checks.vocabulary import pattern

WHOLE = re.compile("(?:综合|自评|评价|最终|总)得?分|得分$|^(?:综合)?自评得?$")
"""What a score of all the lines is called, also where it is that of a single project."""

FARTHEST = Decimal(10)
"""A total farther from the sum of its lines is no slip but of other lines."""

BONUS = re.compile("加分项|减分项|附加分|加减分|扣减分|加权平均")
"""Where points are given or taken beyond the lines, these do not add up to the total."""


def check_scores(ledger: Ledger) -> Iterator[Check]:
    """The sums of both columns, by group and in total."""
    for group in ledger.scores:
        if not group.record.total:
            yield from check_group(ledger, group)
    for told in ledger.scores:
        yield from check_hundred(ledger, told)
    for total in totals(ledger):
        for column in COLUMNS:
            stated = column.points(total)
            if stated is not None:
                yield from check_total(ledger, column, total, stated)
    if not any(entry.record.full_mark is not None for entry in totals(ledger)):
        fitting = distinct(lines for lines in readings(ledger, None) if MARKS.gives(lines, HUNDRED))
        yield from (claim(MARKS, None, HUNDRED, lines).check(True) for lines in fitting)
    yield from check_full_marks(ledger)


def check_hundred(ledger: Ledger, told: Entry) -> Iterator[Check]:
    """A score of all against the lines behind it that fill 100 points: those of one project, or the first of a report.

    The lines are complete, since they have 100 points between them, and begin right behind the score.
    """
    stated = score(told)
    if stated is None or told.record.full_mark is not None or not WHOLE.search(told.name):
        return
    lines: list[Entry] = []
    for entry in ledger.scores[ledger.scores.index(told) + 1 :]:
        if entry.record.full_mark is None or entry.record.score is None or MARKS.total(lines) >= HUNDRED.value:
            break
        lines.append(entry)
    holds = SCORES.gives(lines, stated)
    near = abs(SCORES.total(lines) - stated.value) <= FARTHEST and not BONUS.search(ledger.text[ledger.passage])
    near = near and is_one_level(ledger, lines)
    if len(lines) > 1 and MARKS.gives(lines, HUNDRED) and (holds or near):
        yield claim(SCORES, told, stated, lines).check(holds)


def is_one_level(ledger: Ledger, lines: Sequence[Entry]) -> bool:
    """Whether lines are all groups or none, and end where the scored lines end: no group among its own lines."""
    place = ledger.scores.index(lines[-1]) + 1 if lines else 0
    goes_on = any(
        e.record.full_mark is not None and e.record.score is not None for e in ledger.scores[place : place + 1]
    )
    return not goes_on and len({line.record.group for line in lines}) == 1


def check_total(ledger: Ledger, column: Column, total: Entry, stated: Printed) -> Iterator[Check]:
    """One column of one total line."""
    sets = list(readings(ledger, total))
    fitting = distinct(lines for lines in sets if column.gives(lines, stated))
    if fitting:
        yield from (claim(column, total, stated, lines).check(True) for lines in fitting)
        return
    for lines in sets:
        if column.is_full(lines) and owner(ledger, lines) is total and is_complete(ledger, column, total, lines):
            made = claim(column, total, stated, lines)
            if not belongs_elsewhere(ledger, column, total, made) and not is_read_twice(ledger, column, lines):
                yield made.check(False)
            return


def belongs_elsewhere(ledger: Ledger, column: Column, total: Entry, made: Claim) -> bool:
    """Whether the sum is what another total states, so that the lines are its own; unless the two differ by a slip."""
    figures = (column.points(other) for other in totals(ledger) if other is not total)
    stated = any(figure is not None and figure.value == made.computed for figure in figures)
    return stated and not is_slip(made.stated, made.computed)


def is_read_twice(ledger: Ledger, column: Column, lines: Sequence[Entry]) -> bool:
    """Whether the line behind one of ``lines`` has its name and other points: one of the two was misread."""
    ids_of_lines = {line.id for line in lines}
    return any(
        one.id in ids_of_lines and one.name == other.name and _differ(column.points(one), column.points(other))
        for one, other in pairwise(ledger.scores)
    )


def _differ(one: Printed | None, other: Printed | None) -> bool:
    return one is not None and other is not None and one.value != other.value


def distinct(fitting: Iterable[list[Entry]]) -> list[list[Entry]]:
    """The first fitting set, and the first that shares no line with it: the leaves and the groups of one table."""
    kept: list[list[Entry]] = []
    for lines in fitting:
        if not any(set(ids(lines)) & set(ids(other)) for other in kept):
            kept.append(lines)
    return kept[:2]


def owner(ledger: Ledger, lines: Sequence[Entry]) -> Entry | None:
    """The total line that stands closest to ``lines``, at their end rather than at their head."""
    first, last = lines[0].index, lines[-1].index

    def gap(total: Entry) -> tuple[int, int]:
        if total.index > last:
            return total.index - last, 0
        return (first - total.index, 1) if total.index < first else (0, 0)

    return min(totals(ledger), key=gap, default=None)


def is_complete(ledger: Ledger, column: Column, total: Entry, lines: Sequence[Entry]) -> bool:
    """Whether the lines are known to be the whole table: the other column, or another total, adds up."""
    if adds_up(other_column(column), total, lines):
        return True
    if column is MARKS:
        return False
    if is_every_dimension(lines) and ledger.sentence(total) == ledger.sentence(lines[0]):
        return True
    others = (score(entry) for entry in totals(ledger) if entry is not total)
    return MARKS.gives(lines, HUNDRED) or any(other is not None and SCORES.gives(lines, other) for other in others)


def is_every_dimension(lines: Sequence[Entry]) -> bool:
    """Whether the lines are the four dimensions that a score is made up of, each once."""
    names = pattern("totals", "dimension")
    found = [match["which"] for line in lines if (match := names.fullmatch(line.name))]
    return len(found) == len(lines) and {name[0] for name in found} in (
        {"决", "过", "产", "效"},
        {"投", "过", "产", "效"},
    )
