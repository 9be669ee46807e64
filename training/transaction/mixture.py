"""What each epoch of a retraining is made of: the new reports several times over, and a part of the old corpus."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, cycle

from corpora import AnnotatedReport
from models.pieces import PieceTokenizer
from training.curriculum import Multiply, Synthesise, curriculum
from training.dataset import Example, Propose
from training.transaction.settings import RetrainSettings


def epochs(
    new: Sequence[AnnotatedReport], old: Sequence[AnnotatedReport], settings: RetrainSettings
) -> Iterator[list[AnnotatedReport]]:
    """The reports of each epoch.

    The old ones are dealt from a shuffled pack, so that every epoch has others and all of them come before any comes
    twice; their code points are the share ``replay`` of the epoch's, or all there are where that is 1.
    """
    fresh = [report for report in new for _ in range(settings.repeat)]
    wanted = _replayed(sum(len(report.text) for report in fresh), settings.replay)
    pack = list(old)
    random.Random(settings.seed).shuffle(pack)
    dealt = cycle(pack)
    whole = sum(len(report.text) for report in pack)
    for _ in range(settings.training.epochs):
        yield [*fresh, *(pack if wanted is None or wanted >= whole else _deal(dealt, wanted))]


def _replayed(fresh: int, share: float) -> int | None:
    return None if share >= 1 else round(fresh * share / (1 - share))


def _deal(dealt: Iterator[AnnotatedReport], wanted: int) -> Iterator[AnnotatedReport]:
    while wanted > 0:
        report = next(dealt)
        wanted -= max(1, len(report.text))
        yield report


def windows(
    parts: Sequence[Sequence[AnnotatedReport]],
    settings: RetrainSettings,
    tokenizer: PieceTokenizer,
    propose: Propose,
    multiply: Multiply,
    synthesise: Synthesise,
) -> list[Example]:
    """The training windows of all epochs in the order in which they are seen; the same ones for the same seed."""
    one = replace(settings.training, epochs=1)
    return list(
        chain.from_iterable(
            curriculum(part, replace(one, seed=one.seed + number), tokenizer, propose, multiply, synthesise)
            for number, part in enumerate(parts)
        )
    )


def code_points(parts: Sequence[Sequence[AnnotatedReport]]) -> int:
    """How much is read in all epochs."""
    return sum(len(report.text) for part in parts for report in part)
