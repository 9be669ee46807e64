"""What a page lists of an extraction: its records section by section, its checks, its running heads."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from service.checks import Status
from service.extraction import Extraction
from service.records import Record, RecordKind
from service.records.record import plain
from service.wording import FAMILIES, LABELS, RULES, change_of, grouped, label_name, target_of, value_of, when

SIGNS = {Status.VIOLATED: "✗", Status.UNDECIDABLE: "?", Status.HOLDS: "✓"}
"""In the order in which a page shows them."""

FORMATS = {
    "pdf": "PDF",
    "scan": "扫描件（文字识别）",
    "ofd": "OFD",
    "docx": "Word",
    "doc": "Word 97–2003",
    "xlsx": "Excel",
    "xls": "Excel 97–2003",
    "csv": "CSV",
    "html": "网页",
    "txt": "纯文本",
}
UNSURE = 0.6
"""Confidence below which a record is shown as unsure."""

NO_SECTION = "（标题之前）"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the page lists it."""

    id: str
    name: str
    value: str
    details: tuple[tuple[str, str], ...]
    confidence: float
    unsure: bool
    review: bool
    inner: bool
    strong: bool
    start: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A check as the page lists it; ``records`` are the ids of what it rests on, the stating record first."""

    rule: str
    message: str
    stated: str
    computed: str
    records: str
    sides: tuple[tuple[str, str], ...]


def facts_of(extraction: Extraction) -> list[str]:
    """What stands under the title: whose report it is, of which year, of which kind and length."""
    document = extraction.document
    year = document.fiscal_year and f"{document.fiscal_year}年度"
    form = document.source.format if document.source else "txt"
    size = f"{len(document.text):,} 字", f"{len(extraction.records):,} 条记录"
    return [
        fact
        for fact in (document.organisation, year, FAMILIES[document.family], FORMATS.get(form, form), *size)
        if fact
    ]


def legend_of(extraction: Extraction) -> list[tuple[str, str, int]]:
    """Each label that was found, its name and how often; those that data has added come last."""
    counts = Counter(entity.label for entity in extraction.entities)
    order = [*LABELS, *(label for label in counts if label not in LABELS)]
    return [(label.value, label_name(label), counts[label]) for label in order if counts[label]]


def furniture_of(extraction: Extraction) -> Sequence[tuple[str, int]]:
    """Each text that was taken for furniture, digits apart, and how often it stands."""
    source = extraction.document.source
    return Counter(one.text for one in source.furniture).most_common(6) if source else []


def sections_of(extraction: Extraction) -> Iterator[tuple[str, list[Entry]]]:
    """The records under the path of their section."""
    marked = set(extraction.review.records) if extraction.review else set()
    for section, records in groupby(extraction.records, key=lambda record: record.section):
        yield " › ".join(section) or NO_SECTION, [entry_of(extraction, record, marked) for record in records]


def entry_of(extraction: Extraction, record: Record, marked: Set[str]) -> Entry:
    """``record`` as it is listed; ``marked`` are the ids of those that a person should look at."""
    start = min((mention.start for mention in record.mentions), default=-1)
    return Entry(
        id=record.id,
        name=record.indicator or "（没有名称）",
        value=score_of(record) if record.kind is RecordKind.SCORE else value_of(record),
        details=tuple(_details(record)),
        confidence=record.confidence,
        unsure=record.confidence < UNSURE,
        review=record.id in marked,
        inner=record.parent is not None,
        strong=bool(record.total or record.group),
        start=start,
        page=_page(extraction, start),
    )


def _page(extraction: Extraction, start: int) -> int | None:
    source = extraction.document.source
    places = source.places(start, start + 1) if source and start >= 0 else ()
    return places[0].page if places else None


def score_of(record: Record) -> str:
    """``19.5 / 20 分``."""
    score = "—" if record.score is None else plain(record.score)
    return score if record.full_mark is None else f"{score} / {plain(record.full_mark)} 分"


def _details(record: Record) -> Iterator[tuple[str, str]]:
    if goal := target_of(record):
        yield "目标", goal
    for change in record.change:
        yield "变动", change_of(change)
    if record.deduction is not None:
        yield "扣分", plain(record.deduction)
    if record.reason:
        yield "原因", record.reason
    if time := when(record):
        yield "时间", time
    if record.basis:
        yield "依据", record.basis


def claims_of(extraction: Extraction, status: Status) -> Iterator[Claim]:
    """The checks that came out as ``status``."""
    records = {record.id: record for record in extraction.records}
    for check in extraction.checks_with(status):
        sides = tuple((id, _side(records[id])) for id in check.records if id in records)
        yield Claim(
            RULES[check.rule],
            check.message,
            _figure(check.stated),
            _figure(check.computed),
            " ".join(check.records),
            sides,
        )


def _side(record: Record) -> str:
    value = score_of(record) if record.kind is RecordKind.SCORE else value_of(record)
    return f"{record.indicator} {value}".strip()


def _figure(value: Decimal | None) -> str:
    return "" if value is None else grouped(value)
