"""Which of the entities and records of an extraction are right: what their confidence should foretell."""

from collections.abc import Sequence

from corpora import AnnotatedReport
from service.extraction import Extraction
from service.records import Record
from training.evaluation.entities import keys
from training.evaluation.records import Alignment, RecordObject, agreement, align


def right_entities(report: AnnotatedReport, found: Extraction) -> list[bool]:
    """For each entity of ``found``, whether ``report`` has it with the same label and borders."""
    gold = keys(report.entities)
    return [(entity.label, entity.start, entity.end) in gold for entity in found.entities]


def right_records(
    records: Sequence[Record], gold: Sequence[RecordObject], alignment: Alignment | None = None
) -> list[bool]:
    """For each of ``records``, whether its gold partner has the same kind, figures, unit and the very same name.

    ``alignment`` is that of ``align``, where it is known already.
    """
    pairs = (alignment or align([record.as_json() for record in records], gold)).pairs
    right = {found["id"] for found, partner in pairs if "exact" in agreement(found, partner)}
    return [record.id in right for record in records]
