"""The BIO tags that the classifier predicts for each piece, and the way between tags and spans."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.labels import NUMERIC_LABELS, Label

OUTSIDE = 0

TagIds = NDArray[np.int64]


class TaggedSpan(NamedTuple):
    """A label over pieces ``first`` to ``last``, the latter excluded."""

    first: int
    last: int
    label: Label


class Scheme:
    """The tags of one model: ``O``, then ``B-`` and ``I-`` of each label; the index is the class of the model.

    The labels of the guide come first, in its order, and those of ``own`` after them: a model that learns a label keeps
    the numbers of all the others.
    """

    def __init__(self, own: Iterable[Label] = ()) -> None:
        self.labels: tuple[Label, ...] = tuple(dict.fromkeys((*Label, *own)))
        self.tags: tuple[str, ...] = ("O", *(f"{prefix}-{label}" for label in self.labels for prefix in "BI"))
        self._begins = {label: 2 * place + 1 for place, label in enumerate(self.labels)}

    @classmethod
    def of(cls, names: Iterable[str]) -> "Scheme":
        """The scheme with the labels ``names``, in which those of the guide may be left out."""
        return cls(Label.own(name) for name in names)

    def __len__(self) -> int:
        return len(self.tags)

    @property
    def own(self) -> tuple[Label, ...]:
        """The labels beyond the guide."""
        return self.labels[len(Label) :]

    def begin_id(self, label: Label) -> int:
        """The tag id that begins a span of ``label``; the one after it continues the span."""
        return self._begins[label]

    def label_of(self, tag: int) -> Label | None:
        """The label of a tag id; ``None`` for ``O``."""
        return None if tag == OUTSIDE else self.labels[(tag - 1) // 2]

    def is_begin(self, tag: int) -> bool:
        """Whether a tag id begins a span."""
        return tag != OUTSIDE and tag % 2 == 1

    def encode(self, spans: Iterable[TaggedSpan], length: int) -> TagIds:
        """Tag ids, shape ``[length]``, of non-overlapping spans."""
        tags = np.zeros(length, dtype=np.int64)
        for first, last, label in spans:
            begin = self.begin_id(label)
            tags[first:last] = begin + 1
            tags[first] = begin
        return tags

    def decode(self, tags: Sequence[int] | TagIds) -> list[TaggedSpan]:
        """The spans of a tag sequence; an ``I-`` that continues nothing begins a span."""
        spans: list[TaggedSpan] = []
        numbers = np.asarray(tags, dtype=np.int64)
        for position in np.flatnonzero(numbers != OUTSIDE).tolist():
            tag = int(numbers[position])
            label = self.label_of(tag)
            if label is None:
                continue
            if spans and not self.is_begin(tag) and spans[-1].last == position and spans[-1].label == label:
                spans[-1] = spans[-1]._replace(last=position + 1)
            else:
                spans.append(TaggedSpan(position, position + 1, label))
        return spans

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """``[from, to]``, shape ``[tags, tags]``: an ``I-`` follows only a tag of its own label, and two spans of one
        word label never touch, since a mark or a number stands between two names, verbs or comparisons."""
        return np.array([[self._may_follow(before, to) for to in range(len(self))] for before in range(len(self))])

    def _may_follow(self, before: int, to: int) -> bool:
        label = self.label_of(to)
        if label is None:
            return True
        if self.is_begin(to):
            return label in NUMERIC_LABELS or self.label_of(before) != label
        return self.label_of(before) == label


GUIDE = Scheme()
"""The tags of the labels of the guide, which every model has."""
TAGS = GUIDE.tags
begin_id, encode, decode = GUIDE.begin_id, GUIDE.encode, GUIDE.decode


def allowed_transitions() -> NDArray[np.bool_]:
    """The transitions that the labels of the guide allow, as of ``Scheme.allowed``."""
    return GUIDE.allowed
