"""The queue of the workers, from outside: workflows are put there by the ids of their tasks, and know nothing else.

So nothing that a document says is ever in the queue, and putting the same task twice is putting it once.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from service.jobs.names import APPLICATION, EXTRACT, TRAIN, VERSION, WEBHOOK, webhook_of

if TYPE_CHECKING:
    from dbos import DBOSClient

log = logging.getLogger("jixi.jobs")
RUNNING = "PENDING"
WAITING = "ENQUEUED"
ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow in the queue: its state as dbos names it, who runs it, and for which version of the workflows."""

    id: str
    state: str
    queue: str
    executor: str
    version: str


class Queue:
    """The queue at ``url``; safe for any number of threads. It is connected when it is first used."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: DBOSClient | None = None
        self._opening = Lock()

    def put(self, queue: str, id: str) -> None:
        """Have the workflow ``id`` done; one that is there already is left as it is."""
        self._opened().enqueue(
            {"queue_name": queue, "workflow_name": queue, "workflow_id": id, "app_version": VERSION},
            id.removesuffix(webhook_of("")),
        )

    def try_put(self, queue: str, id: str) -> bool:
        """The same; where the queue cannot be reached, whether it was done. A worker makes up for it."""
        with _forgiving("排队"):
            self.put(queue, id)
            return True
        return False

    def cancel(self, id: str) -> None:
        """Let no further step of the workflow ``id`` begin."""
        with _forgiving("取消"):
            self._opened().cancel_workflow(id)

    def forget(self, tasks: Sequence[str]) -> None:
        """Remove every trace of ``tasks``."""
        with _forgiving("删除"):
            for start in range(0, len(tasks), 200):
                some = tasks[start : start + 200]
                self._opened().delete_workflows([*some, *map(webhook_of, some)])

    def renew(self, queue: str, id: str) -> None:
        """Have ``id`` done from its beginning."""
        self._opened().delete_workflow(id)
        self.put(queue, id)

    def hand_over(self, workflow: Workflow) -> None:
        """Let another worker go on with ``workflow``."""
        self._opened().resume_workflow(workflow.id, queue_name=workflow.queue)

    def running(self, executor: str | None = None) -> list[Workflow]:
        """The workflows that are running, those of ``executor`` alone if it is given."""
        return self._listed(status=RUNNING, executor_id=executor)

    def of_other_versions(self, versions: Collection[str]) -> list[Workflow]:
        """The workflows that are running or wait to be, for none of ``versions``."""
        others = [one["version_name"] for one in self._opened().list_application_versions()]
        others = [name for name in others if name not in versions]
        return self._listed(status=[RUNNING, WAITING], app_version=others) if others else []

    def known(self, ids: Sequence[str]) -> dict[str, Workflow]:
        """Those of ``ids`` that are in the queue."""
        chunks = (ids[start : start + 200] for start in range(0, len(ids), 200))
        return {found.id: found for chunk in chunks for found in self._listed(workflow_ids=list(chunk))}

    def ended(self, before: datetime, limit: int = 500) -> list[Workflow]:
        """At most ``limit`` workflows that ended before ``before``."""
        return self._listed(status=list(ENDED), completed_before=before.astimezone(UTC).isoformat(), limit=limit)

    def delete(self, ids: Sequence[str]) -> None:
        """Remove the workflows ``ids``."""
        if ids:
            self._opened().delete_workflows(list(ids))

    def open(self) -> None:
        """Be ready for the first call."""
        with _forgiving("连接"):
            self._opened()

    def close(self) -> None:
        """Close every connection."""
        with self._opening:
            if self._client is not None:
                self._client.destroy()
                self._client = None

    def _listed(self, **which: Any) -> list[Workflow]:
        found = self._opened().list_workflows(
            **which, queue_name=[EXTRACT, TRAIN, WEBHOOK], load_input=False, load_output=False
        )
        return [
            Workflow(one.workflow_id, one.status, one.queue_name or "", one.executor_id or "", one.app_version or "")
            for one in found
        ]

    def _opened(self) -> "DBOSClient":
        with self._opening:
            if self._client is None:
                from dbos import DBOSClient  # noqa: PLC0415 -- takes a second

                self._client = DBOSClient(
                    system_database_url=self._url,
                    application_name=APPLICATION,
                    lazy=True,
                    retry_connection_errors=False,
                )
            return self._client


@contextmanager
def _forgiving(deed: str) -> Iterator[None]:
    """What cannot be told to the queue now is made up for by a worker later: the tables say what is to be done."""
    from dbos import error as dbos_errors  # noqa: PLC0415

    try:
        yield
    except (SQLAlchemyError, dbos_errors.DBOSException) as error:
        log.warning("任务队列暂时无法%s（%s），稍后由工作进程补上", deed, type(error).__name__)
