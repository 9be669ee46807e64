"""What a reader reads: paragraphs and grids in reading order, each run of characters with its place."""

from dataclasses import dataclass, field

from service.documents.source import Furniture, PageSize, Place


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that stand in one place; a line feed in them is a line break of the original."""

    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; it becomes one line of the text, or as many as its runs hold line feeds."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell where it begins; ``rows`` and ``columns`` are its spans."""

    runs: tuple[Run, ...] = ()
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        """Its characters, line feeds included."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: of each row the cells that begin in it, from left to right (what a span from above covers is no cell).

    ``continues`` marks a table that goes on with the grid before it over the end of a page.
    """

    rows: tuple[tuple[Cell, ...], ...]
    continues: bool = False


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Read:
    """What came out of a file. ``text`` is set instead of ``blocks`` where the file is text that must stay as it is."""

    format: str
    blocks: tuple[Block, ...] = ()
    text: str | None = None
    pages: tuple[PageSize, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    notes: tuple[str, ...] = field(default=())
