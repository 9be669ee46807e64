"""A real worker process with a tagger that knows one report by heart: ``python -m tests.jobs.process [ID [TRIES]]``.

A report that has one of the words below in it makes trouble.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from corpora.inline import parse
from models.labels import Entity
from service.jobs import extracting, sweeper, webhooks, worker
from service.pipeline import Pipeline
from service.settings import Settings
from tests.conftest import GOLDEN, ScriptedTagger

SLOWLY, SUDDENLY, ENDLESSLY = "慢慢地", "突然地", "无尽地"
"""Takes a second; ends the process; never comes to an end and never lets go of the interpreter."""
TRIES = 2
FAKE = Path(__file__).parent / "fake_jixi.py"


class TroubledTagger(ScriptedTagger):
    """The scripted tagger, and trouble where the report asks for it."""

    reports_progress = True

    def tag(
        self,
        text: str,
        quantities: Sequence[tuple[int, int]],
        periods: Sequence[tuple[int, int]],
        progress: object = None,
    ) -> list[Entity]:
        if SLOWLY in text:
            time.sleep(1)
        if SUDDENLY in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if ENDLESSLY in text:
            sys.setswitchinterval(1e6)
            while True:
                pass
        return super().tag(text, quantities, periods)


def main(id: str | None = None, tries: str = str(TRIES)) -> None:
    """Be a worker that does everything as always, only sooner."""
    worker.BEAT, worker.SWEEP = 0.3, 0.3
    sweeper.SILENT, sweeper.OVERDUE = 1500, 300
    extracting.TRIES = int(tries)
    webhooks.PAUSES = (0.1, 0.2)
    tagger = TroubledTagger(parse((GOLDEN / "short.inline.txt").read_text(encoding="utf-8")).entities)
    means = worker.Means(lambda: Pipeline(tagger), command=(sys.executable, str(FAKE)))
    worker.run(Settings.load(), id, means, parent=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
