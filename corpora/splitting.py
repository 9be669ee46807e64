"""Some reports held out of a folder of new ones: by document, near-duplicates together, the same for the same seed.

Two reports are near-duplicates where they share most of their wording, as ``corpora.likeness`` measures it.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.likeness import groups as likeness_groups
from corpora.likeness import shingles
from corpora.report import AnnotatedReport

LIKENESS = 0.5
"""Least share of the shorter report's runs that two near-duplicates have in common."""


@dataclass(frozen=True, slots=True)
class Split:
    """Keys (``folder/number``) on either side; ``groups`` are the near-duplicates, largest first.

    ``torn`` says that all reports were alike, so that none could be held out without parting near-duplicates.
    """

    train: tuple[str, ...]
    held_out: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    torn: bool = False


def split(reports: Sequence[AnnotatedReport], share: float, seed: int, likeness: float = LIKENESS) -> Split:
    """Hold about ``share`` (0–1) of ``reports`` out; at least one on either side where there are two."""
    keys = [report.key for report in reports]
    parts = [[keys[index] for index in part] for part in groups([report.text for report in reports], likeness)]
    torn = len(parts) == 1 and len(keys) > 1
    units = [[key] for key in keys] if torn else parts
    random.Random(seed).shuffle(units)
    held = _held(units, round(share * len(keys)) or (share > 0 and len(keys) > 1))
    train = [key for key in keys if key not in held]
    near = tuple(tuple(part) for part in parts if len(part) > 1)
    return Split(tuple(train), tuple(key for key in keys if key in held), near, torn and bool(held))


def _held(units: Sequence[Sequence[str]], wanted: int) -> set[str]:
    """Units, in their order, that bring the held-out side as near to ``wanted`` as they can, and never all of them."""
    held: set[str] = set()
    left = len(units)
    for unit in units:
        nearer = abs(len(held) + len(unit) - wanted) < abs(len(held) - wanted)
        if nearer and left > 1 and len(held) + len(unit) < sum(map(len, units)):
            held.update(unit)
            left -= 1
    return held


def groups(texts: Sequence[str], likeness: float = LIKENESS) -> list[list[int]]:
    """The indices of ``texts``, those of near-duplicates together, the largest group first."""
    found = likeness_groups({index: shingles(text) for index, text in enumerate(texts)}, likeness)
    return sorted(found, key=lambda part: (-len(part), part))
