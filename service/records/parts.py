"""其中 and its like without a sum: the parts of the clause, or of the numbered list, that the words open."""

import re
from collections.abc import Sequence
from decimal import Decimal

from models.labels import Label
from service.records.cues import AWAY, BRACKET, ENUMERATOR, HIGHER, OF_WHICH, VIEWED
from service.records.draft import Draft
from service.records.gaps import Break, bracket_depth, break_of
from service.records.sums import BLOCKS
from service.records.wholes import Context

LEVIES = frozenset("税险费")
"""分税种, 分险种: a split by levies is one of the money that is named for them."""

MISPRINT = Decimal("1.1")
"""Parts may exceed their whole by a misprint of one of them."""


def tail_of(lead: str) -> str:
    """The part of ``lead`` in the sentence of what follows."""
    return re.split(r"[。；;]", lead)[-1]


def named_parts(context: Context, levels: Sequence[Draft], index: int) -> None:
    """其中 and its like without a sum: the parts of the clause, of the last level that can hold them."""
    lead = context.lead(levels[index - 1], levels[index])
    viewed = VIEWED.search(re.split("[。]", lead)[-1]) is not None
    tail = lead if viewed else tail_of(lead)
    bracket = BRACKET.search(tail) is not None
    if not (bracket or viewed) and (AWAY.search(tail) or not OF_WHICH.search(tail)):
        return
    parts = _clause(context, levels, index, bracket, viewed)
    akin = _wholes_akin(context, levels, index, tail) if viewed else ()
    for at in range(index - 1, -1, -1):
        whole = levels[at]
        if akin and whole not in akin:
            continue
        if whole.place.block < levels[index].place.block - (2 if viewed else 0):
            return
        held = [part for part in parts if context.alike(part, whole)]
        limit = _limit(context, whole)
        if not _can_hold(context, whole, levels[index]) or (viewed and _sum(context, held) > limit):
            continue
        while len(held) > 1 and _sum(context, held) > limit:
            held.pop()
        context.adopt(whole, held)
        return


def _limit(context: Context, whole: Draft) -> Decimal:
    """How much the parts may make up at most; of a small number, one more is the least misprint."""
    value = context.readings[whole].value
    return max(value * MISPRINT, value + 1) if whole.figure.label is Label.COUNT else value * MISPRINT


def _wholes_akin(context: Context, levels: Sequence[Draft], index: int, lead: str) -> list[Draft]:
    """The levels of the paragraphs before whose names have a word of what a split goes by: 税收收入 for 从税种看."""
    view = VIEWED.search(lead)
    words = LEVIES & set(view[0]) if view else frozenset()
    first, found = levels[index], []
    for whole in reversed(levels[:index]):
        if whole.place.block < first.place.block - 1:
            break
        if words & set(context.indicators[whole]) and context.alike(first, whole):
            found.append(whole)
    return found


def _sum(context: Context, parts: Sequence[Draft]) -> Decimal:
    return sum((context.readings[part].value for part in parts), Decimal(0))


def _clause(context: Context, levels: Sequence[Draft], index: int, bracket: bool, viewed: bool) -> list[Draft]:
    """The levels that go on with the list that opens at ``index``."""
    first, kind = levels[index], _enumerator(context, levels[index])
    parts, depth, listed = [first], 0, ":" in tail_of(context.lead(levels[index - 1], first)).replace("：", ":")
    for at in range(index + 1, len(levels)):
        draft = levels[at]
        gap = context.lead(levels[at - 1], draft)
        depth += bracket_depth(gap)
        if kind is not None:
            if draft.place.block - first.place.block > BLOCKS or re.search(HIGHER[kind], gap):
                break
            if _enumerator(context, draft) == kind:
                parts.append(draft)
            continue
        level = break_of(gap)
        hard = level >= Break.STOP or (level >= Break.SEMICOLON and not viewed and not _next_item(gap, listed))
        listed = listed or level >= Break.SEMICOLON
        if (bracket and depth < 0) or hard or AWAY.search(gap) or "其中" in tail_of(gap):
            break
        if depth <= 0 and draft.parent is None:
            parts.append(draft)
    return parts


def _next_item(gap: str, listed: bool) -> bool:
    """Whether a semicolon ends an item and not the list: 其中：甲…；乙…, with nothing but the mark between."""
    return listed and re.fullmatch(r"[^；;。]*[；;]\s*", gap) is not None


def _enumerator(context: Context, draft: Draft) -> str | None:
    """The sort of list number right before the draft's name: arabic, paren, circle or han."""
    start = context.start(draft)
    match = ENUMERATOR.search(context.text[max(0, start - 8) : start])
    return match.lastgroup if match else None


def _can_hold(context: Context, whole: Draft, part: Draft) -> bool:
    if not context.alike(part, whole) or context.other_stage(part, whole):
        return False
    lead = context.text[max(0, context.start(whole) - 1) : context.start(whole)]
    return context.readings[whole].value >= context.readings[part].value and lead not in ("比", "较", "为", "占")
