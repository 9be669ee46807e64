"""The pipeline behind the API: loaded in the background, replaced when another version is promoted, run in threads."""

import asyncio
import logging
from collections.abc import Callable
from time import perf_counter

from anyio import CapacityLimiter, to_thread

from service.documents import Document, check_size, checked_text, make_document
from service.errors import JixiError
from service.extraction import Extraction
from service.holder import Holder, Mark
from service.pipeline import Pipeline
from service.processing import extracted

log = logging.getLogger("jixi.api")

SUBJECT = "text 字段"


class Engine:
    """Serves extractions to the routes; safe for any number of requests at a time."""

    def __init__(
        self, load: Callable[[], Pipeline], max_bytes: int, extractions: int, mark: Mark | None = None
    ) -> None:
        self._holder = Holder(load, mark)
        self._max_bytes = max_bytes
        self._limiter = CapacityLimiter(extractions)

    async def start(self) -> None:
        """Load the model; a failure is told by ``pipeline`` and in the log, and leaves the process answering."""
        await to_thread.run_sync(self._holder.start)

    async def watch(self, seconds: float) -> None:
        """Look every ``seconds`` whether another version is in use, and go over to it; never ends."""
        while True:
            await asyncio.sleep(seconds)
            await to_thread.run_sync(self._holder.refresh)

    @property
    def model(self) -> str | None:
        """The version of the loaded model, or ``None``."""
        return self._holder.model

    @property
    def pipeline(self) -> Pipeline:
        """The loaded pipeline; raises ``ModelError`` before that."""
        return self._holder.pipeline

    async def extract(self, text: str) -> Extraction:
        """The extraction of ``text``; raises ``DocumentError`` or ``ModelError``."""
        pipeline = self.pipeline
        return await to_thread.run_sync(self._extract, pipeline, text, limiter=self._limiter)

    def _extract(self, pipeline: Pipeline, text: str) -> Extraction:
        started = perf_counter()
        document = self._document(text)
        extraction = extracted(pipeline, document)
        if isinstance(extraction, JixiError):
            raise extraction
        log.info("抽取 %d 字，%d 条记录，%.2f 秒", len(text), len(extraction.records), perf_counter() - started)
        return extraction

    def _document(self, text: str) -> Document:
        check_size(len(text.encode("utf-8", "surrogatepass")), self._max_bytes, SUBJECT)
        return make_document(checked_text(text.removeprefix("\ufeff").replace("\r\n", "\n"), SUBJECT))
