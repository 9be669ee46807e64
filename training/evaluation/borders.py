"""Gold entities that no classifier could give back: what words, pieces, windows and decoding make unreachable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpora import AnnotatedReport
from models.decoding import NEVER, Scores
from models.labels import Entity
from models.pieces import Pieces
from models.segmenter import border_share
from models.tagger import Tagger
from models.tags import Scheme, TaggedSpan
from training.dataset import Spans, align
from training.run import propose

PIECES = "词元"
UNREAD = "未读"
TORN = "跨窗"
DECODING = "解码"
CAUSES = {
    PIECES: "首尾落在一个词元之内，模型无法表达",
    UNREAD: "离每个数字都太远，没有窗口读它",
    TORN: "由两个窗口各答一半；表达得了，但容易断开",
    DECODING: "标签全对，解码后也不是它：文法的边界不同，或同类片段相接",
}


@dataclass(frozen=True, slots=True)
class Lost:
    """A gold entity that is out of reach: where it is and for which of the ``CAUSES``."""

    report: str
    label: str
    text: str
    start: int
    cause: str


@dataclass(frozen=True, slots=True)
class Reach:
    """``words``: share of gold borders that are borders of words before any word is cut for an entity.

    ``pieces``: share of gold entities whose both ends are borders of pieces. ``decoded``: share of gold entities that
    a classifier without error would give. ``unreachable`` lists the others, and those that two windows share.
    """

    words: float
    pieces: float
    decoded: float
    unreachable: tuple[Lost, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many entities are lost for each cause."""
        return {cause: sum(lost.cause == cause for lost in self.unreachable) for cause in CAUSES}

    def as_json(self) -> dict[str, Any]:
        """Plain figures, rounded to four digits."""
        shares = {name: round(getattr(self, name), 4) for name in ("words", "pieces", "decoded")}
        return {**shares, "lost": self.counts}


def measure_reach(tagger: Tagger, reports: Sequence[AnnotatedReport]) -> Reach:
    """The reach of ``tagger`` over ``reports``; of labels that it does not have nothing is asked."""
    lost = [found for report in reports for found in _lost(tagger, report)]
    total = sum(len(report.entities) for report in reports) or 1
    words = border_share((report.text, propose(report.text)[0], report.entities) for report in reports)
    inexpressible = sum(one.cause == PIECES for one in lost)
    given = sum(one.cause != TORN for one in lost)
    return Reach(words, 1 - inexpressible / total, 1 - given / total, tuple(lost))


def _lost(tagger: Tagger, report: AnnotatedReport) -> Iterator[Lost]:
    quantities, periods = propose(report.text)
    pieces = tagger.pieces(report.text, quantities, periods)
    known = [entity for entity in report.entities if entity.label in tagger.scheme.labels]
    spans = {entity: align(entity, pieces) for entity in known}
    windows = _windows(tagger, report.text, pieces, quantities)
    perfect = _perfect([span for span in spans.values() if span], windows, tagger.scheme)
    decoded = set(tagger.decode(perfect, pieces, quantities, periods)) if len(pieces) else set()
    for entity, span in spans.items():
        cause = _cause(span, windows, decoded)
        if cause:
            yield _told(report.key, entity, cause)


def _windows(tagger: Tagger, text: str, pieces: Pieces, quantities: Spans) -> list[int]:
    """The number of the window that answers for each piece; -1 where none does."""
    answering = [-1] * len(pieces)
    for number, window in enumerate(tagger.windows(text, pieces, quantities)):
        answering[window.core_first : window.core_last] = [number] * (window.core_last - window.core_first)
    return answering


def _perfect(spans: Sequence[TaggedSpan], windows: Sequence[int], scheme: Scheme) -> Scores:
    """Log-probabilities of a classifier without error, which still answers only for what is read."""
    tags = scheme.encode(spans, len(windows))
    tags[np.array(windows, dtype=np.int64) < 0] = 0
    scores = np.full((len(windows), len(scheme)), NEVER, dtype=np.float32)
    scores[np.arange(len(windows)), tags] = 0.0
    return scores


def _cause(span: TaggedSpan | None, windows: Sequence[int], decoded: set[TaggedSpan]) -> str | None:
    if span is None:
        return PIECES
    if -1 in windows[span.first : span.last]:
        return UNREAD
    if span not in decoded:
        return DECODING
    return TORN if len(set(windows[span.first : span.last])) > 1 else None


def _told(report: str, entity: Entity, cause: str) -> Lost:
    return Lost(report, str(entity.label), entity.text, entity.start, cause)
