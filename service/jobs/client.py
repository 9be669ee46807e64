"""``Jobs``: what the API and the page ask for; nothing here knows how the work is done."""

from collections.abc import Sequence
from datetime import datetime

from service.store.task import Json, StoredDocument, Task, TaskKind, TrainingRequest, Upload


class Jobs:
    """Accepts work and tells about it. Every method blocks (call it from a thread) and is safe for many threads.

    ``owner`` limits what is seen to that owner's; ``None`` sees everything.
    """

    def extract(  # noqa: PLR0913 -- one option of the call a parameter
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

        ``plain``: the result is the extraction itself, as of ``/v1/extract/text``. ``key`` is the Idempotency-Key: the
        same one gives the same task; raises ``ReusedKeyError`` where it came with something else before, and
        ``WebhookError`` for an address that no webhook may go to.
        """
        raise NotImplementedError

    def train(
        self, request: TrainingRequest, *, owner: str, webhook: str | None = None, key: str | None = None
    ) -> Task:
        """A training task, stored before this returns; its result has ``promoted``, ``passed``, ``reasons``, ``name``,
        ``step`` and ``report`` (Markdown). A version that was refused is a success with ``promoted: false``.
        """
        raise NotImplementedError

    def task(self, id: str, owner: str | None = None) -> Task:
        """The task; raises ``UnknownTaskError``."""
        raise NotImplementedError

    def tasks(
        self,
        owner: str | None = None,
        kind: TaskKind | None = None,
        limit: int = 50,
        before: datetime | None = None,
    ) -> list[Task]:
        """The newest ``limit`` tasks that were created before ``before``, the newest first."""
        raise NotImplementedError

    def result(self, id: str, owner: str | None = None) -> Json:
        """What the synchronous call would have answered.

        Raises ``TaskPendingError``, ``TaskFailedError``, ``TaskCancelledError``, ``UnknownTaskError``.
        """
        raise NotImplementedError

    def document(self, id: str, index: int, owner: str | None = None) -> StoredDocument:
        """The document ``index`` of a task; raises ``UnknownDocumentError``, ``UnknownTaskError``."""
        raise NotImplementedError

    def cancel(self, id: str, owner: str | None = None) -> Task:
        """End the task as soon as may be; one that has ended stays as it is. Raises ``UnknownTaskError``."""
        raise NotImplementedError

    def delete(self, id: str, owner: str | None = None) -> None:
        """Remove the task with everything that was kept for it, at once; raises ``UnknownTaskError``."""
        raise NotImplementedError
