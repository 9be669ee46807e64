import re
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import entity_laws
from models.labels import Label
from training.generator import Config, synthesise
from training.generator.grammar import PatternError, parse, slots_of
from training.generator.lexicon import groups, magnitude
from training.generator.scene import Scene, words
from training.generator.sheet import Sheet, Style
from training.generator.slots import SLOTS, fill
from training.generator.surface import Figure
from training.generator.synthesis import compose, negatives, patterns, write_negative
from training.generator.vocabulary import WORDS

SEEDS = st.integers(0, 10**9)


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(200, 3000))
def test_entities_of_an_invented_report_are_spans_of_its_text_in_order(seed: int, size: int) -> None:
    report = synthesise(Random(seed), size)
    done = 0
    for entity in report.entities:
        assert report.text[entity.start : entity.end] == entity.text
        assert entity.start >= done
        done = entity.end
    assert report.records is None


@settings(deadline=None, max_examples=60)
@given(SEEDS)
@pytest.mark.parametrize("law", entity_laws.LAWS, ids=lambda law: law)
def test_an_invented_report_keeps_the_laws_of_the_corpus(law: str, seed: int) -> None:
    report = compose(Random(seed), 1500)
    assert list(entity_laws.LAWS[law](report.text, report.entities)) == []


@given(SEEDS)
@settings(deadline=None, max_examples=20)
def test_one_seed_invents_one_report(seed: int) -> None:
    assert synthesise(Random(seed), 800) == synthesise(Random(seed), 800)


@given(SEEDS)
@settings(deadline=None, max_examples=100)
def test_a_hard_negative_has_no_entities(seed: int) -> None:
    rng = Random(seed)
    page = Sheet()
    write_negative(page, Style.draw(rng, "县", "云溪"), rng)
    assert page.entities == []
    assert page.length


@given(SEEDS)
@settings(deadline=None, max_examples=60)
def test_the_parts_of_an_invented_sum_add_up(seed: int) -> None:
    rng = Random(seed)
    page = Sheet()
    fill(Scene(page, Style.draw(rng, "县", "云溪"), rng), "sum", "nature")
    amounts = [Figure.read(e.text) for e in page.entities if e.label == Label.AMOUNT]
    values = [figure.value for figure in amounts if figure]
    assert values[0] == sum(values[1:], Decimal(0))


def test_every_pattern_uses_slots_that_exist() -> None:
    for passage, members in patterns().items():
        for pattern in members:
            for slot in slots_of(pattern):
                assert slot.name in known_slots(), (passage, slot.name)


def test_no_hard_negative_uses_a_slot_that_makes_an_entity() -> None:
    for pattern in negatives():
        assert {slot.name for slot in slots_of(pattern)} <= {*WORDS, *words()}


def known_slots() -> set[str]:
    return {*SLOTS, *WORDS, *words()}


def test_every_measure_word_of_the_lexicon_has_a_usual_size() -> None:
    for members in groups().values():
        for group in members:
            for unit in group.units:
                if unit not in ("分",):
                    assert magnitude(unit).low <= magnitude(unit).high


def test_a_name_stands_once_in_its_group() -> None:
    for members in groups().values():
        for group in members:
            assert len(group.names) == len(set(group.names))
            assert all(name == name.strip() and 1 <= len(name) <= 30 for name in group.names)


@pytest.mark.parametrize("pattern", ["<甲/乙", "{name:a", "⟦INDICATOR|名", "甲>乙", "⟦NAME|名⟧"])
def test_a_broken_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse(pattern)


def test_a_quiet_configuration_adds_no_noise() -> None:
    quiet = Config(**dict.fromkeys(Config.__slots__, 0.0))
    assert synthesise(Random(7), 900, quiet).text == compose(Random(7), 900).text


def test_the_beginning_of_an_invented_report_reads_as_one() -> None:
    report = compose(Random(1), 600)
    title, _, body = report.text.partition("\n")
    assert title == report.title
    assert re.search(r"^一、", body, re.MULTILINE)
    assert str(report.fiscal_year) in title
