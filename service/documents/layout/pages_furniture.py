"""Running heads, running feet and page numbers: what a page carries besides its text.

A line is furniture where it stands in the margin and either reads like a page number or comes back on other pages at
the same height. Nothing else is taken out: a doubtful line stays in the text.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from service.documents.folding import fold, squeeze
from service.documents.layout.pages_shapes import Row

MARGIN = 0.11
"""Share of the page's height, at its top and at its bottom, in which furniture stands."""

OUTERMOST = 3
"""Rows from the edge among which furniture is looked for."""

SAME_PLACE = 6.0
"""Points by which the height of a running head may differ between pages."""

LONGEST_HEAD = 60
LARGER = 1.15
"""A line in type so much larger than the text is a title, not a running head."""

NUMBER = r"(?:\d{1,4}|[ivxlc]{1,6}|[IVXLC]{1,6}|[一二三四五六七八九十百〇]{1,4})"
PAGE_NUMBER = re.compile(
    rf"[-—–―－~·•|]+{NUMBER}[-—–―－~·•|]+|第{NUMBER}页(?:[,，/、]?[(]?共{NUMBER}页[)]?)?|{NUMBER}/{NUMBER}|page{NUMBER}(?:of{NUMBER})?|p\.?\d+",
    re.IGNORECASE,
)
BARE = re.compile(r"\d{1,4}")
DIGITS = re.compile(r"\d+")
DECLARES = re.compile(r"单位 *[:：]|编制单位|填报")
"""What is printed above every table and means something: units, and whose table it is."""

Candidate = tuple[int, Row]
"""A page's index and a row in its margin."""


def find_furniture(pages: Sequence[Sequence[Row]]) -> set[int]:
    """The ``id`` of each row that is furniture; ``pages`` holds the rows of each page from top to bottom."""
    sizes = [row.size for rows in pages for row in rows]
    if not sizes:
        return set()
    largest = median(sizes) * LARGER
    candidates = [(index, row) for index, rows in enumerate(pages) for row in _in_margins(rows) if row.size <= largest]
    found = {id(row) for _, row in candidates if PAGE_NUMBER.fullmatch(_squeezed(row))}
    found |= _counting(candidates)
    return found | _coming_back(candidates, len(pages))


def _squeezed(row: Row) -> str:
    return squeeze(fold(row.text))


def _in_margins(rows: Sequence[Row]) -> list[Row]:
    """The outermost rows that lie in the margins."""
    if not rows:
        return []
    height = rows[0].sheet.height
    ordered = sorted(rows, key=lambda row: row.box.middle)
    top = [row for row in ordered[:OUTERMOST] if row.box.middle < MARGIN * height]
    bottom = [row for row in ordered[-OUTERMOST:] if row.box.middle > (1 - MARGIN) * height]
    return [row for row in {id(row): row for row in top + bottom}.values() if not DECLARES.search(row.text)]


def _counting(candidates: Sequence[Candidate]) -> set[int]:
    """Bare numbers that go up by one from page to page; on a single page a number is no page number."""
    offsets: dict[int, list[Candidate]] = {}
    for index, row in candidates:
        if BARE.fullmatch(text := _squeezed(row)):
            offsets.setdefault(int(text) - index, []).append((index, row))
    return {id(row) for group in offsets.values() if len({index for index, _ in group}) > 1 for _, row in group}


def _coming_back(candidates: Sequence[Candidate], pages: int) -> set[int]:
    """Lines that stand at the same height on half of all pages, or of the odd or even ones; digits may differ."""
    groups: dict[str, list[Candidate]] = {}
    for index, row in candidates:
        text = DIGITS.sub("#", _squeezed(row))
        if 0 < len(text) <= LONGEST_HEAD:
            groups.setdefault(text, []).append((index, row))
    found: set[int] = set()
    for group in groups.values():
        found |= _at_one_height(group, _needed(group, pages))
    return found


def _needed(group: Sequence[Candidate], pages: int) -> int:
    """Pages that a head must come back on; one that is on every page of two is enough of a sign."""
    parity: Mapping[int, int] = Counter(index % 2 for index, _ in group)
    within = pages if len(parity) > 1 else (pages + 1) // 2
    return max(2, (within + 1) // 2)


def _at_one_height(group: Sequence[Candidate], needed: int) -> set[int]:
    usual = median(row.box.middle for _, row in group)
    near = [(index, row) for index, row in group if abs(row.box.middle - usual) <= SAME_PLACE]
    return {id(row) for _, row in near} if len({index for index, _ in near}) >= needed else set()
