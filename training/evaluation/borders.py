"""How much of the gold annotation the words and the pieces can express at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpora import AnnotatedReport
from models.alignment import piece_range
from models.segmenter import border_share
from models.tagger import Tagger
from training.run import propose


@dataclass(frozen=True, slots=True)
class Reach:
    """``words``: share of gold borders that are borders of words before any word is cut for an entity.

    ``pieces``: share of gold entities whose both ends are borders of pieces; ``unreachable`` lists the others as
    report key, label and surface.
    """

    words: float
    pieces: float
    unreachable: tuple[tuple[str, str, str], ...]


def measure_reach(tagger: Tagger, reports: Sequence[AnnotatedReport]) -> Reach:
    """The reach of the segmenter and of the tagger's vocabulary over ``reports``."""
    unreachable = []
    for report in reports:
        pieces = tagger.pieces(report.text, *propose(report.text))
        unreachable += [
            (report.key, str(entity.label), entity.text)
            for entity in report.entities
            if piece_range(pieces, entity.start, entity.end) is None
        ]
    total = sum(len(report.entities) for report in reports)
    words = border_share((report.text, propose(report.text)[0], report.entities) for report in reports)
    return Reach(words, 1 - len(unreachable) / total if total else 1.0, tuple(unreachable))
