"""Annotated reports → windows of piece ids with a tag for each piece."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpora.report import AnnotatedReport
from models.alignment import piece_range
from models.labels import Entity
from models.pieces import Pieces, PieceTokenizer
from models.segmenter import borders
from models.tags import GUIDE, Scheme, TaggedSpan
from models.windows import WindowSize, cut

IGNORED = -100
"""Tag of positions that the loss skips, as torch's cross entropy has it."""

Spans = Sequence[tuple[int, int]]
Propose = Callable[[str], tuple[Spans, Spans]]
"""Text → its quantities and its periods, as the grammar of the service reads them."""


@dataclass(frozen=True, slots=True)
class Example:
    """One window: ``ids`` with the begin and end pieces around it, ``tags`` of the same length.

    ``unknown``: tag ids of labels that nobody looked for in this text, so that their absence says nothing.
    ``answers``: the probabilities that teachers give to each tag, shape ``[len(ids), tags]``.
    """

    ids: list[int]
    tags: list[int]
    unknown: tuple[int, ...] = ()
    answers: NDArray[np.float16] | None = None


@dataclass(slots=True)
class Alignment:
    """How many gold entities the pieces can express; the rest are listed."""

    reachable: int = 0
    unreachable: list[tuple[str, Entity]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The reachable share of the entities; 1 where there are none."""
        total = self.reachable + len(self.unreachable)
        return self.reachable / total if total else 1.0


def align(entity: Entity, pieces: Pieces) -> TaggedSpan | None:
    """The pieces that cover ``entity`` exactly; ``None`` where one of its ends falls inside a piece."""
    found = piece_range(pieces, entity.start, entity.end)
    return None if found is None else TaggedSpan(*found, entity.label)


def examples(
    report: AnnotatedReport,
    tokenizer: PieceTokenizer,
    propose: Propose,
    size: WindowSize,
    seen: Alignment | None = None,
    scheme: Scheme = GUIDE,
) -> Iterator[Example]:
    """The windows of ``report`` with tags of ``scheme``.

    Entities that the pieces cannot express are skipped, and noted in ``seen``.
    """
    pieces = tokenizer(report.text, borders(report.text, *propose(report.text)))
    spans = []
    for entity in report.entities:
        span = align(entity, pieces)
        if span is not None:
            spans.append(span)
        if seen is not None:
            if span is None:
                seen.unreachable.append((report.id, entity))
            else:
                seen.reachable += 1
    tags = scheme.encode(spans, len(pieces))
    unknown = tuple(scheme.begin_id(label) + inside for label in scheme.own if label not in report.own_labels
                    for inside in (0, 1))  # fmt: skip
    for window in cut(report.text, pieces, size):
        yield Example(
            [tokenizer.begin, *pieces.ids[window.first : window.last].tolist(), tokenizer.end],
            [IGNORED, *tags[window.first : window.last].tolist(), IGNORED],
            unknown,
        )
