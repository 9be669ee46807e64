"""A real server on the loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import uvicorn

if TYPE_CHECKING:
    from service.api.settings import Settings
    from service.pipeline import Pipeline

DEADLINE = 30


@contextmanager
def running(settings: Settings, load: Callable[[], Pipeline] | None) -> Iterator[httpx.Client]:
    """A client of a real server on the loopback, with its own port, for the length of the block."""
    from service.api import create_app  # noqa: PLC0415

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(settings, load), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            wait_for(lambda: server.started)
            host, port = listener.getsockname()
            with httpx.Client(base_url=f"http://{host}:{port}", timeout=DEADLINE, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(DEADLINE)


def wait_for(condition: Callable[[], bool]) -> None:
    """Returns once ``condition`` is true."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "gave up waiting"
        time.sleep(0.01)
