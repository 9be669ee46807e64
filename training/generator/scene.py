"""What a pattern is written with: its sheet, its style, and the names that its keys stand for."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from training.generator import sheet
from training.generator.grammar import Sequence_, slots_of
from training.generator.lexicon import Group, groups, label_of
from training.generator.sheet import Sheet, Style

MARKS = (2, 3, 4, 5, 5, 6, 8, 10, 10, 12, 15, 20, 25, 30, 35, 40, 50)
"""Full marks that score lines have."""

_KINDS = {
    "name": "count", "verb": "count", "noun": "count", "stock": "stock", "act": "verbal", "pair": "pair",
    "clause": "clause", "goal": "goal", "rate": "rate", "item": "score", "class": "score", "mark": "score",
}  # fmt: skip


@cache
def _drawable(kind: str) -> tuple[Group, ...]:
    return tuple(group for group in groups()[kind] if group.verbs or kind != "count")


@cache
def kinds_of(pattern: Sequence_) -> Mapping[str, str]:
    """Which kind of lexicon item each key of ``pattern`` stands for; ``count`` where only its value is used."""
    found: dict[str, str] = {"_loss": "clause"}
    for slot in slots_of(pattern):
        key = "".join(node for node in slot.key if isinstance(node, str)).rstrip("0123456789")
        if slot.name in _KINDS:
            found[key] = _KINDS[slot.name]
        else:
            found.setdefault(key, "count")
    return found


@cache
def words() -> dict[str, list[str]]:
    """The wording without entities, by name."""
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        return tomllib.load(file)


def fresh_name(kind: str, rng: Random) -> str:
    """A name of ``kind`` at random."""
    return rng.choice(rng.choice(groups()[kind]).names)


@dataclass(slots=True)
class Item:
    """A lexicon name that a key of a pattern stands for."""

    group: Group
    name: str
    verb: str = ""
    mark: int = 0
    loss: int = 0


@dataclass(slots=True)
class Scene:
    """One pattern being written: where to, in which style, and what its keys stand for."""

    sheet: Sheet
    style: Style
    rng: Random
    items: dict[str, Item] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    rising: bool = True

    def item(self, key: str) -> Item:
        """The lexicon item of ``key``, drawn at its first use; ``a2`` is another name of the group of ``a``."""
        if key not in self.items:
            base = key.rstrip("0123456789")
            first = self.items.get(base)
            group = first.group if first else self.rng.choice(_drawable(self.kinds[base]))
            fresh = [name for name in group.names if name not in self.used] or list(group.names)
            verb = first.verb if first else self.rng.choice(group.verbs or ("",))
            mark = self.rng.choice(MARKS)
            loss = self.rng.choice((0, 0, 5, 5, 10, 15, 20, 3, 8))
            self.items[key] = Item(group, self.rng.choice(fresh), verb, mark, min(loss, mark * 10))
            self.used.add(self.items[key].name)
        return self.items[key]

    def fund(self, domain: str) -> str:
        """A name of budget language that this pattern has not used."""
        names = next(group.names for group in groups()["fund"] if group.domain == domain)
        name = self.rng.choice([name for name in names if name not in self.used] or list(names))
        self.used.add(name)
        return name

    def value(self, unit: str, low: int | None = None, high: int | None = None) -> None:
        """Write a value with ``unit``."""
        self.sheet.tag(label_of(unit), self.figure(unit, low, high))

    def figure(self, unit: str, low: int | None = None, high: int | None = None) -> str:
        """A value with ``unit`` as the style prints it."""
        if unit == "%":
            return sheet.percent(self.rng, 60, 101)
        if unit in ("万元", "亿元") and low is None:
            return sheet.money(self.style, self.rng, unit)
        return sheet.count(self.style, self.rng, unit, low, high)
