"""The workflows: each step of one is done at least once, noted when it is done, and harmless to do again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from dbos import DBOS

from service.jobs.extracting import Extracting
from service.jobs.names import EXTRACT, TRAIN, WEBHOOK, webhook_of
from service.jobs.queue import Queue
from service.jobs.training import Training
from service.jobs.webhooks import Webhooks, pause
from service.store.audit import Audit
from service.store.task import Task, TaskStatus
from service.store.work import Work

Result = TypeVar("Result")
TOLD = (TaskStatus.SUCCESS, TaskStatus.FAILURE)
"""The ends that a webhook tells of: who cancels knows."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the workflows work with."""

    work: Work
    extracting: Extracting
    training: Training
    webhooks: Webhooks
    audit: Audit
    queue: Queue

    def extract(self, id: str) -> None:
        """Do the documents of a task, upload after upload."""
        count = self.work.uploads(id)  # which never changes, so that it needs no step
        first = 0
        for position in range(count):
            done = _step(f"upload {position}", lambda p=position, f=first: self.extracting.upload(id, p, f, count))  # type: ignore[misc]
            if done is None:
                return
            first += done
        _step("finish", lambda: self._ended(self.work.finish(id)))

    def train(self, id: str) -> None:
        """Do a training."""
        _step("train", lambda: self._train(id))

    def _train(self, id: str) -> None:
        result = self.training.train(id)
        if result is not None:
            self._ended(self.work.finish(id, result))
            self.training.remove(id)

    def _ended(self, task: Task | None) -> None:
        if task is not None and task.webhook and task.status in TOLD:
            self.queue.put(WEBHOOK, webhook_of(task.id))

    def webhook(self, id: str) -> None:
        """Tell of the end of a task, again and again until it is heard, as often as is set."""
        for attempt in range(1, self.webhooks.attempts + 1):
            reason = _step(f"attempt {attempt}", lambda a=attempt: self._send(id, a))  # type: ignore[misc]
            if reason is None:
                return
            if attempt < self.webhooks.attempts:
                DBOS.sleep(pause(attempt))

    def _send(self, id: str, attempt: int) -> str | None:
        task = self.work.task(id)
        if task is None:
            return None
        reason = self.webhooks.send(task)
        self.audit.note(task.owner, "webhook", id, f"attempt {attempt}: {reason or 'ok'}")
        return reason


def register(bench: Bench) -> None:
    """Have dbos know the workflows, before it is launched."""
    for name, workflow in ((EXTRACT, bench.extract), (TRAIN, bench.train), (WEBHOOK, bench.webhook)):
        DBOS.workflow(name=name, max_recovery_attempts=None)(_function(workflow))


def _function(method: Callable[[str], None]) -> Callable[[str], None]:
    """``method`` as a function: dbos keeps what it has to know of a workflow on it, which a method does not allow."""

    def workflow(id: str) -> None:
        method(id)

    workflow.__qualname__ = method.__qualname__
    return workflow


def _step(name: str, deed: Callable[[], Result]) -> Result:
    """What ``deed`` returns, or what it returned when this step of the workflow was done before."""
    return DBOS.run_step({"name": name, "retries_allowed": True, "max_attempts": 4}, deed)
