"""The level that a comparison leads from where the words print it, and the level that it leads to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.labels import Label
from service.records.comparing import can_change, gap_to
from service.records.draft import Draft
from service.records.gaps import Break
from service.records.items import Item

if TYPE_CHECKING:
    from service.records.prose import ProseReader

THIS_YEAR = re.compile("本年|今年|当年|本期|本季|本月")
"""Where this is what has moved, the level right before is the one that it has moved from."""


def mention_before(prose: ProseReader, index: int) -> Item | None:
    """The mention before the comparison at ``index``, past words that only compare (相比)."""
    items = prose.mentions.items
    while index and items[index - 1].label is Label.CHANGE and not prose.claims.changes[items[index - 1]]:
        index -= 1
    return items[index - 1] if index else None


def base_before(prose: ProseReader, index: int) -> Item | None:
    """The level that the words lead from: of a named base (与上年的9万元相比，支出增加), or before 本年增加."""
    items, m, claims = prose.mentions.items, prose.mentions, prose.claims
    this_year = THIS_YEAR.match(items[index].text) is not None
    while index and m.breaks[index] < Break.SEMICOLON:
        index -= 1
        if items[index].is_value:
            return items[index] if this_year or items[index] in claims.base else None
        if items[index] in claims.goal.values() or claims.changes.get(items[index]):
            return None
    return None


def led_to(prose: ProseReader, base: Item, figure: Item, fell: bool) -> list[Draft]:
    """The last level of the paragraph that ``figure`` leads to from ``base``, the one that it meets most closely."""
    levels = [d for d in prose.drafts if d.value is not None and d.value is not base and not d.is_base]
    gaps = [(gap, d) for d in levels if can_change(d, figure) and (gap := gap_to(d, base, figure, fell)) is not None]
    return [d for gap, d in gaps if gap == min(least for least, _ in gaps)][-1:]
