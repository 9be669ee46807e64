"""A version is loaded only as it was written, and promoted in one step."""

import shutil
from pathlib import Path

import pytest

from models.store import StoreError, current_version, open_version, promote


@pytest.fixture
def version(tiny_version: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_version, tmp_path / "v1"))


def test_an_intact_version_opens_under_its_name(version: Path) -> None:
    assert open_version(version).name == "tiny"


def test_an_altered_file_is_refused_with_its_name(version: Path) -> None:
    with (version / "model.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(StoreError, match=r"model\.onnx"):
        open_version(version)


def test_a_missing_file_is_refused_with_its_name(version: Path) -> None:
    (version / "tokenizer.json").unlink()
    with pytest.raises(StoreError, match=r"tokenizer\.json"):
        open_version(version)


def test_a_folder_that_is_no_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"manifest\.json"):
        open_version(tmp_path)


def test_a_broken_manifest_is_refused(version: Path) -> None:
    (version / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="无法读取"):
        open_version(version)


def test_a_promoted_version_becomes_the_current_one(version: Path, tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    weights.mkdir()
    promote(version, weights)
    assert current_version(weights) == weights / "tiny"
    assert open_version(current_version(weights)).name == "tiny"


def test_without_a_pointer_no_version_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="current"):
        current_version(tmp_path)
