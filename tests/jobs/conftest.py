from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from service.jobs import Jobs
from service.settings import Settings
from service.store import Database, Task, Upload

ROOT = Path(__file__).parents[2]
DEADLINE = 60
POSTGRES = "JIXI_TEST_POSTGRES"
SECRET = "只有双方知道"


@dataclass
class House:
    """A data directory, jobs on it, and workers that can be started and killed."""

    settings: Settings
    database: Database
    jobs: Jobs

    @contextmanager
    def worker(self, id: str | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """A worker for the length of the block; its standard input is its lifeline."""
        environment = {**os.environ, **{f"JIXI_{name.upper()}": str(value) for name, value in self.given().items()}}
        command = [sys.executable, "-m", "tests.jobs.process", *([id] if id else [])]
        with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT, env=environment) as process:
            try:
                yield process
            finally:
                process.kill()

    def given(self) -> dict[str, Any]:
        """The settings, as a worker finds them in its environment."""
        given = {name: getattr(self.settings, name) for name in self.settings.model_fields_set}
        secrets = ("database_url", "webhook_secret")
        return {name: value.get_secret_value() if name in secrets else value for name, value in given.items()}

    def submit(self, *texts: str, **options: Any) -> Task:
        """A task of one upload for each of ``texts``."""
        uploads = [Upload(f"{number}.txt", one.encode()) for number, one in enumerate(texts)]
        return self.jobs.extract(uploads, owner="local", **options)

    def ended(self, task: Task) -> Task:
        """The task when it has ended."""
        wait_for(lambda: self.jobs.task(task.id).status.final)
        return self.jobs.task(task.id)

    def on_disk(self) -> bytes:
        """Every byte of every file of the database."""
        return b"".join(path.read_bytes() for path in self.settings.data.rglob("jixi*.sqlite*"))


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "gave up waiting"
        time.sleep(0.02)


@contextmanager
def _house(data: Path, **given: Any) -> Iterator[House]:
    url = os.environ.get(POSTGRES)
    with _postgres(url) if url else nullcontext() as own:
        more = {"database_url": own} if own else {}
        settings = Settings.load(
            data=data, webhook_secret=SECRET, outbound_private=True, stall_seconds=2, **more, **given
        )
        database = Database.at(data, own)
        jobs = Jobs(settings, database)
        try:
            yield House(settings, database, jobs)
        finally:
            jobs.close()
            database.close()


@contextmanager
def _postgres(url: str) -> Iterator[str]:
    """An empty database of its own on the server at ``url``."""
    name = f"jixi_{uuid.uuid4().hex[:12]}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with _house(tmp_path) as house:
        yield house


@pytest.fixture(scope="module")
def busy_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One with a worker that is at work already."""
    with _house(tmp_path_factory.mktemp("house"), workers=2) as house, house.worker():
        yield house
