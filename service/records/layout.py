"""Cuts a text into paragraphs and tables, and tables into rows and cells.

What makes a line a table row is its structure alone: bars or tabs, figures without units side by side,
or a run of lines that hold one cell each.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.labels import Label
from service.records.items import Item
from service.records.linekinds import BAR, HEADING, kinds_of
from service.records.spans import Cutter, Span

PAGE_MARK = re.compile(r"\s*(?:[—\-－–]+\s*\d{1,4}\s*[—\-－–]+|第?\s*\d{1,4}\s*/\s*\d{1,4}\s*页?|第\s*\d+\s*页.*)\s*")
SPREAD = r"(?<=[合总小共])\s+计|(?<=项)\s+目|(?<=指)\s+标|(?<=名)\s+称|(?<=金)\s+额"
BLANK = re.compile(rf"(?<!\s)(?!{SPREAD})\s+")
"""What parts two cells; 合　计 and 项　目 are one word each."""

SENTENCE_END = "。！？!?；;"
LONGEST_PARAGRAPH = 5000
"""Characters of a paragraph at most; printed ones have a third of it."""
BEHIND_SENTENCE = re.compile(r"(?<=[。！？!?])(?!\d)|\n")


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a table, or in a one-cell-a-line table the whole run of cells."""

    cells: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Offset of its first cell."""
        return self.cells[0].start

    @property
    def end(self) -> int:
        """Offset behind its last cell."""
        return self.cells[-1].end

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of all its cells, in order."""
        return tuple(item for cell in self.cells for item in cell.items)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows that follow each other with nothing but page marks between them; ``by_line`` where each line is a cell."""

    rows: tuple[Row, ...]
    by_line: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """Running text; lines that a page broke in mid-sentence are together."""

    span: Span


Block = Paragraph | Table


def cut_blocks(text: str, items: Sequence[Item]) -> list[Block]:
    """The paragraphs and tables of ``text`` in reading order; blank lines and page marks are in none."""
    cutter = Cutter(text, items)
    lines = [line for line in cutter.lines() if not _is_furniture(text, line)]
    kinds = kinds_of(text, lines)
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        end = index + 1
        while end < len(lines) and kinds[end] == kinds[index]:
            end += 1
        blocks += _blocks(cutter, lines[index:end], kinds[index])
        index = end
    return blocks


def _is_furniture(text: str, line: Span) -> bool:
    content = line.text_of(text)
    return not line.items and (not content.strip() or PAGE_MARK.fullmatch(content) is not None)


def _blocks(cutter: Cutter, lines: list[Span], kind: str) -> list[Block]:
    if kind == "row":
        return [Table(tuple(Row(tuple(_cells(cutter, line))) for line in lines))]
    if kind == "cell":
        cells = [_trim(cutter, line) for line in lines if BAR.sub("", line.text_of(cutter.text)).strip()]
        return [Table((Row(tuple(cells)),), by_line=True)]
    return [Paragraph(span) for span in _paragraphs(cutter, lines)]


def _trim(cutter: Cutter, line: Span) -> Span:
    """``line`` without the bar at its end."""
    end = line.end
    while end > line.start and cutter.text[end - 1] in "|｜│ \u3000":
        end -= 1
    return Span(line.start, end, line.items)


def _paragraphs(cutter: Cutter, lines: list[Span]) -> list[Span]:
    """Join a line to the one before where that one stops in mid-sentence."""
    edges: list[tuple[int, int]] = []
    for line in lines:
        if edges and _runs_on(cutter.text, edges[-1], line):
            edges[-1] = (edges[-1][0], line.end)
        else:
            edges.append((line.start, line.end))
    return [part for start, end in edges for part in _sentences(cutter, cutter.span(start, end))]


def _sentences(cutter: Cutter, paragraph: Span) -> list[Span]:
    """``paragraph`` itself, or runs of its sentences where it is so long that line breaks must have been lost."""
    if paragraph.end - paragraph.start <= LONGEST_PARAGRAPH:
        return [paragraph]
    edges: list[tuple[int, int]] = []
    for sentence in cutter.split(paragraph, BEHIND_SENTENCE):
        if edges and sentence.end - edges[-1][0] <= LONGEST_PARAGRAPH:
            edges[-1] = (edges[-1][0], sentence.end)
        else:
            edges.append((sentence.start, sentence.end))
    return [cutter.span(start, end) for start, end in edges]


def _runs_on(text: str, before: tuple[int, int], line: Span) -> bool:
    """Whether ``line`` goes on with the sentence of ``before``: that one does not end, and ``line`` opens nothing."""
    first, end = before
    while end > first and text[end - 1].isspace():
        end -= 1
    last = text[max(first, text.rfind("\n", first, end) + 1) : end]
    start = text[line.start : line.end]
    if not last or last[-1] in SENTENCE_END + "：:”" or HEADING.match(start) or start[:1] in " \u3000\t":
        return False
    return HEADING.match(last) is None or len(last) > 15 or last[-1] in "，,、"


def _cells(cutter: Cutter, line: Span) -> list[Span]:
    """The cells of a row: between bars, else between tabs, else between blanks and where figures meet."""
    content = line.text_of(cutter.text)
    for separator in ("[|｜│]", "\t"):
        if re.search(separator, content.strip(" \u3000")):
            cells = cutter.split(line, re.compile(separator))
            if not cells[0].text_of(cutter.text).strip() and re.match(separator, content.strip()):
                cells = cells[1:]
            return _unjam_all(cutter, cells) if len(cells) > 1 else cells
    cells = [cell for cell in cutter.split(line, BLANK) if cell.start < cell.end]
    return _unjam_all(cutter, cells) or [line]


def _unjam_all(cutter: Cutter, cells: list[Span]) -> list[Span]:
    return [part for cell in cells for part in cutter.cut(cell, _joints(cutter.text, cell)) or [cell]]


def _is_cell_start(item: Item) -> bool:
    """Whether a unit cell can stand right before ``item``: a sign or a bare figure."""
    return item.is_bare or (item.label is Label.TARGET and not item.text[0].isalpha())


def _joints(text: str, cell: Span) -> list[int]:
    """Where figures or names meet without a blank: a jammed table has a new cell there."""
    places = []
    for left, right in pairwise(cell.items):
        gap = text[left.end : right.start].strip()
        if gap:
            if left.is_name and len(gap) <= 8 and not re.search(r"[\d（(，。：:；、]", gap) and _is_cell_start(right):
                places += [left.end, right.start]
            continue
        meets = left.is_numeric and right.is_numeric
        meets |= left.is_bare and right.is_name
        meets |= left.is_name and _is_cell_start(right)
        if meets:
            places.append(right.start)
    return places
