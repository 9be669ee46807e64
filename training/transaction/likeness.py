"""How alike reports are as texts: which ones share a template, so that none of them is both learned and tested."""

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Shingles = frozenset[str]

LENGTH = 13
"""Code points of a shingle: longer than the statutory terms that every report shares."""
_NUMBER = re.compile(r"[\d０-９][\d０-９,.，．]*")


def shingles(text: str) -> Shingles:
    """Every run of ``LENGTH`` code points of ``text``, white space dropped and each number masked."""
    masked = _NUMBER.sub("0", "".join(text.split()))
    return frozenset(masked[at : at + LENGTH] for at in range(max(1, len(masked) - LENGTH + 1)))


def overlap(left: Shingles, right: Shingles) -> float:
    """The share of the smaller set that the other one has too, 0–1."""
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 0.0


def groups(reports: Mapping[Key, Shingles], least: float) -> list[list[Key]]:
    """The reports in groups, by chains of pairs that overlap by ``least`` or more; in the order of their first ones."""
    keys = list(reports)
    leader = {key: key for key in keys}

    def find(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for place, key in enumerate(keys):
        for other in keys[place + 1 :]:
            if find(key) != find(other) and overlap(reports[key], reports[other]) >= least:
                leader[find(other)] = find(key)
    return _gathered(keys, [find(key) for key in keys])


def _gathered(keys: Sequence[Key], leaders: Sequence[Key]) -> list[list[Key]]:
    found: dict[Key, list[Key]] = {}
    for key, leader in zip(keys, leaders, strict=True):
        found.setdefault(leader, []).append(key)
    return list(found.values())
