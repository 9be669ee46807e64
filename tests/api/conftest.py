from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
from loopback import running, wait_for

if TYPE_CHECKING:
    from service.pipeline import Pipeline


@pytest.fixture(scope="session")
def client(pipeline: Pipeline) -> Iterator[httpx.Client]:
    """A server that is ready, with a limit of 100,000 bytes."""
    from service.api.settings import Settings  # noqa: PLC0415

    with running(Settings(max_bytes=100_000), lambda: pipeline) as client:
        wait_for(lambda: client.get("/ready").status_code == 200)
        yield client
