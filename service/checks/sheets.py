"""The tables of a report as its text prints them: rows under a head, cells by their columns.

Which figures stand below each other is a matter of print alone, so that a column can be followed past cells that no
record has taken up.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise, takewhile

BARS = re.compile(r"[|｜│]|\t|\s[/／]\s")
BLANKS = re.compile(r"[ ]{2,}|[ ]*\u3000+[ ]*")
BLANK = re.compile(r"[ ]+")
FIGURE = re.compile(r"(?P<number>[-+−－]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[-+−－]?\d+(?:\.\d+)?)(?P<unit>\D{0,4})")
YEAR = re.compile(r"(?:19|20)\d{2}年度?")
BARE_YEAR = re.compile(r"20\d{2}")
PROSE = re.compile("[。；！？]")

TOTAL = re.compile(r"(?:合|总|小|共)计(?:[（(].*)?$|^全[省市区县州旗镇乡]$")
PART_OF_ROW = re.compile(r"其中|含[:：]|[-—－]+\S")
NUMBERING = (
    r"\d{1,2}[.．、](?!\d)",
    r"[（(]\d+[）)]",
    r"[（(][一二三四五六七八九十]+[）)]",
    r"[一二三四五六七八九十]+、",
)
NUMBERS = re.compile("[栏行]次|序号")
"""A row that numbers the columns."""

MOST_CELLS = 60
"""No printed table has rows of more cells."""

CODE = re.compile(r"\d{3}(?:\d{2})*")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and where it stands in the text."""

    start: int
    end: int
    text: str

    @property
    def figure(self) -> Decimal | None:
        """The number that it holds, whatever its unit; ``None`` for words, years and blanks."""
        match = FIGURE.fullmatch(self.text)
        if match is None or YEAR.fullmatch(self.text):
            return None
        return Decimal(re.sub("[,，]", "", match["number"]).translate({0x2212: "-", 0xFF0D: "-"}))

    @property
    def is_rate(self) -> bool:
        """Whether the cell is a percentage."""
        return self.text.endswith(("%", "％", "‰"))


@dataclass(frozen=True)
class SheetRow:
    """One line of a table."""

    cells: tuple[Cell, ...]
    barred: bool
    indented: bool

    @cached_property
    def figures(self) -> dict[int, Cell]:
        """The figures by their column: the number of the cell between bars, their rank between blanks."""
        first = next((at for at, cell in enumerate(self.cells) if cell.text and cell.figure is None), 0)
        found = [(at, cell) for at, cell in enumerate(self.cells) if at > first and cell.figure is not None]
        if len(found) > 1 and all(BARE_YEAR.fullmatch(cell.text) for _, cell in found):
            return {}
        return dict(found) if self.barred else {rank: cell for rank, (_, cell) in enumerate(found)}

    @property
    def has_two_sides(self) -> bool:
        """Whether a second name with a figure stands behind the first figure: 收入 10 支出 9."""
        figures = list(self.figures.values())
        return len(figures) > 1 and self.label(figures[-1]) != self.label(figures[0])

    @cached_property
    def number(self) -> str:
        """What stands before the name: a list number or a code in a cell of its own."""
        return self.cells[0].text if self.cells[0].figure is not None else ""

    def label(self, cell: Cell) -> str:
        """The name of a figure: the last words before it in its row, without blanks."""
        words = [other.text for other in self.cells if other.end <= cell.start and other.text and other.figure is None]
        return re.sub(r"\s", "", words[-1]) if words else ""

    def is_total(self, cell: Cell) -> bool:
        """Whether the figure sums up what stands above or below it."""
        return any(TOTAL.search(name) for name in (self.label(cell), self.opening))

    @property
    def opening(self) -> str:
        """The words before its first figure, without blanks: 合　计 may be two cells."""
        words = takewhile(lambda cell: not cell.text or cell.figure is None, self.cells)
        return re.sub(r"\s", "", "".join(cell.text for cell in words))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a table below its head."""

    rows: tuple[SheetRow, ...]

    def column(self, at: int) -> list[tuple[SheetRow, Cell]]:
        """The figures of a column with their rows, from top to bottom."""
        return [(row, row.figures[at]) for row in self.rows if at in row.figures]

    @property
    def begins(self) -> bool:
        """Whether its first row has no list number, or the first one: no page before has more of it."""
        number = self.rows[0].number
        return not number or number == "1" or CODE.fullmatch(number) is not None


def is_flat(rows: Sequence[SheetRow]) -> bool:
    """Whether none of ``rows`` is marked as a part of another, by 其中, by its list number or by its code."""
    names = [next((cell.text for cell in row.cells if cell.text and cell.figure is None), "") for row in rows]
    styles = {next((style for style in NUMBERING if re.match(style, name)), "") for name in names}
    codes = {len(row.number) for row in rows if CODE.fullmatch(row.number)}
    return len(styles) <= 1 and len(codes) <= 1 and not any(PART_OF_ROW.match(name) for name in names)


def sheets(text: str, passage: slice) -> Iterator[Sheet]:
    """The tables in that passage of ``text`` that stand right below a head of words, each line a row."""
    head, before = False, False
    rows: list[SheetRow] = []
    for row in (*_rows(text, passage), None):
        if row is not None and row.figures:
            rows += [] if NUMBERS.match(row.opening) else [row]
            continue
        if len(rows) > 1 and head:
            yield Sheet(tuple(_aligned(rows)))
        before, rows = bool(rows), []
        # a head that follows rows is one that a page repeats
        head = row is not None and len(row.cells) > 1 and not before


def _rows(text: str, passage: slice) -> Iterator[SheetRow | None]:
    """Each line as a row; ``None`` for lines of prose. Blank lines are passed over."""
    start = passage.start
    for line in text[passage].splitlines(keepends=True):
        begin, start = start, start + len(line)
        if not line.strip():
            continue
        words = line.rstrip()
        yield None if PROSE.search(words) else _row(words, begin)


def _row(line: str, offset: int) -> SheetRow | None:
    separator = next((mark for mark in (BARS, BLANKS, BLANK) if mark.search(line.strip())), None)
    if separator is None:
        return None
    barred = separator is BARS
    begin = 0 if barred else len(line) - len(line.lstrip())
    edges = [(match.start(), match.end()) for match in separator.finditer(line, begin)]
    if len(edges) > MOST_CELLS:
        return None
    bounds = [(begin, begin), *edges, (len(line), len(line))]
    return SheetRow(
        cells=tuple(_cell(line, left, right, offset) for (_, left), (right, _) in pairwise(bounds)),
        barred=barred,
        indented=begin > 0,
    )


def _cell(line: str, start: int, end: int, offset: int) -> Cell:
    words = line[start:end]
    lead = len(words) - len(words.lstrip())
    begin = offset + start + lead
    return Cell(begin, begin + len(words.strip()), words.strip())


def _aligned(rows: Sequence[SheetRow]) -> Iterator[SheetRow]:
    """Rows of two sides: one that is indented and has fewer figures than the first has those of the second side."""
    most = len(rows[0].figures)
    for row in rows:
        missing = most - len(row.figures)
        moves = rows[0].has_two_sides and row.indented and not rows[0].indented and not row.barred
        yield _moved(row, missing) if moves and missing > 0 else row


def _moved(row: SheetRow, columns: int) -> SheetRow:
    moved = SheetRow(row.cells, row.barred, row.indented)
    moved.__dict__["figures"] = {at + columns: cell for at, cell in row.figures.items()}
    return moved
