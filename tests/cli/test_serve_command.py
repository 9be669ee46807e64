"""``jixi serve`` and ``jixi key`` as a person runs them: real processes."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

JIXI = (sys.executable, "-c", "from service.cli import main; main()")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("JIXI_")}
    return {**own, "JIXI_DATA": str(tmp_path / "data"), "PYTHONIOENCODING": "utf-8"}


def run(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*JIXI, *arguments], capture_output=True, encoding="utf-8", env=environment, timeout=120, check=False
    )


@contextmanager
def serving(*arguments: str, environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address that it says it is at."""
    command = [*JIXI, "serve", "--port", "0", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", env=environment)
    try:
        assert process.stderr is not None
        greeting = process.stderr.readline()
        found = re.search(r"http://\S+", greeting)
        assert found, greeting
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


def test_a_service_answers_does_tasks_and_ends_when_asked(environment: dict[str, str], report_text: str) -> None:
    with serving("--workers", "1", environment=environment) as (process, url):
        with httpx.Client(base_url=url, timeout=120, transport=httpx.HTTPTransport(retries=5)) as client:
            assert client.get("/health").status_code == 200
            assert "绩析" in client.get("/").text
            task = client.post("/v1/extract/text/async", json={"text": report_text}).json()["id"]
            result = client.get(f"/v1/result/{task}", params={"wait": 60})
            assert result.json()["document"]["text"] == report_text
            # A stream without an end does not keep the service from ending.
            waiting = client.post("/v1/models/train/file", files={"file": ("a.jsonl", b"")}).json()["id"]
            with client.stream("GET", f"/v1/status/{waiting}/events") as stream:
                lines = stream.iter_lines()
                next(lines)
                process.send_signal(signal.SIGTERM)
                list(lines)
        _, log = process.communicate(timeout=60)
    assert process.returncode == 0, log
    assert "Traceback" not in log
    assert report_text.split("\n", maxsplit=1)[0] not in log


def test_a_port_that_is_taken_is_told_in_a_line(environment: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = run("serve", "--port", str(port), environment=environment)
    assert ended.returncode == 1
    assert ended.stderr == f"无法监听 127.0.0.1:{port}（已被占用）；请换一个 --port，或停掉占用它的程序。\n"


def test_a_setting_that_cannot_be_used_is_told_in_a_line(environment: dict[str, str]) -> None:
    ended = run("serve", environment={**environment, "JIXI_RETENTION_HOURS": "lang"})
    assert (ended.returncode, ended.stderr) == (2, "JIXI_RETENTION_HOURS 应为数，得到 lang。\n")


def test_a_key_is_made_listed_and_revoked(environment: dict[str, str]) -> None:
    made = run("key", "create", "财政局系统", "--scope", "extract", "--scope", "train", environment=environment)
    secret = made.stdout.strip()
    prefix = secret.split("_")[1]
    listed = run("key", "list", environment=environment).stdout
    assert prefix in listed
    assert "财政局系统  extract,train" in listed
    assert secret not in listed
    assert run("key", "revoke", prefix, environment=environment).returncode == 0
    assert "已撤销" in run("key", "list", environment=environment).stdout
    assert run("key", "revoke", "none", environment=environment).stderr.startswith("没有密钥 none")
    assert run("key", "create", "x", "-s", "root", environment=environment).returncode == 2
