"""How far a run has come, step by step."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from service.batch.schema import Result


class Step(StrEnum):
    """The steps of a run. ``INPUT``: it is known what became of one input; ``COMMITTED``: a chunk is on the disk."""

    STARTED = "started"
    INPUT = "input"
    COMMITTED = "committed"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Event:
    """A step; of ``INPUT`` with the name of the input, what became of it, and the reason of an error."""

    step: Step
    name: str = ""
    result: Result | None = None
    reason: str = ""


@dataclass(slots=True)
class Progress:
    """The counts of a run, those of documents not yet committed included.

    ``total`` is the number of inputs, ``None`` while they are being counted; an archive that cannot be counted
    beforehand counts as one until it is taken apart. ``started`` is when the command was, by the monotonic clock.
    """

    run_id: str
    total: int | None = None
    started: float = field(default_factory=time.monotonic)
    results: Counter[Result] = field(default_factory=Counter)
    characters: int = 0
    _processing: float = field(default_factory=time.monotonic)

    @property
    def inputs(self) -> int:
        """Inputs of which it is known what became of them."""
        return self.results.total()

    @property
    def seconds(self) -> float:
        """Seconds since the command was started."""
        return time.monotonic() - self.started

    @property
    def _seconds_of_processing(self) -> float:
        """Seconds since the model was loaded: what is to come will not wait for it."""
        return max(time.monotonic() - self._processing, 1e-3)

    @property
    def documents_per_second(self) -> float:
        """Documents processed, failed ones included, in a second."""
        return (self.results[Result.DOCUMENT] + self.results[Result.ERROR]) / self._seconds_of_processing

    @property
    def characters_per_second(self) -> float:
        """Characters of successful documents in a second."""
        return self.characters / self._seconds_of_processing

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end where the rest is new and goes as fast; ``None`` where nobody can tell yet."""
        rate = self.documents_per_second
        return max(0, self.total - self.inputs) / rate if self.total is not None and rate else None


Tell = Callable[[Event, Progress], None]
"""Is told of every step."""


def silent(event: Event, progress: Progress) -> None:
    """Nobody asks."""
