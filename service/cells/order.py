"""Pairs of points side by side: which of the two is the full mark and which the score.

All rows of one form print the two in one order, and no score exceeds its full mark: the rows below their full mark
prove the order for the others, whatever each was taken for by itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from models.labels import SCORE_LABELS, Entity, Label
from service.quantities import read
from service.records.items import is_bare

GAP = re.compile(r"[\s|｜/／]*")
"""What stands between the two figures of a pair: cells meet, or blanks, a line break, a bar, a stroke part them."""

APART = 400
"""Characters between two pairs of one form at most."""

FEWEST = 2
MOST_ODD = 5
"""The rows that tell must be so many, and so many times those that contradict them, which are misprints."""

MARKS = (Label.FULL_MARK, Label.SCORE)
Pair = tuple[int, int]


def settle_order(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """``entities``, in reading order, with full mark and score of each pair in the order that its form proves."""
    settled = list(entities)
    for form in _forms(text, entities):
        order = _order(entities, form)
        for pair in form if order else ():
            for at, label in zip(pair, order, strict=True):
                settled[at] = replace(settled[at], label=label)
    return settled


def _forms(text: str, entities: Sequence[Entity]) -> Iterator[list[Pair]]:
    """Runs of pairs with the same mark between their figures, none far from the next."""
    open_forms: dict[str, list[Pair]] = {}
    for pair in _pairs(text, entities):
        gap = text[entities[pair[0]].end : entities[pair[1]].start]
        sort = re.sub(r"[ \u3000]+", " ", re.sub(r"\s*\n\s*", "\n", gap))
        form = open_forms.setdefault(sort, [])
        if form and entities[pair[0]].start - entities[form[-1][1]].end > APART:
            yield form
            form = open_forms[sort] = []
        form.append(pair)
    yield from open_forms.values()


def _pairs(text: str, entities: Sequence[Entity]) -> Iterator[Pair]:
    """Two points, full mark or score, with no third beside them."""
    beside = [_meet(text, one, other) for one, other in pairwise(entities)]
    for at, meets in enumerate(beside):
        alone = not (at and beside[at - 1]) and not any(beside[at + 1 : at + 2])
        if meets and alone and entities[at].label in MARKS and entities[at + 1].label in MARKS:
            yield at, at + 1


def _meet(text: str, one: Entity, other: Entity) -> bool:
    points = all(entity.label in SCORE_LABELS and is_bare(entity.text) for entity in (one, other))
    return points and GAP.fullmatch(text, one.end, other.start) is not None


def _order(entities: Sequence[Entity], form: Sequence[Pair]) -> tuple[Label, Label] | tuple[()]:
    """The labels of the first and the second figure of every pair; none where the rows do not tell."""
    values = [(_value(entities[first]), _value(entities[second])) for first, second in form]
    falling = sum(first > second for first, second in values)
    rising = sum(first < second for first, second in values)
    mixed = any(entities[first].label is not entities[second].label for first, second in form)
    if not mixed or max(falling, rising) < max(FEWEST, MOST_ODD * min(falling, rising)):
        return ()
    return MARKS if falling > rising else (Label.SCORE, Label.FULL_MARK)


def _value(entity: Entity) -> Decimal:
    quantity = read(entity.text)
    return quantity.value if quantity is not None and quantity.value is not None else Decimal(0)
