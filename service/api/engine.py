"""The pipeline behind the API: loaded in the background, replaced when another version is promoted, run in threads."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import TypeVar

from anyio import to_thread

from service.answers import Json, Named, answer_to_files, extraction_of_text
from service.api.errors import TooSlowError
from service.api.metrics import Metrics
from service.documents import Limits
from service.holder import Holder, Mark
from service.pipeline import Pipeline
from service.settings import Settings

log = logging.getLogger("jixi.api")
T = TypeVar("T")


class Engine:
    """Serves extractions to the routes; safe for any number of requests at a time.

    As many run at a time as the settings say; more wait for their turn, and nobody longer than they allow.
    """

    def __init__(
        self, load: Callable[[], Pipeline], settings: Settings, metrics: Metrics | None = None, mark: Mark | None = None
    ) -> None:
        self._holder = Holder(load, mark)
        self._settings = settings
        self._metrics = metrics or Metrics()
        self._threads = ThreadPoolExecutor(settings.extractions, "extraction")

    async def start(self) -> None:
        """Load the model; a failure is told by ``pipeline`` and in the log, and leaves the process answering."""
        await to_thread.run_sync(self._holder.start)

    async def watch(self, seconds: float) -> None:
        """Look every ``seconds`` whether another version is in use, and go over to it; never ends."""
        while True:
            await asyncio.sleep(seconds)
            await to_thread.run_sync(self._holder.refresh)

    def refresh(self) -> None:
        """Go over to the version in use now."""
        self._holder.refresh()

    def close(self) -> None:
        """Take no more work; what runs ends."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    @property
    def model(self) -> str | None:
        """The version of the loaded model, or ``None``."""
        return self._holder.model

    @property
    def pipeline(self) -> Pipeline:
        """The loaded pipeline; raises ``ModelError`` before that."""
        return self._holder.pipeline

    async def extract(self, text: str, review: float | None = None) -> Json:
        """The extraction of ``text``; raises ``DocumentError``, ``ModelError``, ``TooSlowError``."""
        pipeline = self.pipeline

        def work() -> Json:
            found = extraction_of_text(pipeline, text, self._settings.max_bytes, review).as_json()
            self._count({"success": 1}, len(text))
            return found

        return await self._in_turn(work)

    async def process(self, files: Iterable[Named], review: float | None = None) -> Json:
        """The answer for ``files``, read one after the other; raises the error of a document that is the only one."""
        pipeline = self.pipeline

        def work() -> Json:
            found = answer_to_files(pipeline, files, Limits(bytes=self._settings.max_bytes), review)
            texts = [len(one["extraction"]["document"]["text"]) for one in found["documents"] if "extraction" in one]
            self._count({"success": len(texts), "failure": len(found["documents"]) - len(texts)}, sum(texts))
            return found

        return await self._in_turn(work)

    async def _in_turn(self, work: Callable[[], T]) -> T:
        loop, seconds = asyncio.get_running_loop(), self._settings.sync_seconds
        try:
            return await asyncio.wait_for(loop.run_in_executor(self._threads, self._timed, work), seconds)
        except TimeoutError as error:
            raise TooSlowError(f"{seconds:g} 秒内没有做完；请改用 /async，稍后取结果。") from error

    def _timed(self, work: Callable[[], T]) -> T:
        started = perf_counter()
        try:
            return work()
        finally:
            self._metrics.extraction.observe(perf_counter() - started)

    def _count(self, outcomes: dict[str, int], characters: int) -> None:
        for outcome, count in outcomes.items():
            self._metrics.extractions.labels(outcome).inc(count)
        self._metrics.characters.inc(characters)
        log.info("抽取 %d 字，%s", characters, outcomes)
