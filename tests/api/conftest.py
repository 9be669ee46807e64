from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
from loopback import running, settings_in, wait_for

if TYPE_CHECKING:
    from service.pipeline import Pipeline
    from service.settings import Settings


@pytest.fixture(scope="session")
def client(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server that is ready, with a limit of 100,000 bytes."""
    settings = settings_in(tmp_path_factory.mktemp("data"), max_mb=100_000 / 2**20, max_request_mb=0.5)
    with running(settings, lambda: pipeline) as client:
        wait_for(lambda: client.get("/ready").status_code == 200)
        yield client


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a data folder of their own."""
    return settings_in(tmp_path_factory.mktemp("data"))
