"""The mean of several versions is a version: of itself it is the same, of different networks it is refused."""

from pathlib import Path

import pytest
import torch

from models.store import CHECKPOINT, open_version
from tests.tiny import load_network, write_encoder, write_version
from training.soup import average


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("encoder"))


def test_weights_are_the_mean_and_the_manifest_names_all(encoder: Path, tmp_path: Path) -> None:
    first = write_version(encoder, tmp_path / "first")
    shifted = load_network(encoder)
    with torch.no_grad():
        shifted.classifier.bias.add_(1.0)
    shifted.save_pretrained(tmp_path / "shifted")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / "shifted" / name).write_bytes((encoder / name).read_bytes())
    second = write_version(tmp_path / "shifted", tmp_path / "second")
    version = open_version(average([first, second], tmp_path / "mean"))
    bias = load_network(version.path / CHECKPOINT).classifier.bias
    expected = load_network(encoder).classifier.bias + 0.5
    assert torch.allclose(bias.float(), expected, atol=1e-3)
    assert version.manifest["averaged"] == ["first", "second"]
    assert version.name == "mean"


def test_versions_with_other_pieces_are_refused(encoder: Path, tmp_path: Path) -> None:
    first = write_version(encoder, tmp_path / "first")
    second = write_version(encoder, tmp_path / "second")
    tokenizer = second / CHECKPOINT / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(ValueError, match=r"词表不同|校验"):
        average([first, second], tmp_path / "mean")
