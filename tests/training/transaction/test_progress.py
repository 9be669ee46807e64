"""The time left is foretold from the pace of the run at hand."""

import json
from pathlib import Path

import pytest

from training.transaction.progress import FILE, SECONDS, Progress


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def begun(folder: Path, **changes: object) -> tuple[Progress, Clock, list[str]]:
    clock, lines = Clock(), list[str]()
    planned = {"train": 1_000_000, "evaluate": 100_000}
    progress = Progress(folder, planned, lines.append, time=clock, **changes)  # type: ignore[arg-type]
    progress.begin("train")
    return progress, clock, lines


def told(folder: Path) -> dict[str, float]:
    return dict(json.loads((folder / FILE).read_text(encoding="utf-8")))


def test_before_anything_is_known_the_measured_pace_of_the_steps_is_taken(tmp_path: Path) -> None:
    begun(tmp_path)
    assert told(tmp_path)["seconds_left"] == pytest.approx(SECONDS["train"] * 1e6 + SECONDS["evaluate"] * 1e5)


def test_the_pace_of_the_last_minutes_counts(tmp_path: Path) -> None:
    progress, clock, _ = begun(tmp_path)
    for number in range(50):
        clock.now += 100
        progress.reach((number + 1) / 200)
    for number in range(60):
        clock.now += 10
        progress.reach(0.25 + (number + 1) / 200)
    assert told(tmp_path)["seconds_left"] == pytest.approx(90 * 10, abs=100)


def test_a_run_that_goes_on_in_the_middle_takes_the_pace_since_then(tmp_path: Path) -> None:
    progress, clock, _ = begun(tmp_path, done={"lint", "split", "evaluate"})
    for number in range(4):
        clock.now += 10
        progress.reach(0.5 + number / 100)
    assert told(tmp_path)["seconds_left"] == pytest.approx(47 * 10, abs=5)


def test_at_the_end_nothing_is_left_and_everything_is_done(tmp_path: Path) -> None:
    progress, clock, lines = begun(tmp_path)
    for step in ("train", "evaluate"):
        progress.begin(step)
        clock.now += 60
        progress.reach(1.0)
        progress.end()
    assert (told(tmp_path)["seconds_left"], told(tmp_path)["overall"]) == (0, 1)
    assert "约剩 0 秒" in lines[-1]
