"""Processes that read and extract, and what becomes of a document that hangs or kills one.

The engine's own worker processes die with their whole run when one document kills one of them, and nobody ends one
that hangs. So the engine only calls ``Pool.process``, which never raises: the work is done in processes of ours.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import Pipe
from pathlib import Path
from queue import Empty, LifoQueue
from tempfile import TemporaryDirectory
from threading import Lock
from time import perf_counter
from typing import Any, Literal

from service.batch.rows import Failure, failed
from service.batch.work import Answer, Setup, Unpacking, Versions, Work
from service.documents.archives import Member
from service.errors import DamagedDocumentError, DocumentTooLargeError, ModelError

TRIES = 3
"""Times that a document is begun before it is held to be what kills its workers."""
KILLED, TIMED_OUT = "killed-worker", "timed-out"
STARTUP = 180.0
"""Seconds in which a worker must have loaded its model."""
RENEWED = 1_000
"""Documents after which a worker is replaced: what libraries leak does not add up."""


class DiedError(Exception):
    """The process ended before it answered."""


class HungError(Exception):
    """The process did not answer in time and was ended."""


class Child:
    """One process with a socket to it. ``hello`` is its first message."""

    def __init__(self, task: Literal["documents", "archives"], setup: Setup) -> None:
        self.served = 0
        self._scratch = TemporaryDirectory(prefix="jixi-batch-", ignore_cleanup_errors=True)
        self._connection, theirs = Pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "service.batch.launch", *map(str, (theirs.fileno(), os.getpid(), setup.memory))],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=_environment(self._scratch.name),
            start_new_session=True,
        )
        theirs.close()
        try:
            self._send((task, setup))
            self.hello: Any = self._receive(STARTUP)
        except BaseException:
            self.close()
            raise

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, request: object, seconds: float) -> Any:
        """Its answer; raises ``DiedError``, and ``HungError`` after ``seconds``. Either way it is gone then."""
        self.served += 1
        try:
            self._send(request)
            return self._receive(seconds)
        except BaseException:
            self.close()
            raise

    def more(self, seconds: float) -> Any:
        """The next part of an answer that has several; raises as ``ask`` does."""
        try:
            return self._receive(seconds)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End it with all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._connection.close()
        self._scratch.cleanup()

    def _send(self, message: object) -> None:
        try:
            self._connection.send(message)
        except OSError as error:
            raise DiedError from error

    def _receive(self, seconds: float) -> Any:
        try:
            if self._connection.poll(seconds):
                return self._connection.recv()
        except (EOFError, OSError) as error:
            raise DiedError from error
        raise HungError


def _environment(scratch: str) -> dict[str, str]:
    """The same modules as here; its own folder for passing files; no threads beside its own."""
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    return {**os.environ, "PYTHONPATH": path, "TMPDIR": scratch, "OMP_NUM_THREADS": "1"}


class Pool:
    """At most ``size`` processes with a loaded pipeline each, started when there is work and kept."""

    def __init__(self, setup: Setup, size: int) -> None:
        self.executor = ThreadPoolExecutor(size, thread_name_prefix="jixi-batch")
        self._setup = setup
        self._idle: LifoQueue[Child] = LifoQueue()
        self._all: set[Child] = set()
        self._lock = Lock()
        self._closed = False

    def versions(self) -> Versions:
        """The versions of what is loaded; raises ``ModelError``."""
        child = self._borrow()
        self._idle.put(child)
        versions: Versions = child.hello
        return versions

    def process(self, work: Work) -> Answer:
        """The answer to ``work``, which is begun ``TRIES`` times at most. Raises nothing."""
        try:
            return self._process(work)
        except ModelError as error:
            return Answer(work.extraction_id, fatal=error.message)

    def _process(self, work: Work) -> Answer:
        begun = perf_counter()
        versions = None
        for attempt in range(1, TRIES + 1):
            child = self._borrow()
            versions = child.hello
            try:
                answer: Answer = child.ask(work, self._setup.seconds)
            except HungError:
                reason = f"处理用时超过 {self._setup.seconds:g} 秒，已停止；可以用 --timeout 放宽。"
                return self._failed(work, versions, (TIMED_OUT, reason), attempt, begun)
            except DiedError:
                continue
            finally:
                self._give_back(child)
            return answer
        assert versions is not None
        reason = f"处理它的进程 {TRIES} 次异常退出，可能是内存不足，或文件使读取程序崩溃；其余文件照常处理。"
        return self._failed(work, versions, (KILLED, reason), TRIES, begun)

    def _failed(self, work: Work, versions: Versions, why: tuple[str, str], tries: int, begun: float) -> Answer:
        failure = Failure(self._setup.run_id, *why, datetime.now(UTC), tries, perf_counter() - begun)
        return failed(work, versions, failure)

    def _borrow(self) -> Child:
        while True:
            try:
                child = self._idle.get_nowait()
            except Empty:
                return self._start()
            if child.alive and child.served < RENEWED:
                return child
            self._drop(child)

    def _start(self) -> Child:
        for _ in range(TRIES):
            if self._closed:
                break
            try:
                child = Child("documents", self._setup)
            except (DiedError, HungError):
                continue
            if isinstance(child.hello, str):
                child.close()
                raise ModelError(child.hello)
            with self._lock:
                self._all.add(child)
                if self._closed:
                    child.close()
            return child
        raise ModelError(f"处理进程 {TRIES} 次没有启动成功，可能是内存不足；请减少 --workers 后再次运行同一命令。")

    def _give_back(self, child: Child) -> None:
        if child.alive:
            self._idle.put(child)
        else:
            self._drop(child)

    def _drop(self, child: Child) -> None:
        child.close()
        with self._lock:
            self._all.discard(child)

    def close(self) -> None:
        """End every process; what is under way is given up."""
        with self._lock:
            self._closed, children = True, list(self._all)
        for child in children:
            child.close()
        self.executor.shutdown(cancel_futures=True)


def members(path: Path, name: str, setup: Setup) -> Iterator[Member]:
    """The files in the archive at ``path``, taken out by a process of its own; where it dies, the last one is told."""
    told = 0
    for _ in range(TRIES):
        try:
            child = Child("archives", setup)
        except (DiedError, HungError):
            continue
        try:
            member = child.ask(Unpacking(str(path), name, told), setup.seconds)
            while member is not None:
                told += 1
                yield member
                member = child.more(setup.seconds)
            return
        except HungError:
            reason = f"“{name}”解压一份文件用时超过 {setup.seconds:g} 秒，其余没有读取；请解开后再处理。"
            yield Member(name, DocumentTooLargeError(reason))
            return
        except DiedError:
            continue
        finally:
            child.close()
    reason = f"“{name}”使解压的进程 {TRIES} 次异常退出，其余没有读取；请解开后再处理。"
    yield Member(name, DamagedDocumentError(reason))
