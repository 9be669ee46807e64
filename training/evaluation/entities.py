"""Strict span F1: same label, same start, same end."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.labels import Entity, Label

Key = tuple[Label, int, int]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one label and what follows from them."""

    gold: int
    predicted: int
    correct: int

    @property
    def precision(self) -> float:
        """Correct ÷ predicted; 0 where nothing was predicted."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Correct ÷ gold; 0 where there is no gold."""
        return self.correct / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 1 where there is nothing to find and nothing was found."""
        return 2 * self.correct / (self.gold + self.predicted) if self.gold + self.predicted else 1.0


def keys(entities: Iterable[Entity]) -> set[Key]:
    """What strict matching compares."""
    return {(entity.label, entity.start, entity.end) for entity in entities}


def score_entities(pairs: Iterable[tuple[Sequence[Entity], Sequence[Entity]]]) -> dict[str, Score]:
    """Scores over documents, each as gold and predicted entities: by label, and under ``all``."""
    gold: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    correct: Counter[str] = Counter()
    for expected, found in pairs:
        wanted, given = keys(expected), keys(found)
        for counter, matched in ((gold, wanted), (predicted, given), (correct, wanted & given)):
            for label, _start, _end in matched:
                counter[label] += 1
                counter["all"] += 1
    return {name: Score(gold[name], predicted[name], correct[name]) for name in ("all", *Label)}
