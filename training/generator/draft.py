"""The report in the making that all transformations share, and its ways in and out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from corpora import AnnotatedReport
from models.labels import Entity, Label

Record = dict[str, Any]
_PAGE_MARK = re.compile(r"[-—–]\d+[-—–]")


class Span(NamedTuple):
    """A labelled stretch of a draft's text, half-open; ``key`` stays the same through all edits."""

    start: int
    end: int
    label: Label
    key: int


class Anchor(NamedTuple):
    """A stretch of text that records quote without its being an entity: a heading, a reason."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with its spans in order and the records that point into it.

    In ``records`` the parts that quote the text are references: ``mentions`` are span keys, ``indicator`` a pair of
    the keys of action and name, ``section`` and ``reason`` indices into ``anchors``. What could not be found in the
    text stays a string.
    """

    text: str
    spans: tuple[Span, ...]
    records: tuple[Record, ...] | None = None
    anchors: tuple[Anchor, ...] = ()

    def surface(self, span: Span) -> str:
        """The text of ``span``."""
        return self.text[span.start : span.end]

    def gaps(self) -> Iterator[tuple[int, int]]:
        """The stretches outside all spans, in order, empty ones left out."""
        done = 0
        for span in self.spans:
            if done < span.start:
                yield done, span.start
            done = span.end
        if done < len(self.text):
            yield done, len(self.text)


def squash(text: str) -> str:
    """``text`` as records quote names: without white space and page marks."""
    return _PAGE_MARK.sub("", "".join(text.split()))


def open_draft(report: AnnotatedReport) -> Draft:
    """The draft of ``report``; raises ``ValueError`` where a mention is no entity."""
    spans = tuple(Span(e.start, e.end, e.label, key) for key, e in enumerate(report.entities))
    if report.records is None:
        return Draft(report.text, spans)
    return _Opener(report, spans).draft()


class _Opener:
    def __init__(self, report: AnnotatedReport, spans: tuple[Span, ...]) -> None:
        self.report = report
        self.spans = spans
        self.keys = {(span.start, span.end): span.key for span in spans}
        self.anchors: dict[Anchor, int] = {}
        self.headings: dict[str, int | str] = {}

    def draft(self) -> Draft:
        records = tuple(self._record(record) for record in self.report.records or ())
        return Draft(self.report.text, self.spans, records, tuple(self.anchors))

    def _record(self, record: Mapping[str, Any]) -> Record:
        try:
            keys = [self.keys[mention["start"], mention["end"]] for mention in record["mentions"]]
        except KeyError as error:
            raise ValueError(f"记录 {record.get('id')} 的提及 {error} 不是实体") from error
        new = {**record, "mentions": keys, "indicator": self._indicator(record, keys)}
        section = record.get("section")
        if isinstance(section, list):
            new["section"] = [self._heading(heading) for heading in section]
        if "reason" in record:
            new["reason"] = self._anchor(record["reason"], min((self.spans[key].start for key in keys), default=0))
        return new

    def _indicator(self, record: Mapping[str, Any], keys: list[int]) -> tuple[int | None, int | None] | str:
        names = [key for key in keys if self.spans[key].label == Label.INDICATOR]
        verbs = [key for key in keys if self.spans[key].label == Label.ACTION]
        pairs = ((verb, name) for verb in (*verbs, None) for name in (*names, None))
        wanted = str(record["indicator"])
        return next((pair for pair in pairs if "".join(map(self._squashed, pair)) == wanted), wanted)

    def _squashed(self, key: int | None) -> str:
        return "" if key is None else squash(self.report.entities[key].text)

    def _heading(self, heading: str) -> int | str:
        if heading not in self.headings:
            self.headings[heading] = self._anchor(heading, 0)
        return self.headings[heading]

    def _anchor(self, quote: str, after: int) -> int | str:
        words = r"\s*".join(map(re.escape, quote.split()))
        spaced = r"\s*".join(map(re.escape, "".join(quote.split())))
        for pattern in (rf"(?m:^)\W*?(?P<quote>{words})", rf"(?P<quote>{words})", rf"(?P<quote>{spaced})"):
            if quote and (match := re.compile(pattern).search(self.report.text, after)):
                return self.anchors.setdefault(Anchor(*match.span("quote")), len(self.anchors))
        return quote


def close_draft(draft: Draft, report: AnnotatedReport) -> AnnotatedReport:
    """``report`` with the text, entities and records of ``draft``; a record that lost a mention is left out."""
    entities = tuple(Entity(s.start, s.end, s.label, draft.text[s.start : s.end]) for s in draft.spans)
    if draft.records is None:
        return replace(report, text=draft.text, entities=entities, records=None)
    places = {span.key: entity for span, entity in zip(draft.spans, entities, strict=True)}
    kept = [record for record in draft.records if all(key in places for key in record["mentions"])]
    records = tuple(_close(record, places, draft) for record in kept)
    return replace(report, text=draft.text, entities=entities, records=records)


def _close(record: Record, places: Mapping[int, Entity], draft: Draft) -> Record:
    new = {**record, "mentions": [_mention(places[key]) for key in record["mentions"]]}
    if isinstance(record["indicator"], tuple):
        new["indicator"] = "".join(squash(places[key].text) for key in record["indicator"] if key is not None)
    if "section" in record:
        new["section"] = [_quote(heading, draft) for heading in record["section"]]
    if "reason" in record:
        new["reason"] = _quote(record["reason"], draft)
    return new


def _quote(anchor: int | str, draft: Draft) -> str:
    return anchor if isinstance(anchor, str) else draft.text[slice(*draft.anchors[anchor])]


def _mention(entity: Entity) -> dict[str, Any]:
    return {"label": str(entity.label), "start": entity.start, "end": entity.end, "text": entity.text}
