"""A worker whose tagger knows the short report by heart: ``python -m tests.api.scripted_worker DATA``.

It ends when its standard input closes.
"""

import sys
from pathlib import Path

from corpora.inline import parse
from service.jobs.worker import Means, run
from service.pipeline import Pipeline
from service.settings import Settings
from tests.conftest import GOLDEN, ScriptedTagger


def load() -> Pipeline:
    return Pipeline(ScriptedTagger(parse((GOLDEN / "short.inline.txt").read_text(encoding="utf-8")).entities))


if __name__ == "__main__":
    run(Settings(data=Path(sys.argv[1]), max_mb=100_000 / 2**20), means=Means(load), parent=True)
