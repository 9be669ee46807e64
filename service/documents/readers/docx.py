"""Word documents: paragraphs, tables, text boxes and notes in their order, headers and footers apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.documents.blocks import Block, Cell, Grid, Paragraph, Read, Run
from service.documents.limits import Deadline, Limits
from service.documents.readers.docx_numbering import Numbering
from service.documents.readers.docx_runs import words_of
from service.documents.readers.package import Element, Package, attribute, child, local, value
from service.documents.source import Furniture, Place
from service.errors import DamagedDocumentError

CONTAINERS = frozenset(
    {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice", "body", "hyperlink"}
)
"""Elements around blocks and rows that change nothing in what is read."""
NOTES = (("footnotes", "footnote", "脚注"), ("endnotes", "endnote", "尾注"))
MARGINS = ("header", "footer")
WIDEST = 63
"""Columns of a table that a word processor allows."""


def read_docx(data: bytes, limits: Limits) -> Read:
    """The document in ``data``; places are nodes (``p12``, ``t3r2c5``), for pages are made when it is printed."""
    package = Package(data, limits)
    main = _main_part(package)
    root = package.xml(main)
    body = child(root, "body")
    if body is None:
        raise DamagedDocumentError("文件里没有正文；请用 Word 打开检查后另存")
    folder = main.rpartition("/")[0]
    reader = _Reader(Numbering(package, folder), Deadline(limits))
    blocks = [*reader.blocks(body), *_notes(package, folder, reader)]
    return Read("docx", tuple(blocks), furniture=tuple(_margins(package, folder)), notes=tuple(reader.remarks()))


def _main_part(package: Package) -> str:
    named = (part for kind, part in package.related("").values() if kind == "officeDocument")
    return next(named, "word/document.xml")


@dataclass(slots=True)
class _Reader:
    """Walks through a story in document order and counts its paragraphs and tables."""

    numbering: Numbering
    deadline: Deadline
    paragraphs: int = 0
    tables: int = 0
    pictures: int = 0
    objects: int = 0
    hidden: bool = False
    foreign: int = 0

    def blocks(self, story: Element) -> Iterator[Block]:
        """The paragraphs and tables of ``story``, what stands in a text box behind the paragraph of its anchor."""
        for one in story:
            name = local(one)
            if name == "p":
                yield from self._paragraph(one)
            elif name == "tbl":
                yield from self._table(one)
            elif name in CONTAINERS:
                yield from self.blocks(one)
            elif name == "altChunk":
                self.foreign += 1

    def _paragraph(self, element: Element) -> Iterator[Block]:
        self.deadline.check()
        self.paragraphs += 1
        node = f"p{self.paragraphs}"
        text, frames = self.words(element)
        yield Paragraph((Run(text, Place(node=node)),))
        for frame in frames:
            yield from self.blocks(frame)

    def words(self, element: Element) -> tuple[str, list[Element]]:
        """The text of a paragraph with the number printed before it, and the frames anchored in it."""
        words = words_of(element)
        self.pictures += words.pictures
        self.objects += words.objects
        self.hidden |= words.hidden
        number = self.numbering.before(element)
        return number + words.text if words.text.strip() else number.rstrip(), words.frames

    def _table(self, element: Element) -> Iterator[Block]:
        self.tables += 1
        name = f"t{self.tables}"
        rows = [self._row(row, f"{name}r{index}") for index, row in enumerate(_rows(element), 1)]
        if max((sum(cell.columns for cell, _ in row) for row in rows), default=0) <= 1:
            # a frame around text, not a table
            for (cell, _), *_ in filter(None, rows):
                yield from (Paragraph((Run(run.text.strip("\n"), run.place),)) for run in cell.runs)
            return
        yield Grid(tuple(_merged(rows)))

    def _row(self, row: Element, name: str) -> list[tuple[Cell, str]]:
        """The cells of a row with what each says of merging downwards: ``restart``, ``continue`` or nothing."""
        cells: list[tuple[Cell, str]] = []
        column = 1
        if before := _number(value(row, "trPr", "gridBefore"), 0):
            cells.append((Cell(columns=before), ""))
            column += before
        for element in _cells(row):
            self.deadline.check()
            span = min(max(_number(value(element, "tcPr", "gridSpan"), 1), 1), WIDEST)
            place = Place(node=f"{name}c{column}")
            cells.append((Cell(tuple(self._cell(element, place)), 1, span), _merge(element)))
            column += span
        return cells

    def _cell(self, element: Element, place: Place) -> Iterator[Run]:
        """Runs of the paragraphs of a cell, a line feed between; a table inside gives a line a row."""
        lines = [line for line in self.lines(element) if line.strip()]
        for index, line in enumerate(lines):
            yield Run(line if index == len(lines) - 1 else line + "\n", place)

    def lines(self, story: Element) -> Iterator[str]:
        """The paragraphs of ``story`` as text alone, tables inside it a line a row."""
        for one in story:
            name = local(one)
            if name == "p":
                text, frames = self.words(one)
                yield text
                for frame in frames:
                    yield from self.lines(frame)
            elif name == "tbl":
                for row in _rows(one):
                    yield " ".join("".join(self.lines(cell)) for cell in _cells(row))
            elif name in CONTAINERS:
                yield from self.lines(one)

    def remarks(self) -> Iterator[str]:
        """Sentences on what was met and not read."""
        if self.pictures:
            yield f"文档含 {self.pictures} 张图片，图片里的文字没有读取。"
        if self.objects:
            yield f"文档含 {self.objects} 个嵌入对象，其内容没有读取。"
        if self.hidden:
            yield "文档含隐藏文字，没有读取。"
        if self.foreign:
            yield f"文档引用了 {self.foreign} 份外来内容，没有读取。"


def _rows(table: Element) -> Iterator[Element]:
    for one in table:
        if local(one) == "tr" and child(one, "trPr", "del") is None:
            yield one
        elif local(one) in CONTAINERS:
            yield from _rows(one)


def _cells(row: Element) -> Iterator[Element]:
    for one in row:
        if local(one) == "tc":
            yield one
        elif local(one) in CONTAINERS:
            yield from _cells(one)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default


def _merge(cell: Element) -> str:
    merge = child(cell, "tcPr", "vMerge")
    return "" if merge is None else attribute(merge, "val") or "continue"


def _merged(rows: list[list[tuple[Cell, str]]]) -> Iterator[tuple[Cell, ...]]:
    """Rows in which a cell that is merged downwards has its span, and the cells that it covers are gone."""
    open_cells: dict[int, tuple[int, int]] = {}
    cells = [[cell for cell, _ in row] for row in rows]
    covered: set[tuple[int, int]] = set()
    for index, row in enumerate(rows):
        column, still_open = 0, {}
        for place, (cell, merge) in enumerate(row):
            if merge == "continue" and column in open_cells:
                above, position = open_cells[column]
                first = cells[above][position]
                cells[above][position] = Cell((*first.runs, *cell.runs), first.rows + 1, first.columns)
                covered.add((index, place))
                still_open[column] = (above, position)
            elif merge:
                still_open[column] = (index, place)
            column += cell.columns
        open_cells = still_open
    for index, line in enumerate(cells):
        yield tuple(cell for place, cell in enumerate(line) if (index, place) not in covered)


def _notes(package: Package, folder: str, reader: _Reader) -> Iterator[Block]:
    """The notes of all pages behind the text: in it they would stand in the middle of sentences."""
    for part, kind, title in NOTES:
        root = package.xml(f"{folder}/{part}.xml")
        numbered = (one for one in root if local(one) == kind) if root is not None else ()
        for note in numbered:
            if attribute(note, "type") in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            place = Place(node=f"{title}{attribute(note, 'id')}")
            lines = [line for line in reader.lines(note) if line.strip()]
            yield from (Paragraph((Run(line.strip(), place),)) for line in lines)


def _margins(package: Package, folder: str) -> Iterator[Furniture]:
    seen: set[str] = set()
    for margin in MARGINS:
        for name in package.names(f"{folder}/{margin}"):
            root = package.xml(name) if name.endswith(".xml") else None
            lines = [words_of(one).text.strip() for one in root.iter() if local(one) == "p"] if root is not None else []
            for text in lines:
                if text and text not in seen:
                    seen.add(text)
                    yield Furniture(text, Place(node="页眉" if margin == "header" else "页脚"))
