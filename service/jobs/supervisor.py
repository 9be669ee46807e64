"""Worker processes beside the one that serves: begun with it, begun anew when one dies, ended with it."""

import contextlib
import logging
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from service.jobs.training import JIXI

log = logging.getLogger("jixi.jobs")
COMMAND = (*JIXI, "worker", "--with-parent")
LOOK = 0.25
"""Seconds between two looks at a worker."""
PAUSE, LONGEST, STEADY = 0.5, 30.0, 60.0
"""Seconds before a worker that died is begun anew, twice as many each time; after ``STEADY`` seconds of life it is
the first time again."""
PATIENCE = 40.0


@contextmanager
def supervised(count: int, command: Sequence[str] = COMMAND) -> Iterator[list["Post"]]:
    """``count`` workers for the length of the block; they take the settings from the environment."""
    posts = [Post(command) for _ in range(count)]
    for post in posts:
        post.start()
    try:
        yield posts
    finally:
        for post in posts:
            post.let_go()
        for post in posts:
            post.join()


class Post:
    """A worker's place, filled again whenever it falls empty.

    Its standard input stays open as long as this process lives: a worker ends when that closes, however suddenly.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._fill, daemon=True)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Fill the place."""
        self._thread.start()

    def let_go(self) -> None:
        """Ask the worker to end, and fill its place no more."""
        self._over.set()

    def join(self) -> None:
        """Wait for the end of the worker."""
        self._thread.join()

    def _fill(self) -> None:
        pause = PAUSE
        while not self._over.is_set():
            begun = time.monotonic()
            with subprocess.Popen(self._command, stdin=subprocess.PIPE) as process:
                self.process = process
                while process.poll() is None and not self._over.wait(LOOK):
                    pass
                if self._over.is_set():
                    _end(process)
                    return
            pause = PAUSE if time.monotonic() - begun > STEADY else min(pause * 2, LONGEST)
            log.warning("工作进程意外结束（%s），%g 秒后重新启动", process.returncode, pause)
            self._over.wait(pause)


def _end(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
