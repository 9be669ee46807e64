"""Scores become legal spans; numeric spans take the borders that the grammar proposes."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.decoding import _search, confidence, log_softmax, spans, viterbi
from models.labels import Label
from models.tags import TAGS, TaggedSpan, allowed_transitions, encode


def scores_for(wanted: list[TaggedSpan], length: int) -> np.ndarray:
    tags = encode(wanted, length)
    logits = np.zeros((length, len(TAGS)), dtype=np.float32)
    logits[np.arange(length), tags] = 9
    return log_softmax(logits)


logits = arrays(np.float32, st.tuples(st.integers(1, 12), st.just(len(TAGS))), elements=st.floats(-8, 8, width=32))


@given(logits)
def test_the_best_path_is_always_legal(values: np.ndarray) -> None:
    path = viterbi(log_softmax(values))
    allowed = allowed_transitions()
    assert TAGS[path[0]] == "O" or TAGS[path[0]].startswith("B-")
    assert all(allowed[before, after] for before, after in pairwise(path))


@given(logits)
def test_no_legal_change_of_one_position_scores_higher(values: np.ndarray) -> None:
    scores = log_softmax(values)
    path = viterbi(scores)
    best = scores[np.arange(len(path)), path].sum()
    allowed = allowed_transitions()
    for position in range(len(path)):
        for tag in range(len(TAGS)):
            other = path.copy()
            other[position] = tag
            starts_well = other[0] == 0 or TAGS[other[0]].startswith("B-")
            if starts_well and all(allowed[a, b] for a, b in pairwise(other)):
                assert scores[np.arange(len(other)), other].sum() <= best + 1e-3


def test_a_numeric_span_takes_the_borders_of_the_quantity_that_it_overlaps() -> None:
    found = spans(scores_for([TaggedSpan(2, 4, Label.AMOUNT)], 8), [(1, 5)])
    assert found == [TaggedSpan(1, 5, Label.AMOUNT)]


def test_a_name_keeps_its_own_borders() -> None:
    wanted = [TaggedSpan(2, 4, Label.INDICATOR)]
    assert spans(scores_for(wanted, 8), [(1, 5)]) == wanted


def test_two_spans_inside_one_digit_run_keep_their_own_borders() -> None:
    wanted = [TaggedSpan(1, 3, Label.FULL_MARK), TaggedSpan(3, 5, Label.SCORE)]
    assert spans(scores_for(wanted, 6), [(1, 5)]) == wanted


def test_confidence_is_the_mean_probability_of_the_label() -> None:
    even = log_softmax(np.zeros((3, len(TAGS)), dtype=np.float32))
    assert confidence(even, TaggedSpan(0, 3, Label.RATE)) == pytest.approx(2 / len(TAGS), rel=1e-5)


@given(logits, st.data())
def test_searching_only_between_certain_positions_finds_the_best_path_of_all(
    values: np.ndarray, data: st.DataObject
) -> None:
    outside = data.draw(st.lists(st.integers(0, len(values) - 1), max_size=4))
    values[outside, 0] = 30
    scores = log_softmax(values)
    places = np.arange(len(scores))
    whole, parts = _search(scores), viterbi(scores)
    assert scores[places, parts].sum() == pytest.approx(scores[places, whole].sum(), abs=1e-2)
