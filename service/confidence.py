"""How sure a record is: the probability that its kind, value, unit and name are right.

What a record rests on is measured here; how much each measurement counts is fitted on annotated reports and shipped
with the model, since it depends on the model as much as on the rules.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np

from models.calibration import Measurements, Scale, log_odds
from models.labels import NUMERIC_LABELS, Entity, Label
from service.checks import Check, Status
from service.records import Mention, Record, RecordKind

DIGITS = 4
AROUND = 3
"""Entities on each side of a figure whose confidence tells whether the place is read well."""

CELL = 25
"""Characters of a line that is rather a cell of a table than a line of prose."""

NAMES = frozenset({Label.INDICATOR, Label.ACTION})


def rated(
    text: str, entities: Sequence[Entity], records: Sequence[Record], checks: Sequence[Check], scale: Scale
) -> list[Record]:
    """``records`` with the confidences that ``scale`` gives them."""
    confidences = scale(measure_records(text, entities, records, checks), len(records)).tolist()
    return [
        record.model_copy(update={"confidence": round(confidence, DIGITS)})
        for record, confidence in zip(records, confidences, strict=True)
    ]


def measure_records(
    text: str, entities: Sequence[Entity], records: Sequence[Record], checks: Sequence[Check]
) -> Measurements:
    """What speaks for and against each record, name → column of shape ``[len(records)]``.

    ``least``, ``joint``, ``name``: log-odds of the confidence of its worst entity, of all of them, of its names.
    ``nearby``, ``document``: log-odds of the mean confidence around its figure, and in the report.
    ``shared``: log of how many records bear the same name span. ``gap``, ``between``: log of the characters and of the
    entities between name and figure. ``holds``, ``violated``: 1 where such a check rests on it. ``nameless``,
    ``behind`` (name after figure), ``goal`` (no value), ``cell`` (short line), ``bare`` (no unit in the figure), and
    the name of its kind: 1 where it is so.
    """
    page = _Page(text, entities, records, checks)
    rows = [page.measure(record) for record in records]
    names = dict.fromkeys(chain.from_iterable(rows))
    columns = {name: np.array([row.get(name, 0.0) for row in rows]) for name in names}
    return {name: log_odds(column) if name in _PROBABILITIES else column for name, column in columns.items()}


_PROBABILITIES = frozenset({"least", "joint", "name", "nearby", "document"})


class _Page:
    """A report with what its records share."""

    def __init__(
        self, text: str, entities: Sequence[Entity], records: Sequence[Record], checks: Sequence[Check]
    ) -> None:
        self.text = text
        self.entities = sorted(entities)
        self.starts = [entity.start for entity in self.entities]
        self.confidences = {(entity.start, entity.end): entity.confidence for entity in entities}
        self.mean = _mean([entity.confidence for entity in entities])
        self.bearers = Counter(
            mention.start for record in records for mention in record.mentions if mention.label is Label.INDICATOR
        )
        self.checked = {
            status: {id for check in checks if check.status is status for id in check.records}
            for status in (Status.HOLDS, Status.VIOLATED)
        }

    def measure(self, record: Record) -> Mapping[str, float]:
        names = [mention for mention in record.mentions if mention.label in NAMES]
        figures = [mention for mention in record.mentions if mention.label in NUMERIC_LABELS]
        sure = [self._sure(mention) for mention in (*names, *figures)] or [0.5]
        return {
            "least": min(sure),
            "joint": math.prod(sure),
            "name": math.prod(map(self._sure, names)) if names else 0.5,
            "document": self.mean,
            "nameless": float(not names),
            "shared": math.log(max((self.bearers[name.start] for name in names), default=0) or 1),
            "goal": float(record.value is None and record.kind is not RecordKind.SCORE),
            "holds": float(record.id in self.checked[Status.HOLDS]),
            "violated": float(record.id in self.checked[Status.VIOLATED]),
            record.kind.value: 1.0,
            **(self._place(names, figures[0]) if figures else {"nearby": self.mean}),
        }

    def _sure(self, mention: Mention) -> float:
        return self.confidences.get((mention.start, mention.end), self.mean)

    def _place(self, names: Sequence[Mention], figure: Mention) -> Mapping[str, float]:
        """How the figure stands in the text, and to the nearest of its names."""
        place = bisect_left(self.starts, figure.start)
        around = self.entities[max(0, place - AROUND) : place + AROUND + 1]
        line = self.text.rfind("\n", 0, figure.start) + 1, self.text.find("\n", figure.end)
        found = {
            "nearby": _mean([entity.confidence for entity in around]),
            "cell": float((line[1] if line[1] >= 0 else len(self.text)) - line[0] < CELL),
            "bare": float(not any(char.isalpha() or char in "%％‰" for char in figure.text)),
        }
        if names:
            name = min(names, key=lambda name: abs(figure.start - name.end))
            first, last = sorted((place, bisect_left(self.starts, name.start)))
            found["gap"] = math.log1p(max(figure.start - name.end, name.start - figure.end, 0))
            found["between"] = math.log(max(last - first, 1))
            found["behind"] = float(name.start > figure.start)
        return found


def _mean(confidences: Sequence[float]) -> float:
    return sum(confidences) / len(confidences) if confidences else 0.5
