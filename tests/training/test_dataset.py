"""Annotated reports become windows whose tags say what the annotation says."""

import random
from pathlib import Path

import pytest

from corpora.inline import parse
from corpora.report import AnnotatedReport
from models.pieces import PieceTokenizer
from models.tags import TAGS, decode
from models.windows import WindowSize
from training.config import Mixture, TrainingConfig
from training.curriculum import curriculum
from training.dataset import IGNORED, Alignment, examples
from training.run import propose

MARKED = "2023年⟦INDICATOR|基本支出⟧⟦AMOUNT|1,200万元⟧，⟦CHANGE|同比增长⟧⟦RATE|12.5%⟧。⟦INDICATOR|企业⟧⟦COUNT|30家⟧。\n"


def report(marked: str = MARKED) -> AnnotatedReport:
    parsed = parse(marked)
    return AnnotatedReport(id="made-01", folder="made", text=parsed.text, entities=parsed.entities, records=None)


@pytest.fixture(scope="module")
def tokenizer(tiny_encoder: Path) -> PieceTokenizer:
    return PieceTokenizer.load(tiny_encoder)


def test_every_entity_that_the_pieces_can_express_is_in_the_tags(tokenizer: PieceTokenizer) -> None:
    seen = Alignment()
    (window,) = examples(report(), tokenizer, propose, WindowSize(), seen)
    assert [span.label for span in decode(window.tags[1:-1])] == [entity.label for entity in report().entities]
    assert (seen.reachable, seen.unreachable, seen.share) == (6, [], 1.0)


def test_the_pieces_around_a_window_are_not_part_of_the_loss(tokenizer: PieceTokenizer) -> None:
    for window in examples(report(MARKED * 30), tokenizer, propose, WindowSize(core=40, before=8, after=4)):
        assert (window.tags[0], window.tags[-1]) == (IGNORED, IGNORED)
        assert (window.ids[0], window.ids[-1]) == (tokenizer.begin, tokenizer.end)
        assert all(0 <= tag < len(TAGS) for tag in window.tags[1:-1])


def test_an_interrupted_run_sees_the_same_windows_again(tokenizer: PieceTokenizer) -> None:
    config = TrainingConfig(epochs=3, mixture=Mixture(plain=0.5, synthetic=0.5), seed=11)

    def build() -> list[object]:
        return [
            (window.ids, window.tags)
            for window in curriculum(
                [report(MARKED * 4)],
                config,
                tokenizer,
                propose,
                lambda given, seed: report(MARKED * (1 + seed % 3)),
                lambda rng, size: report(MARKED * rng.randint(1, 2)),
            )
        ]

    assert build() == build()


def test_another_seed_gives_another_order(tokenizer: PieceTokenizer) -> None:
    def ids(seed: int) -> list[list[int]]:
        config = TrainingConfig(epochs=2, mixture=Mixture(plain=1.0), seed=seed)
        made = [report(MARKED * count) for count in range(1, 9)]
        windows = curriculum(
            made, config, tokenizer, propose, lambda given, _: given, lambda rng, _: random.choice(made)
        )
        return [window.ids for window in windows]

    assert sorted(ids(1)) != ids(1)
    assert ids(1) != ids(2)
