"""The whole sequence of training windows of a run, made before it starts.

Made once from the seed, it is the same after an interruption, so a resumed run sees just the windows that are left.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from corpora.report import AnnotatedReport
from models.pieces import PieceTokenizer
from models.windows import WindowSize
from training.config import TrainingConfig
from training.dataset import Example, Propose, examples

Multiply = Callable[[AnnotatedReport, int], AnnotatedReport]
"""A report and a seed → a variant of it."""

Synthesise = Callable[[random.Random, int], AnnotatedReport]
"""A source of chance and a number of code points → an invented report of about that length."""

BUCKET = 12
"""Batches that are sorted by length together: long enough to save padding, short enough to stay mixed."""


def curriculum(
    reports: Sequence[AnnotatedReport],
    config: TrainingConfig,
    tokenizer: PieceTokenizer,
    propose: Propose,
    multiply: Multiply,
    synthesise: Synthesise,
) -> list[Example]:
    """The windows of all epochs in the order in which they are seen; a multiple of no particular size."""
    rng = random.Random(config.seed)
    epochs = (
        _epoch(list(_variants(reports, config, rng, multiply, synthesise)), config, tokenizer, propose, rng)
        for _ in range(config.epochs)
    )
    return list(chain.from_iterable(epochs))


def _variants(
    reports: Sequence[AnnotatedReport],
    config: TrainingConfig,
    rng: random.Random,
    multiply: Multiply,
    synthesise: Synthesise,
) -> Iterator[AnnotatedReport]:
    for report in reports:
        plain = rng.random() < config.mixture.plain
        yield report if plain else multiply(report, rng.getrandbits(32))
    wanted = int(config.mixture.synthetic * sum(len(report.text) for report in reports))
    while wanted > 0:
        report = synthesise(rng, min(wanted, 2000))
        wanted -= max(len(report.text), 1)
        yield report


def _epoch(
    reports: Sequence[AnnotatedReport],
    config: TrainingConfig,
    tokenizer: PieceTokenizer,
    propose: Propose,
    rng: random.Random,
) -> list[Example]:
    scheme = config.scheme
    windows = [
        example
        for report in reports
        for example in examples(report, tokenizer, propose, _jittered(config.windows, rng), scheme=scheme)
    ]
    rng.shuffle(windows)
    return list(chain.from_iterable(_sorted_buckets(windows, config.batch, rng)))


def _jittered(size: WindowSize, rng: random.Random) -> WindowSize:
    """Another core in every epoch, so that no sentence always stands at a window's edge."""
    return replace(size, core=rng.randint(3 * size.core // 4, size.core))


def _sorted_buckets(windows: list[Example], batch: int, rng: random.Random) -> Iterator[list[Example]]:
    for first in range(0, len(windows), batch * BUCKET):
        bucket = sorted(windows[first : first + batch * BUCKET], key=lambda example: len(example.ids))
        batches = [bucket[at : at + batch] for at in range(0, len(bucket), batch)]
        rng.shuffle(batches)
        yield from batches
