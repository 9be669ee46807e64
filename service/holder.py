"""The pipeline in use, replaced while requests run when another version of the model is promoted or taken back.

A request keeps the pipeline that it began with; the next one gets the new one. Nothing waits and nothing is refused.
"""

import logging
from collections.abc import Callable, Hashable
from threading import Lock

from service.errors import JixiError, ModelError
from service.pipeline import Pipeline

log = logging.getLogger("jixi.model")

Mark = Callable[[], Hashable]
"""Tells which version is in use: another value, another version."""

LOADING = "模型正在加载，请稍后重试。"


def pointer() -> Hashable:
    """The name of the version that the registry points at; raises ``models.store.StoreError``."""
    from models.registry import Registry  # noqa: PLC0415 -- a pinned model needs no registry

    return Registry().current_name


class Holder:
    """Holds one loaded pipeline; safe for any number of threads.

    ``load`` makes the pipeline of the version in use. ``mark`` is asked by ``refresh``; without one, the pipeline that
    was loaded first stays.
    """

    def __init__(self, load: Callable[[], Pipeline], mark: Mark | None = None) -> None:
        self._load, self._mark = load, mark
        self._pipeline: Pipeline | None = None
        self._failure: str | None = None
        self._seen: Hashable = None
        self._loading = Lock()

    @property
    def model(self) -> str | None:
        """The version of the loaded model, or ``None``."""
        pipeline = self._pipeline
        return pipeline.tagger.version if pipeline else None

    @property
    def pipeline(self) -> Pipeline:
        """The loaded pipeline; raises ``ModelError`` where there is none."""
        pipeline = self._pipeline
        if pipeline is None:
            raise ModelError(self._failure or LOADING)
        return pipeline

    def start(self) -> None:
        """Load; a failure is told by ``pipeline`` and in the log."""
        with self._loading:
            self._seen = self._marked()
            self._replace()

    def refresh(self) -> bool:
        """Load anew where the mark has changed; whether the pipeline was replaced.

        A version that cannot be loaded leaves the one before it in use, and is not tried again before the mark changes.
        """
        with self._loading:
            mark = self._marked()
            if mark == self._seen:
                return False
            self._seen = mark
            return self._replace()

    def _marked(self) -> Hashable:
        """The mark, or the last one seen where it cannot be told: a pointer that is gone changes nothing."""
        if self._mark is None:
            return self._seen
        try:
            return self._mark()
        except (OSError, ValueError) as error:
            log.warning("当前模型版本无法得知：%s", error)
            return self._seen

    def _replace(self) -> bool:
        before = self.model
        try:
            self._pipeline = self._load()
        except JixiError as error:
            self._failure = error.message
            log.error("%s%s", error.message, f"仍用 {before}。" if before else "")
            return False
        except Exception as error:
            self._failure = f"模型无法加载（{type(error).__name__}），请查看服务日志。"
            log.exception("模型无法加载")
            return False
        log.info("模型：%s → %s", before or "—", self.model)
        return True
