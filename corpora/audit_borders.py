"""How unlikely it is that somebody has drawn a span there: the evidence of an offset audit without stated texts."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

MISFIT = 4
"""Flaws of a span that lies outside of the text or cuts a character: as many as both borders can have."""
CLEAR = 3
"""Flaws by which another way of counting must beat the plain one, so that a slip of the annotator decides nothing."""
SOUND_SHARE = 0.5
"""Most flaws for each span that a way of counting may have to be believed."""

_NUMBER = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千两半]")
_GOES_ON = re.compile(r"[0-9０-９A-Za-z]{2}|[0-9０-９][.,．，][0-9０-９]")
"""Two neighbours between which, or around which, a number or a foreign word goes on."""
_NOT_FIRST = frozenset("，。；：、！？）》」』】”’,;:!?)]}%％元")
_NOT_LAST = frozenset("，。；：、！？（《「『【“‘,;:!?([{")


def clearly_fewer(other: int, plain: int, spans: int) -> bool:
    """Whether ``other`` flaws on ``spans`` spans are so much fewer than ``plain`` that it is no accident."""
    return plain - other >= CLEAR and plain >= 2 * other and other <= max(1, SOUND_SHARE * spans)


class Numeric(Protocol):
    """A claim that may say that it holds a number."""

    @property
    def numeric(self) -> bool:
        """Whether its label is one of numbers."""
        ...


class Borders:
    """The borders of one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _words(self) -> frozenset[int]:
        from models.segmenter import edges  # noqa: PLC0415 -- loads a dictionary that most audits do not need

        return frozenset({0, *edges(self.text)})

    def flaws(self, spans: Sequence[tuple[int, int] | None], claims: Sequence[Numeric]) -> int:
        """How much speaks against ``spans``, 0 for borders as annotators draw them."""
        return sum(
            MISFIT if span is None else self._flaws(*span, claim.numeric)
            for span, claim in zip(spans, claims, strict=True)
        )

    def _flaws(self, start: int, end: int, numeric: bool) -> int:
        inside = self.text[start:end]
        return sum(
            (
                self._cuts(start),
                self._cuts(end),
                inside[0].isspace() or inside[0] in _NOT_FIRST,
                inside[-1].isspace() or inside[-1] in _NOT_LAST,
                numeric and not _NUMBER.search(inside),
            )
        )

    def _cuts(self, border: int) -> bool:
        if border in (0, len(self.text)):
            return False
        windows = ((border - 1, border + 1), (border - 2, border + 1), (border - 1, border + 2))
        if any(_GOES_ON.fullmatch(self.text[max(0, start) : end]) for start, end in windows):
            return True
        if self.text[border - 1 : border + 1] == "\r\n" or unicodedata.combining(self.text[border]):
            return True
        return border not in self._words
