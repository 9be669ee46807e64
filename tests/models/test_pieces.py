"""Pieces point into the text as it was written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pieces import PieceTokenizer


@pytest.fixture(scope="module")
def tokenizer(tiny_encoder: Path) -> PieceTokenizer:
    return PieceTokenizer.load(tiny_encoder)


texts = st.text(alphabet="预算支出企业１２3 \n\t㎡，（）％①𠮷e\u200b\u0301", max_size=60)


@given(text=texts, data=st.data())
def test_pieces_are_ordered_within_the_text_and_never_overlap(
    tokenizer: PieceTokenizer, text: str, data: st.DataObject
) -> None:
    borders = data.draw(st.sets(st.integers(-3, 70), max_size=8))
    pieces = tokenizer(text, borders)
    assert all(0 <= start < end <= len(text) for start, end in zip(pieces.starts, pieces.ends, strict=True))
    assert all(end <= start for end, start in zip(pieces.ends[:-1], pieces.starts[1:], strict=True))


@given(text=texts, data=st.data())
def test_no_piece_crosses_a_border(tokenizer: PieceTokenizer, text: str, data: st.DataObject) -> None:
    borders = data.draw(st.sets(st.integers(0, len(text)), max_size=8))
    pieces = tokenizer(text, borders)
    crossing = [
        border
        for border in borders
        for start, end in zip(pieces.starts, pieces.ends, strict=True)
        if start < border < end
    ]
    assert not crossing


def test_full_width_digits_are_read_as_digits_at_their_own_places(tokenizer: PieceTokenizer) -> None:
    wide, narrow = tokenizer("１２万元"), tokenizer("12万元")
    assert wide.ids.tolist() == narrow.ids.tolist()
    assert wide.starts.tolist() == narrow.starts.tolist()


def test_every_digit_and_punctuation_mark_is_a_piece_of_its_own(tokenizer: PieceTokenizer) -> None:
    text = "1,320家"
    pieces = tokenizer(text)
    assert [text[a:b] for a, b in zip(pieces.starts, pieces.ends, strict=True)] == ["1", ",", "3", "2", "0", "家"]


def test_an_empty_text_has_no_pieces(tokenizer: PieceTokenizer) -> None:
    assert len(tokenizer("")) == 0
