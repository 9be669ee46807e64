"""The ways in which annotation tools count characters, each of which shifts the spans of those who count otherwise.

Three things vary independently: what a character is (code point, UTF-16 code unit, UTF-8 byte), whether a line end
counts once or twice, and whether a byte order mark counts. A text without astral characters, line ends or mark
leaves little to choose from; ``schemes`` lists only ways that can differ on the text at hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, product

BOM = "\ufeff"


class Unit(StrEnum):
    """What counts as one."""

    CODE_POINT = ""
    UTF16 = "按 UTF-16 码元计"
    UTF8 = "按 UTF-8 字节计"

    def size(self, character: str) -> int:
        """How much ``character`` counts."""
        if self is Unit.UTF16:
            return 1 + (character > "\uffff")
        return len(character.encode("utf-8", "surrogatepass")) if self is Unit.UTF8 else 1


class LineEnd(StrEnum):
    """How a line end counts."""

    AS_IS = ""
    TWICE = "换行按 \\r\\n 两个字符计，而正文只有 \\n"
    ONCE = "换行按一个字符计，而正文是 \\r\\n"


class Mark(StrEnum):
    """How a byte order mark at the beginning counts."""

    AS_IS = ""
    COUNTED = "计入了正文没有的字节顺序标记"
    PASSED_OVER = "没有计入正文开头的字节顺序标记"


@dataclass(frozen=True)
class Scheme:
    """One way of counting."""

    unit: Unit = Unit.CODE_POINT
    line_end: LineEnd = LineEnd.AS_IS
    mark: Mark = Mark.AS_IS

    @property
    def deviations(self) -> int:
        """In how many things it differs from counting the code points of the text as it stands."""
        return sum(map(bool, (self.unit, self.line_end, self.mark)))

    def __str__(self) -> str:
        return "，".join(part for part in (self.unit, self.line_end, self.mark) if part) or "按码点计"

    def count(self, text: str) -> list[int]:
        """The offset that this way gives to each of the ``len(text) + 1`` borders between code points."""
        sizes = [self._size(text, index) for index in range(len(text))]
        ahead = self.unit.size(BOM) if self.mark is Mark.COUNTED else 0
        return list(accumulate(sizes, initial=ahead))

    def _size(self, text: str, index: int) -> int:
        character = text[index]
        if character == "\n" and self.line_end is LineEnd.TWICE:
            return 2 if text[index - 1 : index] != "\r" or index == 0 else 1
        if character == "\r" and self.line_end is LineEnd.ONCE and text.startswith("\n", index + 1):
            return 0
        if index == 0 and character == BOM and self.mark is Mark.PASSED_OVER:
            return 0
        return self.unit.size(character)


@dataclass(frozen=True)
class Ruler:
    """A scheme laid along a text: stated offsets → code points."""

    scheme: Scheme
    text: str

    @cached_property
    def _borders(self) -> dict[int, int]:
        counts = self.scheme.count(self.text)
        first = self.scheme.mark is Mark.PASSED_OVER
        borders: dict[int, int] = {}
        for border, offset in enumerate(counts[first:], start=int(first)):
            borders.setdefault(offset, border)  # before a line end that counts once, not inside it
        return borders

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The code points of ``[start, end)``; ``None`` where that is no span of the text."""
        first, last = self._borders.get(start), self._borders.get(end)
        return None if first is None or last is None or first >= last else (first, last)


def schemes(text: str) -> list[Scheme]:
    """The schemes that can differ from each other on ``text``, the plainest and most frequent first."""
    found = [Scheme(*parts) for parts in product(_units(text), _line_ends(text), _marks(text))]
    return sorted(found, key=lambda scheme: (scheme.deviations, bool(scheme.mark)))


def _units(text: str) -> Iterator[Unit]:
    yield Unit.CODE_POINT
    if text and max(text) > "\uffff":
        yield Unit.UTF16
    if not text.isascii():
        yield Unit.UTF8


def _line_ends(text: str) -> Iterator[LineEnd]:
    yield LineEnd.AS_IS
    pairs = text.count("\r\n")
    if text.count("\n") > pairs:
        yield LineEnd.TWICE
    if pairs:
        yield LineEnd.ONCE


def _marks(text: str) -> Iterator[Mark]:
    yield Mark.AS_IS
    yield Mark.PASSED_OVER if text.startswith(BOM) else Mark.COUNTED
