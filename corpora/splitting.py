"""Some reports held out of a folder of new ones: by document, near-duplicates together, the same for the same seed.

Two reports are near-duplicates where they share most of their wording: runs of characters with white space dropped
and numbers masked, since reports of one template differ in their numbers first of all.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.report import AnnotatedReport

LENGTH = 13
"""Characters of a run: longer than a statutory name, shorter than a sentence."""
LIKENESS = 0.5
"""Least share of the shorter report's runs that two near-duplicates have in common."""
_NUMBER = re.compile(r"[\d０-９][\d０-９,.，．]*")


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
    runs = [shingles(text) for text in texts]
    leader = list(range(len(texts)))

    def find(index: int) -> int:
        while leader[index] != index:
            index = leader[index]
        return index

    for first, second, shared in _shared(runs):
        if shared >= likeness * max(1, min(len(runs[first]), len(runs[second]))):
            leader[find(second)] = find(first)
    found: dict[int, list[int]] = defaultdict(list)
    for index in range(len(texts)):
        found[find(index)].append(index)
    return sorted(found.values(), key=lambda part: (-len(part), part))


def shingles(text: str) -> frozenset[str]:
    """Every run of ``LENGTH`` characters of ``text``, white space dropped and numbers masked; all of a short one."""
    masked = _NUMBER.sub("0", "".join(text.split()))
    return frozenset(masked[i : i + LENGTH] for i in range(max(1, len(masked) - LENGTH + 1)))


def _shared(runs: Sequence[frozenset[str]]) -> Iterator[tuple[int, int, int]]:
    """Pairs of texts with the number of runs that they share, where there is one."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(runs):
        counts = Counter(other for run in own for other in holders[run])
        yield from ((other, index, shared) for other, shared in counts.items())
        for run in own:
            holders[run].append(index)
