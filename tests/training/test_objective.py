"""The losses are what their formulas say, and each of them can be trained with."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch

from models.tags import GUIDE
from training.config import TrainingConfig
from training.dataset import IGNORED, Example
from training.fit import Collator, fit, load_encoder
from training.objective import Loss, Objective, focal_loss, sequence_loss

LABELS = torch.tensor([[IGNORED, 0, 1, 2, IGNORED, IGNORED], [IGNORED, 13, 14, 0, 3, IGNORED]])


def logits() -> torch.Tensor:
    return torch.randn((2, 6, len(GUIDE)), generator=torch.Generator().manual_seed(5))


def test_a_focus_of_none_is_cross_entropy() -> None:
    plain = Objective(GUIDE)(logits(), LABELS)
    assert torch.allclose(focal_loss(logits(), LABELS, 0.0), plain)


def test_the_focal_loss_forgives_what_is_nearly_right_more_than_what_is_wrong() -> None:
    sure = logits()
    sure.scatter_(-1, LABELS.clamp_min(0)[..., None], 9.0)
    wrong = sure.flip(-1)
    ratios = [focal_loss(scores, LABELS, 2.0) / focal_loss(scores, LABELS, 0.0) for scores in (sure, wrong)]
    assert ratios[0] < 0.1 < ratios[1]


def test_the_sequence_loss_normalises_over_the_sequences_that_are_allowed() -> None:
    scores = logits()[1:, :4].double()
    labels = torch.tensor([[IGNORED, 13, 14, IGNORED]])
    allowed = torch.from_numpy(GUIDE.allowed.copy())
    weights = [
        float(scores[0, 1, first] + scores[0, 2, second])
        for first, second in product(range(len(GUIDE)), repeat=2)
        if GUIDE.allowed[first, second]
    ]
    own = float(scores[0, 1, 13] + scores[0, 2, 14])
    expected = (np.logaddexp.reduce(weights) - own) / 2
    assert float(sequence_loss(scores, labels, allowed)) == pytest.approx(expected, rel=1e-4)


def test_a_window_whose_annotation_decoding_forbids_does_not_count() -> None:
    allowed = torch.from_numpy(GUIDE.allowed.copy())
    broken = torch.tensor([[IGNORED, 0, 2, 0, IGNORED, IGNORED]])
    alone = sequence_loss(logits()[:1], LABELS[:1], allowed)
    both = sequence_loss(logits(), torch.cat([LABELS[:1], broken]), allowed)
    assert torch.allclose(alone, both)
    assert float(sequence_loss(logits()[1:], broken, allowed)) == 0.0


@pytest.mark.parametrize("settings", [{"loss": Loss.FOCAL}, {"loss": Loss.SEQUENCE}, {"adversarial": 0.5}], ids=str)
def test_training_learns_the_tags_with_every_loss(
    settings: dict[str, object], tiny_encoder: Path, tmp_path: Path
) -> None:
    config = TrainingConfig(layers=2, epochs=1, batch=2, saves=2, seed=3, threads=1, **settings)  # type: ignore[arg-type]
    examples = [Example([0, 9, 10 + n % 7, 12, 2], [IGNORED, 0, 1, 2, IGNORED]) for n in range(160)]
    batch = Collator(pad=1)(examples[:8])
    before = load_encoder(tiny_encoder, config).eval()
    after = fit(tiny_encoder, examples, 1, config, tmp_path / "run")
    with torch.no_grad():
        assert after(**batch).loss < 0.7 * before(**batch).loss


def test_settings_of_a_file_reach_the_objective(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('loss = "focal"\nfocus = 1.5\nteachers = ["a", "b"]\n[generator]\nlayouts_left_out = ["tabs"]\n')
    config = TrainingConfig.read(file)
    assert (config.objective.loss, config.objective.focus) == (Loss.FOCAL, 1.5)
    assert config.teachers == ("a", "b")
    assert config.generator.layouts_left_out == ("tabs",)
    assert TrainingConfig.of(config.as_dict()) == config
