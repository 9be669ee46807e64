"""Where the text of a document came from: each stretch of it with its page and box, or with its node."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points (1/72 inch) from the upper left corner of the page."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the original: ``page`` counts from 1, ``box`` is on it; ``node`` serves where there are no pages.

    Nodes: ``p12`` the twelfth paragraph, ``t3r2c5`` a cell of the third table, ``预算!C7`` a cell of a sheet.
    A document may have a million of them, so that this is a bare record and no pydantic model.
    """

    page: int | None = None
    box: Box | None = None
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """The half-open range ``[start, end)`` of the text that stands in ``place``."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of a page in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Furniture:
    """A running head, foot or page number: out of the running text, but remembered."""

    text: str
    place: Place = Place()


class Source(BaseModel):
    """The original of a document.

    ``segments`` are sorted and disjoint; not every character needs one (joints between cells have none).
    ``notes`` are Chinese sentences for people: what was skipped, repaired or not understood.
    """

    model_config = ConfigDict(frozen=True)

    format: str
    name: str = ""
    sha256: str = ""
    pages: tuple[PageSize, ...] = ()
    segments: tuple[Segment, ...] = Field(default=(), repr=False)
    furniture: tuple[Furniture, ...] = Field(default=(), repr=False)
    notes: tuple[str, ...] = ()

    def places(self, start: int, end: int) -> tuple[Place, ...]:
        """The places of ``[start, end)`` in reading order; boxes side by side on one line are merged into one."""
        return tuple(_merged(_part(segment, start, end) for segment in self._within(start, end)))

    def _within(self, start: int, end: int) -> Iterator[Segment]:
        first = bisect_right(self.segments, start, key=lambda segment: segment.end)
        for segment in self.segments[first:]:
            if segment.start >= end:
                return
            yield segment


def _part(segment: Segment, start: int, end: int) -> Place:
    """The place of the part of ``segment`` inside ``[start, end)``: the characters of one box are of one width."""
    place = segment.place
    if place.box is None or (start <= segment.start and segment.end <= end):
        return place
    left, top, right, bottom = place.box
    advance = (right - left) / (segment.end - segment.start)
    first, last = max(start - segment.start, 0), min(end, segment.end) - segment.start
    return Place(place.page, (left + first * advance, top, left + last * advance, bottom), place.node)


def _merged(places: Iterable[Place]) -> Iterator[Place]:
    last: Place | None = None
    for place in places:
        if last is not None and place == last:
            continue
        if last is not None and (joined := _side_by_side(last, place)) is not None:
            last = joined
            continue
        if last is not None:
            yield last
        last = place
    if last is not None:
        yield last


def _side_by_side(left: Place, right: Place) -> Place | None:
    """One place for two boxes whose heights overlap by half on one page, the second not before the first."""
    if left.box is None or right.box is None or (left.page, left.node) != (right.page, right.node):
        return None
    (x1, top1, right1, bottom1), (x2, top2, right2, bottom2) = left.box, right.box
    overlap = min(bottom1, bottom2) - max(top1, top2)
    if x2 < x1 or overlap < min(bottom1 - top1, bottom2 - top2) / 2:
        return None
    return Place(left.page, (x1, min(top1, top2), max(right1, right2), max(bottom1, bottom2)), left.node)
