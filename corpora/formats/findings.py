"""What a converter has to say about a file: where, what, and with which consequence."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from corpora.errors import CorpusError


class Consequence(IntEnum):
    """What became of the thing that the message is about."""

    NOTED = 0
    """Nothing that was meant to be kept is missing."""
    REPAIRED = 1
    """Read otherwise than it stands, and kept."""
    SPAN_LEFT_OUT = 2
    REPORT_LEFT_OUT = 3
    FILE_LEFT_OUT = 4


NAMES = {
    Consequence.NOTED: "说明",
    Consequence.REPAIRED: "已修复",
    Consequence.SPAN_LEFT_OUT: "舍去片段",
    Consequence.REPORT_LEFT_OUT: "舍去报告",
    Consequence.FILE_LEFT_OUT: "舍去文件",
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place of a file; ``line`` and ``column`` count from 1, in code points.

    In a binary file the line is the number of the document and the column that of the character in it.
    """

    path: Path
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One message about one place."""

    place: Place
    consequence: Consequence
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}（{NAMES[self.consequence]}）"


class PlacedError(CorpusError):
    """A file, or a part of one, that cannot be used, with the place where it fails."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


class Findings:
    """The findings of one conversion, in the order in which they were made."""

    def __init__(self) -> None:
        self._all: list[Finding] = []

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def something_left_out(self) -> bool:
        """Whether anything that was meant to be kept is missing."""
        return any(finding.consequence >= Consequence.SPAN_LEFT_OUT for finding in self._all)

    def add(self, place: Place, consequence: Consequence, message: str) -> None:
        """Record a finding."""
        self._all.append(Finding(place, consequence, message))

    def note(self, place: Place, message: str) -> None:
        """Record something worth knowing that costs nothing."""
        self.add(place, Consequence.NOTED, message)

    def repaired(self, place: Place, message: str) -> None:
        """Record something that was read otherwise than it stands."""
        self.add(place, Consequence.REPAIRED, message)

    def leave_out_span(self, place: Place, message: str) -> None:
        """Record that a span is missing from the result."""
        self.add(place, Consequence.SPAN_LEFT_OUT, message)

    def leave_out_report(self, place: Place, message: str) -> None:
        """Record that a report is missing from the result."""
        self.add(place, Consequence.REPORT_LEFT_OUT, message)

    def leave_out_file(self, place: Place, message: str) -> None:
        """Record that a file could not be used at all."""
        self.add(place, Consequence.FILE_LEFT_OUT, message)
