"""How far a run has come and how long it may still take: in the terminal, and in a file that others may read."""

import json
import sys
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from models.files import write_atomically
from training.transaction.state import now

FILE = "progress.json"
EVERY = 2.0
"""Seconds between two notes, at least."""
LATELY = 180.0
"""Seconds of which the pace is taken."""
ENOUGH, WHOLE = 0.01, 0.1
"""The share of a step that tells its pace; the share below which a step did not begin in its middle."""
SECONDS = {"lint": 2e-5, "split": 2e-5, "train": 8e-4, "evaluate": 2e-4, "gate": 2e-6, "archive": 4e-4, "promote": 2e-6}
"""Seconds for each code point that a step reads, on two cores; the pace of the run at hand soon takes their place."""
Say = Callable[[str], None]


@dataclass(slots=True)
class Progress:
    """``planned``: code points that each step will read. ``say`` gets a line for each note; ``None`` keeps silent.

    ``done``: the steps that are behind. ``time`` tells the seconds.
    """

    folder: Path
    planned: Mapping[str, int]
    say: Say | None = None
    done: set[str] = field(default_factory=set)
    time: Callable[[], float] = monotonic
    step: str = ""
    share: float = 0.0
    _begun: float = 0.0
    _noted: float = 0.0
    _pace: float = 1.0
    _marks: deque[tuple[float, float]] = field(default_factory=deque)
    """When which share of the step was reached, lately: the pace of the last minutes foretells the next ones."""

    def begin(self, step: str) -> None:
        """``step`` begins."""
        self.step, self.share, self._begun, self._noted = step, 0.0, self.time(), -EVERY
        self._marks.clear()
        self._note()

    def reach(self, share: float) -> None:
        """``share`` of the step is done, 0–1."""
        self.share = share
        self._marks.append((self.time(), share))
        while self._marks[-1][0] - self._marks[0][0] > LATELY and len(self._marks) > 2:
            self._marks.popleft()
        if self.time() - self._noted >= EVERY:
            self._note()

    def end(self) -> None:
        """The step is done; how long it took corrects the guess for the others."""
        took = self.time() - self._begun
        if self._whole and took > 1:
            self._pace = took / max(self._guess(self.step), 1e-3)
        self.done.add(self.step)
        self.share = 1.0
        self._note()

    @property
    def _whole(self) -> bool:
        """Whether the step began at its beginning, and not where an interruption had left it."""
        return not self._marks or self._marks[0][1] < WHOLE

    @property
    def left(self) -> float:
        """The seconds that are still to go, as far as one can tell."""
        later = [step for step in SECONDS if step not in self.done and step != self.step]
        return self._left_here() + self._pace * sum(map(self._guess, later))

    def _left_here(self) -> float:
        if self.step in self.done:
            return 0.0
        (first, began), (last, reached) = (self._marks[0], self._marks[-1]) if self._marks else ((0.0, 0.0),) * 2
        if reached - began > ENOUGH:
            return (last - first) / (reached - began) * (1 - self.share)
        return self._pace * self._guess(self.step) * (1 - self.share)

    def _guess(self, step: str) -> float:
        return SECONDS.get(step, 0.0) * self.planned.get(step, 0)

    def _note(self) -> None:
        self._noted = self.time()
        told = self.as_json()
        write_atomically(self.folder / FILE, json.dumps(told, ensure_ascii=False) + "\n")
        if self.say:
            self.say(f"{NAMES.get(self.step, self.step)} {self.share:.0%}，约剩 {clock(told['seconds_left'])}")

    def as_json(self) -> dict[str, Any]:
        """Step, what people call it, its share, the share of all the work, and the seconds left."""
        total = sum(self._guess(step) for step in SECONDS) or 1.0
        done = sum(self._guess(step) for step in self.done - {self.step}) + self.share * self._guess(self.step)
        return {
            "step": self.step,
            "title": NAMES.get(self.step, self.step),
            "share": round(self.share, 4),
            "overall": round(min(1.0, done / total), 4),
            "seconds_left": round(self.left),
            "at": now(),
        }


NAMES = {
    "lint": "检查标注",
    "split": "划分",
    "train": "训练",
    "evaluate": "评测新旧模型",
    "gate": "把关",
    "archive": "重放存档",
    "promote": "启用",
}


class StepsSeen(TrainerCallback):
    """Tells a run how far its training is."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """One step more."""
        self._progress.reach(state.global_step / max(1, state.max_steps))


def clock(seconds: float) -> str:
    """``seconds`` for people."""
    return f"{seconds:.0f} 秒" if seconds < 90 else f"{seconds / 60:.0f} 分钟"


def on_terminal() -> Say | None:
    """Lines that replace one another on a terminal; nothing where the error stream is none."""
    if not sys.stderr.isatty():
        return None
    return lambda line: print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
