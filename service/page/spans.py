"""The text of a report cut into what a page shows: lines, rows of tables, and the marked spans in them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.extraction import Extraction

BAR = re.compile(r" ?\| ?")
LABEL_OF_WHOLE = 200
"""Characters of a line up to which it may be a heading as a whole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; ``label`` is empty where nothing was found in it.

    ``records`` are the ids of the records that rest on it, separated by blanks; ``start`` tells spans apart.
    """

    text: str
    start: int
    label: str = ""
    records: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report: pieces, or the cells of a row; ``level`` is that of a heading, else 0."""

    cells: tuple[tuple[Piece, ...], ...]
    level: int = 0

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return len(self.cells) > 1


@dataclass(frozen=True, slots=True)
class Span:
    """A marked span, half-open."""

    start: int
    end: int
    label: str
    records: str
    confidence: str


def marked_spans(extraction: Extraction) -> list[Span]:
    """The entities and what else records were read from, sorted and disjoint."""
    owners: dict[tuple[int, int], list[str]] = {}
    labels: dict[tuple[int, int], str] = {}
    for record in extraction.records:
        for mention in record.mentions:
            owners.setdefault((mention.start, mention.end), []).append(record.id)
            labels.setdefault((mention.start, mention.end), mention.label.value)
    confidences: dict[tuple[int, int], str] = {}
    for entity in extraction.entities:
        place = (entity.start, entity.end)
        labels[place] = entity.label.value
        confidences[place] = f"{entity.confidence:.0%}"
    spans: list[Span] = []
    for start, end in sorted(labels):
        if start < end and (not spans or start >= spans[-1].end):
            place = (start, end)
            ids = " ".join(dict.fromkeys(owners.get(place, ())))
            spans.append(Span(start, end, labels[place], ids, confidences.get(place, "")))
    return spans


def lines_of(extraction: Extraction, spans: Sequence[Span]) -> list[list[Line]]:
    """The lines of the report that are not blank, in groups: each table is one, as is what stands between tables."""
    text = extraction.document.text
    starts = [span.start for span in spans]
    levels = {heading.start: heading.level for heading in extraction.document.outline}
    groups: list[list[Line]] = []
    at = 0
    for raw in text.split("\n"):
        start, at = at, at + len(raw) + 1
        if not raw.strip():
            groups.append([])
            continue
        line = _line(text, start, start + len(raw), (spans, starts), levels)
        if not groups or (groups[-1] and groups[-1][-1].is_row != line.is_row):
            groups.append([])
        groups[-1].append(line)
    return [group for group in groups if group]


Index = tuple[Sequence[Span], Sequence[int]]


def _line(text: str, start: int, end: int, index: Index, levels: Mapping[int, int]) -> Line:
    cells = tuple(tuple(_pieces(text, low, high, index)) for low, high in _cells(text, start, end))
    first = next((at for at in range(start, end) if not text[at].isspace()), start)
    level = levels.get(first, 0) if len(cells) == 1 and end - start <= LABEL_OF_WHOLE else 0
    return Line(cells, level)


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of a row between bars; a bar at either end closes an empty cell. A line without bars is one cell."""
    low = start
    for match in BAR.finditer(text, start, end):
        yield low, match.start()
        low = match.end()
    yield low, end


def _pieces(text: str, start: int, end: int, index: Index) -> Iterator[Piece]:
    spans, starts = index
    at = start
    for span in spans[bisect_left(starts, start) :]:
        if span.end > end:
            break
        if span.start > at:
            yield Piece(text[at : span.start], at)
        yield Piece(text[span.start : span.end], span.start, span.label, span.records, span.confidence)
        at = span.end
    if at < end:
        yield Piece(text[at:end], at)
