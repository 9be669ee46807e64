"""Ways to fit a scale, and the one that serves best on reports that it was not fitted on.

scikit-learn fits; what comes out is a ``Scale``, plain data that the service reads without it.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from models.calibration import LEAST, MOST, Column, Scale
from training.calibration.samples import Sample
from training.evaluation.reliability import Reliability, reliability

DIGITS = 6
STRENGTHS = (0.03, 0.1, 0.3, 1.0)
"""How freely the weights of many measurements may grow (scikit-learn's C)."""

AS_GOOD = 1.05
"""A log loss within this factor of the best one counts as equal: the calibration error decides between such methods.

The error alone would prefer a method that tells every answer the same."""

Fit = Callable[[Sample], Scale]


@dataclass(frozen=True, slots=True)
class Trial:
    """A method and how it did on reports that it was not fitted on."""

    method: str
    reliability: Reliability
    log_loss: float

    @property
    def error(self) -> float:
        """The mean of the two expected calibration errors."""
        return (self.reliability.mass_error + self.reliability.width_error) / 2


def methods(main: str) -> Mapping[str, Fit]:
    """Every way to fit; ``main`` names the measurement that the ways with a single one take."""
    several = {f"platt_all_{strength:g}": partial(platt_all, strength=strength) for strength in STRENGTHS}
    return {
        "temperature": partial(temperature, main=main),
        "platt": partial(platt, main=main),
        "isotonic": partial(isotonic, main=main),
        **several,
    }


def temperature(sample: Sample, main: str) -> Scale:
    """One measurement, stretched."""
    return _logistic(sample, (main,), strength=1e6, bias=False)


def platt(sample: Sample, main: str) -> Scale:
    """One measurement, stretched and shifted."""
    return _logistic(sample, (main,), strength=1e6)


def platt_all(sample: Sample, strength: float) -> Scale:
    """All measurements together."""
    return _logistic(sample, tuple(sample.measurements), strength)


def isotonic(sample: Sample, main: str) -> Scale:
    """One measurement, by whatever rising curve fits."""
    curve = IsotonicRegression(out_of_bounds="clip", y_min=LEAST, y_max=MOST)
    curve.fit(sample.measurements[main], sample.right)
    knots, levels = (tuple(np.round(points, DIGITS).tolist()) for points in (curve.X_thresholds_, curve.y_thresholds_))
    return Scale({main: 1.0}, 0.0, knots, levels)


def _logistic(sample: Sample, names: Sequence[str], strength: float, bias: bool = True) -> Scale:
    if len(np.unique(sample.right)) < 2:
        return _constant(sample)
    table = np.stack([sample.measurements[name] for name in names], axis=1)
    spread = np.maximum(table.std(axis=0), 1e-6)
    kept = np.flatnonzero(spread > 1e-6).tolist()
    model = LogisticRegression(C=strength, fit_intercept=bias, max_iter=5000)
    centre = table.mean(axis=0) if bias else np.zeros(len(names))
    model.fit(((table - centre) / spread)[:, kept], sample.right)
    weights = model.coef_[0] / spread[kept]
    shift = float(model.intercept_[0]) - float(weights @ centre[kept]) if bias else 0.0
    found = {names[place]: round(float(weight), DIGITS) for place, weight in zip(kept, weights, strict=True)}
    return Scale(found, round(shift, DIGITS))


def _constant(sample: Sample) -> Scale:
    """Where all are right, or all wrong, nothing tells them apart: one probability, by the rule of succession."""
    expected = (float(sample.right.sum()) + 1) / (len(sample) + 2)
    return Scale({}, round(math.log(expected / (1 - expected)), DIGITS))


def cross_validated(sample: Sample, fit: Fit) -> Column:
    """The probability of each answer by a scale that was fitted on all other reports."""
    answer = np.empty(len(sample))
    for report in np.unique(sample.report):
        held = sample.report == report
        answer[held] = fit(sample.where(~held))(sample.where(held).measurements, int(held.sum()))
    return answer


def trial(method: str, confidences: Column, right: Column) -> Trial:
    """How well ``confidences`` foretell what is ``right``."""
    sure = np.clip(confidences, LEAST, MOST)
    loss = -float(np.mean(right * np.log(sure) + (1 - right) * np.log(1 - sure)))
    return Trial(method, reliability(confidences, right), loss)


def choose(sample: Sample, main: str) -> tuple[Scale, list[Trial]]:
    """The scale of the best method, fitted on all of ``sample``; the trials, raw confidence first, best method last."""
    ways = methods(main)
    trials = [trial(name, cross_validated(sample, fit), sample.right) for name, fit in ways.items()]
    least = min(one.log_loss for one in trials)
    best = min((one for one in trials if one.log_loss <= AS_GOOD * least), key=lambda one: one.error)
    others = sorted((one for one in trials if one is not best), key=lambda one: -one.error)
    return ways[best.method](sample), [trial("raw", sample.raw, sample.right), *others, best]
