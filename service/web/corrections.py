"""Edits of a person → the extraction that follows from them.

The rules stay where they are: entities are linked by the pipeline, and a figure that a person writes is read by the
grammar of quantities, as one in a report is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.labels import NUMERIC_LABELS, Entity, Label
from service.documents import Place
from service.extraction import Extraction
from service.pipeline import Pipeline
from service.quantities import read
from service.records import Mention, Record
from service.web.edits import Edit, EntityEdit, Fields, RecordEdit
from service.web.errors import CorrectionError
from service.web.fields import changed, written

Span = tuple[int, int]


def corrected(pipeline: Pipeline, original: Extraction, edits: Sequence[Edit]) -> Extraction:
    """``original`` with ``edits`` made in their order; raises ``CorrectionError`` where one cannot be made."""
    if not edits:
        return original
    document = original.document
    entities = entities_with(original, [edit for edit in edits if isinstance(edit, EntityEdit)])
    record_edits = [edit for edit in edits if isinstance(edit, RecordEdit)]
    extraction = pipeline.linked(
        document, entities, lambda records: _mended(records, record_edits, document.fiscal_year)
    )
    said = {(m.start, m.end): m.places for record in original.records for m in record.mentions if m.places}
    touched = {edit.key for edit in record_edits}
    by_key = keys_of(extraction.records)
    records = tuple(
        _placed(record.model_copy(update={"confidence": 1.0}) if by_key[record.id] in touched else record, said)
        for record in extraction.records
    )
    extraction = extraction.model_copy(update={"records": records, "provenance": original.provenance})
    return extraction.with_review(original.review.percent) if original.review else extraction


def entities_with(original: Extraction, edits: Sequence[EntityEdit]) -> list[Entity]:
    """The entities of ``original`` with ``edits`` made; one that a person puts in goes before those that it covers."""
    text = original.document.text
    entities = {(entity.start, entity.end): entity for entity in original.entities}
    for edit in edits:
        taken = entities.pop(edit.before, None) if edit.before else None
        if edit.before and taken is None:
            raise CorrectionError(f"在 {edit.before[0]}–{edit.before[1]} 处没有实体；请撤销这一步后重做。")
        if edit.after is None:
            continue
        start, end = _trimmed(text, edit.after)
        label = _label(edit.label) if edit.label else taken.label if taken else None
        if label is None:
            raise CorrectionError("新的实体需要一个标签。")
        for span in [span for span in entities if span[0] < end and start < span[1]]:
            del entities[span]
        entities[start, end] = Entity.cut(text, label, start, end)
    return sorted(entities.values())


def edits_between(
    pipeline: Pipeline, original: Extraction, entities: Sequence[Mapping[str, Any]], records: Sequence[Any] | None
) -> tuple[Edit, ...]:
    """The edits that lead from ``original`` to ``entities`` and ``records``, both as an annotation keeps them."""
    before = {(entity.start, entity.end): entity.label.value for entity in original.entities}
    after = {(entity["start"], entity["end"]): str(entity["label"]) for entity in entities}
    edits: list[Edit] = [EntityEdit(kind="entity", before=span) for span in sorted(before) if span not in after]
    for span, label in sorted(after.items()):
        if before.get(span) != label:
            edits.append(EntityEdit(kind="entity", before=span if span in before else None, after=span, label=label))
    if records is not None:
        made = corrected(pipeline, original, edits).records
        edits += _record_edits(made, [Record.model_validate(record) for record in records])
    return tuple(edits)


def _record_edits(made: Sequence[Record], wanted: Sequence[Record]) -> Iterator[RecordEdit]:
    keys, wanted_keys = keys_of(made), keys_of(wanted)
    by_key = {wanted_keys[record.id]: record for record in wanted}
    for record in made:
        key = keys[record.id]
        other = by_key.get(key)
        if other is None:
            yield RecordEdit(kind="record", key=key, dropped=True)
        elif fields := _differing(_with_parent(record, keys), _with_parent(other, wanted_keys)):
            yield RecordEdit(kind="record", key=key, fields=Fields.model_validate(fields))


def _with_parent(record: Record, keys: Mapping[str, str]) -> dict[str, str]:
    return {**written(record), "parent": keys.get(record.parent or "", "")}


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """What a form would send; a figure goes with its unit, since the one is read with the other."""
    fields = {name: value for name, value in after.items() if value != before[name]}
    return {**fields, **{name: after[name] for name in ("value", "unit") if {"value", "unit"} & set(fields)}}


def keys_of(records: Sequence[Record]) -> Mapping[str, str]:
    """For each record's id a key that outlives renumbering: where its first figure begins, and which of those there."""
    seen: Counter[int] = Counter()
    keys = {}
    for record in records:
        start = min((m.start for m in record.mentions if m.label in NUMERIC_LABELS), default=0)
        keys[record.id] = f"{start}:{seen[start]}"
        seen[start] += 1
    return keys


def doubts(extraction: Extraction, edits: Sequence[Edit]) -> Iterator[str]:
    """What a person should know of the entities just put in: figures that give no number, edits of records gone."""
    text = extraction.document.text
    for edit in edits:
        if isinstance(edit, EntityEdit) and edit.after:
            start, end = _trimmed(text, edit.after)
            entity = next((one for one in extraction.entities if (one.start, one.end) == (start, end)), None)
            if entity and entity.label in NUMERIC_LABELS and read(entity.text) is None:
                yield f"“{entity.text}”读不出一个数，不会有记录；请检查边界或标签。"
    keys = set(keys_of(extraction.records).values())
    lost = [edit for edit in edits if isinstance(edit, RecordEdit) and not edit.dropped and edit.key not in keys]
    if lost:
        yield f"有 {len(lost)} 处对记录的更正，其记录已不存在，没有生效。"


def _trimmed(text: str, span: Span) -> Span:
    """``span`` without the blanks at its ends."""
    start, end = span
    if not 0 <= start < end <= len(text):
        raise CorrectionError(f"所选的 {start}–{end} 不在正文之内（共 {len(text)} 字）。")
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise CorrectionError("所选的只有空白；请选中文字。")
    return start, end


def _label(name: str) -> Label:
    try:
        return Label(name)
    except ValueError as error:
        raise CorrectionError(f"没有“{name}”这个标签。") from error


def _mended(records: list[Record], edits: Sequence[RecordEdit], fiscal_year: str | None) -> list[Record]:
    keys = keys_of(records)
    ids = {key: id for id, key in keys.items()}
    by_id = {record.id: record for record in records}
    for edit in edits:
        id = ids.get(edit.key)
        if id is None or id not in by_id:
            continue
        if edit.dropped:
            del by_id[id]
        else:
            by_id[id] = changed(by_id[id], edit.fields, ids, fiscal_year)
    _forbid_circles(by_id)
    return [_without_lost(record, by_id) for record in by_id.values()]


def _forbid_circles(records: Mapping[str, Record]) -> None:
    for record in records.values():
        seen, at = {record.id}, record.parent
        while at is not None and at in records:
            if at in seen:
                raise CorrectionError(f"“{record.indicator}”不能是自己的上级。")
            seen.add(at)
            at = records[at].parent


def _without_lost(record: Record, records: Mapping[str, Record]) -> Record:
    """``record`` without references to records that are gone."""
    lost = {name: None for name in ("parent", "same_as") if getattr(record, name) not in (None, *records)}
    return record.model_copy(update=lost) if lost else record


def _placed(record: Record, said: Mapping[Span, tuple[Place, ...] | None]) -> Record:
    """``record`` with the places that its mentions had; one with new borders stands where the one it overlaps stood."""
    if not said:
        return record
    return record.model_copy(update={"mentions": tuple(_with_place(mention, said) for mention in record.mentions)})


def _with_place(mention: Mention, said: Mapping[Span, tuple[Place, ...] | None]) -> Mention:
    span = mention.start, mention.end
    places = said.get(span) or next((p for (s, e), p in said.items() if s < span[1] and span[0] < e), None)
    return mention.model_copy(update={"page": places[0].page, "places": places}) if places else mention
