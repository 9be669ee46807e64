"""Tables of points printed a cell a line: 指标 / 分值 / 得分 / 扣分, then below each name as many figures in turn.

The figures of a row are what the head calls them in turn. A row with more figures or fewer says nothing.
"""

import re
from collections.abc import Iterator, Sequence

from models.labels import Label
from service.cells.evidence import FIGURE, POINTS
from service.cells.grid import Cell
from service.records.headwords import role_of

LONGEST = 24
"""A line with more characters is no cell."""

NONE = re.compile(r"[-—–/／无]{1,2}")
"""A cell without points."""

FEWEST_ROWS = 3


def stacked_points(text: str) -> Iterator[tuple[int, int, Label]]:
    """Start, end and kind of each figure of the tables of points printed a cell a line."""
    lines = list(_lines(text))
    at = 0
    while at < len(lines):
        heads = _heads(text, lines, at)
        at += max(1, len(heads))
        if len(heads) < 2:
            continue
        rows = list(_rows(text, lines, at, len(heads)))
        if len(rows) >= FEWEST_ROWS:
            yield from _labelled(text, rows, heads)


def _lines(text: str) -> Iterator[Cell]:
    """The lines that are not blank, without blanks and bars around them."""
    for match in re.finditer(r"[^\n]+", text):
        words = match[0].strip(" \t\u3000\r|｜")
        if words:
            start = match.start() + match[0].index(words)
            yield Cell(start, start + len(words))


def _heads(text: str, lines: Sequence[Cell], at: int) -> list[Label]:
    """The kinds of points that the lines from ``at`` on head columns of."""
    heads: list[Label] = []
    for line in lines[at:]:
        role = role_of("".join(line.of(text).split()))[0] if line.end - line.start <= LONGEST else None
        if role not in POINTS or FIGURE.fullmatch(line.of(text)):
            break
        heads.append(POINTS[role])
    return heads if len(set(heads)) == len(heads) else []


def _rows(text: str, lines: Sequence[Cell], at: int, width: int) -> Iterator[Sequence[Cell]]:
    """The runs of ``width`` figures below names, to the first line that is no cell."""
    run: list[Cell] = []
    for line in [*lines[at:], None]:
        words = line.of(text) if line is not None else ""
        if line is not None and (FIGURE.fullmatch(words) or NONE.fullmatch(words)):
            run.append(line)
            continue
        if len(run) == width:
            yield run
        run = []
        if line is None or line.end - line.start > LONGEST or re.search("[。；]", words):
            return


def _labelled(text: str, rows: Sequence[Sequence[Cell]], heads: Sequence[Label]) -> Iterator[tuple[int, int, Label]]:
    for row in rows:
        for cell, label in zip(row, heads, strict=True):
            if FIGURE.fullmatch(cell.of(text)) and "%" not in cell.of(text):
                yield cell.start, cell.end, label
