"""How fast a batch is on one and two workers, against a plain loop and a process pool, and what memory it takes.

``python benchmarks/batch.py ARCHIVE [--limit N] [--modes loop pool batch1 batch2 ray] [--on ray:HOST:PORT] [--output
FILE]``; from the repository root, on an archive by ``build_archive.py``. Every mode runs in processes of its own over
the same inputs, one after another, and does the same: read, take out of archives, extract; the batch also writes its
datasets. ``seconds`` is from start to end, loading included; ``steady`` the documents a second between the first tenth
and the last of them; ``driver_cpu`` the processor seconds of the process that deals out the work. Memory is the sum of
the proportional set sizes of all processes, in MB, sampled each second; ``growth`` is how much its mean of the last
quarter exceeds that of the second. The mode ``poison`` runs the archive with the pipeline of ``poison.py`` and compares
what became of every input with the manifest.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from threading import Event as Flag
from threading import Thread
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))

from service.batch.inputs import inputs
from service.batch.sources import entries
from service.batch.work import Setup, archive_limits
from service.documents import Limits
from service.extraction import Extraction
from service.pipeline import Pipeline
from service.processing import process

SETUP = Setup("benchmark", limits=archive_limits(20 << 20, 120))
MODES = ("loop", "pool", "batch1", "batch2")
Tell = Callable[[int], None]
"""Is told the characters of each document that is done."""

_pipeline: Pipeline | None = None


def contents(archive: Path, limit: int | None) -> Iterator[tuple[str, bytes]]:
    """Every content once, with the first name that it has."""
    met: set[str] = set()
    for one in inputs(entries([str(archive / "files")], archive / "out"), SETUP):
        if isinstance(one.content, bytes) and one.document_id and one.document_id not in met:
            met.add(one.document_id)
            yield one.name, one.content
            if len(met) == limit:
                return


def load() -> None:
    """Load the model in this process."""
    global _pipeline  # noqa: PLW0603 -- as pools of processes want it
    _pipeline = Pipeline.load(threads=1)


def extracted(work: tuple[str, bytes]) -> int:
    """Characters of the extraction, -1 where there is none."""
    assert _pipeline is not None
    outcome = next(process(_pipeline, work[1], work[0], Limits())).result
    return len(outcome.document.text) if isinstance(outcome, Extraction) else -1


def loop(archive: Path, limit: int | None, tell: Tell) -> None:
    """One document after another in one process."""
    load()
    for work in contents(archive, limit):
        tell(extracted(work))


def pool(archive: Path, limit: int | None, tell: Tell) -> None:
    """The pool of the standard library, two processes."""
    with ProcessPoolExecutor(2, get_context("spawn"), load) as executor:
        works = contents(archive, limit)
        while part := list(islice(works, 200)):  # as much at a time as the batch
            for characters in executor.map(extracted, part):
                tell(characters)


def batch(workers: int, on: str | None = None, chunk: int = 200) -> Callable[[Path, int | None, Tell], None]:
    """The batch itself, its datasets in a folder that is thrown away."""

    def run(archive: Path, limit: int | None, tell: Tell) -> None:
        from service.batch.progress import Event, Progress, Step  # noqa: PLC0415 -- loop and pool load no engine
        from service.batch.run import Options, new_run_id, run_batch  # noqa: PLC0415
        from service.batch.schema import Result  # noqa: PLC0415

        told = 0

        def step(event: Event, progress: Progress) -> None:
            nonlocal told
            if event.step is Step.INPUT and event.result in (Result.DOCUMENT, Result.ERROR):
                tell(progress.characters - told if event.result is Result.DOCUMENT else -1)
                told = progress.characters
                if limit and progress.results[Result.DOCUMENT] + progress.results[Result.ERROR] >= limit:
                    raise KeyboardInterrupt

        setup = Setup(new_run_id(), limits=SETUP.limits, seconds=120)
        with TemporaryDirectory() as out:
            options = Options([str(archive / "files")], Path(out), setup, workers, on, chunk=chunk)
            try:
                run_batch(options, step)
            except KeyboardInterrupt:
                return

    return run


def measured(run: Callable[[Path, int | None, Tell], None], archive: Path, limit: int | None) -> dict[str, Any]:
    """Seconds, documents, characters and memory of ``run``."""
    times: list[float] = []
    characters = failed = 0

    def tell(count: int) -> None:
        nonlocal characters, failed
        times.append(time.perf_counter() - started)
        characters += max(count, 0)
        failed += count < 0

    stop, curve = Flag(), []
    sampler = Thread(target=_sample, args=(stop, curve), daemon=True)
    started = time.perf_counter()
    sampler.start()
    run(archive, limit, tell)
    seconds = time.perf_counter() - started
    stop.set()
    sampler.join()
    tenth = len(times) // 10
    steady = (len(times) - 2 * tenth - 1) / (times[-tenth - 1] - times[tenth]) if len(times) > 20 else None
    return {
        "documents": len(times) - failed,
        "failed": failed,
        "characters": characters,
        "seconds": round(seconds, 1),
        "first_after": round(times[0], 1) if times else None,
        "documents_per_second": round(len(times) / seconds, 3),
        "characters_per_second": round(characters / seconds),
        "driver_cpu": round(time.process_time(), 1),
        "steady": round(steady, 3) if steady else None,
        "memory": _summary(curve),
    }


def _sample(stop: Flag, curve: list[tuple[float, float]]) -> None:
    """Append the memory of this process and all below it, each second."""
    started = time.perf_counter()
    while not stop.wait(1.0):
        total = 0
        for one in [psutil.Process(), *psutil.Process().children(recursive=True)]:
            try:
                total += one.memory_full_info().pss
            except psutil.Error:
                continue
        curve.append((time.perf_counter() - started, total / 1e6))


def _summary(curve: list[tuple[float, float]]) -> dict[str, Any]:
    """The peak, the growth, and forty points of the curve."""
    if len(curve) < 8:
        return {"peak": round(max((one for _, one in curve), default=0))}
    sizes = [size for _, size in curve]
    quarter = len(sizes) // 4
    every = max(1, len(curve) // 40)
    return {
        "peak": round(max(sizes)),
        "growth": round(mean(sizes[-quarter:]) - mean(sizes[quarter : 2 * quarter])),
        "curve": [[round(at), round(size)] for at, size in curve[::every]],
    }


def poisoned(archive: Path, workers: int, seconds: float) -> dict[str, Any]:
    """What became of every input of a poisoned archive, against what had to."""
    from service.batch.run import Options, new_run_id, run_batch  # noqa: PLC0415
    from tests.batch.conftest import rows  # noqa: PLC0415

    expected = json.loads((archive / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    setup = Setup(new_run_id(), loader="benchmarks.poison:load", limits=SETUP.limits, seconds=seconds)
    started = time.perf_counter()
    with TemporaryDirectory() as out:
        run_batch(Options([str(archive / "files")], Path(out), setup, workers))
        sources, errors = rows(Path(out), "sources"), rows(Path(out), "errors")
    root = f"{(archive / 'files').as_posix()}/"
    found = {row["name"].removeprefix(root): row["result"] for row in sources}
    pairs = {name: (expected.get(name, ""), found.get(name, "")) for name in {*expected, *found}}
    wrong = {name: pair for name, pair in pairs.items() if not _agree(*pair)}
    return {
        "inputs": len(sources),
        "expected": dict(Counter(expected.values())),
        "found": dict(Counter(found.values())),
        "kinds_of_errors": dict(Counter(row["kind"] for row in errors)),
        "not_as_expected": wrong,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _agree(expected: str, found: str) -> bool:
    """Which of two equal files is met first depends on their places."""
    return expected == found or {expected, found} == {"document", "duplicate"}


def main() -> None:
    """Run each mode in a process of its own and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--modes", nargs="+", default=list(MODES), choices=[*MODES, "ray", "poison"])
    parser.add_argument("--on")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--chunk", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_one(options)))
        return
    results: dict[str, Any] = {"cores": os.cpu_count(), "load": os.getloadavg()}
    for mode in options.modes:
        command = [sys.executable, __file__, *sys.argv[1:], "--modes", mode, "--one"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        results[mode] = json.loads(done.stdout.splitlines()[-1])
        told = {name: value for name, value in results[mode].items() if name != "memory"}
        print(mode, told, results[mode].get("memory", {}).get("peak"), results[mode].get("memory", {}).get("growth"))
    if options.output:
        options.output.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _one(options: argparse.Namespace) -> dict[str, Any]:
    (mode,) = options.modes
    if mode == "poison":
        return poisoned(options.archive, options.workers, options.seconds)
    runs = {
        "loop": loop,
        "pool": pool,
        "batch1": batch(1),
        "batch2": batch(2),
        "ray": batch(options.workers, options.on, options.chunk),
    }
    return measured(runs[mode], options.archive, options.limit)


if __name__ == "__main__":
    main()
