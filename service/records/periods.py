"""Which PERIOD governs a record: the last one before it in its paragraph, unless that one belongs to a single value."""

import re
from collections.abc import Sequence

from models.labels import Label
from service.records.draft import Draft
from service.records.gaps import Break, break_of
from service.records.items import Item

PASSING = re.compile(r"上年|去年|上一年|上学年|前年|年初|年末|年底|月末|月底|季度末")
"""Times that are named for the sake of one value."""


def governing(text: str, items: Sequence[Item]) -> dict[Item, Item]:
    """Figure → PERIOD over the items of one paragraph."""
    result: dict[Item, Item] = {}
    current: Item | None = None
    for index, item in enumerate(items):
        if item.label is Label.PERIOD:
            beside = _beside(text, items, index)
            if beside is not None and (PASSING.search(item.text) or _is_aside(text, item, beside)):
                result[beside] = item
            else:
                current = item
        elif item.is_numeric and item not in result and current is not None:
            result[item] = current
    return result


def _beside(text: str, items: Sequence[Item], index: int) -> Item | None:
    """The figure right behind the PERIOD, with 的 at most between."""
    following = items[index + 1] if index + 1 < len(items) else None
    if following is None or not following.is_value:
        return None
    gap = text[items[index].end : following.start].strip()
    return following if gap in ("", "的", "为", "底的", "末的") else None


def _is_aside(text: str, period: Item, figure: Item) -> bool:
    """由2016年的X增加到Y, 较2021年的X减少Y: the year is the base of a comparison."""
    return re.search(r"[由从较比]\s*$", text[max(0, period.start - 3) : period.start]) is not None


def set_periods(text: str, items: Sequence[Item], drafts: Sequence[Draft]) -> None:
    """Give the drafts of one paragraph their PERIOD; a score line takes only one directly before it."""
    govern = governing(text, items)
    for draft in drafts:
        period = govern.get(draft.figure)
        if draft.period is not None or period is None:
            continue
        if draft.is_score and not _leads(text, items, period, draft):
            continue
        draft.period = period


def _leads(text: str, items: Sequence[Item], period: Item, draft: Draft) -> bool:
    first = min([draft.figure.start, *(name.start for name in draft.names)])
    between = [item for item in items if period.end <= item.start < first]
    return not between and period.end <= first and break_of(text[period.end : first]) <= Break.COMMA
