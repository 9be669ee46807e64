"""Parsers of foreign files in processes of their own: under limits, and with one error for each way to fail."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Timer
from typing import Any

from service.documents.limits import MEGABYTE, Limits
from service.errors import (
    DamagedDocumentError,
    DocumentError,
    DocumentTooLargeError,
    EncryptedDocumentError,
    MissingReaderError,
)
from service.extras import command_for

Answer = Mapping[str, Any]

KILLED = (-9, -24)
"""SIGKILL and SIGXCPU."""

ABORTED = (-6,)
"""SIGABRT: libraries in C++ abort where they get no memory."""

ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
"""What a worker gets of the environment; secrets of the service stay out."""


def answers(
    script: str, request: Mapping[str, Any], data: bytes, limits: Limits, *, page_by_page: bool = False
) -> Iterator[Answer]:
    """The answers of the worker ``script`` (a file beside this one) to ``request`` on ``data``, as they come.

    Raises a ``DocumentError`` for what the worker reports, and where it exceeds its limits or dies. ``page_by_page``
    gives it the seconds of ``limits`` for each answer and not for all of them.
    """
    asked = {
        **request,
        "pages": limits.pages,
        "characters": limits.characters,
        "memory": limits.memory,
        "seconds": max(1, int(limits.seconds)),
    }
    with TemporaryDirectory(prefix="jixi-") as scratch, TemporaryFile(dir=scratch) as given:
        given.write(json.dumps(asked).encode() + b"\n")
        given.write(data)
        given.seek(0)
        with _started(script, given.fileno(), scratch) as process:
            watch = _Watch(limits.seconds, process)
            try:
                for answer in _told(process, limits):
                    if page_by_page:
                        watch.restart()
                    yield answer
                process.wait()
            finally:
                watch.stop()
                process.kill()
        _raise_for_death(process.returncode, limits, out_of_time=watch.barked)


class _Watch:
    """Kills a process when its time is over."""

    def __init__(self, seconds: float, process: "subprocess.Popen[bytes]") -> None:
        self.barked = False
        self._seconds = seconds
        self._process = process
        self.restart()

    def restart(self) -> None:
        self.stop()
        self._timer = Timer(self._seconds, self._bark)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        if hasattr(self, "_timer"):
            self._timer.cancel()

    def _bark(self) -> None:
        self.barked = True
        self._process.kill()


def _started(script: str, given: int, scratch: str) -> "subprocess.Popen[bytes]":
    """The worker in its scratch folder, isolated from the user's Python settings."""
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    environment |= {"TMPDIR": scratch, "HOME": scratch, "OMP_NUM_THREADS": "2", "PYTHONIOENCODING": "utf-8"}
    path = Path(__file__).with_name(script)
    return subprocess.Popen(
        [sys.executable, "-I", str(path)],
        stdin=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=scratch,
        env=environment,
    )


def _told(process: "subprocess.Popen[bytes]", limits: Limits) -> Iterator[Answer]:
    assert process.stdout is not None
    for line in process.stdout:
        if not line.endswith(b"\n"):
            return  # it died in mid-sentence
        answer = json.loads(line)
        if error := answer.get("error"):
            raise _error(error, answer, limits)
        yield answer


def _error(kind: str, answer: Answer, limits: Limits) -> DocumentError:
    """What a worker reports, in the words of an error."""
    error, message = ERRORS.get(kind, ERRORS["damaged"])
    count = f"{answer.get('count', 0):,}"
    return error(message.format(limits=limits, count=count, memory=limits.memory // MEGABYTE, name=answer.get("name")))


SPLIT = "请拆分后分别处理，或调高上限。"
ERRORS: Mapping[str, tuple[type[DocumentError], str]] = {
    "encrypted": (EncryptedDocumentError, "需要没有口令的文件，它已加密；请去掉打开口令后重试。"),
    "damaged": (DamagedDocumentError, "需要完整的文件，它已损坏或不完整，无法打开；请重新下载或重新导出。"),
    "crashed": (DamagedDocumentError, "需要完整的文件，它使读取程序中止，可能已损坏；请用其他软件重新导出后重试。"),
    "pages": (DocumentTooLargeError, f"一份报告最多 {{limits.pages:,}} 页，它有 {{count}} 页；{SPLIT}"),
    "characters": (DocumentTooLargeError, f"一份报告最多 {{limits.characters:,}} 字，它有更多；{SPLIT}"),
    "pixels": (
        DocumentTooLargeError,
        "一幅图片最多 {limits.pixels:,} 像素，它有 {count} 像素；请缩小后重试，或调高上限。",
    ),
    "memory": (DocumentTooLargeError, f"读取它所需内存超过 {{memory:,}} MB 的上限；{SPLIT}"),
    "seconds": (DocumentTooLargeError, f"读取它用时超过 {{limits.seconds:g}} 秒的上限；{SPLIT}"),
    "missing": (
        MissingReaderError,
        f"它没有文字层，需要文字识别组件 {{name}}，尚未安装；请运行 {command_for('ocr')}。",
    ),
}


def _raise_for_death(code: int, limits: Limits, *, out_of_time: bool) -> None:
    """A worker that ended by itself has code 0; signals are negative: killed, out of time, out of memory, crashed."""
    if code == 0:
        return
    kind = "seconds" if out_of_time or code in KILLED else "memory" if code in ABORTED else "crashed"
    raise _error(kind, {}, limits)
