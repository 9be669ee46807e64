"""One report read by the pipeline, beside its annotation: what every part of an evaluation is computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpora import AnnotatedReport
from service.documents import make_document
from service.extraction import Extraction
from service.pipeline import Pipeline
from training.evaluation import checks as check_scores
from training.evaluation import records as record_scores
from training.evaluation.checks import CheckScores
from training.evaluation.entities import Key, Score, keys, score_entities
from training.evaluation.records import Alignment, RecordScores, agreement

RecordObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """A report, its extraction and what is alike in both. Where no records are annotated, ``records`` is empty."""

    report: AnnotatedReport
    found: Extraction
    records: Sequence[RecordObject] = ()
    alignment: Alignment = field(default_factory=Alignment)
    record_scores: RecordScores = record_scores.EMPTY
    check_scores: CheckScores = field(default_factory=CheckScores)

    @property
    def gold(self) -> set[Key]:
        """The annotated entities, as strict matching compares them."""
        return keys(self.report.entities)

    @property
    def predicted(self) -> set[Key]:
        """The entities that were found."""
        return keys(self.found.entities)

    @property
    def entity_score(self) -> Score:
        """Strict counts over all labels."""
        return score_entities([(self.report.entities, self.found.entities)])["all"]

    def matched(self, way: str) -> set[str]:
        """The ids of the annotated records that have a partner alike in ``way``."""
        return {gold["id"] for found, gold in self.alignment.pairs if way in agreement(found, gold)}


def read(pipeline: Pipeline, report: AnnotatedReport) -> Result:
    """Run ``pipeline`` on the plain text of ``report`` and compare."""
    found = pipeline.extract(make_document(report.text))
    if report.records is None:
        return Result(report, found)
    records = [record.as_json() for record in found.records]
    alignment = record_scores.align(records, report.records)
    checks = CheckScores()
    check_scores.compare(report, found.records, found.checks, checks)
    scores = record_scores.evaluate(records, report.records, alignment)
    return Result(report, found, records, alignment, scores, checks)
