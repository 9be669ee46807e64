"""What a calibration is fitted on: answers of the model and the rules, and whether each was right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpora import AnnotatedReport
from models.calibration import Column, Measurements, Scale
from models.labels import Entity
from models.tagger import Tagger
from service.confidence import measure_records
from service.documents import make_document
from service.extraction import Extraction
from service.pipeline import Pipeline, Spans
from service.quantities import find, find_periods
from training.evaluation.outcomes import right_entities, right_records


@dataclass(frozen=True, slots=True)
class Sample:
    """n answers: their measurements and raw confidences, whether they are right (1 or 0), the report of each."""

    measurements: Measurements
    raw: Column
    right: Column
    report: Column

    def __len__(self) -> int:
        return len(self.right)

    def where(self, chosen: Column) -> "Sample":
        """The answers for which ``chosen``, shape ``[n]``, is true."""
        kept = {name: column[chosen] for name, column in self.measurements.items()}
        return Sample(kept, self.raw[chosen], self.right[chosen], self.report[chosen])


@dataclass(frozen=True, slots=True)
class Tagged:
    """A report with its predicted entities, raw, and what the classifier says of them."""

    report: AnnotatedReport
    entities: Sequence[Entity]
    measurements: Measurements


@dataclass(frozen=True, slots=True)
class Known:
    """A tagger for one report whose entities are known already: the classifier runs once for each report."""

    entities: Sequence[Entity]
    version: str = "known"

    def tag(self, text: str, quantities: Spans, periods: Spans) -> list[Entity]:
        """The known entities."""
        return list(self.entities)


def tag(tagger: Tagger, report: AnnotatedReport) -> Tagged:
    """Run the classifier on ``report``."""
    quantities = [(quantity.start, quantity.end) for quantity in find(report.text)]
    return Tagged(report, *tagger.measured(report.text, quantities, find_periods(report.text)))


def extract(tagged: Tagged, scale: Scale | None = None) -> Extraction:
    """The extraction of a tagged report, with confidences of entities by ``scale``, or raw."""
    entities = list(tagged.entities)
    if scale is not None:
        confidences = scale(tagged.measurements, len(entities)).tolist()
        entities = [replace(entity, confidence=sure) for entity, sure in zip(entities, confidences, strict=True)]
    return Pipeline(Known(entities)).extract(make_document(tagged.report.text))


def entity_sample(reports: Sequence[Tagged]) -> Sample:
    """The predicted entities of ``reports``, of those that the classifier found: the rules put others in and out."""
    parts = []
    for number, tagged in enumerate(reports):
        found = extract(tagged)
        measured = {(entity.start, entity.end): index for index, entity in enumerate(tagged.entities)}
        spans = [(entity.start, entity.end) for entity in found.entities]
        kept = [index for index, span in enumerate(spans) if span in measured]
        columns = [measured[spans[index]] for index in kept]
        right = right_entities(tagged.report, found)
        parts.append(
            _sample(
                {name: column[columns] for name, column in tagged.measurements.items()},
                [found.entities[index].confidence for index in kept],
                [right[index] for index in kept],
                number,
            )
        )
    return _joined(parts)


def record_sample(reports: Sequence[Tagged], scale: Scale) -> Sample:
    """The predicted records of those ``reports`` whose records are annotated, from entities rated by ``scale``."""
    parts = []
    for number, tagged in enumerate(reports):
        if tagged.report.records is not None:
            found = extract(tagged, scale)
            measured = measure_records(tagged.report.text, found.entities, found.records, found.checks)
            raw = [record.confidence for record in extract(tagged).records]
            parts.append(_sample(measured, raw, right_records(found.records, tagged.report.records), number))
    return _joined(parts)


def _sample(measurements: Measurements, raw: Sequence[float], right: Sequence[bool], number: int) -> Sample:
    return Sample(measurements, np.array(raw), np.array(right, dtype=np.float64), np.full(len(raw), float(number)))


def _joined(parts: Sequence[Sample]) -> Sample:
    """All answers of ``parts``; what a part does not measure is 0 there."""
    names = dict.fromkeys(name for part in parts for name in part.measurements)
    measurements: Mapping[str, Column] = {
        name: np.concatenate([part.measurements.get(name, np.zeros(len(part))) for part in parts]) for name in names
    }
    raw, right, report = (
        np.concatenate([np.zeros(0), *(getattr(part, name) for part in parts)]) for name in ("raw", "right", "report")
    )
    return Sample(measurements, raw, right, report)
