"""The generator's own names: indicators of fiscal reports by kind, domain, verb and measure word."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.labels import Label
from training.generator.names import Frame

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Group:
    """Names that go with the same verbs and measure words.

    ``verbs`` carry the meaning and belong to a name that precedes its value; ``light`` verbs (开展, 组织) do not.
    """

    kind: str
    domain: str
    units: tuple[str, ...]
    names: tuple[str, ...]
    verbs: tuple[str, ...] = ()
    light: tuple[str, ...] = ()

    @property
    def label(self) -> Label:
        """The label of a value of this group."""
        return label_of(self.units[0])


def label_of(unit: str) -> Label:
    """The label of a value with ``unit``."""
    if unit == "%":
        return Label.RATE
    return Label.AMOUNT if "元" in unit else Label.COUNT


@dataclass(frozen=True, slots=True)
class Magnitude:
    """The least and greatest usual number before a measure word, and how many decimals it may have."""

    low: int
    high: int
    places: int


@cache
def groups() -> dict[str, tuple[Group, ...]]:
    """All groups by kind."""
    found: dict[str, list[Group]] = defaultdict(list)
    for line in (_HERE / "lexicon.jsonl").read_text(encoding="utf-8").splitlines():
        data: dict[str, Any] = json.loads(line)
        lists = {name: tuple(data.get(name, ())) for name in ("units", "names", "verbs", "light")}
        found[data["kind"]].append(Group(kind=data["kind"], domain=data["domain"], **lists))
    return {kind: tuple(members) for kind, members in found.items()}


@cache
def _units() -> Mapping[str, Any]:
    with (_HERE / "units.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def magnitude(unit: str) -> Magnitude:
    """The usual numbers before ``unit`` or a synonym of it; raises ``KeyError`` for a word that is not known."""
    table = _units()["magnitudes"]
    known = next((word for word in (unit, *synonyms().get(unit, ())) if word in table), unit)
    return Magnitude(*table[known])


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """For each measure word the other ones that may stand for it."""
    table: dict[str, set[str]] = defaultdict(set)
    for group in _units()["synonyms"]["groups"]:
        for word in group:
            table[word].update(set(group) - {word})
    return {word: tuple(sorted(others)) for word, others in table.items()}


def pools() -> dict[Frame, list[str]]:
    """The names by the frames that they fit."""
    found: dict[Frame, set[str]] = defaultdict(set)
    for members in groups().values():
        for group in members:
            for frame, names in _frames(group):
                found[frame].update(names)
    return {frame: sorted(names) for frame, names in found.items()}


def _frames(group: Group) -> list[tuple[Frame, tuple[str, ...]]]:
    unit, label = group.units[0].lstrip("万亿"), str(group.label)
    match group.kind:
        case "count":
            full = tuple(verb + name for verb in group.verbs for name in group.names)
            bare = group.names if group.light else ()
            led = (Frame("shared", label, unit), group.names), (Frame("after", label, unit), group.names)
            return [(Frame("before", label, unit), full + bare), *led]
        case "clause":
            return [(Frame("clause", label, unit), group.names)]
        case "score":
            return [(Frame("score"), group.names)]
        case "goal":
            return [(Frame("goal", label, unit), group.names)]
        case "pair":
            return []
        case _:
            return [(Frame("before", label, unit), group.names)]
