"""Calibrated confidence: measurements → probability, by a function that is shipped as plain data.

A version of the model may hold ``calibration.json``, fitted on reports that the model was not trained on: the weights
of a few measurements. Their weighted sum is made a probability by the logistic function, or by a monotone curve where
one was fitted. Without the file confidences stay raw.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.decoding import Scores
from models.labels import Label
from models.tags import GUIDE, Scheme, TaggedSpan

FILE = "calibration.json"

Column = NDArray[np.float64]
Measurements = Mapping[str, Column]
"""What is known about n spans (records): name → column of shape ``[n]``."""

LEAST, MOST = 1e-4, 1 - 1e-4
"""Confidences end here: a model that has seen a few thousand examples cannot be surer of anything."""

LABELS = tuple(Label)


@dataclass(frozen=True, slots=True)
class Scale:
    """From measurements to a probability.

    ``weights`` are those of the named measurements, any other one counts nothing. ``knots`` (ascending log-odds) and
    ``levels`` (probabilities) are the corners of a piecewise linear curve; without them the logistic function decides.
    """

    weights: Mapping[str, float]
    bias: float = 0.0
    knots: tuple[float, ...] = ()
    levels: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if len(self.knots) != len(self.levels) or list(self.knots) != sorted(self.knots):
            raise ValueError("校准曲线的 knots 应递增，且与 levels 一样多")

    def __call__(self, measurements: Measurements, count: int) -> Column:
        """Probabilities of ``count`` spans (records), shape ``[count]``; a missing measurement is 0."""
        odds = np.full(count, self.bias)
        for name, weight in self.weights.items():
            if name in measurements:
                odds = odds + weight * measurements[name]
        return np.clip(np.interp(odds, self.knots, self.levels) if self.knots else probability(odds), LEAST, MOST)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The scales of a version; ``fitted`` tells how and on what they were found."""

    entities: Scale
    records: Scale | None = None
    fitted: Mapping[str, Any] | None = None

    @classmethod
    def read(cls, path: Path) -> "Calibration":
        """The calibration in the file ``path``; raises ``ValueError`` where it holds none."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            records = data.get("records")
            return cls(_scale(data["entities"]), _scale(records) if records else None, data.get("fitted"))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"校准文件 {path} 无法读取：{error}") from error

    def write(self, path: Path) -> None:
        """Write the calibration as JSON, figures to six digits."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")


def _scale(data: Mapping[str, Any]) -> Scale:
    weights = {str(name): float(weight) for name, weight in data["weights"].items()}
    knots, levels = (tuple(map(float, data.get(name) or ())) for name in ("knots", "levels"))
    return Scale(weights, float(data.get("bias", 0)), knots, levels)


def log_odds(probabilities: NDArray[Any] | Sequence[float]) -> Column:
    """The log-odds of probabilities, which are first kept off 0 and 1."""
    kept: Column = np.clip(np.asarray(probabilities, dtype=np.float64), LEAST, MOST)
    return np.log(kept / (1 - kept))


def probability(odds: Column) -> Column:
    """The probabilities of log-odds."""
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))


def measure_spans(scores: Scores, spans: Sequence[TaggedSpan], scheme: Scheme = GUIDE) -> Measurements:
    """What the classifier says of each span, from log-probabilities of shape ``[n, tags]``.

    ``mean``: log-odds of the geometric mean of the label's probability over the pieces. ``joint``: log-odds of the
    product of the tags that make exactly this span, its end included, so that doubtful borders count.
    A label's name: 1 for spans of that label.
    """
    if not spans:
        return {name: np.empty(0) for name in ("mean", "joint", *LABELS)}
    firsts, lasts = (np.array([getattr(span, end) for span in spans]) for end in ("first", "last"))
    begins = np.array([scheme.begin_id(span.label) for span in spans])
    lengths = lasts - firsts
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    pieces = np.arange(lengths.sum()) + np.repeat(firsts - offsets, lengths)
    begin = np.repeat(begins, lengths)
    inside = begin + 1
    own = np.logaddexp(scores[pieces, begin], scores[pieces, inside])
    tags = np.where(np.isin(np.arange(len(pieces)), offsets), begin, inside)
    joint = np.add.reduceat(scores[pieces, tags], offsets) + _ends(scores, lasts, begins + 1)
    mean = np.add.reduceat(own, offsets) / lengths
    labels = {str(label): np.array([span.label is label for span in spans], dtype=np.float64) for label in LABELS}
    return {"mean": log_odds(np.exp(mean)), "joint": log_odds(np.exp(joint)), **labels}


def _ends(scores: Scores, lasts: NDArray[np.int64], insides: NDArray[np.int64]) -> Column:
    """The log-probability that the piece behind each span does not go on with it; 0 at the end of the text."""
    padded = np.concatenate([scores, np.full((1, scores.shape[1]), -np.inf, dtype=scores.dtype)])
    going_on = np.exp(padded[lasts, insides].astype(np.float64))
    return np.log1p(-np.minimum(going_on, MOST))
