"""Parts and wholes among the rows of a table: sums down its columns, 其中, and list numbers."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from service.records.draft import Draft
from service.records.wholes import TOTAL_NAME, Context

Order = Callable[[], Iterator[int]]


def set_table_parents(context: Context, drafts: Sequence[Draft]) -> None:
    """Group rows of one table: a row whose figures are the sums of rows below it (or above, for a 合计)."""
    _set_by_code(context, drafts)
    rows = _rows(context, drafts)
    for index, parent in _row_parents(context, rows).items():
        for part in rows[index]:
            for whole in rows[parent]:
                same = part.place.column == whole.place.column or len(rows[index]) == len(rows[parent]) == 1
                if same and context.alike(part, whole, True):
                    part.put_under(whole)
                    break
    for row in rows:
        _set_across(context, row)


def _set_across(context: Context, row: Sequence[Draft]) -> None:
    """The columns of a row that its first sums up, as its head says: 预算总额 | 其中：财政拨款 | 其他资金."""
    for at, whole in enumerate(row):
        parts = [draft for draft in row[at + 1 :] if draft.parent is None and context.alike(draft, whole)]
        if whole.parent is not None or not parts or not all(part.stage_cue for part in parts):
            continue
        if not TOTAL_NAME.search(whole.stage_cue):
            parts = [part for part in parts if part.stage_cue.startswith("其中")][:1]
        elif sum(context.readings[part].value for part in parts) != context.readings[whole].value:
            continue
        for part in parts:
            part.put_under(whole)
        return


def _set_by_code(context: Context, drafts: Sequence[Draft]) -> None:
    """20805 is a part of 208: the code of a line says what it is a part of; in the column of the part.

    Lists side by side leave blank cells, so that a line of one figure may seem to stand in another column.
    """
    lines: dict[str, dict[int | None, Draft]] = {}
    for draft in drafts:
        if draft.place.code and context.is_level(draft):
            wholes = lines.get(draft.place.code[:-2], {})
            alone = next(iter(wholes.values())) if len(wholes) == 1 else None
            whole = wholes.get(draft.place.column, alone)
            if whole is not None and context.alike(draft, whole):
                draft.put_under(whole)
            lines.setdefault(draft.place.code, {})[draft.place.column] = draft


def _rows(context: Context, drafts: Sequence[Draft]) -> list[list[Draft]]:
    rows: dict[tuple[int, str], list[Draft]] = {}
    for draft in drafts:
        if context.is_level(draft):
            rows.setdefault((draft.place.row, context.indicators[draft]), []).append(draft)
    return list(rows.values())


def _row_parents(context: Context, rows: list[list[Draft]]) -> dict[int, int]:
    """Row → the row that it is a part of: totals behind their lines, then rows above theirs, then what is left.

    Rows that add up in all columns come before those that do so in one, where it may be by chance.
    """
    parents: dict[int, int] = {}
    coded = {index for index, row in enumerate(rows) if all(draft.parent is not None for draft in row)}
    _close(context, rows, parents, coded, whole_list=True)
    _open(context, rows, parents, coded, everywhere=True)
    _open(context, rows, parents, coded)
    _close(context, rows, parents, coded)
    for index, whole in _listed(context, rows).items():
        parents.setdefault(index, whole)
    return parents


def _open(
    context: Context, rows: list[list[Draft]], parents: dict[int, int], coded: set[int], everywhere: bool = False
) -> None:
    """Rows above those that add up to them, the innermost first; ``everywhere``: in all the columns of the whole."""
    wholes = set() if everywhere else set(parents.values())
    free: list[int] = []
    for whole in range(len(rows) - 1, -1, -1):
        among = rows[whole][0].place.indent == 2 and free and rows[free[-1]][0].place.indent < 2
        if not among and whole not in wholes:
            members = _members(context, rows, whole, lambda: reversed(free))
            for index in members if not everywhere or _fits(context, rows, whole, members) else []:
                parents[index] = whole
                free.remove(index)
        if whole not in coded and whole not in parents:
            free.append(whole)


def _fits(context: Context, rows: list[list[Draft]], whole: int, members: list[int]) -> bool:
    """Whether the ``members`` add up in every column in which ``whole`` and one of them have a figure."""
    for draft in rows[whole]:
        column = [d for index in members for d in rows[index] if d.place.column == draft.place.column]
        parts = [context.readings[part].value for part in column if context.alike(part, draft)]
        if parts and sum(parts) != context.readings[draft].value:
            return False
    return True


def _close(
    context: Context, rows: list[list[Draft]], parents: dict[int, int], coded: set[int], whole_list: bool = False
) -> None:
    """A 合计 or 小计 behind the rows that add up to it; ``whole_list``: only where it takes in all of them."""
    wholes = set(parents.values())
    free: list[int] = []
    for whole, row in enumerate(rows):
        if TOTAL_NAME.search(context.indicators[row[0]]) and whole not in wholes:
            members = _members(context, rows, whole, lambda: reversed(free))
            rest = {index for index in free if not TOTAL_NAME.search(context.indicators[rows[index][0]])}
            for index in members if not whole_list or rest <= set(members) else []:
                parents[index] = whole
                free.remove(index)
        if whole not in parents and whole not in coded:
            free.append(whole)


def _listed(context: Context, rows: list[list[Draft]]) -> dict[int, int]:
    """Rows that 其中 or a list number puts below another, though they do not add up to it."""
    parents: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    stack: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        depth = row[0].place.indent
        if stack and not depth and _is_beside(context, rows, index, stack[-1][0], parents, members):
            parents[index] = parents[stack[-1][0]]
            members[parents[index]].append(index)
            continue
        among = bool(stack) and rows[stack[-1][0]][0].place.indent == 2
        if depth == 2 and stack:
            depth = stack[-1][1] if among else stack[-1][1] + 1
            whole = _above(context, rows, index)
            if whole is not None and whole != stack[-1][0] and not among:
                parents[index] = whole
                members.setdefault(whole, []).append(index)
                stack.append((index, depth))
                continue
        elif depth == 0 and among and _has_room(context, rows, index, parents, members):
            parents[index] = parents[stack[-1][0]]
            members.setdefault(parents[index], []).append(index)
            continue
        while stack and stack[-1][1] >= depth:
            stack.pop()
        if stack and depth:
            parents[index] = stack[-1][0]
            members.setdefault(parents[index], []).append(index)
        stack.append((index, depth))
    return parents


def _is_beside(
    context: Context,
    rows: list[list[Draft]],
    index: int,
    first: int,
    parents: Mapping[int, int],
    members: Mapping[int, list[int]],
) -> bool:
    """其中：在职 | 35 | 长期聘用 | 12: a second part in the row of the 其中, where its whole has room for it."""
    part, opens = rows[index][0], rows[first][0]
    if opens.place.indent != 2 or opens.place.row != part.place.row or first not in parents:
        return False
    whole = rows[parents[first]][0]
    parts = [part, *(rows[member][0] for member in members.get(parents[first], ()))]
    room = sum(context.readings[one].value for one in parts) <= context.readings[whole].value
    return parents[first] in members and context.alike(part, whole) and room


def _above(context: Context, rows: list[list[Draft]], index: int) -> int | None:
    """The last row above that has a figure of the sort and in the column of one of this row."""
    for above in range(index - 1, -1, -1):
        pairs = ((part, whole) for part in rows[index] for whole in rows[above])
        if any(p.place.column == w.place.column and context.alike(p, w) for p, w in pairs):
            return above
    return None


def _has_room(
    context: Context, rows: list[list[Draft]], index: int, parents: Mapping[int, int], members: Mapping[int, list[int]]
) -> bool:
    """Whether the whole of the row before leaves room for this row too."""
    whole = parents.get(index - 1)
    if whole is None:
        return False
    room = False
    for draft in rows[whole]:
        parts = [d for i in (*members.get(whole, ()), index) for d in rows[i]
                 if d.place.column == draft.place.column and context.alike(d, draft)]  # fmt: skip
        if sum(context.readings[part].value for part in parts) > context.readings[draft].value:
            return False
        room |= any(part in rows[index] for part in parts)
    return room


def _members(context: Context, rows: list[list[Draft]], whole: int, order: Order) -> list[int]:
    """The first rows in ``order`` whose figures in some column of ``whole`` add up to it; empty where none do.

    A line may be 0 in one column and count in another: the column that takes in the most rows decides.
    """
    members = max((_column_sum(context, rows, whole, draft, order()) for draft in rows[whole]), key=len)
    if members:
        return members
    if len(rows[whole]) == 1 and SIDE.search(context.indicators[rows[whole][0]]):
        return _column_sum(context, rows, whole, rows[whole][0], order(), by_side=True)
    return []


SIDE = re.compile("收入|支出")
"""The two sides of a balance table; blank cells may shift the lines of one under the head of the other."""


def _side(context: Context, draft: Draft) -> str:
    found = SIDE.findall(context.indicators[draft])
    return found[-1] if found else ""


def _other_side(context: Context, part: Draft, whole: Draft) -> bool:
    """Whether one is an income and the other an expense."""
    sides = {_side(context, part), _side(context, whole)} - {""}
    return len(sides) > 1


def _column_sum(
    context: Context, rows: list[list[Draft]], at: int, whole: Draft, order: Iterator[int], by_side: bool = False
) -> list[int]:
    """``by_side``: whatever the columns, the lines of one figure that are on the side of ``whole``."""
    target, total, solid = context.readings[whole].value, Decimal(0), 0
    columns = {draft.place.column for draft in rows[at]}
    members: list[int] = []
    if not target:
        return []
    for index in order:
        part = next((d for d in rows[index] if d.place.column == whole.place.column), None)
        if by_side:
            part = rows[index][0] if len(rows[index]) == 1 else None
        if part is not None and _other_side(context, part, whole):
            continue
        if part is None:
            if columns & {draft.place.column for draft in rows[index]}:
                members.append(index)
            continue
        if not context.alike(part, whole):
            break
        value = context.readings[part].value
        total, solid = total + value, solid + bool(value)
        members.append(index)
        if total == target and (solid > 1 or _needs_no_second(context, rows, at, members)):
            return members + _zero_rows(context, rows, order)
        if total > target:
            break
    return []


def _needs_no_second(context: Context, rows: list[list[Draft]], at: int, members: list[int]) -> bool:
    """One figure alone is the sum where lines of 0 stand beside it, or where one class of codes is below the 合计."""
    first = rows[members[0]][0]
    total = TOTAL_NAME.search(context.indicators[rows[at][0]]) is not None and not rows[at][0].place.code
    return (len(members) > 1 and first.place.indent > 0) or (total and len(first.place.code) == CLASS)


CLASS = 3
"""Digits of the code of a class."""


def _zero_rows(context: Context, rows: list[list[Draft]], rest: Iterator[int]) -> list[int]:
    """Rows of 0 that go on with a list whose sum is reached."""
    found = []
    for index in rest:
        if any(context.readings[draft].value for draft in rows[index]):
            break
        found.append(index)
    return found
