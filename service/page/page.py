"""Extraction → one HTML file that needs nothing else: no network, no other file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from service.checks import Status
from service.extraction import Extraction
from service.page.sheets import sheets_of
from service.page.spans import lines_of, marked_spans
from service.records import Record, RecordKind
from service.records.record import plain
from service.wording import FAMILIES, LABELS, RULES, change_of, grouped, target_of, value_of, when

STATUSES = ((Status.VIOLATED, "不符", "✗"), (Status.UNDECIDABLE, "无法判定", "?"), (Status.HOLDS, "成立", "✓"))
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


def render_page(extraction: Extraction, data: bytes | None = None) -> str:
    """The page of ``extraction``; with the bytes of the original, its pages are drawn."""
    document = extraction.document
    spans = marked_spans(extraction)
    groups = list(_sections(extraction))
    counts = Counter(entity.label for entity in extraction.entities)
    return _template().render(
        document=document,
        family=FAMILIES[document.family],
        format=FORMATS.get(document.source.format, document.source.format) if document.source else FORMATS["txt"],
        notes=document.source.notes if document.source else (),
        furniture=_furniture(extraction),
        groups=lines_of(extraction, spans),
        sheets=sheets_of(document.source, document.text, spans, data),
        sections=groups,
        checks=[(status, word, sign, list(_claims(extraction, status))) for status, word, sign in STATUSES],
        labels=[(label.value, name, counts[label]) for label, (name, _) in LABELS.items() if counts[label]],
        origin=extraction.provenance,
        review=extraction.review,
        total=len(extraction.records),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("service.page", "."),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    folder = files("service.page")
    environment.globals["style"] = folder.joinpath("report.css").read_text(encoding="utf-8")
    environment.globals["script"] = folder.joinpath("report.js").read_text(encoding="utf-8")
    return environment.get_template("report.html")


def _furniture(extraction: Extraction) -> Sequence[tuple[str, int]]:
    """Each text that was taken for furniture, digits apart, and how often it stands."""
    source = extraction.document.source
    return Counter(one.text for one in source.furniture).most_common(6) if source else []


def _sections(extraction: Extraction) -> Iterator[tuple[str, list[Entry]]]:
    marked = set(extraction.review.records) if extraction.review else set()
    for section, records in groupby(extraction.records, key=lambda record: record.section):
        yield " › ".join(section) or NO_SECTION, [_entry(extraction, record, marked) for record in records]


def _entry(extraction: Extraction, record: Record, marked: set[str]) -> Entry:
    start = min((mention.start for mention in record.mentions), default=-1)
    return Entry(
        id=record.id,
        name=record.indicator or "（没有名称）",
        value=_score(record) if record.kind is RecordKind.SCORE else value_of(record),
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


def _score(record: Record) -> str:
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


def _claims(extraction: Extraction, status: Status) -> Iterator[Claim]:
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
    value = _score(record) if record.kind is RecordKind.SCORE else value_of(record)
    return f"{record.indicator} {value}".strip()


def _figure(value: Decimal | None) -> str:
    return "" if value is None else grouped(value)
