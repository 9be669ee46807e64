"""An extraction arranged for the page: rows to sort, scores against full marks, spans, pages, contradictions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from service.checks import Status
from service.extraction import Extraction
from service.page.entries import (
    SIGNS,
    Claim,
    Entry,
    claims_of,
    entry_of,
    facts_of,
    furniture_of,
    legend_of,
    sections_of,
)
from service.page.sheets import Mark, marks_of
from service.page.spans import Line, lines_of, marked_spans
from service.records import Record, RecordKind, plain
from service.web.budget import Node, budget_of
from service.web.corrections import keys_of
from service.wording import KINDS, STATUSES, when


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the table shows it; ``ranks`` are its places when sorted by each column."""

    entry: Entry
    key: str
    kind: RecordKind
    kind_name: str
    when: str
    section: str
    bad: bool
    ranks: Mapping[str, int]
    whole: str
    """The name of the record that it is a part of, empty where it is none."""
    under: bool
    """Whether it stands in the table below that record, with nothing but parts of it between."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A line of points; ``share`` is the score in hundred of the full mark, ``None`` where one of them is missing."""

    id: str
    name: str
    score: str
    full_mark: str
    share: float | None
    group: bool
    total: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the original: its size in points and the boxes on it."""

    number: int
    width: float
    height: float
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Checks:
    """The claims that came out alike."""

    status: Status
    name: str
    sign: str
    claims: Sequence[Claim]


@dataclass(frozen=True, slots=True)
class ReportView:
    """All that the page shows of a report."""

    extraction: Extraction
    title: str
    facts: Sequence[str]
    notes: Sequence[str]
    furniture: Sequence[tuple[str, int]]
    checks: Sequence[Checks]
    legend: Sequence[tuple[str, str, int]]
    groups: Sequence[Sequence[Line]]
    sheets: Sequence[Sheet]
    rows: Sequence[Row]
    kinds: Sequence[tuple[str, str, int]]
    scores: Sequence[ScoreLine]
    budget: Sequence[Node]
    bad: frozenset[str]


def view_of(extraction: Extraction) -> ReportView:
    """The view of ``extraction``."""
    document = extraction.document
    spans = marked_spans(extraction)
    marks = marks_of(extraction, spans)
    pages = document.source.pages if document.source else ()
    bad = frozenset(id for check in extraction.checks_with(Status.VIOLATED) for id in check.records)
    rows = _rows(extraction, bad)
    return ReportView(
        extraction=extraction,
        title=document.title or "（没有找到标题）",
        facts=facts_of(extraction),
        notes=document.source.notes if document.source else (),
        furniture=furniture_of(extraction),
        checks=[Checks(one, STATUSES[one], sign, list(claims_of(extraction, one))) for one, sign in SIGNS.items()],
        legend=legend_of(extraction),
        groups=lines_of(extraction, spans),
        sheets=[Sheet(n, one.width, one.height, marks.get(n, ())) for n, one in enumerate(pages, 1)],
        rows=rows,
        kinds=[(k.value, name, n) for k, name in KINDS.items() if (n := sum(row.kind is k for row in rows))],
        scores=[_score(record) for record in extraction.records if record.kind is RecordKind.SCORE],
        budget=budget_of(extraction.records, extraction.checks),
        bad=bad,
    )


def _rows(extraction: Extraction, bad: frozenset[str]) -> list[Row]:
    marked = frozenset(extraction.review.records if extraction.review else ())
    keys, ranks = keys_of(extraction.records), _ranks(extraction.records)
    sections = {entry.id: section for section, entries in sections_of(extraction) for entry in entries}
    names = {record.id: record.indicator for record in extraction.records}
    under = _under(extraction.records)
    return [
        Row(
            entry=entry_of(extraction, record, marked),
            key=keys[record.id],
            kind=record.kind,
            kind_name=KINDS[record.kind],
            when=when(record),
            section=sections[record.id],
            bad=record.id in bad,
            ranks={column: places[record.id] for column, places in ranks.items()},
            whole=names.get(record.parent or "", ""),
            under=record.id in under,
        )
        for record in extraction.records
    ]


def _under(records: Sequence[Record]) -> frozenset[str]:
    """The ids of the parts that follow their whole, in its section, with nothing but parts of it between."""
    under: set[str] = set()
    wholes: list[str] = []
    section: Sequence[str] = ()
    for record in records:
        if record.section != section:
            section, wholes = record.section, []
        while wholes and wholes[-1] != record.parent:
            wholes.pop()
        if wholes:
            under.add(record.id)
        wholes.append(record.id)
    return frozenset(under)


ORDERS: Mapping[str, Callable[[Record], Any]] = {
    "name": lambda record: record.indicator,
    "value": lambda record: (record.kind.value, record.unit or "", _figure(record)),
    "when": lambda record: (record.period or "", record.stage or ""),
    "sure": lambda record: record.confidence,
}
"""Sorted here, where figures are exact: a browser would compare them as floating point numbers."""


def _figure(record: Record) -> Decimal:
    found = record.score if record.kind is RecordKind.SCORE else record.value
    return Decimal(0) if found is None else found


def _ranks(records: Sequence[Record]) -> Mapping[str, Mapping[str, int]]:
    ranks = {"place": {record.id: place for place, record in enumerate(records)}}
    for column, order in ORDERS.items():
        ranks[column] = {record.id: place for place, record in enumerate(sorted(records, key=order))}
    return ranks


def _score(record: Record) -> ScoreLine:
    share = float(record.score / record.full_mark * 100) if record.score is not None and record.full_mark else None
    return ScoreLine(
        id=record.id,
        name=record.indicator or "（没有名称）",
        score="" if record.score is None else plain(record.score),
        full_mark="" if record.full_mark is None else plain(record.full_mark),
        share=share,
        group=bool(record.group),
        total=bool(record.total),
        reason=record.reason or "",
    )
