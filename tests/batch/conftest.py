"""Archives in a temporary folder, and runs over them with real worker processes and the real engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from service.batch.progress import Progress, Tell, silent
from service.batch.run import Options, new_run_id, run_batch
from service.batch.schema import DATASETS
from service.batch.work import Setup, archive_limits

LOADER = "tests.batch.poisoned:load"


def text_of(number: int, *words: str) -> str:
    """A report of its own that says ``words``."""
    return (
        f"汀岚县第{number}局2023年度部门决算报告\n一、收支情况\n2023年度本年支出{number + 100}万元。{''.join(words)}\n"
    )


def rows(out: Path, dataset: str) -> list[dict[str, Any]]:
    """All rows of ``dataset``, in the order of the runs."""
    files = sorted((out / dataset).glob("*.parquet"))
    found: list[dict[str, Any]] = [
        row for file in files for row in parquet.read_table(file, schema=DATASETS[dataset]).to_pylist()
    ]
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of reports and what is made of it."""

    source: Path
    out: Path

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *sources: str, tell: Tell = silent, **details: Any) -> Progress:
        model, seconds = details.pop("model", "one"), details.pop("seconds", 60)
        setup = Setup(new_run_id(), Path(model), LOADER, archive_limits(1 << 20, 60), seconds)
        return run_batch(Options(sources or [str(self.source)], self.out, setup, **details), tell)

    def rows(self, dataset: str) -> list[dict[str, Any]]:
        return rows(self.out, dataset)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "in").mkdir()
    return Place(tmp_path / "in", tmp_path / "out")


def counts(progress: Progress) -> dict[str, int]:
    """What became of the inputs, without what did not occur."""
    return {result.value: number for result, number in progress.results.items() if number}
