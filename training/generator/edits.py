"""Moving annotation with its text: every transformation is a list of edits or a rearrangement of slices."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, NamedTuple

from corpora import AnnotatedReport
from models.labels import Entity, Label


class Span(NamedTuple):
    """A labelled stretch of a draft's text, half-open; ``key`` stays the same through all edits."""

    start: int
    end: int
    label: Label
    key: int


class Edit(NamedTuple):
    """Put ``text`` in the place of ``[start, end)``; an insertion has ``start == end``."""

    start: int
    end: int
    text: str


class EditError(ValueError):
    """Edits that overlap one another or cut through the border of a span."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report in the making: its text, its spans in order, and its records with span keys for mentions."""

    text: str
    spans: tuple[Span, ...]
    records: tuple[dict[str, Any], ...] | None = None

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


def open_draft(report: AnnotatedReport) -> Draft:
    """The draft of ``report``; raises ``ValueError`` where a mention is no entity."""
    spans = tuple(Span(e.start, e.end, e.label, key) for key, e in enumerate(report.entities))
    if report.records is None:
        return Draft(report.text, spans)
    keys = {(span.start, span.end): span.key for span in spans}
    records = tuple({**record, "mentions": _keys(record, keys)} for record in report.records)
    return Draft(report.text, spans, records)


def _keys(record: dict[str, Any], keys: dict[tuple[int, int], int]) -> list[int]:
    try:
        return [keys[mention["start"], mention["end"]] for mention in record["mentions"]]
    except KeyError as error:
        raise ValueError(f"记录 {record.get('id')} 的提及 {error} 不是实体") from error


def close_draft(draft: Draft, report: AnnotatedReport) -> AnnotatedReport:
    """``report`` with the text, entities and records of ``draft``; a record that lost a mention is left out."""
    entities = tuple(Entity(s.start, s.end, s.label, draft.text[s.start : s.end]) for s in draft.spans)
    records = None
    if draft.records is not None:
        places = {span.key: entity for span, entity in zip(draft.spans, entities, strict=True)}
        kept = [record for record in draft.records if all(key in places for key in record["mentions"])]
        records = tuple({**r, "mentions": [_mention(places[key]) for key in r["mentions"]]} for r in kept)
    return replace(report, text=draft.text, entities=entities, records=records)


def _mention(entity: Entity) -> dict[str, Any]:
    return {"label": str(entity.label), "start": entity.start, "end": entity.end, "text": entity.text}


def apply(draft: Draft, edits: Iterable[Edit]) -> Draft:
    """``draft`` after ``edits``; raises ``EditError``.

    An edit inside a span, or of exactly a whole span, changes the span's text. An insertion at a border stays
    outside. A span whose text becomes empty disappears.
    """
    ordered = sorted(edits)
    if not ordered:
        return draft
    starts, ends = [edit.start for edit in ordered], [edit.end for edit in ordered]
    shifts = [0, *accumulate(len(text) - (end - start) for start, end, text in ordered)]
    return replace(draft, text=_splice(draft.text, ordered), spans=_shift(draft, starts, ends, shifts))


def _splice(text: str, ordered: Sequence[Edit]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, inserted in ordered:
        if start < done:
            raise EditError(f"编辑 [{start}, {end}) 与前一编辑重叠")
        parts += (text[done:start], inserted)
        done = end
    parts.append(text[done:])
    return "".join(parts)


def _shift(draft: Draft, starts: list[int], ends: list[int], shifts: list[int]) -> tuple[Span, ...]:
    moved: list[Span] = []
    count = len(starts)
    for span in draft.spans:
        first = bisect_right(ends, span.start)
        last = bisect_left(starts, span.end)
        if (first < count and starts[first] < span.start) or (last and ends[last - 1] > span.end):
            raise EditError(f"编辑切断了实体“{draft.surface(span)}”[{span.start}, {span.end})的边界")
        start, end = span.start + shifts[first], span.end + shifts[last]
        if start < end:
            moved.append(Span(start, end, span.label, span.key))
    return tuple(moved)


def fitting(draft: Draft, edits: Iterable[Edit]) -> list[Edit]:
    """Those of ``edits`` that ``apply`` accepts together: earlier ones win, border-crossing ones are left out."""
    starts = [span.start for span in draft.spans]
    kept: list[Edit] = []
    done = 0
    for edit in sorted(edits):
        if edit.start >= done and not _crosses(draft.spans, starts, edit):
            kept.append(edit)
            done = edit.end
    return kept


def _crosses(spans: Sequence[Span], starts: list[int], edit: Edit) -> bool:
    if edit.start == edit.end:
        return False
    first = bisect_right(starts, edit.start) - 1
    if first >= 0 and spans[first].start <= edit.start and edit.end <= spans[first].end:
        return False
    before = first >= 0 and spans[first].end > edit.start
    return before or (first + 1 < len(spans) and spans[first + 1].start < edit.end)


def arrange(draft: Draft, slices: Sequence[tuple[int, int]]) -> Draft:
    """``draft`` rebuilt from half-open ``slices`` of its text in the order given; what no slice holds is dropped.

    Raises ``EditError`` where a slice cuts through a span.
    """
    spans: list[Span] = []
    starts = [span.start for span in draft.spans]
    length = 0
    for start, end in slices:
        first = bisect_left(starts, start)
        if first and draft.spans[first - 1].end > start and start < end:
            raise EditError(f"切片 [{start}, {end}) 切断了实体")
        for span in draft.spans[first : bisect_left(starts, end)]:
            if span.end > end:
                raise EditError(f"切片 [{start}, {end}) 切断了实体“{draft.surface(span)}”")
            spans.append(Span(span.start - start + length, span.end - start + length, span.label, span.key))
        length += end - start
    return replace(draft, text="".join(draft.text[a:b] for a, b in slices), spans=tuple(spans))
