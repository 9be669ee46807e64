"""Twenty reports out of many: each one for what it teaches about itself and about those like it, never the same twice.

A report tells something about every other one, as far as they share their wording. What has been annotated covers a
report by its likest one; choosing a report raises the cover of those like it. The gain of a choice is the doubt that it
covers, summed over the archive: a template that fills a tenth of the archive comes early, and once. The best choice at
each step is within 1 - 1/e of the best choices together (Nemhauser et al., 1978), since gains only shrink.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpora.likeness import pairs
from training.suggestion.candidates import Candidate

FIXED = 500
"""The work on a report that its length does not explain, in characters of reading: opening it, finding one's way.

With it, scraps of text do not come first; well above it, doubt being a share, length counts neither way."""
ALIKE = 0.3
"""From this overlap on, two reports are of one template."""
Weights = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """A report to annotate; ``gain`` is what it was chosen for, ``alike`` how many others of the archive are of its
    template."""

    candidate: Candidate
    gain: float
    alike: int


def choose(candidates: Sequence[Candidate], count: int) -> list[Choice]:
    """The ``count`` of ``candidates`` to annotate first, in this order; fewer where the others would add nothing."""
    like = _likeness(candidates)
    covered = [candidate.likest[1] for candidate in candidates]
    chosen: list[Choice] = []
    left = set(range(len(candidates)))
    while left and len(chosen) < count:
        gains = {index: _gain(index, candidates, like[index], covered) for index in left}
        best = max(sorted(left), key=gains.__getitem__)
        if gains[best] <= 0:
            break
        left.remove(best)
        others = sum(share >= ALIKE for other, share in like[best].items() if other != best)
        chosen.append(Choice(candidates[best], gains[best], others))
        for other, share in like[best].items():
            covered[other] = max(covered[other], share)
    return chosen


def _likeness(candidates: Sequence[Candidate]) -> list[Weights]:
    """For each candidate, the others that share wording with it, and itself: index → overlap, 0–1."""
    like: dict[int, dict[int, float]] = defaultdict(dict)
    for first, second, share in pairs({index: one.shingles for index, one in enumerate(candidates)}):
        like[first][second] = like[second][first] = share
    return [{**like[index], index: 1.0} for index in range(len(candidates))]


def _gain(index: int, candidates: Sequence[Candidate], like: Weights, covered: Sequence[float]) -> float:
    length = len(candidates[index].text)
    taught = sum(candidates[other].doubt * max(0.0, share - covered[other]) for other, share in like.items())
    return taught * length / (length + FIXED)
