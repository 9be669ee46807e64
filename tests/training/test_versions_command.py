"""``jixi model`` and ``jixi rollback`` on the command line."""

import json
import shutil
from pathlib import Path

import pytest

from models.registry import Registry
from models.store import write_manifest
from service.cli.app import run


@pytest.fixture
def registry(tiny_version: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """The version ``mine`` beside those of the package."""
    monkeypatch.setenv("JIXI_MODELS", str(tmp_path / "home"))
    version = shutil.copytree(tiny_version, tmp_path / "mine")
    write_manifest(version, {"version": "mine", "made": "2026-01-01", "config": {"epochs": 3}})
    registry = Registry()
    registry.install(version)
    return registry


def test_a_version_is_put_in_use_listed_and_taken_back(registry: Registry, capsys: pytest.CaptureFixture[str]) -> None:
    before = registry.current_name
    assert run(["model", "use", "mine", "--why", "trial"]) == 0
    assert run(["model", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out.split("\n", 1)[1])
    assert [one["name"] for one in listed if one["current"]] == ["mine"]
    assert run(["rollback"]) == 0
    assert before in capsys.readouterr().out
    assert registry.current_name == before
    assert [switch.why for switch in registry.journal.switches if switch.name == "mine"] == ["trial"]


def test_a_folder_is_copied_in_before_it_is_used(registry: Registry, tiny_version: Path) -> None:
    assert run(["model", "use", str(tiny_version)]) == 0
    assert registry.current() == registry.home / "tiny"


def test_show_prints_the_manifest_and_diff_the_fields_that_differ(
    registry: Registry, tiny_version: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["model", "show", "mine"]) == 0
    assert json.loads(capsys.readouterr().out)["config"] == {"epochs": 3}
    assert run(["model", "diff", str(tiny_version), "mine"]) == 0
    assert capsys.readouterr().out == "config.epochs: 无 → 3\n"


def test_an_altered_version_is_told_by_verify(registry: Registry, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["model", "verify", "mine"]) == 0
    with (registry.home / "mine" / "model.onnx").open("ab") as file:
        file.write(b"x")
    assert run(["model", "verify", "mine"]) == 3
    assert "model.onnx" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["rollback"], ["rollback", "nobody"], ["model", "use", "nobody"], ["model", "show", "../up"]]
)
def test_what_cannot_be_done_is_told_in_one_line(
    registry: Registry, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command) == 3
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_retrain_refuses_a_path_that_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["retrain", str(tmp_path / "none"), "-o", str(tmp_path / "run")]) == 1
    assert "不是目录" in capsys.readouterr().err
