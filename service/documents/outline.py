"""The headings of a report, found by their numbers, with the depth that the numbering systems give them.

Official documents number in a fixed order of depth: 第一部分, 一、, （一）, 1., （1）, ①. A report that skips a system
has fewer levels; none uses them in another order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.documents.document import Heading
from service.documents.folding import fold, squeeze

NUMERAL = "[一二三四五六七八九十]{1,3}"
SYSTEMS = (
    re.compile(r"(?:摘 *要|正 *文)$|附(?:件|表|录)? *\d*(?:[-—]\d+)? *[::]"),
    re.compile(rf"第 *{NUMERAL} *(?:部分|章|篇|编)"),
    re.compile(rf"{NUMERAL} *(?:、|[.,](?! *\d))"),
    re.compile(rf"\( *(?:{NUMERAL}|-) *\)"),  # (-) is what optical recognition makes of (一)
    re.compile(r"\d{1,2} *(?:[、,](?!\d)|\.(?!\d))"),
    re.compile(r"\( *\d{1,2} *\)|\d{1,2}\)"),
    re.compile(r"[①-⑳]"),
)
"""Folded numbering systems, outermost first; the first are the unnumbered parts of a report."""

PARTS = 0
LONGEST = 40
LONGEST_RUN_IN = 26
CELLS = re.compile(r"\||\t|  {2,}\S")
LEADERS = re.compile(r"(?:[.…·]{3,}|-{4,}) *\d* *$|PAGEREF")
CONTENTS = re.compile(r"目 *录$")
FIGURE = re.compile(r"\d(?!\d*(?:\.\d+)? *(?:年|分 *\)|[-—+]|\d|\)|月))")
"""A digit that states a value: years, points in brackets and slogan numbers may stand in a heading."""
CLAUSE = re.compile(r"[,;:]")
MARKS = "*# "


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks and marks around it: its offset in the text and its folded form."""

    start: int
    folded: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that begins with a number: its system (0 = outermost) and where the number ends in the line."""

    line: Line
    system: int
    body: str


def find_outline(text: str) -> tuple[Heading, ...]:
    """The headings of ``text`` in order, levels 1, 2, … without gaps."""
    lines = list(_lines(text))
    numbered = [_numbered(line) for line in lines]
    found: list[tuple[int, int, int]] = []
    for index in _outside_contents(lines, numbered):
        item = numbered[index]
        if item is not None and (length := _heading_length(item, numbered, index)):
            found.append((item.line.start, item.line.start + length, item.system))
    return tuple(_leveled(text, found))


def _leveled(text: str, found: Sequence[tuple[int, int, int]]) -> Iterator[Heading]:
    used = sorted({system for _, _, system in found})
    for start, end, system in found:
        yield Heading(start=start, end=end, text=text[start:end], level=used.index(system) + 1)


def _lines(text: str) -> Iterator[Line]:
    offset = 0
    for raw in fold(text).split("\n"):
        stripped = raw.strip(MARKS + "\r\f")
        if stripped:
            yield Line(offset + raw.index(stripped), stripped)
        offset += len(raw) + 1


def _numbered(line: Line) -> Numbered | None:
    for system, pattern in enumerate(SYSTEMS):
        if match := pattern.match(line.folded):
            return Numbered(line, system, line.folded[match.end() :])
    return None


def _outside_contents(lines: Sequence[Line], numbered: Sequence[Numbered | None]) -> Iterator[int]:
    """Indices of the lines that are no entries of a table of contents.

    Entries have leaders or page numbers, or they stand below 目录 until the first of them comes again.
    """
    entries: set[str] | None = None
    for index, line in enumerate(lines):
        if CONTENTS.match(line.folded):
            entries = set()
        elif LEADERS.search(line.folded):
            continue
        elif entries is None:
            yield index
        else:
            key = squeeze(line.folded)
            if numbered[index] is None or key in entries:
                entries = None
                yield index
            else:
                entries.add(key)


def _heading_length(item: Numbered, numbered: Sequence[Numbered | None], index: int) -> int:
    """The length of the heading that ``item`` is or begins with; 0 where it is an item of a list or a table row."""
    folded, body = item.line.folded, item.body
    if CELLS.search(folded) or not squeeze(body) and item.system != PARTS:
        return 0
    sentence, stop, rest = body.partition("。")
    if rest.strip():
        return _run_in_length(item, sentence)
    if len(sentence) > LONGEST or FIGURE.search(sentence) or sentence.endswith((";", ",")):
        return 0
    if stop and CLAUSE.search(sentence) and _is_list_item(item, numbered, index):
        return 0
    return len(folded)


def _run_in_length(item: Numbered, sentence: str) -> int:
    """A heading that shares its line with the text below it: （一）机构编制。我局…"""
    if len(sentence) > LONGEST_RUN_IN or FIGURE.search(sentence) or CLAUSE.search(sentence):
        return 0
    return len(item.line.folded) - len(item.body) + len(sentence) + 1


def _is_list_item(item: Numbered, numbered: Sequence[Numbered | None], index: int) -> bool:
    """A whole sentence heads something only where text or a deeper number follows it."""
    if index + 1 >= len(numbered):
        return True
    following = numbered[index + 1]
    return following is not None and following.system <= item.system
