"""Windows cover a text of any length, each position answered once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.pieces import Pieces
from models.windows import WindowSize, cut, near


def one_piece_a_character(text: str) -> Pieces:
    starts = np.arange(len(text), dtype=np.int64)
    return Pieces(np.zeros_like(starts), starts, starts + 1)


texts = st.text(alphabet="财政收支，。；\n 12万元", max_size=400)
sizes = st.builds(WindowSize, st.integers(1, 50), st.integers(0, 20), st.integers(0, 20))


@given(texts, sizes)
def test_every_piece_is_answered_by_exactly_one_window(text: str, size: WindowSize) -> None:
    answered = [
        position
        for window in cut(text, one_piece_a_character(text), size)
        for position in range(window.core_first, window.core_last)
    ]
    assert answered == list(range(len(text)))


@given(texts, sizes)
def test_no_window_is_longer_than_its_size_allows(text: str, size: WindowSize) -> None:
    for window in cut(text, one_piece_a_character(text), size):
        assert window.first <= window.core_first < window.core_last <= window.last
        assert window.last - window.first <= size.longest


def test_a_core_ends_with_a_sentence_where_one_ends_in_reach() -> None:
    text = "全年支出一千万元。其中项目支出六百万元"
    first = next(cut(text, one_piece_a_character(text), WindowSize(core=12, before=0, after=0)))
    assert text[: first.core_last] == "全年支出一千万元。"


def test_a_sentence_longer_than_the_core_is_cut_and_not_lost() -> None:
    text = "收" * 100
    windows = list(cut(text, one_piece_a_character(text), WindowSize(core=30, before=5, after=5)))
    assert sum(window.core_last - window.core_first for window in windows) == 100


def test_only_the_parts_that_are_asked_for_are_answered() -> None:
    text = "甲。" * 100
    parts = [(10, 40), (120, 130)]
    windows = list(cut(text, one_piece_a_character(text), WindowSize(core=12, before=4, after=2), parts))
    answered = [position for window in windows for position in range(window.core_first, window.core_last)]
    assert answered == [*range(10, 40), *range(120, 130)]
    assert min(window.first for window in windows) == 6


def test_stretches_near_a_place_are_joined_where_they_meet() -> None:
    pieces = one_piece_a_character("甲" * 100)
    assert near(pieces, [(20, 22), (30, 31), (90, 95)], 5) == [(15, 36), (85, 100)]
    assert near(pieces, [], 5) == []
