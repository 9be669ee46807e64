from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.labels import Label
from training.generator.draft import Draft, Span
from training.generator.edits import Edit, EditError, apply, arrange, fitting


def draft(text: str, *places: tuple[int, int]) -> Draft:
    return Draft(text, tuple(Span(start, end, Label.COUNT, key) for key, (start, end) in enumerate(places)))


@st.composite
def drafts(pick: st.DrawFn) -> Draft:
    text = pick(st.text("新建公厕12座，。 \n", min_size=1, max_size=40))
    cuts = sorted(pick(st.sets(st.integers(0, len(text)), max_size=12)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return draft(text, *pairs)


@st.composite
def edit_lists(pick: st.DrawFn) -> tuple[Draft, list[Edit]]:
    made = pick(drafts())
    size = len(made.text)
    places = st.tuples(st.integers(0, size), st.integers(0, 4), st.text("甲乙 ", max_size=3))
    edits = [Edit(start, min(size, start + width), text) for start, width, text in pick(st.lists(places, max_size=8))]
    return made, fitting(made, edits)


@given(edit_lists())
def test_every_span_keeps_label_order_and_the_edited_surface(case: tuple[Draft, list[Edit]]) -> None:
    before, edits = case
    after = apply(before, edits)
    kept = {span.key: span for span in after.spans}
    done = 0
    for span in before.spans:
        inside = [e for e in edits if span.start <= e.start and e.end <= span.end]
        inside = [e for e in inside if e.start != e.end or span.start < e.start < span.end]
        expected = before.surface(span)
        for edit in reversed(inside):
            cut = edit.start - span.start
            expected = expected[:cut] + edit.text + expected[cut + edit.end - edit.start :]
        if expected:
            assert after.surface(kept[span.key]) == expected
            assert kept[span.key].start >= done
            done = kept[span.key].end
        else:
            assert span.key not in kept


@given(edit_lists())
def test_text_outside_the_edits_is_kept(case: tuple[Draft, list[Edit]]) -> None:
    before, edits = case
    after = apply(before, edits)
    assert len(after.text) == len(before.text) + sum(len(e.text) - (e.end - e.start) for e in edits)


@given(drafts(), st.data())
def test_slices_in_another_order_carry_their_spans(before: Draft, data: st.DataObject) -> None:
    borders = [at for at in range(len(before.text) + 1) if not any(s.start < at < s.end for s in before.spans)]
    cuts = sorted({0, len(before.text), *data.draw(st.sets(st.sampled_from(borders), max_size=4))})
    slices = data.draw(st.permutations(list(pairwise(cuts))))
    after = arrange(before, slices)
    assert sorted(after.text) == sorted(before.text)
    surfaces = {span.key: before.surface(span) for span in before.spans}
    assert {span.key: after.surface(span) for span in after.spans} == surfaces


def test_an_insertion_at_a_border_stays_outside() -> None:
    after = apply(draft("共12座公厕", (1, 4)), [Edit(1, 1, "约"), Edit(4, 4, "新")])
    assert after.text == "共约12座新公厕"
    assert after.surface(after.spans[0]) == "12座"


def test_an_edit_across_a_border_is_refused() -> None:
    with pytest.raises(EditError, match="边界"):
        apply(draft("共12座公厕", (1, 4)), [Edit(3, 5, "处")])


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(EditError, match="重叠"):
        apply(draft("共12座公厕"), [Edit(0, 3, ""), Edit(2, 4, "")])


def test_a_slice_through_a_span_is_refused() -> None:
    with pytest.raises(EditError, match="切断"):
        arrange(draft("共12座公厕", (1, 4)), [(0, 2), (2, 6)])
