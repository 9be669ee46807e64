"""How far two annotations of the same texts agree."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpora.errors import CorpusError
from corpora.report import AnnotatedReport
from models.labels import Entity, Label

OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Score:
    """Spans that both annotations have, and those that one alone has; F1 is the same both ways round."""

    both: int
    first_only: int
    second_only: int

    @property
    def f1(self) -> float:
        """Strict span F1; 1 where neither has a span."""
        total = 2 * self.both + self.first_only + self.second_only
        return 2 * self.both / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Strict span F1, overall and by label, and Cohen's kappa over the label of each character."""

    overall: Score
    by_label: Mapping[Label, Score]
    kappa: float


def agree(first: Sequence[AnnotatedReport], second: Sequence[AnnotatedReport]) -> Agreement:
    """The agreement of two annotations, matched by id; raises ``CorpusError`` where texts differ or none is shared."""
    pairs = _pairs(first, second)
    spans = [({_key(e) for e in a.entities}, {_key(e) for e in b.entities}) for a, b in pairs]
    labels = {
        label: [({s for s in a if s[0] is label}, {s for s in b if s[0] is label}) for a, b in spans] for label in Label
    }
    return Agreement(
        overall=_score(spans),
        by_label={label: _score(part) for label, part in labels.items()},
        kappa=_kappa([(_characters(a), _characters(b)) for a, b in pairs]),
    )


def _pairs(
    first: Sequence[AnnotatedReport], second: Sequence[AnnotatedReport]
) -> list[tuple[AnnotatedReport, AnnotatedReport]]:
    others = {report.id: report for report in second}
    pairs = [(report, others[report.id]) for report in first if report.id in others]
    if not pairs:
        raise CorpusError("两份标注没有共同的报告")
    for a, b in pairs:
        if a.text != b.text:
            raise CorpusError(f"{a.id}：两份标注的正文不同，无法比较")
    return pairs


def _key(entity: Entity) -> tuple[Label, int, int]:
    return entity.label, entity.start, entity.end


def _score(spans: Sequence[tuple[set[tuple[Label, int, int]], set[tuple[Label, int, int]]]]) -> Score:
    return Score(
        both=sum(len(a & b) for a, b in spans),
        first_only=sum(len(a - b) for a, b in spans),
        second_only=sum(len(b - a) for a, b in spans),
    )


def _characters(report: AnnotatedReport) -> list[str]:
    labels = [OUTSIDE] * len(report.text)
    for entity in report.entities:
        labels[entity.start : entity.end] = [str(entity.label)] * (entity.end - entity.start)
    return labels


def _kappa(pairs: Sequence[tuple[list[str], list[str]]]) -> float:
    """Observed agreement beyond what the two label distributions give by chance; 1 where chance is certain."""
    joint = Counter(pair for a, b in pairs for pair in zip(a, b, strict=True))
    total = joint.total()
    if not total:
        return 1.0
    left, right = Counter[str](), Counter[str]()
    for (a, b), number in joint.items():
        left[a] += number
        right[b] += number
    observed = sum(number for (a, b), number in joint.items() if a == b) / total
    chance = sum(left[label] * right[label] for label in left) / total**2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)
