"""What a run has done so far, on disk: a step that is written there is done, any other one is done anew."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.files import write_atomically
from training.transaction.errors import RetrainError

FILE = "state.json"
FORMAT = 1
Json = dict[str, Any]


@dataclass(slots=True)
class State:
    """The state of the run in ``folder``.

    ``inputs`` tell what is trained on what; ``facts`` are drawn once, such as the name of the version; ``steps`` maps
    the name of each finished step to its result; ``outcome`` is there when the run has ended.
    """

    folder: Path
    inputs: Json
    facts: Json
    steps: dict[str, Json] = field(default_factory=dict)
    outcome: Json | None = None

    @classmethod
    def read(cls, folder: Path) -> "State | None":
        """The state in ``folder``, or ``None``; raises ``RetrainError`` where it cannot be read."""
        path = folder / FILE
        if not path.is_file():
            return None
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != FORMAT:
                raise ValueError(f"格式 {data['format']}，需要 {FORMAT}")
            return cls(folder, data["inputs"], data["facts"], data["steps"], data.get("outcome"))
        except (ValueError, KeyError, TypeError) as error:
            raise RetrainError(f"{path} 无法读取（{error}）；请换一个目录重新开始") from error

    def write(self) -> None:
        """Replace the file in one step."""
        data = {
            "format": FORMAT,
            "inputs": self.inputs,
            "facts": self.facts,
            "steps": self.steps,
            "outcome": self.outcome,
        }
        write_atomically(self.folder / FILE, json.dumps(data, ensure_ascii=False, indent=1) + "\n")

    def finish(self, step: str, seconds: float, result: Mapping[str, Any]) -> None:
        """Note that ``step`` took ``seconds`` and what came of it."""
        self.steps[step] = {"done": now(), "seconds": round(seconds, 1), **result}
        self.write()

    def conclude(self, outcome: Mapping[str, Any]) -> None:
        """Note how the run has ended."""
        self.outcome = {"at": now(), **outcome}
        self.write()


def now() -> str:
    """The time, ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
