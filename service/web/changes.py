"""What a person's edits have changed: which records, and which figures no longer stand as the report prints them."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.labels import Label
from service.extraction import Extraction
from service.records import Record
from service.web.corrections import keys_of
from service.web.edits import Edit, RecordEdit
from service.wording import MEASURED, printed

FIGURES: Mapping[str, frozenset[Label]] = {
    "value": frozenset(MEASURED),
    "unit": frozenset(MEASURED),
    "target": frozenset({Label.TARGET}),
    "score": frozenset({Label.SCORE}),
    "full_mark": frozenset({Label.FULL_MARK}),
}
"""Fields that checks reckon with, and the labels of the words that they were read from."""
NUMBERED = {"id", "parent", "same_as"}
"""Ids, which are given anew whenever a record comes or goes."""
BESIDE = {"confidence", "mentions"}


def changed_keys(original: Extraction, extraction: Extraction) -> frozenset[str]:
    """The keys of the records of ``extraction`` that ``original`` has not, or has with something else in them."""
    before = dict(_contents(original.records))
    return frozenset(key for key, content in _contents(extraction.records) if before.get(key) != content)


def _contents(records: Sequence[Record]) -> list[tuple[str, dict[str, Any]]]:
    keys = keys_of(records)
    return [
        (
            keys[record.id],
            record.model_dump(exclude=NUMBERED | BESIDE)
            | {name: keys.get(getattr(record, name) or "") for name in ("parent", "same_as")}
            | {"words": [(mention.label, mention.start, mention.end) for mention in record.mentions]},
        )
        for record in records
    ]


def printed_figures(extraction: Extraction, edits: Sequence[Edit]) -> Mapping[str, str]:
    """By id of each record with a figure that a person wrote: the figure as the report prints it."""
    fields = {edit.key: edit.fields.model_dump(exclude_none=True) for edit in edits if isinstance(edit, RecordEdit)}
    keys = keys_of(extraction.records)
    figures = {}
    for record in extraction.records:
        labels = frozenset[Label]().union(*(FIGURES.get(name, ()) for name in fields.get(keys[record.id], ())))
        if words := [said for label in Label if label in labels and (said := printed(record, label))]:
            figures[record.id] = "、".join(words)
    return figures
