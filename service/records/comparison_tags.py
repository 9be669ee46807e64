"""Comparisons whose words a tagger cut otherwise than they are meant: with their base in them, or as a name.

Such words are comparisons beyond doubt where the grammar of their clause leaves no other reading.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from models.labels import QUANTITY_LABELS, Entity, Label
from service.quantities import Kind, find
from service.records.changes import has_direction
from service.records.words import DOWN, UP

LABELS = {Kind.AMOUNT: Label.AMOUNT, Kind.COUNT: Label.COUNT}
"""A rate in the words of a comparison is no level: 比增长8%的全市平均低."""

COMPARES = re.compile(r"[较比与和]|同(?!比)")

ALONE = frozenset({*(word for word in (*UP, *DOWN) if len(word) > 1)} - {"新增", "提前", "超过", "低于", "高于"})
"""Directions that say nothing else: a figure behind one, and behind a figure of its kind, is a difference."""

ADJUSTING = frozenset({"调增", "调减", "核增", "核减"})
"""Such a figure is a fact of its own as well, unless it goes on with its rate: 调减90万元，下降6%."""

ENDS_IN = re.compile(
    r"(?P<name>.{2,}?)(?P<direction>" + "|".join(sorted({*ALONE, "多", "少"}, key=len, reverse=True)) + ")"
)
"""A name with the direction of its difference: 支出多 in 与上年的90万元相比，支出多了5万元."""

AGAINST = re.compile(r"\s*(?:相比|相较|比较|对比)[，,]")
LED = re.compile(r"了?\s*")
CLAUSE = re.compile(r"[^。；;]*[，,][^。；;，,]*")


def settle_comparisons(text: str, entities: Iterable[Entity]) -> list[Entity]:
    """``entities`` in reading order, with comparisons cut and labelled as their clause means them."""
    ordered = sorted(entities, key=lambda entity: entity.start)
    cut = [part for entity in ordered for part in _without_base(text, entity)]
    return list(_without_names(text, cut))


def _without_base(text: str, entity: Entity) -> list[Entity]:
    """较上年9万元下降: the words that name the base, its level, and the direction."""
    if entity.label is not Label.CHANGE or not any(character.isdigit() for character in entity.text):
        return [entity]
    for quantity in find(entity.text):
        head, tail = entity.text[: quantity.start].rstrip("的"), entity.text[quantity.end :].lstrip("，, ")
        is_level = quantity.kind in LABELS and COMPARES.match(head) and not has_direction(head)
        if is_level and head and tail and (has_direction(tail) or COMPARES.match(tail)):
            start, end = entity.start, entity.start + quantity.start
            level = Entity.cut(text, LABELS[quantity.kind], end, entity.start + quantity.end, entity.confidence)
            base = Entity.cut(text, Label.CHANGE, start, start + len(head), entity.confidence)
            return [base, level, Entity.cut(text, Label.CHANGE, entity.end - len(tail), entity.end, entity.confidence)]
    return [entity]


def _without_names(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    """The entities, with names that are or hold the direction of a difference made comparisons."""
    level: Entity | None = None
    for at, entity in enumerate(entities):
        behind = entities[at + 1 : at + 3]
        led = bool(behind) and LED.fullmatch(text, entity.end, behind[0].start) is not None
        if entity.label is Label.INDICATOR and led and level is not None and level.label is behind[0].label:
            yield from _directed(text, entity, level, behind)
        else:
            yield entity
        level = entity if entity.label in QUANTITY_LABELS else level


def _directed(text: str, name: Entity, level: Entity, behind: Sequence[Entity]) -> Iterator[Entity]:
    """``name`` between a level and a figure of its kind, where it is or holds the direction of a difference."""
    words = name.text.strip()
    beside = CLAUSE.fullmatch(text, level.end, name.start) is not None
    goes_on = len(behind) > 1 and behind[1].label is Label.CHANGE
    match = ENDS_IN.fullmatch(words)
    if beside and words in ALONE and (goes_on or words not in ADJUSTING):
        yield replace(name, label=Label.CHANGE)
    elif beside and match is not None and AGAINST.match(text, level.end):
        border = name.start + match.end("name")
        yield Entity.cut(text, Label.INDICATOR, name.start, border, name.confidence)
        yield Entity.cut(text, Label.CHANGE, border, name.end, name.confidence)
    else:
        yield name
