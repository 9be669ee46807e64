"""The scores of each kind of report: by family, by difficulty, by template, one by one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training.evaluation.checks import CheckScores
from training.evaluation.entities import Score, score_entities
from training.evaluation.records import EMPTY, WAYS, RecordScores
from training.evaluation.result import Result


@dataclass(frozen=True, slots=True)
class Group:
    """What a set of reports scores together."""

    reports: int
    characters: int
    entities: Score
    records: RecordScores
    checks: CheckScores

    @property
    def record_f1(self) -> Mapping[str, float]:
        """Record F1 over all kinds, by way; empty where no records are annotated."""
        return {way: kinds["all"].f1 for way, kinds in self.records.f1.items() if "all" in kinds}

    def as_json(self) -> dict[str, Any]:
        """Plain figures, rounded to four digits."""
        return {
            "reports": self.reports,
            "characters": self.characters,
            "entities": round(self.entities.f1, 4),
            "records": {way: round(value, 4) for way, value in self.record_f1.items()},
            "planted": self.checks.planted,
            "planted_found": self.checks.found,
            "false_violated": len(self.checks.false_alarms),
        }


def group(results: Sequence[Result]) -> Group:
    """The scores of ``results`` together."""
    return Group(
        reports=len(results),
        characters=sum(len(result.report.text) for result in results),
        entities=score_entities((result.report.entities, result.found.entities) for result in results)["all"],
        records=sum_records(results),
        checks=sum_checks(results),
    )


def groups(results: Sequence[Result], name: Callable[[Result], str]) -> dict[str, Group]:
    """The scores of the parts of ``results`` that ``name`` tells apart, the weakest first."""
    parts: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        parts[name(result)].append(result)
    scored = {part: group(members) for part, members in parts.items()}
    return dict(sorted(scored.items(), key=lambda item: (item[1].entities.f1, item[0])))


def sum_records(results: Iterable[Result]) -> RecordScores:
    """The record scores of all ``results``."""
    total = EMPTY
    for result in results:
        total += result.record_scores
    return total if total.f1.get(WAYS[0]) else EMPTY


def sum_checks(results: Iterable[Result]) -> CheckScores:
    """The check scores of all ``results``."""
    total = CheckScores()
    for result in results:
        total.add(result.check_scores)
    return total
