"""Which of the new reports are held out: whole templates where there are several, single documents where not."""

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpora import AnnotatedReport
from corpora.likeness import groups, shingles

LEVELS = ((0.15, "template"), (0.3, "template"), (0.5, "skeleton"), (0.8, "document"), (1.01, "document"))
"""Overlap from which two reports must be on the same side, the strictest first, and what is then kept apart: with the
first one, nothing of a held-out report can be learned by heart; with the last one, every document stands for itself."""
LEAST, MOST = 0.5, 2.0
"""By how much the share that is held out may miss the share that was asked for."""


@dataclass(frozen=True, slots=True)
class Split:
    """The keys of the reports on either side; ``apart`` tells what never lies on both: ``template``, ``skeleton`` (a
    template with most of its wording) or ``document``."""

    train: tuple[str, ...]
    held_out: tuple[str, ...]
    apart: str
    overlap: float

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def split(reports: Sequence[AnnotatedReport], share: float, seed: int) -> Split:
    """Hold out about ``share`` of ``reports`` (two at least), the same ones for the same ``seed``."""
    texts = {report.key: shingles(report.text) for report in reports}
    wanted = max(2, round(share * len(reports)))
    for overlap, apart in LEVELS:
        found = _hold_out(groups(texts, overlap), wanted, len(reports), random.Random(seed))
        if found:
            held = set(found)
            train = tuple(key for key in texts if key not in held)
            return Split(train, tuple(key for key in texts if key in held), apart, overlap)
    raise AssertionError("single documents can always be held out")


def _hold_out(parts: list[list[str]], wanted: int, total: int, rng: random.Random) -> list[str]:
    """Groups of about ``wanted`` reports together; nothing where no choice comes near."""
    rng.shuffle(parts)
    held: list[str] = []
    for part in parts:
        if len(held) < wanted and len(held) + len(part) <= min(MOST * wanted, total - 1):
            held += part
    return held if len(held) >= max(2 if total > 2 else 1, LEAST * wanted) else []
