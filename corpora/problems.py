"""What a law has to say about a file."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A breach of a law at a place of a file; ``line`` and ``column`` count from 1, in code points."""

    path: Path
    line: int
    column: int
    law: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}（{self.law}）"
