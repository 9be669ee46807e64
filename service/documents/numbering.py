"""The numbering systems of official documents, outermost first.

The order of depth is laid down for all of them: 第一部分, 一、, （一）, 1., （1）, ①. A report that skips a system has
fewer levels; none uses them in another order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.documents.folding import fold

NUMERAL = "[一二三四五六七八九十]{1,3}"
OPEN, CLOSE = r"[(【〔\[]", r"(?:[)】〕\]]| )"  # recognition swaps brackets, or loses the second

PART, CHAPTER, SECTION, SUBSECTION, POINT, SUBPOINT, ITEM = range(7)
SYSTEMS = (
    (PART, re.compile(r"(?:摘 *要|正 *文)$|附(?:件|表|录)? *+\d*+(?:[-—]\d+)? *+:(?= *+\S)")),
    (CHAPTER, re.compile(rf"第 *{NUMERAL} *(?:部分|章|篇|编)")),
    (SECTION, re.compile(rf"{NUMERAL} *(?:、|[.,](?! *\d))")),
    (SUBSECTION, re.compile(rf"{OPEN} *(?:{NUMERAL}|-) *{CLOSE}")),  # (-) is what recognition makes of (一)
    (POINT, re.compile(r"\d{1,2} *(?:[、,](?!\d)|\.(?!\d))")),
    (SUBPOINT, re.compile(r"\( *\d{1,2} *\)|\d{1,2}\)")),
    (ITEM, re.compile(r"[①-⑳]")),
)
FIRST_SECTION = re.compile("一 *、")
MARKS = "*# \r\f"
"""What may stand around a line without being part of it: emphasis, blanks, page breaks."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: the offset of its first character that counts, its folded text, its number.

    ``system`` is ``None`` where it begins with no number; else ``body`` is what follows the number.
    """

    start: int
    folded: str
    system: int | None
    body: str


def lines_of(text: str) -> Iterator[Line]:
    """The lines of ``text`` in order; ``text[line.start:line.start + len(line.folded)]`` is what was folded."""
    offset = 0
    for raw in fold(text).split("\n"):
        if stripped := raw.strip(MARKS):
            yield _line(offset + raw.index(stripped), stripped)
        offset += len(raw) + 1


def _line(start: int, folded: str) -> Line:
    for system, pattern in SYSTEMS:
        if match := pattern.match(folded):
            return Line(start, folded, system, folded[match.end() :] if system else folded)
    return Line(start, folded, None, folded)
