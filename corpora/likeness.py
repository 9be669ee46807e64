"""How alike reports are as texts: which ones share a template, so that none of them is both learned and tested."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Shingles = frozenset[str]

LENGTH = 13
"""Code points of a shingle: longer than the statutory terms that every report shares, shorter than a sentence."""
_NUMBER = re.compile(r"[\d０-９][\d０-９,.，．]*")


def shingles(text: str) -> Shingles:
    """Every run of ``LENGTH`` code points of ``text``, white space dropped and each number masked; all of a short one.

    Reports of one template differ in their numbers first of all.
    """
    masked = _NUMBER.sub("0", "".join(text.split()))
    return frozenset(masked[at : at + LENGTH] for at in range(max(1, len(masked) - LENGTH + 1)))


def overlap(left: Shingles, right: Shingles) -> float:
    """The share of the smaller set that the other one has too, 0–1."""
    return _share(len(left & right), left, right)


def groups(reports: Mapping[Key, Shingles], least: float) -> list[list[Key]]:
    """The reports in groups, by chains of pairs that overlap by ``least`` (above 0) or more; in their order."""
    leader = {key: key for key in reports}

    def find(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for first, second, share in pairs(reports):
        if share >= least:
            leader[find(second)] = find(first)
    found: dict[Key, list[Key]] = defaultdict(list)
    for key in reports:
        found[find(key)].append(key)
    return list(found.values())


def pairs(reports: Mapping[Key, Shingles]) -> Iterator[tuple[Key, Key, float]]:
    """The pairs that have anything in common, the earlier one first, with their ``overlap``."""
    holders: dict[str, list[Key]] = defaultdict(list)
    for key, own in reports.items():
        counts = Counter(other for shingle in own for other in holders[shingle])
        yield from ((other, key, _share(shared, reports[other], own)) for other, shared in counts.items())
        for shingle in own:
            holders[shingle].append(key)


def _share(shared: int, left: Shingles, right: Shingles) -> float:
    smaller = min(len(left), len(right))
    return shared / smaller if smaller else 0.0
