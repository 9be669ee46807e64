"""A model and the rules behind it against annotated reports: entities, records and checks in one pass."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from corpora import AnnotatedReport
from models.tagger import Tagger
from service.documents import make_document
from service.extraction import Extraction
from service.pipeline import Pipeline
from training.evaluation import checks as check_scores
from training.evaluation import records as record_scores
from training.evaluation.borders import Reach, measure_reach
from training.evaluation.entities import Score, score_entities


@dataclass(slots=True)
class Evaluation:
    """The scores over a set of reports; ``by_family`` and ``by_difficulty`` give the entity F1 of each part."""

    documents: int
    characters: int
    entities: dict[str, Score]
    records: record_scores.RecordScores
    checks: check_scores.CheckScores
    by_family: dict[str, float] = field(default_factory=dict)
    by_difficulty: dict[str, float] = field(default_factory=dict)
    reach: Reach | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain numbers, for files and for comparison."""
        return {
            "documents": self.documents,
            "characters": self.characters,
            "entities": {name: _entity_json(score) for name, score in self.entities.items()},
            "by_family": self.by_family,
            "by_difficulty": self.by_difficulty,
            "records": record_scores.as_json(self.records),
            "checks": check_json(self.checks),
            "reach": asdict(self.reach) if self.reach else None,
        }


def _entity_json(score: Score) -> dict[str, Any]:
    return {
        "f1": round(score.f1, 4),
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "gold": score.gold,
    }


def check_json(scores: check_scores.CheckScores) -> dict[str, int]:
    """Planted contradictions found and missed, false alarms, true claims confirmed and not."""
    return {
        "planted_found": scores.found,
        "planted_missed": len(scores.missed),
        "false_violated": len(scores.false_alarms),
        "holds_confirmed": sum(scores.confirmed.values()),
        "holds_unconfirmed": len(scores.unconfirmed),
    }


def evaluate(pipeline: Pipeline, reports: Sequence[AnnotatedReport]) -> Evaluation:
    """Run ``pipeline`` on the plain texts of ``reports`` and compare with their annotation."""
    extractions = [(report, pipeline.extract(make_document(report.text))) for report in reports]
    annotated = [(report, found) for report, found in extractions if report.records is not None]
    scores = check_scores.CheckScores()
    for report, found in annotated:
        check_scores.compare(report, found.records, found.checks, scores)
    return Evaluation(
        documents=len(reports),
        characters=sum(len(report.text) for report in reports),
        entities=_entities(extractions),
        records=record_scores.evaluate_all(
            ([record.as_json() for record in found.records], report.records or ()) for report, found in annotated
        ),
        checks=scores,
        by_family=_parts(extractions, "family"),
        by_difficulty=_parts(extractions, "difficulty"),
        reach=measure_reach(pipeline.tagger, reports) if isinstance(pipeline.tagger, Tagger) else None,
    )


def _entities(extractions: Iterable[tuple[AnnotatedReport, Extraction]]) -> dict[str, Score]:
    return score_entities((report.entities, found.entities) for report, found in extractions)


def _parts(extractions: Sequence[tuple[AnnotatedReport, Extraction]], name: str) -> dict[str, float]:
    parts: dict[str, list[tuple[AnnotatedReport, Extraction]]] = defaultdict(list)
    for report, found in extractions:
        parts[getattr(report, name)].append((report, found))
    return {part: round(_entities(members)["all"].f1, 4) for part, members in sorted(parts.items())}
