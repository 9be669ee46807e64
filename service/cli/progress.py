"""How far the work on a long report has come, on standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from service.pipeline import Progress as Callback

LONG = 100_000
"""Characters from which on a report takes so long that people want to see progress."""

STEPS = 10
TITLE = "抽取与核算"


@contextmanager
def shown(characters: int) -> Iterator[Callback | None]:
    """A callback that shows the share done of a long report: a bar on a terminal, else a line at every tenth.

    ``None`` for a report of fewer than ``LONG`` characters.
    """
    if characters < LONG:
        yield None
    elif sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(TITLE, total=1.0)
            yield lambda share: bar.update(task, completed=share)
    else:
        yield _Lines()


class _Lines:
    """Says every tenth of the work once, as a line."""

    def __init__(self) -> None:
        self.told = 0

    def __call__(self, share: float) -> None:
        reached = int(share * STEPS + 1e-6)
        if reached > self.told:
            self.told = reached
            typer.echo(f"{TITLE}：{reached * 100 // STEPS}%", err=True)
