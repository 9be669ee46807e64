"""Score tables: their columns of points, and the sets of lines that a total may mean.

Which lines add up to the total differs by form: the leaves, or the groups, with or without the execution row and the
bonus rows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from service.checks.check import Rule
from service.checks.ledger import Entry, Ledger, full_mark, score
from service.checks.printed import Printed
from service.checks.vocabulary import pattern
from service.records.record import RecordKind


@dataclass(frozen=True, slots=True)
class Column:
    """One column of points: its rule and name, how to read it, and the least tolerance of its sums."""

    rule: Rule
    name: str
    points: Callable[[Entry], Printed | None]
    least: Decimal

    def is_full(self, lines: Sequence[Entry]) -> bool:
        """Whether every line has points in this column."""
        return bool(lines) and all(self.points(line) is not None for line in lines)

    def total(self, lines: Sequence[Entry]) -> Decimal:
        """The sum of the points of ``lines``."""
        figures = (self.points(line) for line in lines)
        return sum((figure.value for figure in figures if figure is not None), Decimal(0))

    def tolerance(self, stated: Printed) -> Decimal:
        """A total may be rounded to its own last place."""
        return max(self.least, Decimal(0) if stated.exact else stated.step / 2)

    def gives(self, lines: Sequence[Entry], stated: Printed) -> bool:
        """Whether the points of ``lines`` add up to ``stated``."""
        return self.is_full(lines) and abs(self.total(lines) - stated.value) <= self.tolerance(stated)


MARKS = Column(Rule.FULL_MARK_SUM, "分值", full_mark, Decimal("0.01"))
SCORES = Column(Rule.SCORE_SUM, "得分", score, Decimal("0.05"))
COLUMNS = (MARKS, SCORES)
HUNDRED = Printed(Decimal(100), Decimal(1), unit="分", exact=True)
"""What the full marks of a table add up to, stated or not."""


def other_column(column: Column) -> Column:
    """Full marks for scores, scores for full marks."""
    return SCORES if column is MARKS else MARKS


def core_name(name: str) -> str:
    """决策 of 项目决策类指标: what a class is called wherever a report speaks of it; other names stay as they are."""
    match = pattern("totals", "dimension").fullmatch(name)
    return match["which"] if match else name


def is_mark(entry: Entry) -> bool:
    """Whether a line states a full mark and nothing else."""
    return entry.record.full_mark is not None and entry.record.score is None and entry.record.deduction is None


def totals(ledger: Ledger) -> list[Entry]:
    """The total lines of the report."""
    return [entry for entry in ledger.scores if entry.record.total]


def score_children(ledger: Ledger, entry: Entry) -> list[Entry]:
    """The score lines of a group or total, less the totals among them."""
    children = ledger.children.get(entry.id, ())
    return [child for child in children if child.record.kind is RecordKind.SCORE and not child.record.total]


def readings(ledger: Ledger, total: Entry | None) -> Iterator[list[Entry]]:
    """The sets of lines that a total may mean, the likeliest first; each of two lines or more."""
    seen: set[tuple[str, ...]] = set()
    for pool in pools(ledger, total):
        for lines in cuts(pool):
            for kept in without_extras(lines):
                key = tuple(line.id for line in kept)
                if len(kept) > 1 and key not in seen:
                    seen.add(key)
                    yield kept


def pools(ledger: Ledger, total: Entry | None) -> Iterator[list[Entry]]:
    """All score lines, then those of the table that ``total`` closes or opens."""
    lines = ledger.scores
    yield untotalled(lines)
    if total is None:
        return
    here = lines.index(total)
    ends = [-1, *(place for place, entry in enumerate(lines) if entry.record.total), len(lines)]
    yield lines[max(end for end in ends if end < here) + 1 : here]
    yield lines[here + 1 : min(end for end in ends if end > here)]
    yield untotalled(lines[:here])
    yield untotalled(lines[here + 1 :])
    yield score_children(ledger, total)


def untotalled(lines: Sequence[Entry]) -> list[Entry]:
    """``lines`` without the total lines."""
    return [entry for entry in lines if not entry.record.total]


def cuts(pool: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The levels of a table: its leaves, its uppermost lines, its groups; each also without repeated or no names."""
    members = {entry.id for entry in pool}
    parents = {entry.record.parent for entry in pool}
    leaves = [entry for entry in pool if entry.id not in parents and not entry.record.group]
    tops = [entry for entry in pool if entry.record.parent not in members]
    groups = [entry for entry in tops if entry.record.group]
    inner = [entry for entry in pool if entry.record.group and entry not in groups]
    levels = (leaves, tops, groups, inner)
    classes = [entry for entry in pool if pattern("totals", "dimension").fullmatch(entry.name)]
    yield from levels
    yield from (once(level) for level in levels)
    yield from ([entry for entry in level if entry.record.same_as is None] for level in levels)
    yield from (once([entry for entry in level if entry.name]) for level in levels)
    yield classes
    yield [entry for entry in pool if entry.record.full_mark is None and entry.record.score is not None]


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
