"""A classifier with room for more labels answers as before, and does not unlearn what nobody has told it of."""

from pathlib import Path

import pytest
import torch

from models.tags import GUIDE, TAGS, Scheme
from tests.tiny import load_network
from training.config import TrainingConfig
from training.dataset import Example
from training.encoder.widen import widen
from training.fit import Collator, fit

WIDE = Scheme.of(["WIDENED"])
IDS = [0, 9, 10, 12, 2]


def logits(checkpoint: Path) -> torch.Tensor:
    with torch.no_grad():
        return load_network(checkpoint)(input_ids=torch.tensor([IDS])).logits[0]


def test_the_tags_before_get_the_scores_of_before_and_the_new_ones_none(tiny_encoder: Path, tmp_path: Path) -> None:
    before, after = logits(tiny_encoder), logits(widen(tiny_encoder, WIDE, tmp_path / "wide"))
    assert torch.allclose(after[:, : len(TAGS)], before, atol=1e-5)
    assert set(after.argmax(dim=1).tolist()) <= set(range(len(TAGS)))


def test_a_checkpoint_with_other_tags_is_refused(tiny_encoder: Path, tmp_path: Path) -> None:
    wide = widen(tiny_encoder, WIDE, tmp_path / "wide")
    with pytest.raises(ValueError, match="前一部分"):
        widen(wide, GUIDE, tmp_path / "narrow")


def test_windows_that_say_nothing_of_a_tag_do_not_teach_its_absence(tiny_encoder: Path, tmp_path: Path) -> None:
    """One window has the label; the other, with the same pieces, comes from reports in which nobody looked for it."""
    config = TrainingConfig(
        layers=2, epochs=1, batch=4, rate=5e-3, head_rate=5e-3, averaging=0.5, threads=1, labels=("WIDENED",)
    )
    begin = WIDE.begin_id(WIDE.own[0])
    told = Example(IDS, [-100, 0, begin, 0, -100])
    silent = Example(IDS, [-100, 0, 0, 0, -100], (begin, begin + 1))
    wide = widen(tiny_encoder, WIDE, tmp_path / "wide")
    model = fit(wide, [told, silent, silent, silent] * 120, 1, config, tmp_path / "run")
    with torch.no_grad():
        assert model(input_ids=torch.tensor([IDS])).logits[0].argmax(dim=1).tolist()[1:4] == [0, begin, 0]


def test_batches_in_which_every_tag_is_told_of_are_as_they_were() -> None:
    batch = Collator(pad=1)([Example(IDS, [-100, 0, 1, 0, -100])])
    assert set(batch) == {"input_ids", "attention_mask", "labels"}
