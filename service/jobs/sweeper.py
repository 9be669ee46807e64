"""Puts right what a sudden end has left: work of dead workers, work that the queue has not heard of, what is to go.

Every worker sweeps; one at a time does what concerns all: the living one whose name comes first.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from service.jobs.names import QUEUES, VERSION
from service.jobs.queue import ENDED, Queue, Workflow
from service.jobs.training import Training
from service.store import times
from service.store.database import Database
from service.store.task import Failure, TaskKind
from service.store.work import Work
from service.store.workers import Workers

log = logging.getLogger("jixi.jobs")
SILENT = 15_000
"""Milliseconds without a word after which a worker is taken for dead."""
FORGOTTEN = 24 * times.HOUR
OVERDUE = 3_000
"""Milliseconds after which a task should be known to the queue."""
RECENT, ALL = 120_000, 20
"""Milliseconds of which each sweep looks at what was accepted; every how many sweeps it looks at everything."""
RENEWALS = 3
"""How often a task is begun anew whose workflow ended before it did."""
KEPT = timedelta(hours=1)
"""How long the queue remembers what has ended; tasks themselves are kept elsewhere."""


@dataclass(slots=True)
class Sweeper:
    """Sweeps for the worker ``me``."""

    me: str
    database: Database
    work: Work
    workers: Workers
    queue: Queue
    training: Training
    _sweeps: int = field(default=0)

    def live(self) -> None:
        """Tell that this worker lives."""
        self.workers.live(self.me, VERSION)

    def sweep(self) -> None:
        """Put everything right that is wrong by now."""
        living = self.workers.living(SILENT)
        if self.me != min(living, default=self.me):
            return
        self._take_over(living)
        self._make_up()
        self._let_go()

    def _take_over(self, living: dict[str, str]) -> None:
        """Hand over what dead workers ran, and begin anew what no living worker's version goes on with."""
        for workflow in self.queue.of_other_versions({VERSION, *living.values()}):
            log.info("任务 %s 属于旧版本的流程，重新开始", workflow.id)
            self.queue.renew(workflow.queue, workflow.id)
        for workflow in self.queue.running():
            if workflow.executor not in living:
                log.info("工作进程 %s 已经不在，任务 %s 交给别的进程", workflow.executor, workflow.id)
                self.queue.hand_over(workflow)

    def _make_up(self) -> None:
        """Put into the queue what was accepted and never got there, and begin anew what fell out of it.

        The older ones are looked at seldom: there may be very many, and nothing happens to one that waits.
        """
        recent = None if self._sweeps % ALL == 0 else RECENT
        self._sweeps += 1
        waiting = dict(self.work.waiting(OVERDUE, recent))
        known = self.queue.known(list(waiting))
        for id, kind in waiting.items():
            workflow = known.get(id)
            if workflow is None:
                self.queue.put(QUEUES[kind], id)
            elif workflow.state in ENDED and self.work.is_open(id):
                self._again(workflow, kind)

    def _again(self, workflow: Workflow, kind: TaskKind) -> None:
        if self.work.renewals(workflow.id) > RENEWALS:
            log.error("任务 %s 的流程 %d 次异常结束，放弃", workflow.id, RENEWALS + 1)
            detail = "处理时多次发生内部错误，已放弃；请稍后重新提交，或请管理员查看服务日志。"
            self.work.finish(workflow.id, Failure("internal", "内部错误", detail, 500))
        else:
            self.queue.renew(QUEUES[kind], workflow.id)

    def _let_go(self) -> None:
        """Remove what was kept long enough, and whatever is left of tasks that are no more."""
        expired = self.work.expire()
        self.queue.forget(expired)
        if expired:
            log.info("保留期已过，删除 %d 个任务", len(expired))
        self.database.sweep_out()
        self.queue.delete([workflow.id for workflow in self.queue.ended(times.as_moment(times.now()) - KEPT)])
        self.workers.forget(FORGOTTEN)
        self._tidy(self.training.tasks())

    def _tidy(self, folders: Sequence[str]) -> None:
        for gone in {*folders} - self.work.unfinished(folders):
            self.training.remove(gone)
