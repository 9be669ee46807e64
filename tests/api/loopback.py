"""A real server on the loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import uvicorn

if TYPE_CHECKING:
    from service.pipeline import Pipeline
    from service.settings import Settings

DEADLINE = 120
"""Seconds, for machines that have other things to do."""


def settings_in(folder: Path, **given: Any) -> Settings:
    """Settings that keep everything in ``folder`` and owe nothing to the environment of the tests."""
    from service.settings import Settings  # noqa: PLC0415

    return Settings(data=folder, **{"model": None, "webhook_secret": "secret", **given})


@contextmanager
def running(settings: Settings, load: Callable[[], Pipeline] | None) -> Iterator[httpx.Client]:
    """A client of a real server on the loopback, with its own port, for the length of the block."""
    from service.server import create_app  # noqa: PLC0415

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(settings, load), log_level="warning", proxy_headers=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            wait_for(lambda: server.started)
            host, port = listener.getsockname()
            with httpx.Client(base_url=f"http://{host}:{port}", timeout=2 * DEADLINE, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(DEADLINE)


def wait_for(condition: Callable[[], bool], seconds: float = DEADLINE) -> None:
    """Returns once ``condition`` is true; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "gave up waiting"
        time.sleep(0.01)
