"""``full_mark_sum``, ``score_sum``, ``score_within_full_mark``: the points of a score table.

Which lines add up to the total differs by form: the leaves, or the groups, with or without the execution row and the
bonus rows. A total holds where one of these readings gives it; it is violated only where the lines are known to be
complete, because their other column adds up.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from service.checks import messages
from service.checks.check import Check, Rule, Status
from service.checks.ledger import Entry, Ledger, full_mark, ids, score
from service.checks.printed import Printed
from service.checks.vocabulary import pattern

HUNDRED = Decimal(100)
MARK_TOLERANCE = Decimal("0.01")
SCORE_TOLERANCE = Decimal("0.05")

Points = Callable[[Entry], Printed | None]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of points: its rule, how to read it, and the tolerance of its sums."""

    rule: Rule
    points: Points
    least: Decimal

    def read(self, lines: Sequence[Entry]) -> list[Printed]:
        return [printed for printed in map(self.points, lines) if printed is not None]

    def is_full(self, lines: Sequence[Entry]) -> bool:
        """Whether every line has points in this column."""
        return bool(lines) and all(self.points(line) is not None for line in lines)

    def total(self, lines: Sequence[Entry]) -> Decimal:
        return sum((printed.value for printed in self.read(lines)), Decimal(0))

    def tolerance(self, stated: Printed) -> Decimal:
        """A total may be rounded to its own last place."""
        return max(self.least, Decimal(0) if stated.exact else stated.step / 2)

    def gives(self, lines: Sequence[Entry], stated: Printed) -> bool:
        """Whether the points of ``lines`` add up to ``stated``."""
        return self.is_full(lines) and abs(self.total(lines) - stated.value) <= self.tolerance(stated)


MARKS = Column(Rule.FULL_MARK_SUM, full_mark, MARK_TOLERANCE)
SCORES = Column(Rule.SCORE_SUM, score, SCORE_TOLERANCE)
COLUMNS = (MARKS, SCORES)


def check_scores(ledger: Ledger) -> Iterator[Check]:
    """The sums of both columns, by group and in total, and the limits of each line."""
    yield from check_groups(ledger)
    yield from check_totals(ledger)
    yield from check_limits(ledger)


def score_children(ledger: Ledger, entry: Entry) -> list[Entry]:
    return [child for child in ledger.children.get(entry.id, ()) if child in ledger.scores and not child.record.total]


def check_groups(ledger: Ledger) -> Iterator[Check]:
    """Each group with points against its own lines."""
    for group in ledger.scores:
        if group.record.total:
            continue
        linked = score_children(ledger, group)
        children = linked or following_lines(ledger, group)
        for column in COLUMNS:
            stated = column.points(group)
            if stated is None or len(children) < 2:
                continue
            if column.gives(children, stated):
                yield verdict(column, group, stated, children, Status.HOLDS)
            elif linked and is_complete(column, group, children):
                yield verdict(column, group, stated, children, Status.VIOLATED)


def is_complete(column: Column, group: Entry, children: Sequence[Entry]) -> bool:
    """Whether the lines of a group are known to be all: the other column adds up."""
    if not column.is_full(children):
        return False
    other = SCORES if column is MARKS else MARKS
    stated = other.points(group)
    return stated is not None and other.gives(children, stated)


def following_lines(ledger: Ledger, group: Entry) -> list[Entry]:
    """The lines after a group heading without linked lines, up to the one that fills its full mark; else nothing."""
    mark = group.record.full_mark
    if not group.record.group or mark is None:
        return []
    lines: list[Entry] = []
    total = Decimal(0)
    start = ledger.scores.index(group) + 1
    for entry in ledger.scores[start:]:
        if entry.record.total or entry.record.group or entry.record.full_mark is None:
            break
        lines.append(entry)
        total += entry.record.full_mark
        if total >= mark:
            break
    return lines if total == mark else []


def check_totals(ledger: Ledger) -> Iterator[Check]:
    """Each total line, and the full mark of 100 where no total states one."""
    totals = [entry for entry in ledger.scores if entry.record.total]
    for total in totals:
        for column in COLUMNS:
            stated = column.points(total)
            if stated is not None:
                yield from check_total(ledger, column, total, stated)
    if not any(entry.record.full_mark is not None for entry in totals):
        yield from check_hundred(ledger)


def check_total(ledger: Ledger, column: Column, total: Entry, stated: Printed) -> Iterator[Check]:
    """One column of one total line."""
    sets = list(readings(ledger, total))
    fitting = distinct(lines for lines in sets if column.gives(lines, stated))
    if fitting:
        yield from (verdict(column, total, stated, lines, Status.HOLDS) for lines in fitting)
        return
    other = SCORES if column is MARKS else MARKS
    for lines in sets:
        if column.is_full(lines) and owner(ledger, lines) is total and proves_complete(ledger, other, total, lines):
            yield verdict(column, total, stated, lines, Status.VIOLATED)
            return


def distinct(fitting: Iterable[list[Entry]]) -> list[list[Entry]]:
    """The first fitting set, and the first that shares no line with it: the leaves and the groups of one table."""
    kept: list[list[Entry]] = []
    for lines in fitting:
        if not any(set(ids(lines)) & set(ids(other)) for other in kept):
            kept.append(lines)
    return kept[:2]


def owner(ledger: Ledger, lines: Sequence[Entry]) -> Entry | None:
    """The total line that stands closest to ``lines``, at their end rather than at their head."""
    totals = [entry for entry in ledger.scores if entry.record.total]
    first, last = lines[0].index, lines[-1].index

    def gap(total: Entry) -> tuple[int, int]:
        if total.index > last:
            return total.index - last, 0
        return (first - total.index, 1) if total.index < first else (0, 0)

    return min(totals, key=gap, default=None)


def proves_complete(ledger: Ledger, other: Column, total: Entry, lines: Sequence[Entry]) -> bool:
    """Whether the lines are known to be the whole table: their other column adds up to 100 or to a stated total."""
    stated = other.points(total)
    if stated is not None and other.gives(lines, stated):
        return True
    if other is MARKS:
        full = other.is_full(lines) and abs(other.total(lines) - HUNDRED) <= MARK_TOLERANCE
        return full or any(
            printed is not None and SCORES.gives(lines, printed)
            for printed in (score(entry) for entry in ledger.scores if entry.record.total and entry is not total)
        )
    return False


def check_hundred(ledger: Ledger) -> Iterator[Check]:
    """Full marks that add up to 100 without a stated total."""
    hundred = Printed(HUNDRED, Decimal(1), unit="分", exact=True)
    for lines in distinct(lines for lines in readings(ledger, None) if MARKS.gives(lines, hundred)):
        yield verdict(MARKS, None, hundred, lines, Status.HOLDS)


def readings(ledger: Ledger, total: Entry | None) -> Iterator[list[Entry]]:
    """The sets of lines that a total may mean, the likeliest first; each of two lines or more."""
    seen: set[tuple[str, ...]] = set()
    for pool in pools(ledger, total):
        for lines in cuts(ledger, pool):
            for kept in without_extras(lines):
                key = tuple(line.id for line in kept)
                if len(kept) > 1 and key not in seen:
                    seen.add(key)
                    yield kept


def pools(ledger: Ledger, total: Entry | None) -> Iterator[list[Entry]]:
    """All score lines, then those of the table that ``total`` closes or opens."""
    yield [entry for entry in ledger.scores if not entry.record.total]
    if total is None:
        return
    lines = ledger.scores
    here = lines.index(total)
    before = here
    while before > 0 and not lines[before - 1].record.total:
        before -= 1
    after = here + 1
    while after < len(lines) and not lines[after].record.total:
        after += 1
    yield lines[before:here]
    yield lines[here + 1 : after]
    yield [entry for entry in lines[:here] if not entry.record.total]
    yield [entry for entry in lines[here + 1 :] if not entry.record.total]
    yield score_children(ledger, total)


def cuts(ledger: Ledger, pool: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The levels of a table: its leaves, its uppermost lines, its groups; each also without repeated names."""
    members = {entry.id for entry in pool}
    parents = {entry.record.parent for entry in pool}
    leaves = [entry for entry in pool if entry.id not in parents and not entry.record.group]
    tops = [entry for entry in pool if entry.record.parent not in members]
    groups = [entry for entry in tops if entry.record.group]
    inner = [entry for entry in pool if entry.record.group and entry not in groups]
    levels = (leaves, tops, groups, inner)
    yield from levels
    for level in levels:
        yield once(level)
    for level in levels:
        yield [entry for entry in level if entry.record.same_as is None]


def once(lines: Sequence[Entry]) -> list[Entry]:
    """The first line of each name, for tables whose groups are told again in prose."""
    return list({line.name: line for line in reversed(lines)}.values())[::-1]


def without_extras(lines: Sequence[Entry]) -> Iterator[list[Entry]]:
    """All the lines, and the lines without bonus rows, without the execution row, without lines of no points."""
    bonus, execution = pattern("totals", "bonus"), pattern("totals", "execution")
    yield list(lines)
    yield [line for line in lines if not bonus.search(line.name)]
    yield [line for line in lines if not execution.search(line.name)]
    yield [line for line in lines if line.record.score is not None]
    yield [line for line in lines if line.record.full_mark is not None]


def verdict(column: Column, total: Entry | None, stated: Printed, lines: Sequence[Entry], status: Status) -> Check:
    """The check of one column of one total."""
    computed = column.total(lines)
    name = total.record.indicator if total is not None else "满分"
    return Check(
        rule=column.rule,
        status=status,
        stated=stated.value,
        computed=computed,
        tolerance=column.tolerance(stated),
        records=ids(total, lines) if total is not None else ids(lines),
        message=messages.points_sum(column.rule, name, stated, lines, computed, status),
    )


def check_limits(ledger: Ledger) -> Iterator[Check]:
    """No score above its full mark or below zero: one check for all lines that keep to it, one for each that does not."""
    kept: list[Entry] = []
    for entry in ledger.scores:
        mark, points = entry.record.full_mark, entry.record.score
        if points is None or (mark is None and points >= 0):
            continue
        if points < 0 or (mark is not None and points > mark and not may_exceed(entry)):
            limit = Decimal(0) if points < 0 or mark is None else mark
            yield Check(
                rule=Rule.SCORE_WITHIN_FULL_MARK,
                status=Status.VIOLATED,
                stated=points,
                computed=limit,
                tolerance=Decimal(0),
                records=ids(entry),
                message=messages.beyond_limit(entry, points, limit),
            )
        elif mark is not None:
            kept.append(entry)
    if kept:
        yield Check(
            rule=Rule.SCORE_WITHIN_FULL_MARK,
            status=Status.HOLDS,
            tolerance=Decimal(0),
            records=ids(kept),
            message=f"{len(kept)}项得分都在0分与分值之间。",
        )


def may_exceed(entry: Entry) -> bool:
    """Bonus lines and totals with a bonus may exceed their full mark."""
    return bool(entry.record.total) or bool(pattern("totals", "bonus").search(entry.name))
