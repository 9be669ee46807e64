"""What is fitted foretells what is right, on reports that it was not fitted on."""

import numpy as np
import pytest

from models.calibration import Column, Scale, probability
from training.calibration.methods import choose, cross_validated, methods
from training.calibration.samples import Sample
from training.evaluation.reliability import reliability


def _sample(stretch: float, shift: float, count: int = 3000) -> Sample:
    """Answers that are right with the probability ``stretch`` · odds + ``shift``, and are told with the odds alone."""
    chance = np.random.default_rng(11)
    told = chance.normal(2, 1.5, count)
    right = (chance.random(count) < probability(stretch * told + shift)).astype(float)
    kind = (chance.random(count) < 0.5).astype(float)
    return Sample({"mean": told, "kind": kind}, probability(told), right, (np.arange(count) % 10).astype(float))


def _error(confidences: Column, sample: Sample) -> float:
    return reliability(confidences, sample.right).mass_error


@pytest.mark.parametrize("name", methods("mean"))
def test_every_method_mends_confidence_that_is_too_high(name: str) -> None:
    sample = _sample(0.4, 0.0)
    held_out = cross_validated(sample, methods("mean")[name])
    assert _error(held_out, sample) < 0.04 < _error(sample.raw, sample)


def test_the_chosen_scale_comes_with_every_trial() -> None:
    scale, trials = choose(_sample(0.5, -0.5), "mean")
    assert trials[0].method == "raw"
    assert {one.method for one in trials[1:]} == set(methods("mean"))
    assert trials[-1].error < trials[0].error
    assert set(scale.weights) <= {"mean", "kind"}


def test_a_measurement_that_never_changes_gets_no_weight() -> None:
    sample = _sample(1.0, 0.0)
    constant = Sample({**sample.measurements, "same": np.ones(len(sample))}, sample.raw, sample.right, sample.report)
    for fit in methods("mean").values():
        scale: Scale = fit(constant)
        assert "same" not in scale.weights


def test_the_error_of_sure_and_right_answers_is_nothing() -> None:
    perfect = reliability([1.0] * 50, [True] * 50)
    assert (perfect.mass_error, perfect.width_error) == (0.0, 0.0)


def test_the_error_is_the_gap_between_what_is_said_and_what_is_so() -> None:
    found = reliability([0.9] * 100, [True] * 70 + [False] * 30)
    assert found.width_error == pytest.approx(0.2)
    assert found.mass_error >= 0.2


def test_no_answers_give_no_error() -> None:
    nothing = reliability([], [])
    assert (nothing.count, nothing.mass_error, nothing.width_error) == (0, 0.0, 0.0)
