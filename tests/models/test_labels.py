"""Labels that data adds are labels like the others, and nothing else becomes one."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.labels import Entity, Label
from models.tags import GUIDE, TAGS, Scheme, TaggedSpan

OWN = Label.own("PROJECT_NAME")


def test_a_label_of_its_own_is_a_label_and_is_not_listed() -> None:
    assert isinstance(OWN, Label)
    assert (OWN.value, OWN.name, str(OWN)) == ("PROJECT_NAME",) * 3
    assert OWN not in list(Label)
    assert OWN.is_own
    assert not Label.RATE.is_own


def test_the_same_name_gives_the_same_label() -> None:
    assert Label.own("PROJECT_NAME") is OWN
    assert Label("PROJECT_NAME") is OWN
    assert copy.deepcopy(OWN) is OWN
    assert Label.own("RATE") is Label.RATE


@pytest.mark.parametrize("name", ["PROJECT_NAMES", "rate", ""])
def test_a_name_that_nobody_has_added_is_no_label(name: str) -> None:
    with pytest.raises(ValueError, match="is not a valid Label"):
        Label(name)


@pytest.mark.parametrize("name", ["project", "1A", "A B", "A|B", "⟦", ""])
def test_what_cannot_be_written_inline_cannot_be_a_label(name: str) -> None:
    with pytest.raises(ValueError, match="不能作标签"):
        Label.own(name)


def test_an_entity_may_have_such_a_label() -> None:
    assert Entity.cut("农村公路项目", OWN, 0, 6) < Entity.cut("农村公路项目", Label.RATE, 0, 6)


def test_a_wider_scheme_keeps_the_numbers_of_the_tags_before() -> None:
    wide = Scheme.of(["PROJECT_NAME", "RATE", "PLACE"])
    assert wide.tags[: len(TAGS)] == TAGS
    assert wide.tags[len(TAGS) :] == ("B-PROJECT_NAME", "I-PROJECT_NAME", "B-PLACE", "I-PLACE")
    assert wide.own == (OWN, Label.own("PLACE"))
    assert GUIDE.own == ()


def test_asking_whether_a_label_can_be_makes_it_known_to_nobody() -> None:
    assert [name for name in ("RATE", "NEVER_ASKED", "金额", "rate", "") if Label.can_be(name)] == [
        "RATE",
        "NEVER_ASKED",
    ]
    with pytest.raises(ValueError, match="NEVER_ASKED"):
        Label("NEVER_ASKED")


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from([*Label, OWN])), max_size=8))
def test_spans_of_any_label_survive_their_tags(drawn: list[tuple[int, Label]]) -> None:
    scheme, spans, place = Scheme((OWN,)), [], 0
    for length, label in drawn:
        spans.append(TaggedSpan(place, place + length, label))
        place += length + 1
    assert scheme.decode(scheme.encode(spans, place + 1)) == spans
