"""Held out is what training cannot learn by heart."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import AnnotatedReport
from corpora.likeness import groups, overlap, shingles
from tests.training.transaction import story
from training.transaction.mixture import epochs
from training.transaction.split import split

SENTENCE = "全县安排乡村振兴补助资金{}万元，其中用于产业发展{}万元，占比{}%，资金到位率和支付率均达到上级要求。"


def templated(template: int, number: int) -> AnnotatedReport:
    """A report of one of several templates that have no wording in common; ``number`` changes its figures."""
    words = "".join(chr(0x4E00 + template * 400 + place) for place in range(300))
    text = words[:200] + str(number * 37) + words[200:]
    return replace(story.invent(f"t{template}", number), text=text, entities=())


@pytest.mark.parametrize("seed", range(5))
def test_whole_templates_are_held_out_where_there_are_several(seed: int) -> None:
    reports = [templated(template, number) for template in range(6) for number in range(4)]
    found = split(reports, 0.25, seed)
    assert found.apart == "template"
    assert not {key.split("/")[0] for key in found.train} & {key.split("/")[0] for key in found.held_out}
    assert 3 <= len(found.held_out) <= 12


def test_single_documents_are_held_out_where_all_have_one_template() -> None:
    found = split([templated(0, number) for number in range(20)], 0.2, 1)
    assert (found.apart, len(found.held_out)) == ("document", 4)


@given(st.integers(5, 40), st.floats(0.05, 0.6), st.integers(0, 99))
def test_every_report_is_on_one_side_and_both_have_some(count: int, share: float, seed: int) -> None:
    reports = [templated(number % 5, number) for number in range(count)]
    found = split(reports, share, seed)
    assert sorted([*found.train, *found.held_out]) == sorted(report.key for report in reports)
    assert len(found.train) >= 1
    assert len(found.held_out) >= 2
    assert split(reports, share, seed) == found


def test_other_figures_make_no_other_template_and_other_words_do() -> None:
    first, second = shingles(SENTENCE.format(120, 80, 66)), shingles(SENTENCE.format("1,250", 900, 72))
    assert overlap(first, second) == 1
    assert (
        overlap(first, shingles("市场监管部门全年检查食品生产经营单位两千余户，责令改正三百余户，立案查处五十起。"))
        == 0
    )


def test_chains_of_likeness_make_one_group() -> None:
    texts = ["".join(chr(0x4E00 + place) for place in range(start, start + 120)) for start in (0, 60, 120, 900)]
    found = groups({number: shingles(text) for number, text in enumerate(texts)}, 0.3)
    assert found == [[0, 1, 2], [3]]


def test_every_epoch_has_the_new_reports_and_other_old_ones_until_all_have_come() -> None:
    new = [story.invent("new", number) for number in range(3)]
    old = [story.invent("old", number) for number in range(30)]
    parts = list(epochs(new, old, story.SETTINGS))
    fresh = sum(len(report.text) for report in new) * story.SETTINGS.repeat
    replayed = [[report.key for report in part if report.folder == "old"] for part in parts]
    for part in parts:
        assert sum(report.folder == "new" for report in part) == 3 * story.SETTINGS.repeat
        shared = sum(len(report.text) for report in part) - fresh
        assert 0 <= shared - fresh <= 400
    assert all(set(first) != set(second) for first, second in pairwise(replayed))
    assert {key for keys in replayed[:3] for key in keys} == {report.key for report in old}


def test_all_of_the_old_corpus_is_read_where_that_is_asked_for() -> None:
    old = [story.invent("old", number) for number in range(30)]
    for part in epochs([story.invent("new", 0)], old, replace(story.SETTINGS, replay=1.0)):
        assert sum(report.folder == "old" for report in part) == 30
