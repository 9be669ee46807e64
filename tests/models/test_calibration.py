"""Confidences are probabilities, by a function that is plain data."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import LEAST, MOST, Calibration, Scale, log_odds, measure_spans, probability
from models.decoding import confidence, log_softmax
from models.labels import Label
from models.store import StoreError, add_calibration, open_version
from models.tagger import Tagger
from models.tags import TAGS, TaggedSpan, begin_id

PARAGRAPH = "2023年度支出决算4,506万元，其中基本支出1,200万元，项目支出3,306万元，同比增长12.5%。\n"
HALVED = Calibration(Scale({"mean": 0.5}, bias=-1.0), Scale({"least": 1.0}))

odds = st.floats(-50, 50)


@given(st.lists(odds, min_size=1), st.floats(-3, 3), st.floats(-3, 3))
def test_every_scale_gives_probabilities_off_zero_and_one(values: list[float], weight: float, bias: float) -> None:
    answer = Scale({"mean": weight}, bias)({"mean": np.array(values)}, len(values))
    assert ((answer >= LEAST) & (answer <= MOST)).all()


@given(st.lists(odds, min_size=2))
def test_a_rising_curve_keeps_the_order(values: list[float]) -> None:
    scale = Scale({"mean": 1.0}, 0.0, (-2.0, 0.0, 3.0), (0.1, 0.4, 0.9))
    answer = scale({"mean": np.array(sorted(values))}, len(values))
    assert (np.diff(answer) >= 0).all()


def test_a_measurement_that_the_scale_does_not_know_counts_nothing() -> None:
    columns = {"mean": np.array([1.0, 2.0]), "weather": np.array([9.0, 9.0])}
    assert np.allclose(Scale({"mean": 1.0, "absent": 5.0})(columns, 2), probability(columns["mean"]))


def test_a_curve_that_falls_back_is_refused() -> None:
    with pytest.raises(ValueError, match="递增"):
        Scale({"mean": 1.0}, 0.0, (1.0, 0.0), (0.2, 0.3))


def test_a_span_with_a_doubtful_end_is_less_sure_than_one_with_a_clear_end() -> None:
    begin = begin_id(Label.INDICATOR)
    clear, doubtful = (_scores(begin, going_on) for going_on in (0.01, 0.6))
    spans = [TaggedSpan(1, 3, Label.INDICATOR)]
    sure, unsure = (measure_spans(scores, spans) for scores in (clear, doubtful))
    assert sure["mean"] == pytest.approx(unsure["mean"])
    assert sure["joint"][0] > unsure["joint"][0]


def test_the_mean_is_the_raw_confidence() -> None:
    scores = log_softmax(np.random.default_rng(3).normal(size=(9, len(TAGS))).astype(np.float32))
    spans = [TaggedSpan(0, 2, Label.AMOUNT), TaggedSpan(4, 9, Label.ACTION)]
    assert measure_spans(scores, spans)["mean"] == pytest.approx(
        log_odds([confidence(scores, span) for span in spans]), abs=1e-3
    )


def _scores(begin: int, going_on: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Four pieces: outside, begin, inside, and one that goes on with the probability ``going_on``."""
    rows = np.full((4, len(TAGS)), 1e-4)
    rows[0, 0] = rows[1, begin] = rows[2, begin + 1] = 1.0
    rows[3, begin + 1], rows[3, 0] = going_on, 1 - going_on
    return np.log(rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)


def test_a_calibration_survives_its_file(tmp_path: Path) -> None:
    HALVED.write(tmp_path / "calibration.json")
    assert Calibration.read(tmp_path / "calibration.json") == HALVED


@pytest.mark.parametrize("text", ["", "[]", '{"entities": 3}', '{"entities": {"weights": {"mean": "x"}}}'])
def test_a_broken_calibration_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"calibration\.json"):
        Calibration.read(path)


def test_a_version_with_a_calibration_gives_the_same_entities_with_other_confidences(
    tiny_version: Path, tmp_path: Path
) -> None:
    version = Path(shutil.copytree(tiny_version, tmp_path / "v2"))
    raw = Tagger.load(version).tag(PARAGRAPH)
    add_calibration(version, HALVED)
    calibrated = Tagger.load(version).tag(PARAGRAPH)
    assert [(e.start, e.end, e.label) for e in raw] == [(e.start, e.end, e.label) for e in calibrated]
    expected = probability(0.5 * log_odds([entity.confidence for entity in raw]) - 1)
    assert [entity.confidence for entity in calibrated] == pytest.approx(expected.tolist(), abs=1e-3)


def test_an_altered_calibration_is_refused(tiny_version: Path, tmp_path: Path) -> None:
    version = Path(shutil.copytree(tiny_version, tmp_path / "v3"))
    add_calibration(version, HALVED)
    assert open_version(version).name == "tiny"
    with (version / "calibration.json").open("a") as file:
        file.write(" ")
    with pytest.raises(StoreError, match=r"calibration\.json"):
        open_version(version)
