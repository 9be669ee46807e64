"""A real service on the loopback, with a worker process of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
import uvicorn

from tests.api import loopback

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
DEADLINE = 240
wait_for = partial(loopback.wait_for, seconds=DEADLINE)


@contextmanager
def serving(data: Path, worker: Sequence[str] | None = None) -> Iterator[str]:
    """The address of a service whose data is in ``data``, for the length of the block; ``worker`` starts its worker."""
    from service.jobs.supervisor import COMMAND, supervised  # noqa: PLC0415
    from service.server import create_app  # noqa: PLC0415
    from service.settings import Settings  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch, socket.socket() as listener:
        # The worker is a process of its own, and has its settings from the environment.
        patch.setenv("JIXI_DATA", str(data))
        patch.setenv("JIXI_MODELS", str(data / "models"))
        listener.bind(("127.0.0.1", 0))
        app = create_app(Settings.load())
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        with supervised(1, worker or COMMAND):
            thread.start()
            try:
                address = f"http://127.0.0.1:{listener.getsockname()[1]}"
                wait_for(lambda: server.started)
                wait_for(lambda: httpx.get(f"{address}/ready", trust_env=False).status_code == 200)
                yield address
            finally:
                server.should_exit = True
                thread.join(DEADLINE)


def submitted(http: httpx.Client, data: bytes, name: str) -> str:
    """The address of the report in ``data`` once it is done."""
    answer = http.post("/tasks", files={"files": (name, data)}, data={"review": "10"}, headers={"HX-Request": "true"})
    answer.raise_for_status()
    where = answer.headers["hx-redirect"]
    wait_for(lambda: http.get(f"/v1/status{where.removeprefix('/tasks')}").json()["status"] == "success")
    return f"{where}/0"
