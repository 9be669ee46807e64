"""Parts and wholes among the rows of a table: sums down its columns, 其中, and list numbers."""

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
                if part.place.column == whole.place.column and context.alike(part, whole, True):
                    part.put_under(whole)
                    break


def _set_by_code(context: Context, drafts: Sequence[Draft]) -> None:
    """20805 is a part of 208: the code of a line says what it is a part of; in the column of the part."""
    lines: dict[tuple[str, int | None], Draft] = {}
    for draft in drafts:
        if draft.place.code and context.is_level(draft):
            whole = lines.get((draft.place.code[:-2], draft.place.column))
            if whole is not None and context.alike(draft, whole):
                draft.put_under(whole)
            lines[draft.place.code, draft.place.column] = draft


def _rows(context: Context, drafts: Sequence[Draft]) -> list[list[Draft]]:
    rows: dict[tuple[int, str], list[Draft]] = {}
    for draft in drafts:
        if context.is_level(draft):
            rows.setdefault((draft.place.row, context.indicators[draft]), []).append(draft)
    return list(rows.values())


def _row_parents(context: Context, rows: list[list[Draft]]) -> dict[int, int]:
    parents: dict[int, int] = {}
    free: list[int] = []
    for whole in range(len(rows) - 1, -1, -1):
        if not (rows[whole][0].place.indent == 2 and free and rows[free[-1]][0].place.indent < 2):
            for index in _members(context, rows, whole, lambda: reversed(free)):
                parents[index] = whole
                free.pop()
        free.append(whole)
    wholes = set(parents.values())
    free = []
    for whole, row in enumerate(rows):
        if TOTAL_NAME.search(context.indicators[row[0]]) and whole not in wholes:
            for index in _members(context, rows, whole, lambda: reversed(free)):
                parents[index] = whole
                free.pop()
        if whole not in parents:
            free.append(whole)
    for index, whole in _listed(context, rows).items():
        parents.setdefault(index, whole)
    return parents


def _listed(context: Context, rows: list[list[Draft]]) -> dict[int, int]:
    """Rows that 其中 or a list number puts below another, though they do not add up to it."""
    parents: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    stack: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        depth = row[0].place.indent
        among = bool(stack) and rows[stack[-1][0]][0].place.indent == 2
        if depth == 2 and stack:
            depth = stack[-1][1] if among else stack[-1][1] + 1
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


def _has_room(
    context: Context, rows: list[list[Draft]], index: int, parents: Mapping[int, int], members: Mapping[int, list[int]]
) -> bool:
    """Whether the whole of the row before leaves room for this row too."""
    whole = parents.get(index - 1)
    if whole is None:
        return False
    for draft in rows[whole]:
        parts = [d for i in (*members.get(whole, ()), index) for d in rows[i]
                 if d.place.column == draft.place.column and context.alike(d, draft)]  # fmt: skip
        if sum(context.readings[part].value for part in parts) > context.readings[draft].value:
            return False
    return True


def _members(context: Context, rows: list[list[Draft]], whole: int, order: Order) -> list[int]:
    """The first rows in ``order`` whose figures in some column of ``whole`` add up to it; empty where none do."""
    for draft in rows[whole]:
        members = _column_sum(context, rows, draft, order())
        if members:
            return members
    return []


def _column_sum(context: Context, rows: list[list[Draft]], whole: Draft, order: Iterator[int]) -> list[int]:
    target, total, solid = context.readings[whole].value, Decimal(0), 0
    members: list[int] = []
    if not target:
        return []
    for index in order:
        part = next((d for d in rows[index] if d.place.column == whole.place.column), None)
        if part is None:
            members.append(index)
            continue
        if not context.alike(part, whole):
            break
        value = context.readings[part].value
        total, solid = total + value, solid + bool(value)
        members.append(index)
        if total == target and (solid > 1 or (len(members) > 1 and rows[members[0]][0].place.indent)):
            return members + _zero_rows(context, rows, order)
        if total > target:
            break
    return []


def _zero_rows(context: Context, rows: list[list[Draft]], rest: Iterator[int]) -> list[int]:
    """Rows of 0 that go on with a list whose sum is reached."""
    found = []
    for index in rest:
        if any(context.readings[draft].value for draft in rows[index]):
            break
        found.append(index)
    return found
