"""A worker with the real model, for which a training is over at once: ``python -m tests.web.worker``."""

import sys
from pathlib import Path

from service.jobs.worker import Means, run
from service.settings import Settings

FAKE = Path(__file__).parents[1] / "jobs" / "fake_jixi.py"

if __name__ == "__main__":
    run(Settings.load(), means=Means(command=(sys.executable, str(FAKE))), parent=True)
