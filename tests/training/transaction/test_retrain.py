"""A retraining ends with a better version in use or with everything as before, wherever it is interrupted."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from models.files import locked
from models.labels import Label
from models.registry import Registry
from models.store import StoreError, digest, open_version
from service.documents import make_document
from service.pipeline import Pipeline
from tests.training.transaction import story
from training.transaction import archive, compare, learn
from training.transaction import run as story_of
from training.transaction.context import Request
from training.transaction.errors import RetrainError, RunBusyError
from training.transaction.report import FILE as REPORT
from training.transaction.run import LOCK, retrain
from training.transaction.state import FILE, State


class Killed(BaseException):
    """Stands for a process that ends here and now."""


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tiny import write_encoder  # noqa: PLC0415 -- loads torch

    return write_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def home(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the story has been told once, without a break."""
    home = tmp_path_factory.mktemp("unbroken")
    assert retrain(story.request(home), story.corpus(), story.registry(encoder, home))["promoted"]
    return home


def registry_of(home: Path) -> Registry:
    return Registry(home / "models", home / "bundled")


def test_a_better_version_comes_into_use_with_its_figures_card_and_history(home: Path) -> None:
    registry = registry_of(home)
    version = open_version(registry.current())
    assert version.name == "better"
    assert (
        version.manifest["metrics"]["held_out"]["entities"] > version.manifest["metrics_before"]["held_out"]["entities"]
    )
    assert version.manifest["retraining"]["compared_with"] == "shipped"
    assert "card/better.md" in version.manifest["files"]
    assert [switch.name for switch in registry.journal.switches] == ["shipped", "better"]


def test_the_report_tells_both_versions_label_by_label(home: Path) -> None:
    told = (home / "run" / REPORT).read_text(encoding="utf-8")
    assert "通过，已启用" in told
    assert all(f"| {label} |" in told for label in ("INDICATOR", "AMOUNT", "RATE", "COUNT"))


def test_the_difference_report_accounts_for_every_record_of_the_archive(home: Path) -> None:
    told = json.loads((home / "run" / archive.SUMMARY).read_text(encoding="utf-8"))
    assert set(told["files"]) == {"0.txt", "1.txt", "2.txt"}
    assert told["same"] + told["lost"] + told["changed"] == told["records_old"]
    assert told["same"] + told["gained"] + told["changed"] == told["records_new"]


def test_a_run_that_has_ended_is_told_again_and_not_done_again(home: Path, encoder: Path) -> None:
    before = digest(home / "run" / "better" / "manifest.json")
    assert retrain(story.request(home), story.corpus(), registry_of(home))["promoted"]
    assert digest(home / "run" / "better" / "manifest.json") == before
    assert len(registry_of(home).journal.switches) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a POSIX signal")
def test_a_run_killed_at_any_step_ends_as_an_unbroken_one(
    home: Path, encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again() -> dict[str, object]:
        return retrain(story.request(tmp_path), story.corpus(), story.registry(encoder, tmp_path))

    story.request(tmp_path)
    story.registry(encoder, tmp_path)
    command = [sys.executable, "-m", "tests.training.transaction.story", str(encoder), str(tmp_path), "50"]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert list((tmp_path / "run" / "checkpoints").glob("checkpoint-*")), "no checkpoint was written before the kill"
    for cut in CUTS:
        with monkeypatch.context() as patch:
            cut(patch)
            with pytest.raises(Killed):
                again()
    assert again()["promoted"]
    same = ("lint", "split", "evaluate", "gate", "archive")
    states = [json.loads((place / "run" / FILE).read_text(encoding="utf-8"))["steps"] for place in (home, tmp_path)]
    assert [_plain(states[0][name]) for name in same] == [_plain(states[1][name]) for name in same]
    assert [switch.name for switch in registry_of(tmp_path).journal.switches] == ["shipped", "better"]


def before_noting(step: str) -> Callable[[pytest.MonkeyPatch], None]:
    """A death when ``step`` is done and nobody has noted it."""
    finish = State.finish

    def dying(self: State, name: str, *rest: object) -> None:
        if name == step:
            raise Killed
        finish(self, name, *rest)  # type: ignore[arg-type]

    return lambda patch: patch.setattr(State, "finish", dying)


def in_the_middle(place: object, function: str) -> Callable[[pytest.MonkeyPatch], None]:
    """A death where a step calls ``function``."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    return lambda patch: patch.setattr(place, function, die)


CUTS = [
    in_the_middle(learn, "export_version"),
    in_the_middle(learn, "add_calibration"),
    before_noting("train"),
    in_the_middle(compare, "write_card"),
    before_noting("evaluate"),
    before_noting("gate"),
    in_the_middle(archive, "write_atomically"),
    before_noting("archive"),
    in_the_middle(story_of, "write_manifest"),
    in_the_middle(Registry, "promote"),
    before_noting("promote"),
    in_the_middle(State, "conclude"),
]


def _plain(step: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in step.items() if name not in ("done", "seconds")}


def test_poisoned_labels_that_would_make_an_old_label_worse_are_refused(home: Path, tmp_path: Path) -> None:
    """Every count is labelled as points: the new reports agree with themselves, the old ones do not."""
    poisoned = [
        story.invent("poison", number, lambda label: Label.SCORE if label is Label.COUNT else label)
        for number in range(10)
    ]
    registry = registry_of(home)
    before = registry.current()
    request = Request(story.write(poisoned, tmp_path / "new"), tmp_path / "run", story.SETTINGS, name="worse")
    outcome = retrain(request, replace(story.corpus(), train=[]), registry)
    assert (outcome["passed"], outcome["step"]) == (False, "gate")
    assert any("COUNT" in reason and "dev" in reason for reason in outcome["reasons"])
    assert registry.current() == before


def test_a_label_beyond_the_guide_is_added_by_data_alone(home: Path, tmp_path: Path) -> None:
    """The old reports have the word too, and nobody has ever looked for it there."""
    reports = [story.invent("seasons", number, season=Label.own("SEASON")) for number in range(10)]
    folder = story.write(reports, tmp_path / "new")
    (folder / "labels.toml").write_text('SEASON = "年度"\n', encoding="utf-8")
    registry = registry_of(home)
    request = Request(folder, tmp_path / "run", story.SETTINGS, name="wider")
    outcome = retrain(request, story.corpus(), registry)
    assert outcome["promoted"], outcome["reasons"]
    version = open_version(registry.current())
    assert version.manifest["labels"] == [*Label, "SEASON"]
    extraction = Pipeline.load(version.path).extract(make_document(story.invent("unseen", 1).text))
    found = [entity for entity in extraction.as_json()["entities"] if entity["label"] == "SEASON"]
    assert {entity["text"] for entity in found} == {"年度"}
    assert not any("SEASON" in str(record.as_json()["mentions"]) for record in extraction.records)
    registry.rollback()


def refused_by_lint(tmp_path: Path, encoder: Path, reports: Path, **changes: object) -> list[str]:
    request = replace(Request(reports, tmp_path / "run", story.SETTINGS), **changes)  # type: ignore[arg-type]
    outcome = retrain(request, story.corpus(), story.registry(encoder, tmp_path))
    assert (outcome["passed"], outcome["step"]) == (False, "lint")
    assert not (tmp_path / "run" / "checkpoints").exists()
    return list(outcome["reasons"])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("⟦INDICATER|收入预算⟧⟦AMOUNT|5万元⟧。", "INDICATER"),
        ("⟦INDICATOR|收入⟦INDICATOR|预算⟧⟧⟦AMOUNT|5万元⟧。", "标记之内不能再有标记"),
        ("⟦INDICATOR|收入预算⟧⟦AMOUNT|5⟧2万元。", "切断"),
        ("⟦INDICATOR|收入预算⟧⟦AMOUNT|5%⟧。", "应为 RATE"),
        ("⟦INDICATOR|收入预算", "没有闭合"),
    ],
)
def test_annotation_that_breaks_a_law_is_refused_with_its_place(
    tmp_path: Path, encoder: Path, line: str, told: str
) -> None:
    reports = story.new_reports(tmp_path / "new")
    path = reports / "new" / "03.inline.txt"
    path.write_bytes(path.read_bytes() + f"\n{line}".encode())
    reasons = refused_by_lint(tmp_path, encoder, reports)
    assert any("03.inline.txt:2:" in reason and told in reason for reason in reasons)


def test_a_new_label_that_looks_like_a_slip_is_refused(tmp_path: Path, encoder: Path) -> None:
    reports = story.new_reports(tmp_path / "new")
    (reports / "labels.toml").write_text('INDICATORS = "指标"\n', encoding="utf-8")
    with pytest.raises(RetrainError, match="疑为笔误"):
        retrain(Request(reports, tmp_path / "run", story.SETTINGS), story.corpus(), story.registry(encoder, tmp_path))


def test_reports_of_the_frozen_splits_are_not_learned(tmp_path: Path, encoder: Path) -> None:
    reports = story.new_reports(tmp_path / "new")
    story.write([replace(story.invent("dev", 0), folder="copied")], reports)
    assert any("泄漏" in reason and "dev/00" in reason for reason in refused_by_lint(tmp_path, encoder, reports))


def test_a_report_that_is_there_twice_is_refused(tmp_path: Path, encoder: Path) -> None:
    reports = story.new_reports(tmp_path / "new")
    twin = replace(story.invent("new", 0), folder="twin")
    story.write([replace(twin, entities=twin.entities[1:])], reports)
    assert any("标注不同" in reason for reason in refused_by_lint(tmp_path, encoder, reports))


def test_too_few_reports_are_refused(tmp_path: Path, encoder: Path) -> None:
    assert "至少需要 5 篇" in refused_by_lint(tmp_path, encoder, story.new_reports(tmp_path / "new", 4))[0]


def test_after_the_annotation_is_mended_the_same_folder_is_used_again(tmp_path: Path, encoder: Path) -> None:
    reports = story.new_reports(tmp_path / "new")
    path = reports / "new" / "03.inline.txt"
    sound = path.read_bytes()
    path.write_bytes(sound + "⟦".encode())
    refused_by_lint(tmp_path, encoder, reports)
    path.write_bytes(sound)
    request = replace(Request(reports, tmp_path / "run", story.SETTINGS))
    state = story_of._opened(request, story.corpus(), story.registry(encoder, tmp_path))
    assert state.steps == {}


def test_another_retraining_in_the_same_folder_is_refused(home: Path) -> None:
    other = replace(story.request(home), settings=story.SETTINGS.with_seed(9))
    with pytest.raises(RetrainError, match="另一次训练"):
        retrain(other, story.corpus(), registry_of(home))


def test_two_processes_do_not_share_a_run(home: Path) -> None:
    with locked(home / "run" / LOCK), pytest.raises(RunBusyError):
        retrain(story.request(home), story.corpus(), registry_of(home))


def test_a_version_compared_with_another_than_the_current_one_is_refused(home: Path, tmp_path: Path) -> None:
    """Somebody else has promoted a version since this one was compared."""
    registry = registry_of(home)
    with pytest.raises(StoreError, match="其间"):
        registry.promote("shipped", expected="elder")
