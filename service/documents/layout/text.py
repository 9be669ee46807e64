"""Blocks → one text with its segments: a paragraph or a row of a table a line."""

from collections.abc import Iterable, Sequence

from service.documents.blocks import Block, Grid, Paragraph, Run
from service.documents.layout.grids import grid_lines
from service.documents.layout.joining import join_paragraphs
from service.documents.layout.strays import without_strays
from service.documents.source import Place, Segment

JOINT = " | "
EDGE = "|"
"""Before a row whose first cell is empty and behind one whose last is: else it would lose its place at the edge."""


def lay(blocks: Iterable[Block]) -> tuple[str, tuple[Segment, ...]]:
    """The text of ``blocks`` and its segments, sorted and disjoint.

    Blank paragraphs are left out; a blank line parts two tables that follow each other, so that they stay two.
    """
    composer = _Composer()
    before: Grid | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            if composer.line(block.runs):
                before = None
            continue
        if before is not None and not block.continues:
            composer.write("\n")
        for row in grid_lines(block, before if block.continues else None):
            composer.row(row)
        if before is None or not block.continues:
            before = block
    return composer.finished()


class _Composer:
    """Writes runs one after another and keeps where each has gone."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._segments: list[Segment] = []
        self._length = 0

    def line(self, runs: Sequence[Run]) -> bool:
        """One paragraph; whether there was more in it than blanks."""
        filled = any(run.text.strip() for run in runs)
        if filled:
            for run in runs:
                self.write(run.text, run.place)
            self.write("\n")
        return filled

    def row(self, cells: Sequence[Sequence[Run]]) -> None:
        """One row of cells, a single cell as it is."""
        joined = [[run for run in join_paragraphs(cell) if run.text] for cell in cells]
        if not any(joined):
            return
        if not joined[0]:
            self.write(EDGE + " ")
        for index, runs in enumerate(joined):
            self.write(JOINT if index else "")
            for run in runs:
                self.write(run.text, run.place)
        self.write("\n" if joined[-1] else EDGE + "\n")

    def write(self, text: str, place: Place | None = None) -> None:
        """``text`` without what no text may hold."""
        text = without_strays(text)
        if not text:
            return
        start, self._length = self._length, self._length + len(text)
        self._pieces.append(text)
        if place is None:
            return
        last = self._segments[-1] if self._segments else None
        if last is not None and last.end == start and last.place == place:
            self._segments[-1] = Segment(last.start, self._length, place)
        else:
            self._segments.append(Segment(start, self._length, place))

    def finished(self) -> tuple[str, tuple[Segment, ...]]:
        """The text and the segments."""
        return "".join(self._pieces), tuple(self._segments)
