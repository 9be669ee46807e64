"""A service of its own for a benchmark: ``jixi serve`` in a process, ready to answer."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

STARTED_IN = 120.0
"""Seconds."""
JIXI = (sys.executable, "-c", "from service.cli import main; main()")


@contextmanager
def serving(
    log: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The address and the process of ``jixi serve`` with ``options`` on a free port; ``log`` goes on with its words."""
    with log.open("ab") as out:
        command = [*JIXI, "serve", "--port", "0", *options]
        begin = log.stat().st_size
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        try:
            yield _address(log, begin, process), process
        finally:
            process.terminate()
            process.wait(60)


def _address(log: Path, begin: int, process: "subprocess.Popen[bytes]") -> str:
    """Where the service says that it listens, once it is ready."""
    end = time.monotonic() + STARTED_IN
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", _said(log, begin))
        if found and _is_ready(found[0]):
            return found[0]
        time.sleep(0.1)
    raise SystemExit(f"the service did not start:\n{_said(log, begin)[-2000:]}")


def _said(log: Path, begin: int) -> str:
    return log.read_bytes()[begin:].decode(errors="replace")


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/ready", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False
