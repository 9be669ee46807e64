"""Text → pieces of the encoder's vocabulary, each with its place in the original text."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Offsets = NDArray[np.int64]

AT_ONCE = 20_000
"""Segments that the tokenizer encodes at once; its answer takes much more memory than the pieces that are kept."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one text, in order.

    Shape of each array: ``[n]``. ``text[starts[i]:ends[i]]`` is the surface of piece i; offsets are code points.
    """

    ids: Offsets
    starts: Offsets
    ends: Offsets

    def __len__(self) -> int:
        return len(self.ids)

    def slice(self, first: int, last: int) -> "Pieces":
        """Pieces ``first`` to ``last``, the latter excluded."""
        return Pieces(self.ids[first:last], self.starts[first:last], self.ends[first:last])


class PieceTokenizer:
    """A Hugging Face tokenizer that never lets a piece cross a given border."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self.begin, self.pad, self.end = (self._required(name) for name in ("<s>", "<pad>", "</s>"))

    @classmethod
    def load(cls, path: Path) -> "PieceTokenizer":
        """Load ``tokenizer.json`` from a checkpoint or model directory."""
        return cls(Tokenizer.from_file(str(path / "tokenizer.json")))

    def _required(self, token: str) -> int:
        found = self._tokenizer.token_to_id(token)
        if found is None:
            alternative = {"<s>": "[CLS]", "<pad>": "[PAD]", "</s>": "[SEP]"}[token]
            found = self._tokenizer.token_to_id(alternative)
        if found is None:
            raise ValueError(f"词表缺少特殊符号 {token}")
        return int(found)

    def __call__(self, text: str, borders: Iterable[int] = ()) -> Pieces:
        """The pieces of ``text``; no piece crosses one of ``borders``, none is empty, no two overlap.

        Where normalisation makes two pieces of one character (㎡ → m, 2), the first stands for it.
        """
        cuts = np.unique(np.array([0, len(text), *(b for b in borders if 0 < b < len(text))], dtype=np.int64))
        parts = [self._encode(text, cuts[first : first + AT_ONCE + 1]) for first in range(0, len(cuts), AT_ONCE)]
        ids, starts, ends = (np.concatenate(column) for column in zip(*parts, strict=True))
        reached = np.concatenate([[0], np.maximum.accumulate(ends)[:-1]]) if len(ends) else ends
        fresh = (ends > starts) & (starts >= reached)
        return Pieces(ids[fresh], starts[fresh], ends[fresh])

    def _encode(self, text: str, cuts: Offsets) -> tuple[Offsets, Offsets, Offsets]:
        """Ids, starts and ends of the pieces of the segments between neighbouring ``cuts``."""
        segments = [text[a:b] for a, b in pairwise(cuts.tolist())]
        encoding = self._tokenizer.encode(segments, is_pretokenized=True, add_special_tokens=False)
        offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
        base = cuts[np.array([word or 0 for word in encoding.word_ids], dtype=np.int64)]
        return np.array(encoding.ids, dtype=np.int64), offsets[:, 0] + base, offsets[:, 1] + base
