"""``Jobs``: what the API and the page ask for; nothing here knows how the work is done."""

from collections.abc import Sequence
from datetime import datetime

from service.answers import PROBLEM, overall
from service.documents import Limits, Member, files
from service.errors import JixiError
from service.jobs.names import QUEUES
from service.jobs.queue import Queue
from service.jobs.webhooks import Webhooks
from service.settings import Settings
from service.store import times
from service.store.database import Database
from service.store.errors import TaskCancelledError, TaskFailedError, TaskPendingError
from service.store.task import (
    Failure,
    Json,
    StoredDocument,
    Task,
    TaskKind,
    TaskStatus,
    TrainingRequest,
    Upload,
)
from service.store.tasks import Kept, NewTask, Tasks, training_options


class Jobs:
    """Accepts work and tells about it. Every method blocks (call it from a thread) and is safe for many threads.

    ``owner`` limits what is seen to that owner's; ``None`` sees everything.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self._tasks = Tasks(database)
        self._queue = Queue(database.queue_url)
        self._webhooks = Webhooks.of(settings)
        self._retention = round(settings.retention_hours * times.HOUR)
        self._limits = Limits(bytes=settings.max_bytes)

    def extract(
        self,
        uploads: Sequence[Upload],
        *,
        owner: str,
        review: float | None = None,
        plain: bool = False,
        webhook: str | None = None,
        key: str | None = None,
    ) -> Task:
        """A task for ``uploads``, stored before this returns.

        ``plain``: the one upload is text in UTF-8, and the result the extraction itself, as of ``/v1/extract/text``.
        ``key`` is the Idempotency-Key: the same one gives the same task; raises ``ReusedKeyError`` where it came with
        something else before, and ``WebhookError`` or ``OutboundError`` for an address that no webhook may go to.
        """
        if not uploads:
            raise ValueError("a task needs an upload")
        name = uploads[0].name + (f" 等 {len(uploads)} 份" if len(uploads) > 1 else "")
        options = {"review": review, "plain": plain}
        return self._accepted(NewTask(TaskKind.EXTRACT, owner, name, uploads, options, webhook, key))

    def train(
        self, request: TrainingRequest, *, owner: str, webhook: str | None = None, key: str | None = None
    ) -> Task:
        """A training task, stored before this returns.

        Its result has ``promoted``, ``passed``, ``reasons``, ``name``, ``step``, ``report`` and ``differences``
        (Markdown; the latter of the archive) and ``findings`` (of the import). A version that was refused is a
        success with ``promoted: false``.
        """
        upload = Upload(request.name, request.data)
        name = f"再训练 {request.version or request.name}"
        new = NewTask(TaskKind.TRAIN, owner, name, [upload], training_options(request), webhook, key)
        return self._accepted(new)

    def _accepted(self, new: NewTask) -> Task:
        if new.webhook is not None:
            self._webhooks.check(new.webhook)
        task, _ = self._tasks.add(new)
        if not task.status.final:
            self._queue.try_put(QUEUES[task.kind], task.id)
        return task

    def task(self, id: str, owner: str | None = None) -> Task:
        """The task; raises ``UnknownTaskError``."""
        return self._tasks.get(id, owner)

    def tasks(
        self,
        owner: str | None = None,
        kind: TaskKind | None = None,
        limit: int = 50,
        before: datetime | None = None,
    ) -> list[Task]:
        """The newest ``limit`` tasks that were created before ``before``, the newest first."""
        return self._tasks.newest(owner, kind, limit, before)

    def result(self, id: str, owner: str | None = None) -> Json:
        """What the synchronous call would have answered.

        Raises ``TaskPendingError``, ``TaskFailedError``, ``TaskCancelledError``, ``UnknownTaskError``.
        """
        task, options, result = self._tasks.result(id, owner)
        _check_success(task)
        if task.kind is TaskKind.TRAIN:
            return result or {}
        documents = [_told(*outcome) for outcome in self._tasks.outcomes(id)]
        if options.get("plain"):
            return dict(documents[0]["extraction"])
        assert task.started
        assert task.finished
        seconds = (task.finished - task.started).total_seconds()
        return {"status": overall(documents), "documents": documents, "processing_seconds": round(seconds, 3)}

    def document(self, id: str, index: int, owner: str | None = None) -> StoredDocument:
        """The document ``index`` of a task; raises ``UnknownDocumentError``, ``UnknownTaskError``."""
        kept = self._tasks.document(id, index, owner)
        return StoredDocument(index, kept.name, self._bytes(kept), kept.extraction, kept.error)

    def _bytes(self, kept: Kept) -> bytes:
        """The file itself; of an archive, the file in it, empty where it could not be taken out."""
        if kept.name == kept.upload.name:
            return kept.upload.data
        for number, member in enumerate(files(kept.upload.data, kept.upload.name, limits=self._limits)):
            if number == kept.member:
                return _content(member)
        return b""

    def cancel(self, id: str, owner: str | None = None) -> Task:
        """End the task as soon as may be; one that has ended stays as it is. Raises ``UnknownTaskError``."""
        task = self._tasks.cancel(id, self._retention, owner)
        if task.status is TaskStatus.CANCELLED:
            self._queue.cancel(id)
        return task

    def delete(self, id: str, owner: str | None = None) -> None:
        """Remove the task with everything that was kept for it, at once; raises ``UnknownTaskError``."""
        self._tasks.delete(id, owner)
        self._queue.cancel(id)
        self._queue.forget([id])

    def open(self) -> None:
        """Load what the queue needs: it takes seconds, for which the first upload would have to wait."""
        self._queue.open()

    def close(self) -> None:
        """Close the connections to the queue."""
        self._queue.close()


def _check_success(task: Task) -> None:
    if task.status is TaskStatus.CANCELLED:
        raise TaskCancelledError("任务已取消，没有结果。")
    if task.status is TaskStatus.FAILURE:
        raise TaskFailedError(task.error or Failure.of(JixiError("任务失败，原因没有留下。")))
    if not task.status.final:
        raise TaskPendingError(f"任务尚未完成（{task.message}，{task.share:.0%}）；请稍后再取。")


def _told(name: str, extraction: Json | None, error: Failure | None) -> Json:
    """As ``service.answers.document_answer`` tells it."""
    if error is None:
        return {"name": name, "status": "success", "extraction": extraction}
    problem = {"type": f"{PROBLEM}{error.kind}", "title": error.title, "status": error.status, "detail": error.detail}
    return {"name": name, "status": "failure", "error": problem}


def _content(member: Member) -> bytes:
    return b"" if isinstance(member.content, JixiError) else member.content
