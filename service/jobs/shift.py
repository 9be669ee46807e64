"""A worker's shift: what it is busy with, and how it ends without dropping anything half done."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event


class Shift:
    """Safe for any number of threads. Once it is over, whoever asks for more work waits for the end of the process:
    a workflow that waits like that is still in the queue as running, and is handed to another worker.
    """

    def __init__(self) -> None:
        self._over = Event()
        self._changed = Condition()
        self._busy = 0

    @property
    def over(self) -> bool:
        """Whether what is under way should come to its end."""
        return self._over.is_set()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """What is done in the block is not interrupted, within the patience of ``end``."""
        with self._changed:
            admitted = not self.over
            self._busy += admitted
        if not admitted:
            Event().wait()
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end to be called, ``seconds`` at most; whether it was."""
        return self._over.wait(seconds)

    def call_end(self) -> None:
        """Take on nothing more; may be called by a signal handler."""
        self._over.set()

    def end(self, patience: float) -> bool:
        """Take on nothing more, and wait ``patience`` seconds for what is under way; whether all of it ended."""
        self._over.set()
        with self._changed:
            return self._changed.wait_for(lambda: self._busy == 0, patience)
