"""Kill a batch at random moments, its workers and itself, until it is done: what is lost, what is doubled?

``python benchmarks/kill_batch.py ARCHIVE [--kills 200] [--chunk 20] [--wait 1 8] [--seed 7] [--quick]
[--output FILE]``; from the repository root, on an archive by ``build_archive.py`` without poison. A driver runs over
the archive; after a random time one of its workers or, one time in two, the driver itself is killed with SIGKILL. A
dead driver is started again on the same output; when a round is done, it is verified and the next one begins with an
empty output, until there were enough kills. ``--quick`` takes the pipeline of the tests, without weights.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))

from service.batch.run import Options, new_run_id, run_batch
from service.batch.work import Setup, archive_limits
from tests.batch.conftest import rows

SLOWEST_START = 120.0


class Driver:
    """A run in a process of its own."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)

    @property
    def is_running(self) -> bool:
        """Whether it is under way."""
        return self._process.poll() is None

    @property
    def code(self) -> int | None:
        """Its exit code."""
        return self._process.poll()

    def workers(self) -> list[psutil.Process]:
        """The processes that it has started."""
        try:
            return psutil.Process(self._process.pid).children()
        except psutil.Error:
            return []

    def kill(self) -> None:
        """As a crash of the machine would, as far as it goes."""
        self._process.kill()
        self._process.wait()

    def wait(self, seconds: float) -> None:
        """Until it is over, ``seconds`` at most."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return


def round_of_kills(options: argparse.Namespace, out: Path, rng: Random, left: int) -> Counter[str]:
    """Run over the archive until it is done, with ``left`` kills at most; what was killed."""
    command = [sys.executable, __file__, str(options.archive), "--drive", str(out), "--chunk", str(options.chunk)]
    command += ["--quick"] if options.quick else []
    driver, killed = Driver(command), Counter[str]()
    while driver.is_running:
        driver.wait(rng.uniform(*options.wait))
        if killed.total() >= left or not driver.is_running:
            driver.wait(SLOWEST_START)
            continue
        if workers := driver.workers() if rng.random() < 0.5 else []:
            rng.choice(workers).kill()
            killed["worker"] += 1
        else:
            driver.kill()
            killed["driver"] += 1
            driver = Driver(command)
    killed["exit code"] = driver.code or 0
    return killed


def verified(archive: Path, out: Path) -> dict[str, int]:
    """What is lost, doubled, or belongs to nothing; documents that were given up because their workers were killed."""
    manifest = json.loads((archive / "manifest.json").read_text(encoding="utf-8"))
    documents, sources = rows(out, "documents"), rows(out, "sources")
    ids = Counter(row["document_id"] for row in documents)
    given_up = {row["document_id"] for row in rows(out, "errors")}
    extractions = {row["extraction_id"]: row for row in documents}
    records = Counter((row["extraction_id"], row["position"]) for row in rows(out, "records"))
    stated = {one: row["records"] for one, row in extractions.items()}
    counted = Counter(one for one, _ in records)
    names = {row["name"].removeprefix(f"{(archive / 'files').as_posix()}/") for row in sources}
    runs = Counter((row["run_id"], row["name"]) for row in sources)
    return {
        "documents": len(documents),
        "lost": len(set(manifest["contents"]) - set(ids) - given_up),
        "lost names": len(set(manifest["inputs"]) - names),
        "doubled": sum(count - 1 for count in ids.values()),
        "doubled names": sum(count - 1 for count in runs.values()),
        "doubled records": sum(count - 1 for count in records.values()),
        "records without document": len(set(counted) - set(stated)),
        "documents without their records": sum(counted[one] != count for one, count in stated.items()),
        "given up": len(given_up - set(ids)),
        "strays": len([path for path in (out / ".work").iterdir() if path.name != "lock"]),
    }


def drive(options: argparse.Namespace) -> None:
    """One run, in the process that is killed."""
    loader = "tests.batch.poisoned:load" if options.quick else Setup("").loader
    setup = Setup(new_run_id(), loader=loader, limits=archive_limits(20 << 20, 120))
    run_batch(Options([str(options.archive / "files")], options.drive, setup, workers=2, chunk=options.chunk))


def main() -> None:
    """Rounds until there were enough kills."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--chunk", type=int, default=20)
    parser.add_argument("--wait", type=float, nargs=2, default=(1.0, 8.0))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--drive", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.drive:
        drive(options)
        return
    rng, total, rounds = Random(options.seed), Counter[str](), 0
    started = time.monotonic()
    while total["worker"] + total["driver"] < options.kills:
        rounds += 1
        with TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            total += round_of_kills(options, out, rng, options.kills - total["worker"] - total["driver"])
            total += Counter(verified(options.archive, out))
        print(rounds, dict(total), f"{time.monotonic() - started:.0f} s", flush=True)
    # Counters forget what is zero, which is what matters here.
    names = ("lost", "lost names", "doubled", "doubled names", "doubled records", "given up", "strays", "exit code")
    others = ("records without document", "documents without their records")
    results: dict[str, Any] = {"rounds": rounds, **total, **{name: total[name] for name in (*names, *others)}}
    print(json.dumps(results, ensure_ascii=False, indent=1))
    if options.output:
        options.output.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
