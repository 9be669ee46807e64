"""Logits → spans: constrained Viterbi over BIO, then numeric spans take the borders that the grammar proposes."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.labels import NUMERIC_LABELS, Label
from models.tags import GUIDE, OUTSIDE, Scheme, TaggedSpan

Scores = NDArray[np.float32]
Ranges = Sequence[tuple[int, int]]

NEVER = -1e4
"""The log-probability of what cannot be."""
_CERTAIN = float(np.log(0.9999))


def log_softmax(logits: Scores) -> Scores:
    """Log-probabilities of ``logits``, shape ``[..., tags]``."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    scores: Scores = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return scores


@cache
def _penalties(scheme: Scheme) -> Scores:
    """What each transition adds to the score of a sequence, shape ``[tags, tags]``."""
    return np.where(scheme.allowed, 0.0, NEVER).astype(np.float32)


def viterbi(scores: Scores, scheme: Scheme = GUIDE) -> NDArray[np.int64]:
    """The best legal tag sequence, shape ``[n]``, of log-probabilities with shape ``[n, tags]``.

    A greedy sequence that is legal is already the best one. Where it is not, only the stretch between the nearest
    positions that are certainly outside is searched: such a position may follow anything and be followed by any begin,
    so the stretches do not see one another.
    """
    best: NDArray[np.int64] = scores.argmax(axis=1)
    certain = np.flatnonzero((best == OUTSIDE) & (scores[:, OUTSIDE] > _CERTAIN)) if len(best) else best
    edges = [-1, *certain.tolist(), len(best)]
    for first, last in {_stretch(edges, position) for position in _illegal(best, scheme)}:
        best[first:last] = _search(scores[first:last], scheme)
    return best


def _illegal(tags: NDArray[np.int64], scheme: Scheme) -> list[int]:
    """The positions whose tag may not follow the one before."""
    before = np.concatenate([[OUTSIDE], tags[:-1]])
    return [int(place) for place in np.flatnonzero(_penalties(scheme)[before, tags])] if len(tags) else []


def _stretch(edges: Sequence[int], position: int) -> tuple[int, int]:
    """The half-open range between the certain positions around ``position``."""
    place = bisect_left(edges, position)
    return edges[place - 1] + 1, edges[place]


def _search(scores: Scores, scheme: Scheme = GUIDE) -> NDArray[np.int64]:
    """Viterbi over one stretch that begins at the start of the text or after an outside position."""
    penalties = _penalties(scheme)
    trail = np.zeros(scores.shape, dtype=np.int64)
    running = scores[0] + penalties[OUTSIDE]
    for position in range(1, len(scores)):
        candidates = running[:, None] + penalties
        trail[position] = candidates.argmax(axis=0)
        running = candidates.max(axis=0) + scores[position]
    path = np.empty(len(scores), dtype=np.int64)
    path[-1] = running.argmax()
    for position in range(len(scores) - 1, 0, -1):
        path[position - 1] = trail[position, path[position]]
    return path


def spans(scores: Scores, numbers: Ranges, periods: Ranges = (), scheme: Scheme = GUIDE) -> list[TaggedSpan]:
    """Tagged spans over pieces.

    ``scores``: log-probabilities, shape ``[n, tags]``. ``numbers`` and ``periods``: the quantities and times that the
    grammar reads, as piece ranges, sorted, half-open. A numeric span (a PERIOD) that overlaps just one of them, alone
    among the spans, takes its borders; where the classifier split one digit run into several spans (jammed tables)
    its own borders stay.
    """
    found = scheme.decode(viterbi(scores, scheme))
    return [_snap(place, found, periods if span.label is Label.PERIOD else numbers) for place, span in enumerate(found)]


def _snap(place: int, found: Sequence[TaggedSpan], proposals: Ranges) -> TaggedSpan:
    span = found[place]
    if span.label not in NUMERIC_LABELS and span.label is not Label.PERIOD:
        return span
    first = bisect_right(proposals, span.first, key=lambda proposal: proposal[1])
    overlapping = proposals[first : bisect_left(proposals, span.last, key=lambda proposal: proposal[0])]
    if len(overlapping) != 1:
        return span
    start, end = overlapping[0]
    free = (not place or found[place - 1].last <= start) and (place + 1 == len(found) or end <= found[place + 1].first)
    return span._replace(first=start, last=end) if free else span


def confidence(scores: Scores, span: TaggedSpan, scheme: Scheme = GUIDE) -> float:
    """The geometric mean, over the pieces of ``span``, of the probability of its label (B and I together)."""
    begin = scheme.begin_id(span.label)
    per_piece = np.logaddexp.reduce(scores[span.first : span.last, begin : begin + 2], axis=1)
    return float(np.exp(per_piece.mean()))
