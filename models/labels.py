"""The labels of the annotation guide and the one type that carries a tagged span."""

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """What a tagged span is. The borders of each label are laid down in ``corpora/GUIDE.md``."""

    AMOUNT = "AMOUNT"
    COUNT = "COUNT"
    RATE = "RATE"
    FULL_MARK = "FULL_MARK"
    SCORE = "SCORE"
    DEDUCTION = "DEDUCTION"
    INDICATOR = "INDICATOR"
    ACTION = "ACTION"
    CHANGE = "CHANGE"
    TARGET = "TARGET"
    PERIOD = "PERIOD"


QUANTITY_LABELS = frozenset({Label.AMOUNT, Label.COUNT, Label.RATE})
"""Labels of measured values: each gives a record, a target or a change."""

SCORE_LABELS = frozenset({Label.FULL_MARK, Label.SCORE, Label.DEDUCTION})
"""Labels of points on a score line."""

NUMERIC_LABELS = QUANTITY_LABELS | SCORE_LABELS
"""Labels whose spans hold a number that the quantity grammar can read."""


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A labelled span of a document.

    ``start`` and ``end`` are code points into the document's text, half-open:
    ``document.text[start:end] == text``. ``confidence`` lies in 0–1; gold entities have 1.
    """

    start: int
    end: int
    label: Label
    text: str
    confidence: float = 1.0

    @classmethod
    def cut(cls, text: str, label: Label, start: int, end: int, confidence: float = 1.0) -> "Entity":
        """The entity at ``text[start:end]``; raises ``ValueError`` where that is no span of ``text``."""
        if not 0 <= start < end <= len(text):
            raise ValueError(f"需要 0 ≤ start < end ≤ {len(text)}，得到 [{start}, {end})")
        return cls(start, end, label, text[start:end], confidence)
