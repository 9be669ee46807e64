"""Training is seeded and survives a kill at any step."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from models.store import NETWORK
from training.config import TrainingConfig
from training.dataset import Example
from training.export import export_version
from training.fit import Collator, fit, load_encoder, parameter_groups

CONFIG = TrainingConfig(layers=2, epochs=1, batch=2, saves=8, seed=3, threads=1)


def windows(count: int = 48) -> list[Example]:
    """Windows in which one piece is always the begin of an amount: something that can be learned."""
    return [Example([0, 9, 10 + place % 7, 12, 2], [-100, 0, 1, 2, -100]) for place in range(count)]


def weights(model: torch.nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def test_the_same_seed_gives_the_same_weights(tiny_encoder: Path, tmp_path: Path) -> None:
    runs = [fit(tiny_encoder, windows(12), 1, CONFIG, tmp_path / name) for name in ("a", "b")]
    assert torch.equal(weights(runs[0]), weights(runs[1]))


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a POSIX signal")
def test_a_run_killed_in_the_middle_ends_with_the_weights_of_an_unbroken_one(
    tiny_encoder: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    process = subprocess.Popen([sys.executable, "-m", "tests.training.endless_fit", str(tiny_encoder), str(broken)])
    deadline = time.monotonic() + 120
    while not list(broken.glob("checkpoint-*/trainer_state.json")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list(broken.glob("checkpoint-*")), "no checkpoint was written before the kill"
    resumed = fit(tiny_encoder, windows(), 1, CONFIG, broken)
    unbroken = fit(tiny_encoder, windows(), 1, CONFIG, tmp_path / "unbroken")
    assert torch.allclose(weights(resumed), weights(unbroken), atol=1e-5)


def test_a_trained_model_exports_to_a_network_that_answers_as_it_does(tiny_encoder: Path, tmp_path: Path) -> None:
    model = fit(tiny_encoder, windows(12), 1, CONFIG, tmp_path / "run")
    batch = Collator(pad=1)(windows(2))
    with torch.no_grad():
        trained = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits.numpy()
    export_version(model, tiny_encoder, tmp_path / "version", {"version": "version"})
    session = onnxruntime.InferenceSession(str(tmp_path / "version" / NETWORK), providers=["CPUExecutionProvider"])
    feeds = {name: batch[name].numpy() for name in ("input_ids", "attention_mask")}
    (exported,) = session.run(None, feeds)
    assert np.abs(exported - trained)[feeds["attention_mask"] == 1].max() < 0.05


def test_training_lowers_the_loss_on_what_can_be_learned(tiny_encoder: Path, tmp_path: Path) -> None:
    batch = Collator(pad=1)(windows(8))
    before = load_encoder(tiny_encoder, CONFIG).eval()
    after = fit(tiny_encoder, windows(200), 1, CONFIG, tmp_path / "run")
    with torch.no_grad():
        assert after(**batch).loss < 0.7 * before(**batch).loss


def test_a_batch_is_padded_to_a_common_width_and_padding_is_ignored() -> None:
    batch = Collator(pad=1)([Example([0, 5, 2], [-100, 3, -100]), Example([0, 5, 6, 7, 2], [-100, 0, 0, 0, -100])])
    assert batch["input_ids"].shape == (2, 32)
    assert batch["attention_mask"].sum(dim=1).tolist() == [3, 5]
    assert set(batch["labels"][0, 3:].tolist()) == {-100}


def test_lower_layers_learn_more_slowly_than_the_head(tiny_encoder: Path) -> None:
    model = load_encoder(tiny_encoder, CONFIG)
    rates = {
        name: group["lr"]
        for (name, _), group in zip(model.named_parameters(), parameter_groups(model, CONFIG), strict=True)
    }
    embedding = rates["bert.embeddings.word_embeddings.weight"]
    top = rates["bert.encoder.layer.1.output.dense.weight"]
    assert embedding < top < rates["classifier.weight"]
