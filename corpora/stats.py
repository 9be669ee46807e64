"""What the corpus holds, in numbers."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from corpora.report import AnnotatedReport
from models.labels import Label


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts over some reports; ``characters`` are code points of the untagged text."""

    reports: int = 0
    characters: int = 0
    entities: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    unrecorded: int = 0
    """Reports whose records nobody has annotated."""
    violations: Counter[str] = field(default_factory=Counter)
    holds: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    indicators: int = 0
    """Distinct indicator names."""


def count(reports: Iterable[AnnotatedReport]) -> Stats:
    """The counts over ``reports``."""
    reports = list(reports)
    records = [record for report in reports for record in report.records or ()]
    return Stats(
        reports=len(reports),
        characters=sum(len(report.text) for report in reports),
        entities=Counter(str(entity.label) for report in reports for entity in report.entities),
        records=Counter(record["kind"] for record in records),
        unrecorded=sum(report.records is None for report in reports),
        violations=Counter(claim["rule"] for report in reports for claim in report.violations),
        holds=Counter(claim["rule"] for report in reports for claim in report.holds),
        families=Counter(report.family for report in reports),
        indicators=len({record["indicator"] for record in records}),
    )


def table(columns: dict[str, Stats]) -> list[list[str]]:
    """Rows of the counts, head row first, a column for each of ``columns``."""
    rows: list[tuple[str, list[int]]] = []

    def add(name: str, get: Callable[[Stats], int]) -> None:
        rows.append((name, [get(stats) for stats in columns.values()]))

    add("报告", lambda stats: stats.reports)
    add("字符", lambda stats: stats.characters)
    add("实体", lambda stats: stats.entities.total())
    for label in Label:
        add(f"  {label}", lambda stats, label=label: stats.entities[label])  # type: ignore[misc]
    add("记录", lambda stats: stats.records.total())
    for kind in ("amount", "count", "rate", "score"):
        add(f"  {kind}", lambda stats, kind=kind: stats.records[kind])  # type: ignore[misc]
    add("未标记录的报告", lambda stats: stats.unrecorded)
    add("不同指标名", lambda stats: stats.indicators)
    add("成立的关系", lambda stats: stats.holds.total())
    add("矛盾", lambda stats: stats.violations.total())
    return [["", *columns], *([name, *(f"{number:,}" for number in numbers)] for name, numbers in rows)]
