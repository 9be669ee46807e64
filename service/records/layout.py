"""Cuts a text into paragraphs and tables, and tables into rows and cells.

What makes a line a table row is its structure alone: bars or tabs, figures without units side by side,
or a run of lines that hold one cell each.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from models.labels import Label
from service.records.headwords import Role, role_of
from service.records.items import Item

PAGE_MARK = re.compile(r"\s*(?:[—\-－–]+\s*\d{1,4}\s*[—\-－–]+|第?\s*\d{1,4}\s*/\s*\d{1,4}\s*页?|第\s*\d+\s*页.*)\s*")
BAR = re.compile(r"[|｜]")
SENTENCE_END = "。！？!?；;"
RULED = re.compile(r"[|｜\t]")
MAX_HEAD_WORD = 16
MAX_CELL = 60
"""Characters of the longest line that counts as a cell of a one-cell-a-line table."""


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """A stretch of text, half-open, and the items that lie in it."""

    start: int
    end: int
    items: tuple[Item, ...]

    def text_of(self, source: str) -> str:
        return source[self.start : self.end]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a table, or in a one-cell-a-line table the whole run of cells."""

    cells: tuple[Span, ...]

    @property
    def start(self) -> int:
        return self.cells[0].start

    @property
    def end(self) -> int:
        return self.cells[-1].end

    @property
    def items(self) -> tuple[Item, ...]:
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


class _Cutter:
    """Cuts ``text`` at places outside of items."""

    def __init__(self, text: str, items: Sequence[Item]) -> None:
        self.text = text
        self.items = items
        self.starts = [item.start for item in items]

    def span(self, start: int, end: int) -> Span:
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return Span(start, end, tuple(self.items[first:last]))

    def lines(self) -> list[Span]:
        """Lines of the text; a line break inside an item does not end its line."""
        return self.split(self.span(0, len(self.text)), re.compile("\n"))

    def split(self, span: Span, separator: re.Pattern[str]) -> list[Span]:
        """``span`` cut at each match of ``separator`` that lies outside of its items."""
        parts, start, index = [], span.start, 0
        for match in separator.finditer(self.text, span.start, span.end):
            while index < len(span.items) and span.items[index].end <= match.start():
                index += 1
            if index < len(span.items) and span.items[index].start < match.end():
                continue
            parts.append(self.span(start, match.start()))
            start = match.end()
        parts.append(self.span(start, span.end))
        return parts

    def cut(self, span: Span, places: Sequence[int]) -> list[Span]:
        edges = [span.start, *places, span.end]
        return [self.span(left, right) for left, right in zip(edges, edges[1:], strict=False) if left < right]


def cut_blocks(text: str, items: Sequence[Item]) -> list[Block]:
    """The paragraphs and tables of ``text`` in reading order; blank lines and page marks are in none."""
    cutter = _Cutter(text, items)
    lines = [line for line in cutter.lines() if not _is_furniture(text, line)]
    kinds = _kinds(cutter, lines)
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


def _blocks(cutter: _Cutter, lines: list[Span], kind: str) -> list[Block]:
    if kind == "row":
        return [Table(tuple(Row(tuple(_cells(cutter, line))) for line in lines))]
    if kind == "cell":
        cells = [_trim(cutter, line) for line in lines if BAR.sub("", line.text_of(cutter.text)).strip()]
        return [Table((Row(tuple(cells)),), by_line=True)]
    return [Paragraph(span) for span in _paragraphs(cutter, lines)]


def _trim(cutter: _Cutter, line: Span) -> Span:
    """``line`` without the bar at its end."""
    end = line.end
    while end > line.start and cutter.text[end - 1] in "|｜ \u3000":
        end -= 1
    return Span(line.start, end, line.items)


def _paragraphs(cutter: _Cutter, lines: list[Span]) -> list[Span]:
    """Join a line to the one before where that one stops in mid-sentence at nearly full width."""
    spans: list[Span] = []
    width = sorted(len(line.text_of(cutter.text)) for line in lines)[-1] if lines else 0
    for line in lines:
        if spans and _runs_on(cutter.text, spans[-1], line, width):
            spans[-1] = cutter.span(spans[-1].start, line.end)
        else:
            spans.append(line)
    return spans


HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+[部章节]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.．、](?!\d)|[（(]\d+[）)]|附[件表录]|表\d)"
)


def _runs_on(text: str, before: Span, line: Span, width: int) -> bool:
    """Whether ``line`` goes on with the sentence of ``before``: that one does not end, and ``line`` opens nothing."""
    last = text[before.start : before.end].rstrip()
    start = text[line.start : line.end]
    if not last or last[-1] in SENTENCE_END + "：:”" or HEADING.match(start) or start[:1] in " \u3000\t":
        return False
    tail = len(last) - (last.rfind("\n") + 1)
    return HEADING.match(last[last.rfind("\n") + 1 :]) is None or tail > 15 or last[-1] in "，,、"


def _kinds(cutter: _Cutter, lines: list[Span]) -> list[str]:
    kinds = ["row" if _is_row(cutter.text, line) else "prose" for line in lines]
    closed = [_ends_in_bar(line.text_of(cutter.text)) for line in lines]
    for index, one in enumerate(closed):
        if one and kinds[index] == "prose" and any(closed[max(0, index - 1) : index] + closed[index + 1 : index + 2]):
            kinds[index] = "cell"
    for start, end in _cell_runs(cutter.text, lines, kinds):
        kinds[start:end] = ["cell"] * (end - start)
    _adopt_heads(cutter.text, lines, kinds)
    return kinds


def _is_row(text: str, line: Span) -> bool:
    """Bars or tabs between cells, or a bare figure next to another cell with nothing but blanks between."""
    content = line.text_of(text)
    if RULED.search(content.strip(" \u3000")) and BAR.sub("", content).strip():
        return not _ends_in_bar(content)
    if not line.items:
        return _is_head(content)
    gaps = [text[a.end : b.start] for a, b in zip(line.items, line.items[1:], strict=False)]
    marks = sum(re.search("[，。；,;]", gap) is not None for gap in gaps)
    bare, figures = sum(i.is_bare for i in line.items), sum(i.is_numeric for i in line.items)
    if marks > sum(not gap.strip() for gap in gaps) or (marks and 2 * bare < figures):
        return False
    for left, right, gap in zip(line.items, line.items[1:], gaps, strict=False):
        if gap.strip() or "\n" in gap:
            continue
        if left.is_bare and (right.is_numeric or right.is_name):
            return True
        if gap and right.is_bare and not right.entity.text.startswith(("-", "—")):
            return True
        if gap and left.is_numeric and right.is_numeric:
            return True
    return False


def _ends_in_bar(content: str) -> bool:
    """One cell with the bar that closes it, as system prints have a cell a line."""
    content = content.strip()
    return len(RULED.findall(content)) == 1 and content[-1] in "|｜"


def _is_head(content: str) -> bool:
    """Several short words of which two at least are column heads."""
    words = content.split()
    known = [word for word in words if len(word) <= MAX_HEAD_WORD and _is_head_word(word)]
    return len(words) > 2 and len(known) > 1 and not re.search("[。；]", content)


def _is_head_word(word: str) -> bool:
    return role_of(word)[0] not in (Role.OTHER, Role.LABEL) or re.search(r"[（(][^（）()\d]{1,5}[）)]$", word) is not None


def _cell_runs(text: str, lines: list[Span], kinds: list[str]) -> list[tuple[int, int]]:
    """Runs of lines that hold one cell each: lone figures not far from each other, and what stands between."""
    lone = [i for i, line in enumerate(lines) if kinds[i] == "prose" and _is_lone_figure(text, line)]
    runs: list[tuple[int, int]] = []
    for index in lone:
        if runs and all(_may_be_cell(text, lines[i]) for i in range(runs[-1][1], index)) and index - runs[-1][1] < 14:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    found = []
    for start, end in runs:
        first = start
        while first and kinds[first - 1] == "prose" and _may_be_cell(text, lines[first - 1], MAX_CELL // 2):
            first -= 1
        last = end
        while last < len(lines) and (not BAR.sub("", lines[last].text_of(text)).strip() or _is_remark(text, lines, last)):
            last += 1
        if end - start > 1 or (lines[start - 1].items and first < start):
            found.append((first, last))
    return found


def _is_remark(text: str, lines: list[Span], index: int) -> bool:
    """A short line right behind the last figure that holds a count and its name."""
    content = lines[index].text_of(text)
    return bool(lines[index].items) and len(content) <= MAX_CELL // 2 and "。" not in content and lines[index].items[0].is_value


def _is_lone_figure(text: str, line: Span) -> bool:
    """A line of figures alone, with their sign or unit."""
    if not any(item.is_numeric for item in line.items) or any(item.is_name for item in line.items):
        return False
    covered = sum(item.end - item.start for item in line.items)
    return covered >= len(BAR.sub("", line.text_of(text)).strip()) - 2


def _may_be_cell(text: str, line: Span, limit: int = MAX_CELL) -> bool:
    content = BAR.sub("", line.text_of(text)).strip()
    return len(content) <= limit and not content.endswith(("。", "；")) and sum(i.is_value for i in line.items) <= 2


def _adopt_heads(text: str, lines: list[Span], kinds: list[str]) -> None:
    """Lines directly above a row that hold several short words, or names alone, are its head."""
    for index in range(len(lines) - 2, -1, -1):
        if kinds[index] == "prose" and kinds[index + 1] == "row":
            content = lines[index].text_of(text).strip()
            values = any(i.is_value for i in lines[index].items)
            head = len(content.split()) > 2 or any(i.is_name for i in lines[index].items)
            label = len(content) <= MAX_HEAD_WORD and not HEADING.match(content) and index and kinds[index - 1] == "row"
            if not values and not re.search("[。；，：:]", content) and (head or label):
                kinds[index] = "row"


def _cells(cutter: _Cutter, line: Span) -> list[Span]:
    """The cells of a row: between bars, else between tabs, else between blanks and where figures meet."""
    content = line.text_of(cutter.text)
    for separator in ("[|｜]", "\t"):
        if re.search(separator, content.strip(" \u3000")):
            cells = cutter.split(line, re.compile(separator))
            if not cells[0].text_of(cutter.text).strip() and re.match(separator, content.strip()):
                cells = cells[1:]
            return _unjam_all(cutter, cells) if len(cells) > 1 else cells
    cells = [cell for cell in cutter.split(line, re.compile(r"\s+")) if cell.start < cell.end]
    return _unjam_all(cutter, cells) or [line]


def _unjam_all(cutter: _Cutter, cells: list[Span]) -> list[Span]:
    return [part for cell in cells for part in cutter.cut(cell, _joints(cutter.text, cell))]


def _is_cell_start(item: Item) -> bool:
    """Whether a unit cell can stand right before ``item``: a sign or a bare figure."""
    return item.is_bare or (item.label is Label.TARGET and not item.text[0].isalpha())


def _joints(text: str, cell: Span) -> list[int]:
    """Where figures or names meet without a blank: a jammed table has a new cell there."""
    places = []
    for left, right in zip(cell.items, cell.items[1:], strict=False):
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
