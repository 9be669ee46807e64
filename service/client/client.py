"""``Client``: what the service can do, as calls."""

import base64
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any
from uuid import uuid4

from service.client.annotations import Annotations
from service.client.files import File, read
from service.client.models import Models
from service.client.tasks import Tasks
from service.client.transport import Transport
from service.extraction import Extraction
from service.protocol import Answer, HttpSource, TaskAnswer, TaskList, Version

Result = Answer | Extraction | dict[str, Any]

RETRIES = 4
SECONDS = 180.0


class Client:
    """The service at ``url``. ``key`` is needed from other machines; safe for any number of threads.

    ``tasks``, ``annotations`` and ``models`` have the calls that are about those. Every call may raise
    ``ProblemError`` with what the service said, and ``UnreachableError``.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        key: str | None = None,
        *,
        timeout: float = SECONDS,
        retries: int = RETRIES,
    ) -> None:
        self._transport = Transport(url, key, timeout, retries)
        self.tasks = Tasks(self._transport)
        self.annotations = Annotations(self._transport)
        self.models = Models(self._transport)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def version(self) -> Version:
        """The versions of the code, the rules and the model that answer."""
        return Version.model_validate_json(self._transport.call("GET", "/version").content)

    def extract_text(self, text: str, review: float | None = None) -> Extraction:
        """The extraction of ``text``; ``review`` marks that many percent of the records for a person."""
        response = self._transport.call("POST", "/v1/extract/text", json=_filled(text=text, review=review))
        return Extraction.model_validate_json(response.content)

    def extract_files(self, *files: File, review: float | None = None) -> Answer:
        """What came of each of ``files``; an archive counts for the reports in it."""
        response = self._transport.call("POST", "/v1/extract/file", files=_parts(files), data=_filled(review=review))
        return Answer.model_validate_json(response.content)

    def extract_sources(self, *sources: File | HttpSource, review: float | None = None) -> Answer:
        """The same for files inside the request and at addresses."""
        body = _filled(sources=_sources(sources), review=review)
        return Answer.model_validate_json(self._transport.call("POST", "/v1/extract/source", json=body).content)

    def submit_text(
        self, text: str, *, review: float | None = None, webhook: str | None = None, key: str | None = None
    ) -> TaskAnswer:
        """A task for ``text``. The same ``key`` with the same request is the same task."""
        return self._task("text/async", key, json=_filled(text=text, review=review, webhook=webhook))

    def submit_files(
        self, *files: File, review: float | None = None, webhook: str | None = None, key: str | None = None
    ) -> TaskAnswer:
        """One task for all of ``files``."""
        return self._task("file/async", key, files=_parts(files), data=_filled(review=review, webhook=webhook))

    def submit_each(
        self, *files: File, review: float | None = None, webhook: str | None = None, key: str | None = None
    ) -> list[TaskAnswer]:
        """A task for each of ``files``."""
        data, headers = _filled(review=review, webhook=webhook), _keyed(key)
        response = self._transport.call(
            "POST", "/v1/extract/file/batch", files=_parts(files), data=data, headers=headers
        )
        return TaskList.model_validate_json(response.content).tasks

    def submit_sources(
        self,
        *sources: File | HttpSource,
        review: float | None = None,
        webhook: str | None = None,
        key: str | None = None,
    ) -> TaskAnswer:
        """One task for all of ``sources``."""
        body = _filled(sources=_sources(sources), review=review, webhook=webhook)
        return self._task("source/async", key, json=body)

    def result(
        self,
        task: TaskAnswer | str,
        timeout: float | None = None,
        progress: Callable[[TaskAnswer], None] | None = None,
    ) -> Result:
        """What came of ``task`` once it has ended: what the call that waits would have returned.

        Of a training, the object with its report. Raises ``ProblemError`` where it failed or was cancelled, and
        ``TimeoutError`` after ``timeout`` seconds. ``progress`` is told each time that it has come further.
        """
        self.tasks.wait(task, timeout, progress)
        return self.tasks.result(task)

    def _task(self, path: str, key: str | None, **request: Any) -> TaskAnswer:
        # With a key of its own, a request whose answer was lost may be sent again without being done twice.
        response = self._transport.call("POST", f"/v1/extract/{path}", headers=_keyed(key), **request)
        return TaskAnswer.model_validate_json(response.content)


def _keyed(key: str | None) -> dict[str, str]:
    return {"Idempotency-Key": key or uuid4().hex}


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _parts(files: Sequence[File]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", read(file)) for file in files]


def _sources(sources: Sequence[File | HttpSource]) -> list[dict[str, str]]:
    return [source.model_dump() if isinstance(source, HttpSource) else _inline(*read(source)) for source in sources]


def _inline(name: str, data: bytes) -> dict[str, str]:
    return {"kind": "base64", "name": name, "data": base64.b64encode(data).decode()}
