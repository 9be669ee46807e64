from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from loopback import running, settings_in, wait_for

if TYPE_CHECKING:
    from service.pipeline import Pipeline
    from service.settings import Settings
    from service.store import Database


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server of ``client`` keeps everything."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def client(pipeline: Pipeline, data: Path) -> Iterator[httpx.Client]:
    """A server that is ready, with a limit of 100,000 bytes."""
    with running(settings_in(data, max_mb=100_000 / 2**20, max_request_mb=0.5), lambda: pipeline) as client:
        wait_for(lambda: client.get("/ready").status_code == 200)
        yield client


@pytest.fixture(scope="session")
def worker(client: httpx.Client, data: Path) -> Iterator[None]:
    """A worker of the server of ``client``."""
    command = [sys.executable, "-m", "tests.api.scripted_worker", str(data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        yield
        process.communicate(timeout=60)


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a data folder of their own."""
    return settings_in(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def database(folder: Path, server: httpx.Client) -> Iterator[Database]:
    """What the ``server`` of a module keeps in its ``folder``."""
    from service.store import Database  # noqa: PLC0415 -- as the other parts of the service

    database = Database.at(folder)
    yield database
    database.close()
