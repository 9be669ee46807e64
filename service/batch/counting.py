"""How many inputs a run will have, counted beside it, so that the time left can be told."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from service.batch.progress import Progress
from service.batch.sources import REMOTE, Entry, entries
from service.errors import JixiError

DIRECTORY = "/"


def count_beside(progress: Progress, sources: Sequence[str], out: Path) -> Thread | None:
    """Set ``progress.total`` when all of ``sources`` are counted. A far store is not listed twice for it."""
    if any(REMOTE in source for source in sources):
        return None
    thread = Thread(target=_count, args=(progress, sources, out), daemon=True)
    thread.start()
    return thread


def _count(progress: Progress, sources: Sequence[str], out: Path) -> None:
    try:
        progress.total = sum(map(_inside, entries(sources, out)))
    except (JixiError, OSError):
        return  # the run itself tells what is wrong


def _inside(entry: Entry) -> int:
    """The files in a ZIP archive; whatever else there is counts as one until it is read."""
    if not entry.is_local or not str(entry.place).lower().endswith(".zip"):
        return 1
    try:
        with zipfile.ZipFile(str(entry.place)) as archive:
            return sum(not name.endswith(DIRECTORY) for name in archive.namelist())
    except (OSError, ValueError, zipfile.BadZipFile):
        return 1
