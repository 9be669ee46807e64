"""Score lines that prose speaks of again: a line has one name in a report, however it was cut there.

公众满意度扣1分 in the prose behind a table means the line of that name, though nothing of it was tagged, or a piece.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from models.labels import Entity, Label
from service.records.items import Item

LEAST = 3
"""Shorter names (产出, 过程) stand in many others."""

CONFIDENCE = 0.5
CLAUSE = re.compile(r"[，。；：、！？,;:\n（(]")
VERB = re.compile(r"(?:实际|自评|共|各)?(?:扣减?|得|被扣|扣分)?了?\s*$")
"""What may stand between the name of a line and its points."""

HEADING = re.compile(
    r"\s*(?:\d{1,2}[.．、]|[（(][一二三四五六七八九十\d]{1,2}[）)])\s*(?P<name>[\u4e00-\u9fff]{3,20})[。：:，,]"
)

OPENING = re.compile(
    r"^\s*[〔\[【（(]\s*(?:满分)?\d+(?:\.\d+)?分[，,；;、]\s*(?:自评|实)?得\s*\d+(?:\.\d+)?分\s*[〕\]】）)]\s*"
    r"(?P<name>[\u4e00-\u9fff]{2,20})(?=[。：:])",
    re.MULTILINE,
)
"""A bracket of points that opens a paragraph stands before the name of its line: 〔8分，得7分〕资产管理。"""

LONGEST = 40


def complete_names(text: str, items: Sequence[Item]) -> list[Item]:
    """``items`` with the names of score lines, as their tables have them, right before points that prose states."""
    known = {items[at].text for at in range(len(items) - 1) if items[at].is_name and items[at + 1].is_points}
    known = {name for name in known if len(name) >= LEAST and "\n" not in name}
    found = list(items)
    for opening in OPENING.finditer(text):
        found = _put(text, found, *opening.span("name"))
    for item in items if known else ():
        span = (_name_before(text, item, known) or _heading(text, item, items, known)) if item.is_points else None
        if span is not None:
            found = _put(text, found, *span)
    return (
        [replace(item, order=order) for order, item in enumerate(found)] if len(found) != len(items) or known else found
    )


def _name_before(text: str, item: Item, known: set[str]) -> tuple[int, int] | None:
    """The span of the longest known name that ends right before the points, but for a verb."""
    clause = CLAUSE.split(text[max(0, item.start - LONGEST) : item.start])[-1]
    words = VERB.sub("", clause, count=1)
    end = item.start - len(clause) + len(words)
    lengths = range(len(words), LEAST - 1, -1)
    return next(((end - length, end) for length in lengths if words[-length:] in known), None)


def _heading(text: str, item: Item, items: Sequence[Item], known: set[str]) -> tuple[int, int] | None:
    """The span of a known name that opens the numbered line of the points, where no name was tagged between."""
    opening = HEADING.match(text, text.rfind("\n", 0, item.start) + 1, item.start)
    if opening is None or opening["name"] not in known:
        return None
    between = any(opening.start() <= other.start < item.start and other.is_name for other in items)
    return None if between else opening.span("name")


def _put(text: str, items: Sequence[Item], start: int, end: int) -> list[Item]:
    """``items`` with a name at ``start:end``, in place of the pieces of it that were tagged; unless it is there."""
    inside = [item for item in items if item.start < end and item.end > start]
    if any((item.start, item.end) == (start, end) or not item.is_name for item in inside):
        return list(items)
    if any(item.start < start or item.end > end for item in inside):
        return list(items)
    name = Item(0, Entity.cut(text, Label.INDICATOR, start, end, CONFIDENCE))
    return sorted([*(item for item in items if item not in inside), name], key=lambda item: item.start)
