"""A worker process: takes tasks from the queue, one extraction at a time, until it is asked to end."""

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import FrameType
from uuid import uuid4

from dbos import DBOS

from models.files import BusyError, locked
from service.documents import Limits
from service.holder import Holder, Mark, pointer
from service.jobs.extracting import Extracting
from service.jobs.names import APPLICATION, EXTRACT, TRAIN, VERSION, WEBHOOK
from service.jobs.queue import Queue
from service.jobs.shift import Shift
from service.jobs.sweeper import Sweeper
from service.jobs.training import JIXI, Training
from service.jobs.webhooks import Webhooks
from service.jobs.workflows import Bench, register
from service.pipeline import Pipeline
from service.settings import Settings
from service.store import times
from service.store.audit import Audit
from service.store.database import Database
from service.store.work import Work
from service.store.workers import Workers

log = logging.getLogger("jixi.jobs")
POLL = 0.05
"""Seconds between two looks into the queue."""
BEAT, SWEEP = 2.0, 6.0
"""Seconds between two signs of life, and between two sweeps."""
PATIENCE = 30.0
"""Seconds that a document under way has at the end, before it is left to another worker."""
TELLERS = 16
"""Webhooks that a worker waits for at a time."""


@dataclass(frozen=True, slots=True)
class Means:
    """How a worker comes by its pipeline and runs ``jixi``; ``None`` loads the model that the settings name."""

    load: Callable[[], Pipeline] | None = None
    mark: Mark | None = None
    command: Sequence[str] = JIXI


class Worker:
    """The worker ``id`` on ``database``."""

    def __init__(self, settings: Settings, id: str, means: Means | None = None) -> None:
        means = means or Means()
        self.id, self.shift = id, Shift()
        self._settings = settings
        self._database = Database.at(settings.data, settings.database_address)
        self._queue = Queue(self._database.queue_url)
        self._holder = _holder(settings, means)
        self._workers = Workers(self._database)
        work = Work(self._database, round(settings.retention_hours * times.HOUR))
        training = Training(
            work, settings.data / "training", self.shift, settings.models, settings.archive, means.command
        )
        limits = Limits(bytes=settings.max_bytes)
        extracting = Extracting(work, self._holder, limits, self.shift, settings.stall_seconds)
        audit = Audit(self._database)
        self._bench = Bench(work, extracting, training, Webhooks.of(settings), audit, self._queue)
        self._sweeper = Sweeper(id, self._database, work, self._workers, self._queue, training)

    def run(self) -> None:
        """Work until the end of the shift is called; the process has to end after this."""
        if self._ready():
            # Before anything is taken on: what a worker runs that does not live is given to another.
            self._sweeper.live()
            self._beside(BEAT, self._sweeper.live)
            self._launch()
            self._beside(SWEEP, self._sweeper.sweep)
            self._beside(self._settings.watch_seconds, self._holder.refresh)
            self.shift.wait()
        self._end()

    def _beside(self, seconds: float, deed: Callable[[], object]) -> None:
        threading.Thread(target=self._every, args=(seconds, deed), daemon=True).start()

    def _ready(self) -> bool:
        """Wait for a model: without one, nothing is taken on, and nothing fails. Whether there is one."""
        self._holder.start()
        while self._holder.model is None and not self.shift.wait(self._settings.watch_seconds):
            self._holder.start()
        return not self.shift.over

    def _launch(self) -> None:
        register(self._bench)
        DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": self._database.queue_url,
                "executor_id": self.id,
                "application_version": VERSION,
                "log_level": "WARNING",
            }
        )
        DBOS.listen_queues([EXTRACT, TRAIN, WEBHOOK])
        DBOS.launch()
        DBOS.register_queue(EXTRACT, worker_concurrency=1, polling_interval_sec=POLL, on_conflict="always_update")
        DBOS.register_queue(
            TRAIN, worker_concurrency=1, global_concurrency=1, polling_interval_sec=1, on_conflict="always_update"
        )
        DBOS.register_queue(WEBHOOK, worker_concurrency=TELLERS, polling_interval_sec=0.5, on_conflict="always_update")
        log.warning("工作进程 %s 就绪，模型 %s", self.id, self._holder.model)

    def _every(self, seconds: float, deed: Callable[[], object]) -> None:
        """Do ``deed`` every ``seconds``; one that fails is done again next time."""
        while True:
            try:
                deed()
            except Exception as error:
                log.warning("%s 未成（%s），稍后再试", getattr(deed, "__name__", ""), type(error).__name__)
            if self.shift.wait(seconds):
                return

    def _end(self) -> None:
        """Let what is under way come to its end, and hand the rest over."""
        if not self.shift.end(PATIENCE):
            log.warning("有文档在 %g 秒内没有处理完，交给别的工作进程", PATIENCE)
        try:
            for workflow in self._queue.running(self.id):
                self._queue.hand_over(workflow)
            self._workers.gone(self.id)
        except Exception as error:
            log.warning("未能移交任务（%s），别的工作进程稍后会接手", type(error).__name__)


def run(settings: Settings, id: str | None = None, means: Means | None = None, parent: bool = False) -> None:
    """Be a worker until SIGTERM or SIGINT, or, with ``parent``, until standard input closes. Does not return.

    ``id`` must be that of no other worker; by default it is unique to the machine and to a slot on it, which is taken
    up again after a sudden end, and with it the work that was under way.
    """
    with ExitStack() as held:
        worker = Worker(settings, id or held.enter_context(_slot(settings.data)), means)

        def end(_: int, __: FrameType | None) -> None:
            worker.shift.call_end()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        if parent:
            threading.Thread(target=_follow, args=(worker.shift,), daemon=True).start()
        worker.run()
        sys.stderr.flush()
        # Workflows that were handed over still wait in their threads, and must not go on.
        os._exit(0)


def _follow(shift: Shift) -> None:
    """End with the parent, however that ended."""
    while os.read(0, 1024):
        pass
    shift.call_end()


@contextmanager
def _slot(data: Path) -> Iterator[str]:
    """A name that no other living worker has: of this machine, of this data directory, of a slot that is locked."""
    folder = data / "workers"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as held:
        for number in count():
            try:
                held.enter_context(locked(folder / f"{number}.lock", wait=False))
            except BusyError:
                continue
            yield f"{socket.gethostname()}-{_place(folder)}-{number}"
            return


def _place(folder: Path) -> str:
    """Tells this data directory from every other: hosts may share a name."""
    with locked(folder / "place.lock"):
        path = folder / "place"
        if not path.exists():
            path.write_text(uuid4().hex[:8], encoding="ascii")
        return path.read_text(encoding="ascii")


def _holder(settings: Settings, means: Means) -> Holder:
    threads = settings.worker_threads or max(1, (os.cpu_count() or 1) // max(1, settings.workers))

    def load() -> Pipeline:
        return Pipeline.load(settings.model, threads)

    mark = pointer if means.load is None and settings.model is None else means.mark
    return Holder(means.load or load, mark)
