"""Rows of a one-cell-a-line table whose name is untagged: the figures behind it are not those of the row before.

The kinds of figures repeat from row to row (goal, result, full mark, score). Where the sequence that most rows
have begins anew behind a cell of words, that cell opens a row, though nothing in it is tagged.
"""

import re
from collections import Counter
from collections.abc import Sequence

from models.labels import Label
from service.records.headwords import Role
from service.records.layout import Row
from service.records.values import is_unit

Kind = Label | None
Kinds = tuple[Kind, ...]
WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
FEWEST = 2
"""Rows of one sequence that make it the usual one of their table."""


def cut_unnamed(text: str, rows: Sequence[Row], roles: Sequence[Role]) -> list[Row]:
    """``rows``, those that hold the usual figures more than once cut before the words in between."""
    sequences = (tuple(kind for _, kind in _figures(row)) for row in rows)
    counted: Counter[Kinds] = Counter(kinds for kinds in sequences if len(kinds) > 1)
    usual, times = max(counted.items(), key=lambda pair: pair[1], default=((), 0))
    if times < FEWEST or 2 * times < counted.total():
        return list(rows)
    remarks = len(roles) - max((at for at, role in enumerate(roles, 1) if role is not Role.TEXT), default=len(roles))
    return [part for row in rows for part in _parts(text, row, usual, remarks)]


def _figures(row: Row) -> list[tuple[int, Kind]]:
    """The cell and the kind of each figure outside of remarks: points by their label, measured values alike."""
    cells = [(at, cell) for at, cell in enumerate(row.cells) if at == 0 or not any(item.is_name for item in cell.items)]
    items = [(at, item) for at, cell in cells for item in cell.items if item.is_numeric]
    return [(at, item.label if item.is_points else None) for at, item in items]


def _parts(text: str, row: Row, usual: Kinds, remarks: int) -> list[Row]:
    """``row`` cut behind the figure that closes the usual sequence, where words and then more figures follow."""
    figures = _figures(row)
    closing = [at for at, (_, kind) in enumerate(figures) if kind == usual[-1]]
    count = usual.count(usual[-1])
    if len(closing) < count or closing[count - 1] + 1 == len(figures):
        return [row]
    last = closing[count - 1]
    between = range(figures[last][0] + 1, figures[last + 1][0])
    words = [at for at in between if not row.cells[at].items and _is_words(row.cells[at].text_of(text))]
    if not words:
        return [row]
    cut = words[min(remarks, len(words) - 1)]
    return [Row(row.cells[:cut]), *_parts(text, Row(row.cells[cut:]), usual, remarks)]


def _is_words(content: str) -> bool:
    return WORDS.search(content) is not None and not is_unit(content.strip())
