"""The installed command as a process of its own, with a real (tiny, random) model."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
JIXI = (sys.executable, "-c", "from service.cli import main; main()")
DEADLINE = 60


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@contextmanager
def serving(*options: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str], list[str]]]:
    """A client of ``jixi serve`` on a free port, the process, and the lines that it has written."""
    command = [*JIXI, "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment())
    lines: list[str] = []
    assert process.stdout
    reader = threading.Thread(target=lines.extend, args=(process.stdout,), daemon=True)
    try:
        for line in process.stdout:
            lines.append(line)
            if match := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                break
        else:
            pytest.fail("".join(lines))
        reader.start()
        with httpx.Client(base_url=match[0], timeout=DEADLINE, trust_env=False) as client:
            yield client, process, lines
    finally:
        process.terminate()
        process.wait(DEADLINE)
        if reader.is_alive():
            reader.join(DEADLINE)
        process.stdout.close()


@pytest.fixture
def model(tiny_version: Path) -> tuple[str, str]:
    return "--model", str(tiny_version)


def test_the_command_extracts_with_a_model_from_a_folder(model: tuple[str, str], report_file: Path) -> None:
    command = [*JIXI, "extract", str(report_file), "--format", "json", *model]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False, timeout=DEADLINE)
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    text = result["document"]["text"]
    assert all(text[entity["start"] : entity["end"]] == entity["text"] for entity in result["entities"])


def test_a_reader_that_has_seen_enough_gets_no_complaint(model: tuple[str, str], report_file: Path) -> None:
    command = [*JIXI, "extract", str(report_file), "--format", "json", *model]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as done:
        assert done.stdout
        assert done.stderr
        done.stdout.close()
        assert done.stderr.read() == ""


def test_the_server_answers_as_the_command_does(model: tuple[str, str], report_file: Path) -> None:
    command = [*JIXI, "extract", str(report_file), "--format", "json", *model]
    printed = subprocess.run(command, capture_output=True, text=True, env=environment(), check=True).stdout
    with serving(*model) as (client, process, lines):
        while client.get("/ready").status_code != 200:
            assert process.poll() is None
        text = report_file.read_text(encoding="utf-8")
        assert client.post("/v1/extract/text", json={"text": text}).json() == json.loads(printed)
    assert process.returncode in (0, -signal.SIGTERM)
    assert any("抽取" in line for line in lines)
    assert not any("汀岚县" in line for line in lines)


def test_a_server_without_a_model_stays_alive_and_says_so(tmp_path: Path) -> None:
    with serving("--model", str(tmp_path)) as (client, _, lines):
        while "正在加载" in (problem := client.get("/ready").json())["detail"]:
            pass
        assert problem["status"] == 503
        assert "模型" in problem["detail"]
        assert client.get("/health").status_code == 200
    assert any("模型无法加载" in line for line in lines)
