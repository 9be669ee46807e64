"""The pointer to the version in use, with its history: a text file that is only ever replaced as a whole.

Each line is a switch, the last one names the version in use: ``NAME``, time, ``promote`` or ``rollback``, and why,
separated by tabs. A line may hold the name alone, as the pointer inside the package does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from models.files import write_atomically

Way = Literal["promote", "rollback"]


@dataclass(frozen=True, slots=True)
class Switch:
    """That ``name`` came into use at ``at`` (ISO 8601, UTC), by promotion or by the way back."""

    name: str
    at: str = ""
    way: Way = "promote"
    why: str = ""

    @classmethod
    def now(cls, name: str, way: Way, why: str = "") -> "Switch":
        """A switch that happens now."""
        return cls(name, datetime.now(UTC).isoformat(timespec="seconds"), way, " ".join(why.split()))

    @classmethod
    def read(cls, line: str) -> "Switch":
        """The switch that ``line`` tells of."""
        name, at, way, why = (*line.split("\t", 3), "", "", "")[:4]
        return cls(name.strip(), at, "rollback" if way == "rollback" else "promote", why)

    def __str__(self) -> str:
        return "\t".join((self.name, self.at, self.way, self.why)).rstrip("\t")


@dataclass(frozen=True, slots=True)
class Journal:
    """The switches of one folder of versions, the oldest first."""

    switches: Sequence[Switch] = ()

    @classmethod
    def read(cls, path: Path) -> "Journal":
        """The journal in the file ``path``; an empty one where there is none."""
        if not path.is_file():
            return cls()
        lines = path.read_text(encoding="utf-8").splitlines()
        return cls(tuple(Switch.read(line) for line in lines if line.strip()))

    def write(self, path: Path) -> None:
        """Replace the file ``path`` in one step."""
        write_atomically(path, "".join(f"{switch}\n" for switch in self.switches))

    def after(self, switch: Switch) -> "Journal":
        """The journal with one more switch."""
        return Journal((*self.switches, switch))

    @property
    def current(self) -> str | None:
        """The name of the version in use."""
        return self.switches[-1].name if self.switches else None

    @property
    def before(self) -> str | None:
        """The version that was in use before the current one was promoted: going back twice goes back two versions."""
        trail = self._trail()
        return trail[-2] if len(trail) > 1 else None

    def _trail(self) -> list[str]:
        """The versions from the first to the one in use; a way back cuts off what it leaves behind."""
        trail: list[str] = []
        for switch in self.switches:
            if switch.way == "rollback" and switch.name in trail:
                del trail[len(trail) - trail[::-1].index(switch.name) :]
            elif not trail or trail[-1] != switch.name:
                trail.append(switch.name)
        return trail
