"""The ways in which reports print the cells of a table, as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

Cell = TypeVar("Cell")


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands ``between`` the cells of a row and between ``rows``, and what opens and closes each row.

    ``head``: what stands between the cells of the rows above the first figure, where it differs. ``blanks``: whether
    an empty cell leaves its place behind.
    """

    between: str
    opening: str = ""
    closing: str = ""
    rows: str = "\n"
    head: str | None = None
    blanks: bool = True

    def write(self, rows: Sequence[Sequence[Cell]], heads: int) -> Iterator[Cell | str]:
        """The cells of ``rows``, of which the first ``heads`` are the head, with what stands around and between."""
        for number, row in enumerate(rows):
            between = self.head if self.head is not None and number < heads else self.between
            yield (self.rows if number else "") + self.opening
            for place, cell in enumerate(row):
                if place:
                    yield between
                yield cell
            yield self.closing


LAYOUTS: dict[str, Layout] = {
    "bars around": Layout(" | ", "| ", " |"),
    "wide bars around": Layout(" ｜ ", "｜ ", " ｜"),
    "bars between": Layout(" | "),
    "bars alone": Layout("|"),
    "wide bars alone": Layout("｜"),
    "tabs": Layout("\t"),
    "a full-width blank": Layout("　", blanks=False),
    "two full-width blanks": Layout("　　"),
    "two blanks": Layout("  ", blanks=False),
    "four blanks": Layout("    "),
    "one blank": Layout(" ", blanks=False),
    "one cell a line": Layout("\n", blanks=False),
    "one cell a line, blank ones too": Layout("\n"),
    "one cell a line, blank lines between": Layout("\n\n", rows="\n\n", blanks=False),
    "one cell a line, a bar at its end": Layout(" |\n", closing=" |"),
    "one cell a line, a bar below": Layout("\n|\n", closing="\n|"),
    "a block of lines for each row": Layout("\n", rows="\n\n", blanks=False),
    "head in one line, then one cell a line": Layout("\n", head="  ", blanks=False),
    "head one word a line, then blanks": Layout("  ", head="\n", blanks=False),
    "head one word a line, then bars": Layout(" | ", head="\n"),
}
"""Layouts that keep cells apart."""

JAMMED: dict[str, Layout] = {
    "nothing between cells": Layout("", blanks=False),
    "nothing between cells nor rows": Layout("", rows="", blanks=False),
}
"""Layouts of tables that were copied carelessly: where cells end has to be inferred."""
