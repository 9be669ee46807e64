"""A training run that is slow enough to be killed: ``python -m tests.training.endless_fit ENCODER OUTPUT``."""

import sys
import time
from pathlib import Path

from tests.training.test_fit import CONFIG, windows
from training import fit as fitting
from training.averaging import RunningMean


def slowly(step_end):  # type: ignore[no-untyped-def]
    """The callback, with a pause after every step."""

    def wrapped(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        step_end(self, *args, **kwargs)
        time.sleep(0.2)

    return wrapped


if __name__ == "__main__":
    RunningMean.on_step_end = slowly(RunningMean.on_step_end)  # type: ignore[method-assign]
    fitting.fit(Path(sys.argv[1]), windows(), 1, CONFIG, Path(sys.argv[2]))
