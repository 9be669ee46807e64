"""What stands on a page, whoever read it: characters with boxes, ruling lines, and the lines that characters form.

Coordinates are points (1/72 inch), the origin is the top left corner of the page, ``top < bottom``.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

BLANKS = " \t\u00a0\u3000\u2002\u2003\u2009"


class Box(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> float:
        """The middle between left and right."""
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        """The middle between top and bottom."""
        return (self.top + self.bottom) / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def hull(boxes: Iterable[Box]) -> Box:
    """The least box around ``boxes``, of which there is at least one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def overlap(first: Box, second: Box) -> float:
    """The common height of two boxes as a share of the lower one's."""
    common = min(first.bottom, second.bottom) - max(first.top, second.top)
    return common / max(min(first.height, second.height), 0.1)


class Glyph(NamedTuple):
    """A character where it stands; its box is as high as its type, whatever the ink."""

    char: str
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it was read.

    ``skew``: degrees, clockwise, by which the print is turned on the page; ``glyphs`` and ``rules`` stand as if it were
    turned back around the middle of the page. ``turn``: quarters, clockwise, by which the page was turned to be read,
    as for a wide table on an upright page; width and height are those of the turned page. ``stray``: text that is no
    part of the page's text, such as a watermark.
    """

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    rules: Sequence[Box] = ()
    skew: float = 0.0
    stray: Sequence[str] = ()
    turn: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as printed."""
        return (self.height, self.width) if self.turn % 2 else (self.width, self.height)

    def on_page(self, box: Box) -> Box:
        """``box`` as it lies on the page as printed."""
        return self._turned_back(self._askew(box) if self.skew else box)

    def _turned_back(self, box: Box) -> Box:
        left, top, right, bottom = box
        match self.turn:
            case 1:
                return Box(top, self.width - right, bottom, self.width - left)
            case 2:
                return Box(self.width - right, self.height - bottom, self.width - left, self.height - top)
            case 3:
                return Box(self.height - bottom, left, self.height - top, right)
        return box

    def _askew(self, box: Box) -> Box:
        """The hull of the turned corners."""
        sine, cosine = math.sin(math.radians(self.skew)), math.cos(math.radians(self.skew))
        across, down = self.width / 2, self.height / 2
        corners = [
            (across + (x - across) * cosine - (y - down) * sine, down + (x - across) * sine + (y - down) * cosine)
            for x in (box.left, box.right)
            for y in (box.top, box.bottom)
        ]
        return hull(Box(x, y, x, y) for x, y in corners)


@dataclass(frozen=True, slots=True)
class Line:
    """Characters side by side without a wide gap: a line of print, or the part of one that stands in a column."""

    glyphs: tuple[Glyph, ...]
    box: Box = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "box", hull(glyph.box for glyph in self.glyphs))
        object.__setattr__(self, "size", median(glyph.box.height for glyph in self.glyphs))

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(glyph.char for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Row:
    """Lines at one height, in one column of the page, from left to right; ``column`` tells which, 0 without columns."""

    sheet: Sheet
    lines: tuple[Line, ...]
    column: int = 0
    box: Box = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "box", hull(line.box for line in self.lines))

    @property
    def size(self) -> float:
        """The height of its type."""
        return median(line.size for line in self.lines)

    @property
    def text(self) -> str:
        """Its characters, with blanks for the gaps."""
        return "  ".join(line.text for line in self.lines)
