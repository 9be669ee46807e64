"""Spans become BIO tags and come back unchanged."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.labels import Label
from models.tags import TAGS, TaggedSpan, allowed_transitions, decode, encode


@st.composite
def tagged_spans(draw: st.DrawFn) -> tuple[list[TaggedSpan], int]:
    edges = sorted(draw(st.sets(st.integers(0, 60), min_size=2, max_size=12)))
    spans = [
        TaggedSpan(first, last, draw(st.sampled_from(list(Label))))
        for first, last in pairwise(edges)
        if draw(st.booleans())
    ]
    return spans, 60


@given(tagged_spans())
def test_spans_survive_the_way_to_tags_and_back(case: tuple[list[TaggedSpan], int]) -> None:
    spans, length = case
    assert decode(encode(spans, length)) == spans


@given(st.lists(st.integers(0, len(TAGS) - 1), max_size=40))
def test_any_tag_sequence_decodes_to_spans_that_do_not_overlap(tags: list[int]) -> None:
    spans = decode(tags)
    assert all(left.last <= right.first for left, right in pairwise(spans))


def test_adjacent_spans_of_one_label_stay_two() -> None:
    spans = [TaggedSpan(0, 2, Label.COUNT), TaggedSpan(2, 4, Label.COUNT)]
    assert decode(encode(spans, 4)) == spans


def test_an_inside_tag_follows_only_its_own_label() -> None:
    allowed = allowed_transitions()
    count, rate = TAGS.index("I-COUNT"), TAGS.index("I-RATE")
    assert allowed[TAGS.index("B-COUNT"), count]
    assert not allowed[TAGS.index("O"), count]
    assert not allowed[rate, count]
    assert np.all(allowed[:, 0])
