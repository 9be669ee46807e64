"""Agreement is 1 with oneself, symmetric, and counts a moved border as two misses."""

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.agreement import agree
from corpora.errors import CorpusError
from corpora.report import AnnotatedReport
from models.labels import Entity, Label

TEXT = "预算执行率97.3%，同比增长2个百分点。"
Spans = list[tuple[Label, int, int]]


def report(spans: Spans, text: str = TEXT) -> AnnotatedReport:
    entities = tuple(sorted(Entity.cut(text, label, start, end) for label, start, end in spans))
    return AnnotatedReport(id="samples-01", folder="samples", text=text, entities=entities, records=None)


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    cuts = sorted(draw(st.sets(st.integers(0, len(TEXT)), max_size=8)))
    return [(draw(st.sampled_from(list(Label))), a, b) for a, b in pairwise(cuts)]


@given(spans())
def test_an_annotation_agrees_with_itself(own: Spans) -> None:
    result = agree([report(own)], [report(own)])
    assert (result.overall.f1, result.kappa) == (1.0, pytest.approx(1.0))


@given(spans(), spans())
def test_agreement_is_the_same_both_ways_round(one: Spans, other: Spans) -> None:
    forth, back = agree([report(one)], [report(other)]), agree([report(other)], [report(one)])
    assert forth.overall.f1 == back.overall.f1
    assert forth.kappa == pytest.approx(back.kappa)
    assert -1 <= forth.kappa <= 1 + 1e-9


@given(spans(), spans())
def test_the_labels_add_up_to_the_whole(one: Spans, other: Spans) -> None:
    result = agree([report(one)], [report(other)])
    assert sum(score.both for score in result.by_label.values()) == result.overall.both


def test_a_moved_border_is_a_miss_on_both_sides() -> None:
    one = report([(Label.INDICATOR, 0, 5), (Label.RATE, 5, 10)])
    other = report([(Label.INDICATOR, 2, 5), (Label.RATE, 5, 10)])
    result = agree([one], [other])
    assert (result.overall.both, result.overall.first_only, result.overall.second_only) == (1, 1, 1)
    assert result.by_label[Label.INDICATOR].f1 == 0
    assert result.by_label[Label.RATE].f1 == 1


def test_different_texts_cannot_be_compared() -> None:
    with pytest.raises(CorpusError, match="正文不同"):
        agree([report([])], [report([], TEXT + "。")])


def test_annotations_without_a_report_in_common_cannot_be_compared() -> None:
    with pytest.raises(CorpusError, match="没有共同的报告"):
        agree([report([])], [dataclasses.replace(report([]), id="samples-02")])
