"""The labels of the annotation guide, those that data may add to them, and the one type that carries a tagged span."""

import re
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

    @classmethod
    def own(cls, name: str) -> "Label":
        """The label ``name``, which may lie beyond the guide: spans of such a label are found and give no record.

        It is a member like any other but is not listed among them, as the combined members of ``enum.Flag`` are not.
        Only from then on does ``Label(name)`` know it, so that a slip in a name stays an error. Raises ``ValueError``
        for what cannot be a name.
        """
        if name in cls.__members__:
            return cls[name]
        if not _NAME.fullmatch(name):
            raise ValueError(f"“{name}”不能作标签：应为大写字母、数字与下划线，以字母开头")
        if name not in _OWN:
            member = str.__new__(cls, name)
            member._name_ = member._value_ = name
            _OWN[name] = member
        return _OWN[name]

    @classmethod
    def can_be(cls, name: str) -> bool:
        """Whether ``name`` is a label of the guide or can be one beyond it; asking makes nothing known."""
        return name in cls.__members__ or _NAME.fullmatch(name) is not None

    @classmethod
    def _missing_(cls, value: object) -> "Label | None":
        return _OWN.get(value) if isinstance(value, str) else None

    @property
    def is_own(self) -> bool:
        """Whether it lies beyond the guide."""
        return self.name not in type(self).__members__


_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
_OWN: dict[str, Label] = {}

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
