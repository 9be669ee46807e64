"""A model and the rules behind it against annotated reports: one pass, from which every figure is computed."""

from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass, field
from typing import Any

from corpora import AnnotatedReport
from models.labels import Label
from models.tagger import Tagger
from service.pipeline import Pipeline
from training.evaluation import records as record_scores
from training.evaluation.borders import Reach, measure_reach
from training.evaluation.checks import CheckScores, Claim, Found
from training.evaluation.differences import Difference, worst
from training.evaluation.entities import Score, score_entities
from training.evaluation.groups import Group, groups, sum_checks, sum_records
from training.evaluation.outcomes import right_entities, right_records
from training.evaluation.records import RecordScores
from training.evaluation.reliability import Reliability, reliability
from training.evaluation.result import Result, read
from training.evaluation.traps import TrapScore, score_traps

WORST = 5
"""Reports whose differences are shown."""

Parts = dict[str, dict[str, Group]]


@dataclass(slots=True)
class Evaluation:
    """Everything that is told about a model on a set of reports.

    ``by`` maps ``family``, ``difficulty`` and ``report`` to the scores of each part; ``reliability`` tells of
    ``entities`` and of ``records`` whether their confidences hold. ``details``: whether single cases may be shown. Of
    test reports only figures are: who reads their cases tunes to them.
    """

    documents: int
    characters: int
    entities: dict[str, Score]
    records: RecordScores
    checks: CheckScores
    by: Parts = field(default_factory=dict)
    traps: dict[str, TrapScore] = field(default_factory=dict)
    reliability: dict[str, Reliability] = field(default_factory=dict)
    reach: Reach | None = None
    worst: list[Difference] = field(default_factory=list)
    details: bool = True

    def as_json(self) -> dict[str, Any]:
        """Plain numbers and names, for files and for comparison."""
        return {
            "documents": self.documents,
            "characters": self.characters,
            "entities": {name: entity_json(score) for name, score in self.entities.items()},
            **{f"by_{name}": {part: g.as_json() for part, g in parts.items()} for name, parts in self.by.items()},
            "by_trap": {name: score.as_json() for name, score in self.traps.items()},
            "reliability": {name: found.as_json() for name, found in self.reliability.items()},
            "records": record_scores.as_json(self.records),
            "checks": check_json(self.checks),
            "reach": self.reach.as_json() if self.reach else None,
            **(self._cases() if self.details else {}),
        }

    def _cases(self) -> dict[str, Any]:
        return {
            "missed": [claim_json(claim) for claim in self.checks.missed],
            "false": [found_json(found) for found in self.checks.false_alarms],
            "unreachable": [asdict(lost) for lost in self.reach.unreachable] if self.reach else [],
            "worst": [{"report": one.key, "f1": round(one.f1, 4), "errors": one.errors} for one in self.worst],
        }


def evaluate(
    pipeline: Pipeline, reports: Sequence[AnnotatedReport], known: Set[str] = frozenset(), details: bool = True
) -> Evaluation:
    """Run ``pipeline`` once on each of ``reports`` and compare; ``known`` are the names of the training reports."""
    return evaluation_of([read(pipeline, report) for report in reports], pipeline, known, details)


def evaluation_of(
    results: Sequence[Result], pipeline: Pipeline, known: Set[str] = frozenset(), details: bool = True
) -> Evaluation:
    """What ``results``, read by ``pipeline``, come to; as of ``evaluate``."""
    reports = [result.report for result in results]
    return Evaluation(
        documents=len(reports),
        characters=sum(len(report.text) for report in reports),
        entities=score_entities((result.report.entities, result.found.entities) for result in results),
        records=sum_records(results),
        checks=sum_checks(results),
        by=_parts(results),
        traps=score_traps(results, known),
        reliability=_reliability(results),
        reach=measure_reach(pipeline.tagger, reports) if isinstance(pipeline.tagger, Tagger) else None,
        worst=worst(results, WORST) if details else [],
        details=details,
    )


def _parts(results: Sequence[Result]) -> Parts:
    return {
        "family": groups(results, lambda result: result.report.family),
        "difficulty": groups(results, lambda result: result.report.difficulty),
        "report": groups(results, lambda result: result.report.key),
    }


def known_names(reports: Sequence[AnnotatedReport]) -> frozenset[str]:
    """The surfaces of the names that ``reports`` annotate."""
    return frozenset(entity.text for report in reports for entity in report.entities if entity.label is Label.INDICATOR)


def _reliability(results: Sequence[Result]) -> dict[str, Reliability]:
    entities = [entity.confidence for result in results for entity in result.found.entities]
    right = [is_right for result in results for is_right in right_entities(result.report, result.found)]
    annotated = [result for result in results if result.report.records is not None]
    records = [record.confidence for result in annotated for record in result.found.records]
    named = [
        is_right
        for result in annotated
        for is_right in right_records(result.found.records, result.report.records or (), result.alignment)
    ]
    return {"entities": reliability(entities, right), "records": reliability(records, named)}


def entity_json(score: Score) -> dict[str, Any]:
    """The figures of one label, rounded to four digits."""
    return {
        "f1": round(score.f1, 4),
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "gold": score.gold,
    }


def check_json(scores: CheckScores) -> dict[str, int]:
    """Planted contradictions found and missed, false alarms, true claims confirmed and not."""
    return {
        "planted_found": scores.found,
        "planted_missed": len(scores.missed),
        "false_violated": len(scores.false_alarms),
        "holds_confirmed": sum(scores.confirmed.values()),
        "holds_unconfirmed": len(scores.unconfirmed),
    }


def claim_json(claim: Claim) -> dict[str, Any]:
    """A claim of the annotation that no check met."""
    figures = {name: str(value) for name in ("stated", "computed") if (value := getattr(claim, name)) is not None}
    return {"report": claim.report, "rule": claim.rule.value, "indicators": sorted(claim.indicators), **figures}


def found_json(found: Found) -> dict[str, Any]:
    """A check that no claim of the annotation explains."""
    return {"report": found.report, "rule": found.check.rule.value, "message": found.check.message}
