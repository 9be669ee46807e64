"""Lists that add up: the split of a figure before them, or of the total that closes them."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from models.labels import Label
from service.records.cues import AWAY, BRACKET, COLON, NAMELY, OF_WHICH
from service.records.draft import Draft
from service.records.gaps import Break, bracket_depth, break_of
from service.records.record import Stage
from service.records.wholes import AVERAGE, TOTAL_NAME, Context

Places = Mapping[Draft, int]

CLOSING = re.compile(r"加上|合计|总计|共计|总额|共")
JOINED = re.compile("加上|连同")
BALANCE = re.compile(r"结转|结余|剩余|尚未|未支|未拨|节约|缺口|余额|追加|调减|调增|追减|核减")
"""Income is not made up of expenses and a balance, though they add up to it."""

OPENED = re.compile(r"\s*[（(]")
"""A bracket right behind a figure lists the parts of that figure and of no other."""

WINDOW = 29
"""Levels that may lie between a whole and the start of a list that adds up to it."""
BLOCKS = 12
"""Paragraphs over which a split may stretch."""
SURE = 3
"""Significant digits, and parts beyond the second, from which a sum is no accident."""


def open_list(context: Context, levels: Sequence[Draft], index: int) -> None:
    """A list from ``index`` on that adds up to a figure before it."""
    lead = context.lead(levels[index - 1], levels[index])
    tail = re.split(r"。|\n\s*\n", _lead_of_list(context, levels, index))[-1]
    cue = any(pattern.search(tail) for pattern in (OF_WHICH, BRACKET, NAMELY, COLON))
    fresh = cue or break_of(lead) >= Break.STOP or levels[index].place.block != levels[index - 1].place.block
    seen: set[tuple[Decimal, str]] = set()
    reach = 1 if OPENED.match(lead) else WINDOW
    for back in range(index - 1, max(-1, index - 1 - reach), -1):
        whole = levels[back]
        if levels[index].place.block - whole.place.block > BLOCKS or not context.alike(levels[index], whole, cue):
            continue
        target = context.readings[whole].value
        key = (target, str(context.stage(whole)))
        between = [d for d in levels[back + 1 : index] if context.alike(d, whole) and not d.is_under(whole)]
        if key in seen or not (fresh or not between):
            continue
        seen.add(key)
        parts = _run(context, levels, index, whole, cue)
        if parts and _is_sure(context, whole, parts, cue):
            context.adopt(whole, parts)
            return


def _lead_of_list(context: Context, levels: Sequence[Draft], index: int) -> str:
    """The words before a level, past prices and counts of its clause: 用于两项：一是餐补，每人5元，支出40万元."""
    before = index - 1
    while before > 0 and not context.alike(levels[before], levels[index]):
        before -= 1
    return context.lead(levels[before], levels[index])


def _is_sure(context: Context, whole: Draft, parts: Sequence[Draft], cue: bool) -> bool:
    """Whether a sum is evidence: a cue, or figures long enough and parts numerous enough to be no accident."""
    here = all(part.place.block == whole.place.block for part in parts)
    same = here and all(part.place.sentence == whole.place.sentence for part in parts)
    balance = any(BALANCE.search(context.indicators[part]) for part in parts)
    if not cue and balance and not (here and TOTAL_NAME.search(context.indicators[whole])):
        return False
    if not cue and any(_is_use_of(context, part, whole) for part in parts):
        return False
    cue = cue or (whole.place.table and TOTAL_NAME.search(context.indicators[whole]) is not None)
    if whole.figure.label is Label.COUNT:
        return cue or (same and _weight(context, whole, parts) >= SURE)
    return cue or _weight(context, whole, parts) >= (SURE if here else SURE + 1)


def _is_use_of(context: Context, part: Draft, whole: Draft) -> bool:
    """Expenses are paid out of income or a budget; they are no part of it."""
    return context.stage(part) is Stage.FINAL and context.stage(whole) is not Stage.FINAL


def _weight(context: Context, whole: Draft, parts: Sequence[Draft]) -> int:
    return len(context.readings[whole].value.normalize().as_tuple().digits) + len(parts) - 2


def _run(context: Context, levels: Sequence[Draft], index: int, whole: Draft, cue: bool) -> list[Draft]:
    """The levels from ``index`` on that add up to ``whole``, first those of its stage; empty where none do."""
    return (
        _sum_up(context, levels, index, whole, _of_stage, cue)
        or _sum_up(context, levels, index, whole, Context.alike, cue)
        or (_sum_up(context, levels, index, whole, _any_count, cue) if cue else [])
    )


def _of_stage(context: Context, draft: Draft, whole: Draft) -> bool:
    return context.alike(draft, whole) and not context.other_stage(draft, whole)


def _any_count(context: Context, draft: Draft, whole: Draft) -> bool:
    return context.alike(draft, whole, loose=True)


def _sum_up(
    context: Context,
    levels: Sequence[Draft],
    index: int,
    whole: Draft,
    suits: Callable[[Context, Draft, Draft], bool],
    cue: bool,
) -> list[Draft]:
    """The run of levels from ``index`` on that suit ``whole`` and add up to it; parts of parts are passed over."""
    target, total = context.readings[whole].value, Decimal(0)
    first = levels[index].figure.start
    parts: list[Draft] = []
    depth = 0
    if target <= 0:
        return []
    for at in range(index, len(levels)):
        draft = levels[at]
        depth += bracket_depth(context.lead(levels[at - 1], draft)) if at > index else 0
        if depth > 0:
            continue
        if draft.place.block - levels[index].place.block > BLOCKS:
            return []
        if not suits(context, draft, whole):
            continue
        if draft.parent is not None:
            if draft.parent.figure.start >= first:
                continue
            return []
        parts.append(draft)
        total += context.readings[draft].value
        filled = sum(1 for part in parts if context.readings[part].value)
        if total == target and (filled > 1 or (cue and len(parts) > 1)):
            return parts + _zeros(context, levels, at, whole)
        if total > target:
            return []
    return []


def _zeros(context: Context, levels: Sequence[Draft], last: int, whole: Draft) -> list[Draft]:
    """Lines of 0 that go on with a list whose sum is reached."""
    found = []
    for at in range(last + 1, len(levels)):
        lead = context.lead(levels[at - 1], levels[at])
        if not context.alike(levels[at], whole) or context.readings[levels[at]].value or levels[at].parent is not None:
            break
        if break_of(lead) >= Break.STOP or AWAY.search(lead) or BRACKET.search(lead):
            break
        found.append(levels[at])
    return found


def close_list(context: Context, levels: Sequence[Draft], index: int, added: bool, places: Places) -> None:
    """A total behind its list: the levels before it add up to it. ``added`` asks for 加上 within the list.

    ``places``: where each level stands in ``levels``.
    """
    whole = levels[index]
    if whole in context.splits:
        return
    lead = context.text[context.end(levels[index - 1]) : whole.figure.start]
    cue = CLOSING.search(lead) is not None or TOTAL_NAME.search(context.indicators[whole]) is not None
    for start in range(index - 1, max(-1, index - 4), -1):
        parts = _sum_back(context, levels, start, whole, places)
        if not parts or whole in parts:
            continue
        joined = any(JOINED.search(context.lead(a, b)) for a, b in pairwise(parts))
        same = parts[0].place.sentence == whole.place.sentence and parts[0].place.block == whole.place.block
        balance = any(BALANCE.search(context.indicators[part]) for part in parts)
        sure = cue or (same and start == index - 1 and not balance and _weight(context, whole, parts) > SURE)
        if joined if added else sure:
            context.adopt(whole, parts)
        return


def _sum_back(context: Context, levels: Sequence[Draft], start: int, whole: Draft, places: Places) -> list[Draft]:
    """The levels up to ``start`` that add up to ``whole``, in reading order; empty where none do."""
    total, parts = Decimal(0), []
    for at in range(start, -1, -1):
        draft = levels[at]
        if whole.place.block - draft.place.block > 1:
            break
        if not context.alike(draft, whole):
            if AVERAGE.search(context.indicators[draft]):
                continue
            break
        if draft.parent is not None:
            if places.get(draft.parent, len(levels)) < places[whole]:
                continue
            break
        total += context.readings[draft].value
        parts.append(draft)
        if total >= context.readings[whole].value:
            break
    return parts[::-1] if total == context.readings[whole].value and len(parts) > 1 else []
