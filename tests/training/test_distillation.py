"""A student learns what its teachers answer, and the answers survive an interruption."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.tags import GUIDE
from tests.tiny import load_network, write_encoder, write_version
from training.config import TrainingConfig
from training.dataset import IGNORED, Example
from training.distillation import Ensemble, taught
from training.fit import Collator, fit, load_encoder
from training.objective import Objective, divergence

CONFIG = TrainingConfig(
    layers=2, epochs=1, batch=4, rate=1e-3, head_rate=3e-2, averaging=0.5, saves=4, seed=3, threads=1, soft=1.0
)
PAD = 1


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def teachers(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """Two versions that disagree: one finds amounts everywhere, the other nothing."""
    folder = tmp_path_factory.mktemp("teachers")
    versions = []
    for name, tag in (("first", 1), ("second", 0)):
        network = load_network(encoder)
        with torch.no_grad():
            network.classifier.bias[tag] += 5.0
        network.save_pretrained(folder / f"{name}-network")
        for file in encoder.glob("tokenizer*.json"):
            (folder / f"{name}-network" / file.name).write_bytes(file.read_bytes())
        versions.append(write_version(folder / f"{name}-network", folder / name))
    return versions


def windows(count: int = 40) -> list[Example]:
    return [
        Example([0, 9, 10 + n % 7, *[12] * (n % 5), 2], [IGNORED, 0, 1, *[2] * (n % 5), IGNORED]) for n in range(count)
    ]


def test_an_ensemble_answers_the_mean_of_the_probabilities(teachers: Sequence[Path]) -> None:
    feeds = {"input_ids": np.array([[0, 9, 12, 2]]), "attention_mask": np.ones((1, 4), dtype=np.int64)}
    each = [np.exp(Ensemble([teacher]).run(None, feeds)[0]) for teacher in teachers]
    together = np.exp(Ensemble(teachers).run(None, feeds)[0])
    assert np.allclose(together, np.mean(each, axis=0), atol=1e-5)


def test_every_piece_has_the_answers_of_the_teachers(teachers: Sequence[Path], tmp_path: Path) -> None:
    for example in taught(windows(), teachers, PAD, tmp_path):
        assert example.answers is not None
        assert example.answers.shape == (len(example.ids), len(GUIDE))
        assert np.allclose(example.answers.astype(np.float32).sum(-1), 1.0, atol=0.02)


@pytest.mark.parametrize("suffix", [".answers", ".windows"])
def test_answers_that_an_interruption_cut_short_are_completed(
    suffix: str, teachers: Sequence[Path], tmp_path: Path
) -> None:
    whole = [np.array(example.answers) for example in taught(windows(), teachers, PAD, tmp_path / "whole")]
    taught(windows(), teachers, PAD, tmp_path / "cut")
    (file,) = (tmp_path / "cut").glob(f"*{suffix}")
    with file.open("r+b") as stream:
        stream.truncate(file.stat().st_size // 2 + 7)
    again = taught(windows(), teachers, PAD, tmp_path / "cut")
    assert all(np.allclose(example.answers, answers, atol=0.01) for example, answers in zip(again, whole, strict=True))


def test_only_new_windows_are_asked_for(teachers: Sequence[Path], tmp_path: Path) -> None:
    taught(windows(4), teachers, PAD, tmp_path)
    (file,) = tmp_path.glob("*.answers")
    before = file.read_bytes()
    taught([*windows(6), *windows(6)], teachers, PAD, tmp_path)
    pieces = sum(len(example.ids) for example in windows(6))
    assert file.read_bytes().startswith(before)
    assert file.stat().st_size == pieces * len(GUIDE) * 2


def test_other_teachers_are_asked_anew(teachers: Sequence[Path], tmp_path: Path) -> None:
    for group in (teachers, teachers[:1]):
        taught(windows(2), group, PAD, tmp_path)
    assert len(list(tmp_path.glob("*.answers"))) == 2


def test_teachers_with_other_pieces_are_refused(teachers: Sequence[Path], tmp_path: Path) -> None:
    other = write_encoder(tmp_path / "encoder")
    tokenizer = other / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text(encoding="utf-8").replace("预算", "决算"), encoding="utf-8")
    with pytest.raises(ValueError, match="词表"):
        Ensemble([teachers[0], write_version(other, tmp_path / "other")])


def test_a_student_comes_nearer_to_its_teachers(encoder: Path, teachers: Sequence[Path], tmp_path: Path) -> None:
    examples = taught(windows(160), teachers, PAD, tmp_path / "answers")
    batch = Collator(PAD)(examples[:16])
    before = load_encoder(encoder, CONFIG).eval()
    after = fit(encoder, examples, PAD, CONFIG, tmp_path / "run")
    assert distance(after, batch) < 0.5 * distance(before, batch)


def distance(model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> float:
    with torch.no_grad():
        logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits.float()
    return float(divergence(logits, batch["answers"], batch["labels"] != IGNORED))


def test_a_batch_has_answers_only_where_all_its_windows_have(teachers: Sequence[Path], tmp_path: Path) -> None:
    examples = taught(windows(2), teachers, PAD, tmp_path)
    assert Collator(PAD)(examples)["answers"].shape == (2, 32, len(GUIDE))
    assert "answers" not in Collator(PAD)([examples[0], replace(examples[1], answers=None)])


def test_a_tag_that_a_window_says_nothing_of_is_not_learned_from_teachers_either() -> None:
    answers = torch.softmax(torch.arange(len(GUIDE)).float(), 0).repeat(1, 3, 1)
    logits = torch.zeros((1, 3, len(GUIDE)), requires_grad=True)
    unknown = torch.zeros((1, len(GUIDE)), dtype=torch.bool)
    unknown[0, -2:] = True
    loss = Objective(GUIDE, soft=0.5)(logits, torch.tensor([[IGNORED, 0, IGNORED]]), unknown, answers)
    loss.backward()
    assert torch.isfinite(loss)
    assert logits.grad is not None
    assert not logits.grad[..., -2:].any()
