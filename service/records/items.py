"""Entities in reading order, each numeric one with the quantity that its surface states."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from models.labels import NUMERIC_LABELS, QUANTITY_LABELS, SCORE_LABELS, Entity, Label
from service.quantities import Quantity, read
from service.records.cues import OF_WHICH

ONLY_TIME = re.compile(
    r"(?:上|本|前)一?个?(?:采暖|供暖|取暖)[季期]|(?:上|本|前)一?个?(?:学年|学期|年度|季度)|(?:上年|去年)同期?|"
    r"(?:改造|实施|整治|治理)[前后]一年"
)


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """An entity with its place in reading order; ``quantity`` is ``None`` where no figure can be read."""

    order: int
    entity: Entity
    quantity: Quantity | None = None

    @property
    def label(self) -> Label:
        """The label of the entity."""
        return self.entity.label

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.entity.start

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.entity.end

    @property
    def text(self) -> str:
        """Its surface."""
        return self.entity.text

    @property
    def is_value(self) -> bool:
        """Whether this is an amount, a count or a rate."""
        return self.entity.label in QUANTITY_LABELS

    @property
    def is_points(self) -> bool:
        """Whether this is a figure of a score line."""
        return self.entity.label in SCORE_LABELS

    @property
    def is_numeric(self) -> bool:
        """Whether it states a figure."""
        return self.entity.label in NUMERIC_LABELS

    @property
    def is_name(self) -> bool:
        """Whether it is an INDICATOR."""
        return self.entity.label is Label.INDICATOR

    @property
    def is_bare(self) -> bool:
        """Whether this is a figure without any unit, as table cells hold it."""
        return self.is_numeric and is_bare(self.entity.text)


def is_bare(surface: str) -> bool:
    """Whether a figure with this surface has no unit of its own."""
    return not any(char.isalpha() or char in "%％‰℃" for char in surface)


def read_items(text: str, entities: Iterable[Entity]) -> list[Item]:
    """The usable entities in reading order: in bounds, not overlapping (the surer, then the longer one stays).

    A numeric entity without a readable figure is left out: it can give no value; so is a verb that opens a list of
    parts (投向, 分布): it says what the list is of, and belongs to no name.
    """
    kept: list[Entity] = []
    taken = bytearray(len(text))
    for entity in sorted(entities, key=lambda e: (-e.confidence, e.start - e.end, e.start, e.label)):
        inside = 0 <= entity.start < entity.end <= len(text) and text[entity.start : entity.end] == entity.text
        if inside and not _opens_list(entity) and taken.find(1, entity.start, entity.end) < 0:
            taken[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
            kept.append(entity)
    items: list[Item] = []
    for entity in sorted(map(_of_time, kept), key=lambda e: e.start):
        quantity = read(entity.text) if entity.label in NUMERIC_LABELS else None
        if entity.label not in NUMERIC_LABELS or (quantity is not None and quantity.value is not None):
            items.append(Item(len(items), entity, quantity))
    return items


def _opens_list(entity: Entity) -> bool:
    """Whether this is a verb that only leads from a whole to its parts."""
    return entity.label is Label.ACTION and OF_WHICH.fullmatch(entity.text.strip()) is not None


def _of_time(entity: Entity) -> Entity:
    """A name that says nothing but when is a PERIOD: 上个采暖季为1240件."""
    is_time = entity.label is Label.INDICATOR and ONLY_TIME.fullmatch(entity.text.strip()) is not None
    return replace(entity, label=Label.PERIOD) if is_time else entity
