"""Kills the web process and the workers at random moments under load, and accounts for every upload.

``python benchmarks/kill_jobs.py [--kills N] [--clients N] [--workers N] [--database-url URL]``, from the repository
root. Clients post reports to ``/v1/extract/text/async`` with an Idempotency-Key each, and again with the same key where
the connection broke: what was answered with 202 was accepted. Meanwhile one process after another gets SIGKILL, a
quarter of the time two at once, 0.1 to 2 seconds after three more uploads were accepted, and is started again, as a
supervisor would. In the end every accepted task has to have ended in success with the one result of its own text, and
every key to have one task.

Recorded result: ``results/kill_jobs.json``.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from service.jobs.extracting import TRIES
from service.store import Database, TaskStatus, tables
from service.store.tasks import Tasks
from tests.jobs.process import SLOWLY

ROOT = Path(__file__).parent.parent
LONGEST, BETWEEN, PATIENCE = 2.0, 3, 15.0
"""Seconds before a kill at most, after so many uploads were accepted, or so many seconds were waited for them."""
SLOW = 0.1
"""The share of reports that take a second, so that kills come in their middle."""
REPORT = "2023年，本年支出决算1,860万元，水质合格率达到98.6%。"


@dataclass
class Process:
    """One of the processes, started again whenever it was killed."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: "subprocess.Popen[bytes]" = field(init=False)

    def start(self) -> None:
        """Start it."""
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """End it without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@dataclass(eq=False)
class Client(threading.Thread):
    """Posts report after report; ``accepted`` has the task of each key."""

    url: str
    number: int
    over: threading.Event
    accepted: dict[str, str] = field(default_factory=dict)
    broken: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        """Post until it is over."""
        with httpx.Client(base_url=self.url, timeout=30, trust_env=False) as http:
            count = 0
            while not self.over.is_set():
                count += 1
                self._post(http, f"{self.number}-{count}")

    def _post(self, http: httpx.Client, key: str) -> None:
        slowly = SLOWLY if random.random() < SLOW else ""
        while not self.over.is_set():
            try:
                body = {"text": f"{key}：{REPORT}{slowly}"}
                answer = http.post("/v1/extract/text/async", json=body, headers={"Idempotency-Key": key})
            except httpx.HTTPError:
                self.broken += 1
                self.over.wait(0.1)
                continue
            if answer.status_code == 202:
                self.accepted[key] = answer.json()["id"]
                self.over.wait(random.uniform(0, 0.2))
                return
            self.over.wait(0.5)


def processes(data: Path, workers: int, port: int, url: str | None) -> list[Process]:
    """The web process, the first, and the workers."""
    environment = {**os.environ, "JIXI_DATA": str(data), "JIXI_PORT": str(port), "JIXI_REQUESTS_PER_MINUTE": "1000000"}
    environment |= {"JIXI_DATABASE_URL": url} if url else {}
    serve = f"import uvicorn; uvicorn.run('service.server:create_app', factory=True, port={port}, log_level='error')"
    web = Process("web", [sys.executable, "-c", serve], environment)
    command = [sys.executable, "-m", "tests.jobs.process"]
    return [web, *(Process("worker", [*command, f"w{number}", str(TRIES)], environment) for number in range(workers))]


def disturb(all_of_them: Sequence[Process], kills: int, clients: Sequence[Client]) -> Counter[str]:
    """Kill and start again; how often each was killed."""
    killed = Counter[str]()
    while killed.total() < kills:
        before, end = _accepted(clients), time.monotonic() + PATIENCE
        while _accepted(clients) < before + BETWEEN and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(random.uniform(0.1, LONGEST))
        victims = random.sample(all_of_them, 2 if random.random() < 0.25 else 1)
        for victim in victims:
            victim.kill()
            killed[victim.name] += 1
        for victim in victims:
            victim.start()
    return killed


def _accepted(clients: Sequence[Client]) -> int:
    return sum(len(client.accepted) for client in clients)


def account(database: Database, accepted: dict[str, str], seconds: float) -> dict[str, Any]:
    """See what became of each accepted upload, when all have ended or none did for ``seconds``."""
    tasks, before, end = Tasks(database), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        counts = tasks.counts()
        left = counts.get(TaskStatus.PENDING, 0) + counts.get(TaskStatus.STARTED, 0)
        if not left:
            break
        if left != before:
            before, end = left, time.monotonic() + seconds
        time.sleep(0.5)
    with database.reading() as connection:
        rows = connection.execute(
            tables.tasks.select().with_only_columns(
                tables.tasks.c.id, tables.tasks.c.idempotency, tables.tasks.c.status
            )
        ).all()
        begun = list(
            connection.execute(tables.documents.select().with_only_columns(tables.documents.c.tries)).scalars()
        )
    stored = {row.idempotency: row for row in rows}
    wrong = 0
    for key, id in accepted.items():
        outcomes = tasks.outcomes(id) if key in stored and stored[key].id == id else []
        right = len(outcomes) == 1 and outcomes[0][1] is not None
        wrong += not (right and outcomes[0][1]["document"]["text"].startswith(f"{key}：") and outcomes[0][1]["records"])
    return {
        "accepted": len(accepted),
        "stored": len(rows),
        "keys_with_more_than_one_task": len(rows) - len(stored),
        "statuses": dict(Counter(row.status for row in rows)),
        "accepted_without_their_one_right_result": wrong,
        "documents_begun": dict(sorted(Counter(begun).items())),
    }


def main() -> None:
    """Run it and write down what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database-url")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path)
    given = parser.parse_args()
    random.seed(given.seed)
    data = Path(tempfile.mkdtemp(prefix=f"kill-jobs-{uuid.uuid4().hex[:6]}-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    all_of_them = processes(data, given.workers, port, given.database_url)
    over, begun = threading.Event(), time.monotonic()
    clients = [Client(f"http://127.0.0.1:{port}", number, over) for number in range(given.clients)]
    for one in all_of_them:
        one.start()
    for client in clients:
        client.start()
    try:
        while not any(client.accepted for client in clients):
            time.sleep(0.1)
        killed = disturb(all_of_them, given.kills, clients)
        over.set()
        for client in clients:
            client.join(60)
        accepted = {key: id for client in clients for key, id in client.accepted.items()}
        database = Database.at(data, given.database_url)
        result = account(database, accepted, 120)
    finally:
        for one in all_of_them:
            one.kill()
    result |= {
        "kills": dict(killed),
        "broken_connections": sum(client.broken for client in clients),
        "seconds": round(time.monotonic() - begun),
        "database": database.engine.dialect.name,
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    print(text)
    if given.output:
        given.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
