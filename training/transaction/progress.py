"""How far a run has come and how long it may still take: in the terminal, and in a file that others may read."""

import json
import sys
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
SECONDS = {"lint": 2e-5, "split": 2e-5, "train": 8e-4, "evaluate": 2e-4, "gate": 2e-6, "archive": 4e-4, "promote": 2e-6}
"""Seconds for each code point that a step reads, on two cores; the pace of the run at hand soon takes their place."""
Say = Callable[[str], None]


@dataclass(slots=True)
class Progress:
    """``planned``: code points that each step will read. ``say`` gets a line for each note; ``None`` keeps silent."""

    folder: Path
    planned: Mapping[str, int]
    say: Say | None = None
    step: str = ""
    share: float = 0.0
    _begun: float = field(default_factory=monotonic)
    _from: float = 0.0
    _noted: float = 0.0
    _pace: float = 1.0
    _done: set[str] = field(default_factory=set)

    def begin(self, step: str) -> None:
        """``step`` begins."""
        self.step, self.share, self._from, self._begun, self._noted = step, 0.0, 0.0, monotonic(), 0.0
        self._note()

    def reach(self, share: float) -> None:
        """``share`` of the step is done, 0–1; what was done before an interruption counts for no time."""
        if not self.share and share > 0:
            self._from, self._begun = (share, monotonic()) if self.step == "train" else (0.0, self._begun)
        self.share = share
        if monotonic() - self._noted >= EVERY:
            self._note()

    def end(self) -> None:
        """The step is done; how long it took corrects the guess for the others."""
        took = monotonic() - self._begun
        if took > 1:
            self._pace = took / max(self._guess(self.step) * (1 - self._from), 1e-3)
        self._done.add(self.step)
        self.share = 1.0
        self._note()

    @property
    def left(self) -> float:
        """The seconds that are still to go, as far as one can tell."""
        return self._left_here() + self._pace * sum(
            self._guess(s) for s in SECONDS if s not in {*self._done, self.step}
        )

    def _left_here(self) -> float:
        took, gone = monotonic() - self._begun, self.share - self._from
        if self.step in self._done:
            return 0.0
        return took / gone * (1 - self.share) if gone > 0.02 else self._pace * self._guess(self.step) * (1 - self.share)

    def _guess(self, step: str) -> float:
        return SECONDS.get(step, 0.0) * self.planned.get(step, 0)

    def _note(self) -> None:
        self._noted = monotonic()
        told = self.as_json()
        write_atomically(self.folder / FILE, json.dumps(told, ensure_ascii=False) + "\n")
        if self.say:
            self.say(f"{NAMES.get(self.step, self.step)} {self.share:.0%}，约剩 {clock(told['seconds_left'])}")

    def as_json(self) -> dict[str, Any]:
        """Step, its share, the share of all the work, and the seconds left."""
        total = sum(self._guess(step) for step in SECONDS) or 1.0
        done = sum(self._guess(step) for step in self._done - {self.step}) + self.share * self._guess(self.step)
        return {
            "step": self.step,
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
