"""How the service bears many clients at a time: errors, waiting times, memory, and what a second worker is worth.

``python benchmarks/load.py [--clients 50] [--seconds 300] [--tasks 200] [--output FILE]``, from the repository root.

First ``--clients`` clients post reports of the corpus to ``/v1/extract/text``, each the next one when it has its
answer, for ``--seconds``; every answer is looked at, and the memory of the service's processes is measured all the
while. Then ``--tasks`` reports go to ``/v1/extract/text/async`` of a service with one worker, and the same of one with
two, each worker on one thread; the rates are compared. Two workers on two cores share them with the web process and
with these clients.

Recorded result: ``results/load.json``.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.serving import serving
from corpora import read_corpus

MEGABYTE = 1024 * 1024
SAMPLE, POLL = 5.0, 0.1


@dataclass(frozen=True)
class Server:
    """A running service."""

    url: str
    process: psutil.Process

    def memory(self) -> float:
        """Megabytes of the service and its workers: what is theirs alone, and their parts of what is shared."""
        processes = [self.process, *self.process.children(recursive=True)]
        return sum(one.memory_full_info().pss for one in processes) / MEGABYTE


@contextmanager
def service(workers: int, threads: int = 0) -> Iterator[Server]:
    """A service with ``workers`` workers of ``threads`` threads on new data; 0 shares the cores out."""
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"JIXI_DATA": data, "JIXI_WORKER_THREADS": str(threads)}
        options = ("--workers", str(workers))
        with serving(Path(data) / "log.txt", *options, environment=environment) as (url, process):
            yield Server(url, psutil.Process(process.pid))


@dataclass
class Tally:
    """What came of the requests: seconds of each, statuses, characters, and megabytes over time."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)

    def summary(self, elapsed: float) -> dict[str, Any]:
        """The figures of the run."""
        ordered = statistics.quantiles(self.seconds, n=100)
        return {
            "requests": len(self.seconds),
            "statuses": dict(self.statuses),
            "requests_per_second": round(len(self.seconds) / elapsed, 2),
            "characters_per_second": round(self.characters / elapsed),
            "p50_seconds": round(ordered[49], 3),
            "p99_seconds": round(ordered[98], 3),
            "memory_mb": [(round(at), round(size)) for at, size in self.memory],
        }


async def load(server: Server, texts: Sequence[str], clients: int, seconds: float) -> dict[str, Any]:
    """Post from ``clients`` clients at a time for ``seconds``."""
    tally, turn, started = Tally(), count(), time.monotonic()

    async def client(http: httpx.AsyncClient) -> None:
        while time.monotonic() - started < seconds:
            text = texts[next(turn) % len(texts)]
            sent = time.monotonic()
            tally.statuses[await _answered(http, text)] += 1
            tally.seconds.append(time.monotonic() - sent)
            tally.characters += len(text)

    async def watch() -> None:
        while time.monotonic() - started < seconds:
            tally.memory.append((time.monotonic() - started, server.memory()))
            await asyncio.sleep(SAMPLE)

    async with httpx.AsyncClient(
        base_url=server.url, timeout=120, limits=httpx.Limits(max_connections=clients)
    ) as http:
        await asyncio.gather(watch(), *(client(http) for _ in range(clients)))
    return tally.summary(time.monotonic() - started)


async def _answered(http: httpx.AsyncClient, text: str) -> str:
    """``right`` for the extraction of this very text, else what came instead."""
    try:
        response = await http.post("/v1/extract/text", json={"text": text})
    except httpx.TransportError as error:
        return type(error).__name__
    if response.status_code != 200:
        return str(response.status_code)
    return "right" if response.json()["document"]["text"] == text else "wrong"


def throughput(workers: int, texts: Sequence[str]) -> float:
    """Tasks a second that ``workers`` workers of one thread each end."""
    with service(workers, threads=1) as server, httpx.Client(base_url=server.url, timeout=60) as http:
        _finish(http, [_submit(http, text) for text in texts[: 2 * workers]])  # the models are loaded now
        started = time.monotonic()
        _finish(http, [_submit(http, text) for text in texts])
        return len(texts) / (time.monotonic() - started)


def _submit(http: httpx.Client, text: str) -> str:
    answer = http.post("/v1/extract/text/async", json={"text": text})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def _finish(http: httpx.Client, tasks: Sequence[str]) -> None:
    for task in tasks:
        while (status := http.get(f"/v1/status/{task}").json()["status"]) in ("pending", "started"):
            time.sleep(POLL)
        assert status == "success", status


def main() -> None:
    """Run both parts and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    texts = [report.text for report in read_corpus("train")]
    result: dict[str, Any] = {"cores": os.cpu_count(), "clients": options.clients, "seconds": options.seconds}
    with service(1) as server:
        result["load"] = asyncio.run(load(server, texts, options.clients, options.seconds))
    one, two = (throughput(workers, texts[: options.tasks]) for workers in (1, 2))
    result["tasks_per_second"] = {
        "one_worker": round(one, 2),
        "two_workers": round(two, 2),
        "ratio": round(two / one, 2),
    }
    print(json.dumps(result, ensure_ascii=False, indent=2))
    if options.output:
        options.output.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
