"""The figures of a report under names that other reports may share, each with what it must agree in to be compared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.checks.facts import figure, tolerance
from service.checks.ledger import Entry
from service.checks.printed import Printed, printed_figure
from service.checks.vocabulary import plain_name
from service.reconcile.owners import Level, Owner, is_goal_form, level_of
from service.reconcile.report import Report
from service.reconcile.vocabulary import pattern, synonyms
from service.records.record import RecordKind, Stage

TOTAL = "总分"
BALANCE = "balance"
"""Stage of a key whose name itself says which balance is meant."""


@dataclass(frozen=True, slots=True)
class Key:
    """What two figures must agree in to be of one thing; ``period`` is ISO 8601, ``fund`` the budget it is of."""

    kind: RecordKind
    name: str
    unit: str
    stage: str
    period: str
    fund: str = ""


@dataclass(frozen=True, eq=False)
class Fact:
    """A figure of a report under its key.

    ``whole`` is the name of the total of which it is a part; ``dated`` tells whether its own words give the year.
    """

    report: Report
    entry: Entry
    key: Key
    figure: Printed
    whole: str
    dated: bool

    @property
    def is_statutory(self) -> bool:
        """Whether every report that states a line of this name means the same line."""
        return pattern("facts", "statutory").search(self.key.name) is not None

    @property
    def is_telling(self) -> bool:
        """Whether the figure has four digits or more, so that it does not meet another one by chance."""
        return len(str(abs(int(self.figure.value / self.figure.step))).rstrip("0")) >= 4


def facts_of(report: Report, owner: Owner) -> list[Fact]:
    """The exact figures of ``report`` that another report may state too, in reading order."""
    if report.year is None or is_goal_form(report):
        return []
    level = level_of(report)
    found = (_fact(report, owner, entry) for entry in report.ledger.entries)
    return [fact for fact in found if fact is not None and _is_of_unit(fact, level)]


def goals_of(report: Report, owner: Owner) -> list[Fact]:
    """The goals that ``report`` states."""
    if report.year is None:
        return []
    return [fact for entry in report.ledger.entries if (fact := _goal(report, owner, entry)) is not None]


def single(facts: Iterable[Fact]) -> Mapping[Key, Fact]:
    """The facts by key, without those keys under which a report states different figures; the finest print counts."""
    groups: dict[Key, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.key].append(fact)
    return {key: min(group, key=_coarseness) for key, group in groups.items() if _agree(group)}


def equal(one: Printed, other: Printed) -> bool:
    """Whether two prints of one figure agree after rounding or truncation to the coarser one."""
    return one.value == other.value or abs(one.value - other.value) < tolerance(one, other)


def _coarseness(fact: Fact) -> tuple[object, ...]:
    return fact.figure.step, fact.entry.index


def _agree(group: Sequence[Fact]) -> bool:
    first = min(group, key=_coarseness)
    return all(equal(first.figure, other.figure) for other in group)


def _fact(report: Report, owner: Owner, entry: Entry) -> Fact | None:
    record = entry.record
    printed = figure(entry)
    if printed is None or printed.start < 0 or entry.approximate or record.growth_only:
        return None
    if record.kind is RecordKind.SCORE:
        if not record.total:
            return None
        return Fact(report, entry, Key(record.kind, TOTAL, "分", "", _year(report)), printed, "", False)
    name, prior = _named(report, owner, entry)
    if not name:
        return None
    stage = record.stage.value if record.stage and record.stage is not Stage.CARRYOVER else ""
    period = record.period or _year(report, -1 if prior else 0)
    key = Key(record.kind, name, entry.unit, stage, period, _fund(entry, name))
    parent = report.ledger.parent(entry)
    whole = canonical(parent.name, owner)[0] if parent else ""
    return Fact(report, entry, key, printed, whole, prior or record.period is not None)


def _goal(report: Report, owner: Owner, entry: Entry) -> Fact | None:
    record = entry.record
    name = canonical(entry.name, owner)[0]
    goal = record.value if record.target is None and is_goal_form(report) else record.target
    if goal is None or not name or record.kind is RecordKind.SCORE:
        return None
    printed = printed_figure(record, goal, entry.unit)
    if printed.start < 0:
        return None
    key = Key(record.kind, name, entry.unit, "target", record.period or _year(report))
    return Fact(report, entry, key, printed, "", record.period is not None)


def _year(report: Report, shift: int = 0) -> str:
    return str((report.year or 0) + shift)


def _named(report: Report, owner: Owner, entry: Entry) -> tuple[str, bool]:
    """The name for matching and whether it is of the year before; a bare name is that of the budget before it."""
    name, prior = canonical(entry.name, owner)
    if not pattern("name", "bare").search(name):
        return name, prior
    before = report.ledger.entries[entry.index - 1] if entry.index else None
    if before is not None and before.record.kind is entry.record.kind and _same_sentence(report, before, entry):
        inherited = _named(report, owner, before)[0]
        if before.record.stage in (Stage.BUDGET, Stage.ADJUSTED) and inherited:
            return inherited, prior
    heading = entry.record.section[-1] if entry.record.section else ""
    return ("" if pattern("facts", "heading").search(heading) else name or "总额"), prior


def _same_sentence(report: Report, one: Entry, other: Entry) -> bool:
    return report.ledger.sentence(one) == report.ledger.sentence(other)


@lru_cache(maxsize=65536)
def canonical(name: str, owner: Owner) -> tuple[str, bool]:
    """A plain name without its owner, year and stage, and whether it is said to be of the year before."""
    name = name.removeprefix(owner.above + owner.key).removeprefix(owner.key)
    name = pattern("name", "lead").sub("", name)
    bare = pattern("name", "prior").sub("", name)
    prior, name = bare != name, bare
    for part in ("before", "stage", "cost"):
        name = pattern("name", part).sub("", name)
    name = plain_name(name)
    return synonyms().get(name, name), prior


def _fund(entry: Entry, name: str) -> str:
    """The budget that a total belongs to: by its own name, else by the nearest heading that names one."""
    if not pattern("facts", "parted").search(name):
        return ""
    for words in (name, *reversed(entry.record.section)):
        if match := pattern("facts", "fund").search(plain_name(words)):
            return match[0]
    return ""


def _is_of_unit(fact: Fact, level: Level) -> bool:
    """Whether the figure is one of the report's own unit: in a work report the lines of accounts may be of a place."""
    return level is not Level.WORK or not (
        fact.is_statutory or pattern("facts", "parted").search(fact.key.name) or fact.key.kind is RecordKind.SCORE
    )
