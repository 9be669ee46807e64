"""The real pipeline, except that some texts hang it and some kill its process: what no file can be relied on to do."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from models.labels import Entity
from service.batch.work import Setup
from service.pipeline import EntityTagger, Pipeline

HANGS, KILLS = "〔此处停滞〕", "〔此处自尽〕"


class PoisonedTagger:
    """A tagger that falls for ``HANGS`` and ``KILLS``."""

    def __init__(self, tagger: EntityTagger) -> None:
        self._tagger = tagger
        self.version = tagger.version
        self.calibration = getattr(tagger, "calibration", None)

    def tag(self, text: str, quantities: Sequence[tuple[int, int]], periods: Sequence[tuple[int, int]]) -> list[Entity]:
        """As of the tagger inside."""
        if HANGS in text:
            time.sleep(3600)
        if KILLS in text:
            os._exit(9)
        return self._tagger.tag(text, quantities, periods)


def load(setup: Setup) -> Pipeline:
    """The loader for ``Setup.loader``."""
    return Pipeline(PoisonedTagger(Pipeline.load(setup.model, threads=1).tagger))
