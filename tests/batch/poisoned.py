"""A pipeline for the worker processes of the tests: without weights, and with texts that hang it or kill it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from models.labels import Entity, Label
from service.batch.work import Setup
from service.errors import ModelError
from service.pipeline import Pipeline

DEADLY, HANGING, SLOW = "自尽", "停滞", "缓慢"
MONEY = "本年支出"


class PoisonedTagger:
    def __init__(self, version: str) -> None:
        self.version = version

    def tag(self, text: str, quantities: Sequence[tuple[int, int]], periods: Sequence[tuple[int, int]]) -> list[Entity]:
        if DEADLY in text:
            os._exit(9)
        if HANGING in text:
            time.sleep(3600)
        if SLOW in text:
            time.sleep(0.05)
        found = [Entity.cut(text, Label.AMOUNT, start, end, 0.9) for start, end in quantities]
        if (start := text.find(MONEY)) >= 0:
            found.append(Entity.cut(text, Label.INDICATOR, start, start + len(MONEY), 0.9))
        return sorted(found, key=lambda entity: entity.start)


def load(setup: Setup) -> Pipeline:
    """The model's version is the name of its folder; ``missing`` is not there."""
    version = setup.model.name if setup.model else "one"
    if version == "missing":
        raise ModelError("模型无法加载：没有这个目录。")
    return Pipeline(PoisonedTagger(version))
