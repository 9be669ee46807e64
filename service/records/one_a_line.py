"""Tables that were printed a cell a line → rows: row after row, or column after column."""

import re
from collections.abc import Sequence

from service.records.headwords import Role, role_of
from service.records.layout import Row
from service.records.leading import lead_rows
from service.records.linekinds import HEADING, TITLE
from service.records.spans import Span
from service.records.unnamed import cut_unnamed

LONGEST_HEAD = 16
UNIT = re.compile(r"[（(](?:[^（）()\d]{1,6}|[A-Z\d/÷×*%=]{1,12})[）)]$")
"""The unit or the formula behind a head word: 执行率（%）, 执行率（B/A×100%）."""


def split_by_line(text: str, run: Row, roles: Sequence[Role] = ()) -> list[Row]:
    """The rows of a one-cell-a-line table: a head where several head words follow each other, else one row a label.

    ``roles`` are those of the head that stands above the table, if any.
    """
    rows: list[Row] = []
    body: list[Row] = []
    cells = list(run.cells)
    at = 0
    while at < len(cells):
        turned, behind = _columns(text, cells, at)
        head = 0 if turned else _head(text, cells, at)
        if not turned and head <= at:
            opens = not body or (_opens(cells[at]) and bool(body[-1].cells))
            body[len(body) if opens else -1 :] = [Row((*(() if opens else body[-1].cells), cells[at]))]
            at += 1
            continue
        rows += lead_rows(text, cut_unnamed(text, body, roles), roles)
        body = []
        rows += turned or [Row(tuple(cells[at:head]))]
        roles = [role_of(_words(text, cell))[0] for cell in cells[at:head]]
        at = behind if turned else head
    return rows + lead_rows(text, cut_unnamed(text, body, roles), roles)


def _columns(text: str, cells: Sequence[Span], at: int) -> tuple[list[Row], int]:
    """The rows of a table printed column after column from ``at`` on, head first, and the place behind; else none.

    Names follow each other, then a head word and as many figures as there were names, and so on.
    """
    if cells[at].items or role_of(_words(text, cells[at]))[0] is not Role.LABEL:
        return [], at
    end = at + 1
    while end < len(cells) and _is_name(cells[end]):
        end += 1
    names = cells[at + 1 : end]
    columns: list[Sequence[Span]] = [cells[at:end]]
    while len(names) > 1 and end + len(names) < len(cells) and _is_head_word(text, cells[end]):
        column = cells[end : end + len(names) + 1]
        if not all(len(cell.items) == 1 and cell.items[0].is_numeric for cell in column[1:]):
            break
        columns.append(column)
        end += len(column)
    if len(columns) < 3:
        return [], at
    return [Row(cells) for cells in zip(*columns, strict=True)], end


def _head(text: str, cells: Sequence[Span], at: int) -> int:
    """Behind the head that begins at ``at``; ``at`` where none does. The title above a head is no word of it."""
    words = _words(text, cells[at])
    if TITLE.search(words) or (HEADING.match(words) and not cells[at].items):
        return at
    end = at
    while end < len(cells) and not any(item.is_numeric for item in cells[end].items):
        end += 1
    return max(_head_end(text, cells, at, end), _names_end(cells, at, end))


def _names_end(cells: Sequence[Span], start: int, end: int) -> int:
    """``end`` where ``start:end`` is a run of names and as many bare figures follow: the names head columns."""
    names = [at for at in range(start, end) if any(item.is_name for item in cells[at].items)]
    at = end
    while at < len(cells) and len(cells[at].items) == 1 and cells[at].items[0].is_value:
        at += 1
    return end if len(names) > 1 and names[0] == start and at - end == len(names) else start


def _head_end(text: str, cells: Sequence[Span], start: int, end: int) -> int:
    """Behind the last head word of the run ``start:end`` without figures; ``start`` where it is no head.

    Where three words make a head already it ends before the name of the first row, whose cells may hold such words too:
    全部完成.
    """
    words = [at for at in range(start, end) if _is_head_word(text, cells[at])]
    first = next((at for at in range(start, end) if _is_row_name(text, cells[at])), end)
    words = [at for at in words if at < first] if len(words) > 2 and words[2] < first else words
    if len(words) < 2:
        return start
    last = words[-1] + 1
    names = [at for at in range(last, end) if any(item.is_name for item in cells[at].items)]
    alone = end == len(cells)  # no row follows: rows in one line each stand below
    while len(names) > 1 - alone and names[:1] == [last] and not _is_row_name(text, cells[last]):
        last += 1
        names = names[1:]
    return last


def _is_row_name(text: str, cell: Span) -> bool:
    """A tagged name that is none of those that heads give to a column: 执行率（%）."""
    return any(item.is_name for item in cell.items) and UNIT.sub("", _words(text, cell))[-1:] not in "率比数"


def _opens(cell: Span) -> bool:
    return any(item.is_name for item in cell.items) and not any(item.is_value for item in cell.items)


def _is_name(cell: Span) -> bool:
    return len(cell.items) == 1 and cell.items[0].is_name


def _is_head_word(text: str, cell: Span) -> bool:
    words = _words(text, cell)
    plain = not cell.items and len(words) <= LONGEST_HEAD and not re.search("[，。；,]", words)
    return plain and role_of(words)[0] not in (Role.OTHER, Role.LABEL)


def _words(text: str, cell: Span) -> str:
    return cell.text_of(text).strip()
