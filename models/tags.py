"""The BIO tags that the classifier predicts for each piece, and the way between tags and spans."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.labels import NUMERIC_LABELS, Label

OUTSIDE = 0
TAGS: tuple[str, ...] = ("O", *(f"{prefix}-{label}" for label in Label for prefix in "BI"))
"""``O``, then ``B-`` and ``I-`` of each label in the order of ``Label``; the index is the class of the model."""

TagIds = NDArray[np.int64]


class TaggedSpan(NamedTuple):
    """A label over pieces ``first`` to ``last``, the latter excluded."""

    first: int
    last: int
    label: Label


def begin_id(label: Label) -> int:
    """The tag id that begins a span of ``label``; the one after it continues the span."""
    return TAGS.index(f"B-{label}")


def label_of(tag: int) -> Label | None:
    """The label of a tag id; ``None`` for ``O``."""
    return None if tag == OUTSIDE else Label(TAGS[tag][2:])


def is_begin(tag: int) -> bool:
    """Whether a tag id begins a span."""
    return tag != OUTSIDE and TAGS[tag].startswith("B-")


def encode(spans: Iterable[TaggedSpan], length: int) -> TagIds:
    """Tag ids, shape ``[length]``, of non-overlapping spans."""
    tags = np.zeros(length, dtype=np.int64)
    for first, last, label in spans:
        begin = begin_id(label)
        tags[first:last] = begin + 1
        tags[first] = begin
    return tags


def decode(tags: Sequence[int] | TagIds) -> list[TaggedSpan]:
    """The spans of a tag sequence; an ``I-`` that continues nothing begins a span."""
    spans: list[TaggedSpan] = []
    numbers = np.asarray(tags, dtype=np.int64)
    for position in np.flatnonzero(numbers != OUTSIDE).tolist():
        tag = int(numbers[position])
        label = label_of(tag)
        if label is None:
            continue
        if spans and not is_begin(tag) and spans[-1].last == position and spans[-1].label == label:
            spans[-1] = spans[-1]._replace(last=position + 1)
        else:
            spans.append(TaggedSpan(position, position + 1, label))
    return spans


def allowed_transitions() -> NDArray[np.bool_]:
    """``[from, to]``, shape ``[tags, tags]``: an ``I-`` follows only a tag of its own label, and two spans of one word
    label never touch, since a mark or a number stands between two names, verbs or comparisons."""
    return np.array([[_may_follow(before, to) for to in range(len(TAGS))] for before in range(len(TAGS))])


def _may_follow(before: int, to: int) -> bool:
    label = label_of(to)
    if label is None:
        return True
    if is_begin(to):
        return label in NUMERIC_LABELS or label_of(before) != label
    return label_of(before) == label
