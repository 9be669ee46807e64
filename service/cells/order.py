"""Points side by side: which of the two is the full mark and which the score, and of what sort those of a list are.

All rows of one form print the two in one order, and no score exceeds its full mark: the rows below their full mark
prove the order for the others, whatever each was taken for by itself. The points that a total is said to be made up
of (综合得分84分，其中：决策17分，过程16分，…) are of the total's own sort.
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

LISTED = re.compile(r"[，、,；;和及与]\s*")
"""What parts the items of a list."""

OPENS = re.compile(r"其中|[:：]")
LEAD = 60
"""A list stands behind its total within so many characters, in one paragraph."""

APART = 400
"""Characters between two pairs of one form at most."""

FEWEST = 2
MOST_ODD = 5
"""The rows that tell must be so many, and so many times those that contradict them, which are misprints."""

MARKS = (Label.FULL_MARK, Label.SCORE)
Pair = tuple[int, int]


def settle_order(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """``entities``, in reading order, with full mark and score of each pair in the order that its form proves.

    The points of a list that a total opens take the label of the total.
    """
    settled = [*entities]
    for form in _forms(text, entities):
        order = _order(entities, form)
        for pair in form if order else ():
            for at, label in zip(pair, order, strict=True):
                settled[at] = replace(settled[at], label=label)
    for total, items in _lists(text, settled):
        for at in items:
            settled[at] = replace(settled[at], label=settled[total].label)
    return settled


def _lists(text: str, entities: Sequence[Entity]) -> Iterator[tuple[int, list[int]]]:
    """Each total with the points of the list behind it: names and points, with nothing but the marks of a list."""
    runs: list[list[int]] = []
    for at in range(1, len(entities)):
        if not _is_item(entities, at):
            continue
        if runs and _goes_on(text, entities, runs[-1][-1], at):
            runs[-1].append(at)
        else:
            runs.append([at])
    for items in runs:
        total = items[0] - 2
        if len(items) > FEWEST and total >= 0 and _opens(text, entities[total], entities[items[0] - 1]):
            yield total, items


def _is_item(entities: Sequence[Entity], at: int) -> bool:
    """Whether the points at ``at``, with their 分, stand right behind their name."""
    name, points = entities[at - 1], entities[at]
    own = points.label in MARKS and not is_bare(points.text)
    return own and name.label is Label.INDICATOR and name.end == points.start


def _goes_on(text: str, entities: Sequence[Entity], last: int, at: int) -> bool:
    return at == last + 2 and LISTED.fullmatch(text, entities[last].end, entities[at - 1].start) is not None


def _opens(text: str, total: Entity, first: Entity) -> bool:
    """Whether points open the list that begins with the name ``first``."""
    lead = text[total.end : first.start]
    return total.label in MARKS and len(lead) <= LEAD and "\n" not in lead and OPENS.search(lead) is not None


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
