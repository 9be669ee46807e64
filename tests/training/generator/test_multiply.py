from dataclasses import asdict
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import AnnotatedReport, entity_laws, read_corpus, record_laws
from models.labels import Label
from training.generator import Config, Multiplier

SEEDS = st.integers(0, 10**6)


@cache
def reports() -> list[AnnotatedReport]:
    return read_corpus("train")


@cache
def multiplier() -> Multiplier:
    return Multiplier.learn(reports())


def quiet(**chances: float) -> Multiplier:
    """A multiplier that does nothing but what ``chances`` name."""
    off = {name: 0.0 for name, value in asdict(Config()).items() if isinstance(value, float)}
    return Multiplier(multiplier().pools, Config(**{**off, **chances}))


def pick(index: int) -> AnnotatedReport:
    return reports()[index % len(reports())]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**4), SEEDS)
def test_entities_of_a_variant_are_spans_of_its_text_in_order(index: int, seed: int) -> None:
    variant = multiplier().multiply(pick(index), seed)
    done = 0
    for entity in variant.entities:
        assert variant.text[entity.start : entity.end] == entity.text
        assert entity.start >= done
        assert entity.text.strip() == entity.text
        done = entity.end


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**4), SEEDS)
def test_mentions_of_a_variant_are_entities(index: int, seed: int) -> None:
    variant = multiplier().multiply(pick(index), seed)
    places = {(str(e.label), e.start, e.end, e.text) for e in variant.entities}
    for record in variant.records or ():
        for mention in record["mentions"]:
            assert (mention["label"], mention["start"], mention["end"], mention["text"]) in places


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**4), SEEDS)
def test_a_variant_keeps_every_law_of_the_corpus_that_its_report_keeps(index: int, seed: int) -> None:
    report = pick(index)
    variant = multiplier().multiply(report, seed)
    assert _broken(variant) <= _broken(report)


def _broken(report: AnnotatedReport) -> set[str]:
    laws = {name for name, law in entity_laws.LAWS.items() if list(law(report.text, report.entities))}
    records = report.records or ()
    return laws | {name for name, law in record_laws.LAWS.items() if records and list(law(report, records))}


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**4), SEEDS)
def test_one_seed_makes_one_variant(index: int, seed: int) -> None:
    assert multiplier().multiply(pick(index), seed) == multiplier().multiply(pick(index), seed)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**4), SEEDS)
def test_sums_come_out_as_before_when_figures_change(index: int, seed: int) -> None:
    report = pick(index)
    variant = quiet(rescale=1.0, redraw=1.0, redraw_share=1.0).multiply(report, seed)
    assert _balances(variant) == _balances(report)


def _balances(report: AnnotatedReport) -> list[bool | None]:
    """For each record with parts, whether they add up to it."""
    records = report.records or ()
    balances = []
    for whole in records:
        parts = [r for r in records if r.get("parent") in (whole.get("id"), whole["indicator"]) and "value" in r]
        parts = [part for part in parts if part["kind"] == whole["kind"] != "rate"]
        if parts and "value" in whole:
            balances.append(sum(Decimal(part["value"]) for part in parts) == Decimal(whole["value"]))
    return balances


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**4), SEEDS)
def test_noise_keeps_every_entity_and_its_words(index: int, seed: int) -> None:
    report = pick(index)
    noise = quiet(space_digits=1.0, widen=1.0, mix_punctuation=1.0, break_lines=1.0, embolden=1.0, lose_punctuation=1.0)
    variant = noise.multiply(report, seed)
    assert [e.label for e in variant.entities] == [e.label for e in report.entities]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**4), SEEDS)
def test_one_name_stays_one_name(index: int, seed: int) -> None:
    report = pick(index)
    variant = quiet(rename=1.0, rename_share=0.7).multiply(report, seed)
    names: dict[str, str] = {}
    for old, new in zip(report.entities, variant.entities, strict=True):
        if old.label == Label.INDICATOR:
            assert names.setdefault(old.text, new.text) == new.text


def test_nothing_happens_without_chances() -> None:
    report = reports()[0]
    variant = quiet().multiply(report, 1)
    assert (variant.text, variant.entities, variant.records) == (report.text, report.entities, report.records)


@pytest.mark.parametrize("seed", range(3))
def test_claims_of_the_original_are_not_carried_over(seed: int) -> None:
    variant = multiplier().multiply(reports()[seed], seed)
    assert variant.holds == variant.violations == ()
