"""Versions side by side: promoted and taken back in one step, loaded only as they were written."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.files import BusyError, locked, write_atomically
from models.registry import Journal, Registry, Switch
from models.registry.differences import differences
from models.store import MANIFEST, POINTER, StoreError, open_version, promote, write_manifest


def named(source: Path, target: Path, **details: object) -> Path:
    """The version in ``source`` under the name of the new folder ``target``."""
    shutil.copytree(source, target)
    write_manifest(target, {"version": target.name, **details})
    return target


@pytest.fixture
def registry(tiny_version: Path, tmp_path: Path) -> Registry:
    """A package with the version ``shipped`` in use, and a home that does not exist yet."""
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    promote(named(tiny_version, tmp_path / "shipped"), bundled)
    return Registry(tmp_path / "home", bundled)


@pytest.fixture
def fresh(tiny_version: Path, tmp_path: Path) -> Path:
    return named(tiny_version, tmp_path / "fresh", made="2026-01-01")


def test_before_anything_is_promoted_the_version_of_the_package_is_in_use(registry: Registry) -> None:
    assert open_version(registry.current()).name == "shipped"
    assert not registry.home.exists()


def test_an_installed_version_stands_beside_the_others_and_is_not_in_use(registry: Registry, fresh: Path) -> None:
    registry.install(fresh)
    assert [(one.name, one.bundled, one.current) for one in registry.versions()] == [
        ("shipped", True, True),
        ("fresh", False, False),
    ]


def test_a_promoted_version_is_in_use_and_the_package_is_untouched(registry: Registry, fresh: Path) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in registry.bundled.rglob("*"))
    registry.install(fresh)
    registry.promote("fresh", "better")
    assert registry.current() == registry.home / "fresh"
    assert sorted((path, path.stat().st_mtime_ns) for path in registry.bundled.rglob("*")) == before
    assert [(switch.name, switch.why) for switch in registry.journal.switches] == [("shipped", ""), ("fresh", "better")]


def test_going_back_twice_goes_back_two_versions(registry: Registry, fresh: Path, tmp_path: Path) -> None:
    for path in (fresh, named(fresh, tmp_path / "newest")):
        registry.install(path)
        registry.promote(path.name)
    assert registry.rollback().name == "fresh"
    assert registry.rollback().name == "shipped"
    with pytest.raises(StoreError, match="无可退回"):
        registry.rollback()


def test_going_back_to_a_named_version_leaves_a_way_back_from_there(
    registry: Registry, fresh: Path, tmp_path: Path
) -> None:
    for path in (fresh, named(fresh, tmp_path / "newest")):
        registry.install(path)
        registry.promote(path.name)
    assert registry.rollback("shipped").name == "shipped"
    assert registry.journal.before is None
    registry.promote("newest")
    assert registry.rollback().name == "shipped"


def test_a_version_that_was_altered_is_not_gone_back_to(registry: Registry, fresh: Path, tmp_path: Path) -> None:
    for path in (fresh, named(fresh, tmp_path / "newest")):
        registry.install(path)
        registry.promote(path.name)
    with (registry.home / "fresh" / "model.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(StoreError, match=r"model\.onnx"):
        registry.rollback()
    assert registry.current_name == "newest"


def test_a_decision_made_against_another_version_is_refused(registry: Registry, fresh: Path) -> None:
    registry.install(fresh)
    with pytest.raises(StoreError, match="shipped"):
        registry.promote("fresh", expected="older")
    assert registry.current_name == "shipped"


def test_installing_or_promoting_again_changes_nothing(registry: Registry, fresh: Path) -> None:
    for _ in range(2):
        registry.install(fresh)
        registry.promote("fresh", expected="shipped")
    assert len(registry.journal.switches) == 2


def test_another_version_of_the_same_name_is_refused(registry: Registry, fresh: Path, tmp_path: Path) -> None:
    registry.install(fresh)
    other = shutil.copytree(fresh, tmp_path / "other")
    (other / "note.txt").write_text("other", encoding="utf-8")
    write_manifest(other, {"version": "fresh"})
    with pytest.raises(StoreError, match="换一个名称"):
        registry.install(other)


def test_what_an_interrupted_copy_left_is_no_version_and_goes_with_the_next(registry: Registry, fresh: Path) -> None:
    left = registry.home / ".incoming-left"
    shutil.copytree(fresh, left)
    assert [one.name for one in registry.versions()] == ["shipped"]
    registry.install(fresh)
    assert not left.exists()


@pytest.mark.parametrize("name", ["pytorch_model.bin", "weights.pkl", "model.pt"])
def test_a_version_with_weights_that_can_run_code_is_refused(fresh: Path, registry: Registry, name: str) -> None:
    (fresh / name).write_bytes(pickle.dumps({"weights": [1.0]}))
    write_manifest(fresh, {"version": "fresh"})
    with pytest.raises(StoreError, match="safetensors"):
        registry.install(fresh)


@pytest.mark.parametrize("name", ["../outside.json", "/etc/passwd.txt", "..\\outside.json", "C:\\x.json"])
def test_a_manifest_that_points_outside_of_its_folder_is_refused(fresh: Path, name: str) -> None:
    manifest = json.loads((fresh / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"][name] = "0" * 64
    (fresh / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StoreError, match="目录之外"):
        open_version(fresh)


@pytest.mark.parametrize("name", ["../up", "", ".hidden", "a/b", POINTER])
def test_a_version_cannot_be_named_like_a_path(registry: Registry, fresh: Path, name: str) -> None:
    write_manifest(fresh, {"version": name})
    with pytest.raises(StoreError):
        registry.install(fresh)
    with pytest.raises(StoreError):
        registry.find(name)


def test_differences_name_settings_and_files_that_changed(fresh: Path, tiny_version: Path) -> None:
    write_manifest(fresh, {"version": "fresh", "config": {"epochs": 3}, "data": {"reports": 5}})
    other = shutil.copytree(fresh, fresh.parent / "other")
    (other / "tokenizer.json").write_text("{}", encoding="utf-8")
    write_manifest(other, {"version": "other", "config": {"epochs": 4}, "data": {"reports": 5}})
    told = {field.name: (field.left, field.right) for field in differences(open_version(fresh), open_version(other))}
    assert told["config.epochs"] == (3, 4)
    assert set(told) == {"config.epochs", "files.tokenizer.json"}


names = st.text(st.sampled_from("abcdefg中文0123.-"), min_size=1, max_size=8).filter(lambda name: name[0] not in ".-")
switches = st.builds(
    Switch, names, st.just("2026-01-01T00:00:00+00:00"), st.sampled_from(["promote", "rollback"]), names
)


@given(st.lists(switches, max_size=6))
def test_a_journal_reads_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, written: list[Switch]) -> None:
    path = tmp_path_factory.mktemp("journal") / POINTER
    Journal(tuple(written)).write(path)
    assert Journal.read(path) == Journal(tuple(written))


@given(st.lists(names, min_size=1, max_size=6, unique=True))
def test_taking_back_every_promotion_ends_at_the_first_version(promoted: list[str]) -> None:
    journal = Journal(tuple(Switch(name) for name in promoted))
    for expected in reversed(promoted[:-1]):
        assert journal.before == expected
        journal = journal.after(Switch(expected, way="rollback"))
    assert (journal.current, journal.before) == (promoted[0], None)


def test_a_crash_while_a_file_is_replaced_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / POINTER
    write_atomically(path, "old")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, "new")
    assert path.read_text(encoding="utf-8") == "old"


def test_a_lock_keeps_others_out_and_falls_free_with_its_process(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    script = "import sys, time; from pathlib import Path; from models.files import locked\n"
    script += "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script, str(lock)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(BusyError), locked(lock, wait=False):
            pass
        holder.kill()
    with locked(lock, wait=False):
        pass
