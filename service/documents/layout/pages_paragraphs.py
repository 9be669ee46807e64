"""Rows → paragraphs: which lines of print go on with the one before, and which begin a paragraph.

A paragraph begins where its first line is indented, where the line before ends early, where there is more white than
between other lines, or where the type changes. A line is no shorter for a number that did not fit in at its end.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

from service.documents.folding import fold
from service.documents.layout.pages_shapes import Row

INDENT = 1.2
"""Heights of type by which a line is indented."""

SHORT = 1.6
"""Heights of type that a full line may lack at its end: a stop that must not begin a line takes a character along."""

MORE_WHITE = 0.45
"""Heights of type by which the white between paragraphs exceeds that between lines."""

OTHER_TYPE = 1.18
MEASURED = 8
"""Rows from which the margins of a column can be told."""

UNBROKEN = re.compile(r"[A-Za-z0-9.,%/+\-]*[^A-Za-z0-9]?[，。；：、）！？”》％]*")
"""What is carried over to the next line as a whole: a word or number, and what may not begin a line."""

BEGINS = re.compile(
    r"(?:第?[一二三四五六七八九十]+ *(?:部分|章|、|[.．])|[(（][一二三四五六七八九十\d]+[)）]"
    r"|\d{1,2} *(?:、|[.．](?!\d))|[①-⑳]|附[件表]|[一二三四五六七八九十]是)"
)
STOPS = "。！？；：;:!?"


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right side of a column of print, and the usual white between its lines."""

    left: float
    right: float
    white: float


Key = tuple[int, int]


def _key(row: Row) -> Key:
    return round(row.sheet.width / 20), row.column


def measure(rows: Iterable[Row]) -> Mapping[Key, Margins]:
    """The margins of each kind of column, over all pages of one width."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        groups[_key(row)].append(row)
    return {key: _margins(group) for key, group in groups.items()}


def _margins(rows: Sequence[Row]) -> Margins:
    whites = [
        below.box.top - above.box.bottom
        for above, below in pairwise(rows)
        if above.sheet is below.sheet and 0 <= below.box.top - above.box.bottom < 3 * above.size
    ]
    white = _lower(whites)
    if len(rows) < MEASURED:
        return Margins(min(row.box.left for row in rows), max(row.box.right for row in rows), white)
    left = quantiles([row.box.left for row in rows], n=20)[1]
    right = quantiles([row.box.right for row in rows], n=20)[-2]
    return Margins(left, right, white)


def _lower(whites: Sequence[float]) -> float:
    """The white between lines of a paragraph: the median of the smaller half."""
    ordered = sorted(whites)
    return median(ordered[: max(1, (len(ordered) + 1) // 2)]) if ordered else 0.0


def paragraphs_of(rows: Sequence[Row], margins: Mapping[Key, Margins]) -> list[list[Row]]:
    """``rows``, which follow each other, gathered into paragraphs."""
    paragraphs: list[list[Row]] = []
    for row in rows:
        if paragraphs and _goes_on(paragraphs[-1], row, margins):
            paragraphs[-1].append(row)
        else:
            paragraphs.append([row])
    return paragraphs


def _goes_on(paragraph: Sequence[Row], row: Row, margins: Mapping[Key, Margins]) -> bool:
    last = paragraph[-1]
    if not 1 / OTHER_TYPE <= row.size / last.size <= OTHER_TYPE:
        return False
    if _parted_by_white(last, row, margins[_key(row)]) or not _is_full(last, row, margins[_key(last)]):
        return False
    indented = row.box.left - margins[_key(row)].left > INDENT * row.size
    if indented:
        # A block that is indented as a whole has its lines below each other, a title has them around one middle.
        below = len(paragraph) > 1 and abs(row.box.left - last.box.left) < row.size / 2
        return (below or abs(row.box.centre - last.box.centre) < row.size / 2) and last.text[-1] not in STOPS
    return not (last.text[-1] in STOPS and BEGINS.match(fold(row.text)))


def _parted_by_white(last: Row, row: Row, margins: Margins) -> bool:
    if last.sheet is not row.sheet or last.column != row.column:
        return False
    return row.box.top - last.box.bottom > margins.white + MORE_WHITE * row.size


def _is_full(last: Row, following: Row, margins: Margins) -> bool:
    """Whether what ``following`` begins with had no more room on ``last``."""
    room = margins.right - last.box.right
    if room <= SHORT * last.size:
        return True
    carried = len((UNBROKEN.match(following.text) or [""])[0])
    glyphs = following.lines[0].glyphs[:carried]
    return bool(glyphs) and room <= glyphs[-1].box.right - glyphs[0].box.left + SHORT / 2 * last.size
