"""What a person changes is what the report then says: read by the grammar, linked by the pipeline, kept as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.labels import Label
from service.documents import make_document
from service.web.changes import changed_keys, printed_figures
from service.web.corrections import corrected, doubts, edits_between, keys_of
from service.web.edits import EntityEdit, Fields, RecordEdit
from service.web.errors import CorrectionError
from service.web.fields import changed, written

if TYPE_CHECKING:
    from service.extraction import Extraction
    from service.pipeline import Pipeline
    from service.records import Record
    from service.web.edits import Edit


@pytest.fixture(scope="module")
def original(pipeline: Pipeline, report_text: str) -> Extraction:
    return pipeline.extract(make_document(report_text))


def _record(extraction: Extraction, name: str) -> Record:
    return next(record for record in extraction.records if name in record.indicator)


def _edit(extraction: Extraction, record: Record, **fields: str) -> RecordEdit:
    return RecordEdit(kind="record", key=keys_of(extraction.records)[record.id], fields=Fields(**fields))


def _numbers(extraction: Extraction) -> list[Record]:
    return [record for record in extraction.records if record.value is not None]


def test_without_edits_nothing_changes(pipeline: Pipeline, original: Extraction) -> None:
    assert corrected(pipeline, original, ()) is original


def test_what_a_form_shows_gives_the_same_record(original: Extraction) -> None:
    for record in original.records:
        fields = {name: value for name, value in written(record).items() if value}
        again = changed(record, Fields(**fields), {}, original.document.fiscal_year)
        assert again.model_copy(update={"step": record.step}) == record


def test_an_entity_taken_out_takes_its_record_along(pipeline: Pipeline, original: Extraction) -> None:
    record = _numbers(original)[0]
    figure = next(mention for mention in record.mentions if mention.label in ("AMOUNT", "COUNT", "RATE"))
    edit = EntityEdit(kind="entity", before=(figure.start, figure.end))
    after = corrected(pipeline, original, [edit])
    assert (figure.start, figure.end) not in {(entity.start, entity.end) for entity in after.entities}
    assert len(after.records) < len(original.records)


def test_an_entity_put_in_covers_those_below_it_and_loses_its_blanks(pipeline: Pipeline, original: Extraction) -> None:
    text = original.document.text
    first = original.entities[0]
    line_end = text.index("\n", first.end)
    after = corrected(
        pipeline, original, [EntityEdit(kind="entity", after=(first.start, line_end + 1), label="INDICATOR")]
    )
    assert [e.text for e in after.entities if e.start == first.start] == [text[first.start : line_end].rstrip()]


@pytest.mark.parametrize(
    "edit",
    [
        EntityEdit(kind="entity", before=(0, 1)),
        EntityEdit(kind="entity", after=(0, 10**7), label="AMOUNT"),
        EntityEdit(kind="entity", after=(5, 5), label="AMOUNT"),
        EntityEdit(kind="entity", after=(0, 2), label="NOTHING"),
        EntityEdit(kind="entity", after=(0, 2)),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused(pipeline: Pipeline, original: Extraction, edit: Edit) -> None:
    with pytest.raises(CorrectionError):
        corrected(pipeline, original, [edit])


def test_a_figure_is_read_as_reports_write_it(pipeline: Pipeline, original: Extraction) -> None:
    record = next(one for one in _numbers(original) if one.unit == "CNY")
    for value, unit, wanted in (("1.2", "亿元", "120000000"), ("3,500万元", "元", "35000000"), ("≥5", "万元", "50000")):
        after = corrected(pipeline, original, [_edit(original, record, value=value, unit=unit)])
        found = next(one for one in after.records if one.id == record.id)
        assert (str(found.as_json()["value"]), found.unit, found.confidence) == (wanted, "CNY", 1.0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("value", "若干"), ("period", "改天"), ("stage", "later"), ("parent", "9999:0"), ("target", "多")],
)
def test_a_field_that_cannot_be_read_is_refused(
    pipeline: Pipeline, original: Extraction, field: str, value: str
) -> None:
    with pytest.raises(CorrectionError):
        corrected(pipeline, original, [_edit(original, _numbers(original)[0], **{field: value})])


def test_a_record_is_not_its_own_parent(pipeline: Pipeline, original: Extraction) -> None:
    one, other, *_ = (record for record in _numbers(original) if record.parent is None)
    keys = keys_of(original.records)
    edits = [_edit(original, one, parent=keys[other.id]), _edit(original, other, parent=keys[one.id])]
    assert corrected(pipeline, original, edits[:1]).records[0]
    with pytest.raises(CorrectionError, match="上级"):
        corrected(pipeline, original, edits)


def test_checks_are_made_anew_after_a_correction(pipeline: Pipeline, original: Extraction) -> None:
    check = next(check for check in original.checks if check.status == "holds")
    record = next(record for record in original.records if record.id == check.records[0])
    fields = {"score": "1"} if record.kind == "score" else {"value": "77777"}
    after = corrected(pipeline, original, [_edit(original, record, **fields)])
    assert [c.status for c in after.checks] != [c.status for c in original.checks]


def test_a_dropped_record_leaves_no_reference_to_itself(pipeline: Pipeline, original: Extraction) -> None:
    whole = next(record.parent for record in original.records if record.parent)
    edit = RecordEdit(kind="record", key=keys_of(original.records)[whole], dropped=True)
    after = corrected(pipeline, original, [edit])
    ids = {record.id for record in after.records}
    assert whole not in ids
    assert all(record.parent in ids for record in after.records if record.parent)


def test_a_figure_that_gives_no_number_is_doubted(pipeline: Pipeline, original: Extraction) -> None:
    edits = [EntityEdit(kind="entity", after=(0, 4), label="AMOUNT")]
    assert "读不出一个数" in "".join(doubts(corrected(pipeline, original, edits), edits))


def test_a_figure_that_a_person_wrote_is_told_as_the_report_prints_it(pipeline: Pipeline, original: Extraction) -> None:
    record = next(one for one in _numbers(original) if one.unit == "CNY")
    (figure,) = (mention.text for mention in record.mentions if mention.label is Label.AMOUNT)
    edits = [_edit(original, record, value="77,777")]
    assert printed_figures(corrected(pipeline, original, edits), edits) == {record.id: figure}
    renamed = [_edit(original, record, name="新的名称")]
    assert printed_figures(corrected(pipeline, original, renamed), renamed) == {}


def test_records_that_change_with_an_entity_are_changed_records(pipeline: Pipeline, original: Extraction) -> None:
    assert changed_keys(original, original) == frozenset()
    record = next(one for one in _numbers(original) if any(m.label is Label.INDICATOR for m in one.mentions))
    name = next(mention for mention in record.mentions if mention.label is Label.INDICATOR)
    edit = EntityEdit(kind="entity", before=(name.start, name.end), after=(name.start + 1, name.end))
    after = corrected(pipeline, original, [edit])
    assert keys_of(original.records)[record.id] in changed_keys(original, after)
    assert len(changed_keys(original, after)) < len(original.records)


LABELS = st.sampled_from([label.value for label in Label])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_saved_leads_back_to_the_same_report(
    pipeline: Pipeline, original: Extraction, data: st.DataObject
) -> None:
    """An annotation keeps entities and records, no edits: from them, edits that give the same are found."""
    edits: list[Edit] = []
    for entity in data.draw(st.lists(st.sampled_from(original.entities), max_size=3, unique=True)):
        label = data.draw(st.none() | LABELS)
        span = entity.start, entity.end
        edits.append(EntityEdit(kind="entity", before=span, after=span if label else None, label=label))
    linked = corrected(pipeline, original, edits)
    for record in data.draw(st.lists(st.sampled_from(_numbers(linked)), max_size=2, unique_by=lambda r: r.id)):
        fields = data.draw(
            st.sampled_from([{"name": "新的名称"}, {"value": "1,234.5"}, {"period": "2019"}, {"parent": ""}])
        )
        edits.append(_edit(linked, record, **fields))
    saved = corrected(pipeline, original, edits)
    told = saved.as_json()
    again = corrected(pipeline, original, edits_between(pipeline, original, told["entities"], told["records"]))
    plain = {"confidence": 1.0}
    assert [(e.start, e.end, e.label) for e in again.entities] == [(e.start, e.end, e.label) for e in saved.entities]
    assert [r.model_copy(update=plain) for r in again.records] == [r.model_copy(update=plain) for r in saved.records]
    assert again.checks == saved.checks
