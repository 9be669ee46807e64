"""Be a worker of the service."""

import logging

from service.jobs.worker import run
from service.settings import Settings


def work(id: str | None, parent: bool) -> None:
    """Take tasks from the queue until asked to end; the settings come from the environment."""
    logging.getLogger("jixi").setLevel(logging.INFO)
    run(Settings.load(), id, parent=parent)
