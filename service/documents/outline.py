"""The headings of a report, with the depth that their numbers give them."""

import re
from collections.abc import Iterator, Sequence

from service.documents.contents import outside_contents
from service.documents.document import Heading
from service.documents.folding import squeeze
from service.documents.forms import BLOCK, HOLDS_CLASSES, block_label
from service.documents.numbering import FIRST_SECTION, PART, POINT, SECTION, SUBSECTION, Line, lines_of

LONGEST = 40
LONGEST_RUN_IN = 26
LONGEST_PAIR = 20
"""A run-in heading of two halves, 项目为王，发展后劲持续增强。, is shorter than a sentence of two clauses."""

CELLS = re.compile(r"\||\t|  {2,}\S")
FIGURE = re.compile(r"\d(?!\d*(?:\.\d+)? *(?:年|分 *\)|[-—+]|\d|\)|月))")
"""A digit that states a value: years, points in brackets and slogan numbers may stand in a heading."""

POINTS = re.compile(r"\d+(?:\.\d+)? *分")
BRACKETED_POINTS = re.compile(r"\([^()]*分[^()]*\) *$")
CLAUSE = re.compile(r"[,;:]")

Span = tuple[int, int, int]
"""Start and end in the text, and the system; smaller systems lie outside larger ones."""


def find_outline(text: str) -> tuple[Heading, ...]:
    """The headings of ``text`` in order, levels 1, 2, … without gaps."""
    lines = list(lines_of(text))
    indices = list(outside_contents(lines))
    numbered = list(_numbered(lines, indices))
    if any(PART < system <= SUBSECTION for _, _, system in numbered):
        return _leveled(text, numbered)
    return _leveled(text, sorted([*_titled(numbered), *_blocks([lines[index] for index in indices])]))


def _numbered(lines: Sequence[Line], indices: Sequence[int]) -> Iterator[Span]:
    """The numbered headings; one that shares its line with its text goes on with the series that it is numbered in."""
    last: Line | None = None
    for index in indices:
        line = lines[index]
        span = _numbered_heading(lines, index) or (_goes_on(last, line) if last is not None else None)
        if span:
            last = line
            yield span


def _goes_on(last: Line, line: Line) -> Span | None:
    """5.数字化发展提速。印发…: behind the heading 4. it is the next one, elsewhere the first item of a list."""
    if line.system != POINT or last.system != POINT or CELLS.search(line.folded):
        return None
    if _number(line) != _number(last) + 1:
        return None
    sentence, _, rest = line.body.partition("。")
    length = _phrase_length(line, sentence) if rest.strip() else 0
    return (line.start, line.start + length, POINT) if length else None


def _number(line: Line) -> int:
    match = re.match(r"\d+", line.folded)
    return int(match[0]) if match else 0


def _titled(spans: Sequence[Span]) -> list[Span]:
    """In a form, numbered lines are notes; the titles of its tables stay."""
    return [span for span in spans if span[2] == PART]


def _leveled(text: str, spans: Sequence[Span]) -> tuple[Heading, ...]:
    used = sorted({system for _, _, system in spans})
    return tuple(
        Heading(start=start, end=end, text=text[start:end], level=used.index(system) + 1)
        for start, end, system in spans
    )


def _blocks(lines: Sequence[Line]) -> Iterator[Span]:
    last = block = ""
    for line in lines:
        if label := block_label(line.folded):
            level, start, end = label
            name = line.folded[start:end]
            if level == BLOCK:
                block = name
            elif not HOLDS_CLASSES.search(block):
                level = BLOCK
            if not (last and name.startswith(last)):  # a label is often printed again above its rows
                yield line.start + start, line.start + end, level
            last = name


def _numbered_heading(lines: Sequence[Line], index: int) -> Span | None:
    line = lines[index]
    if line.system is None:
        return None
    following = lines[index + 1] if index + 1 < len(lines) else None
    length = _heading_length(line, following)
    if not length:
        return None
    system = line.system
    if system == PART and not (following and FIRST_SECTION.match(following.folded)):
        system = SECTION  # an abstract or annex without sections of its own stands beside the sections
    return line.start, line.start + length, system


def _heading_length(line: Line, following: Line | None) -> int:
    """The length of the heading that ``line`` is or begins with; 0 for an item of a list or a row of a table."""
    if CELLS.search(line.folded) or not squeeze(line.body):
        return 0
    sentence, stop, rest = line.body.partition("。")
    if rest.strip():
        return _run_in_length(line, sentence)
    if len(sentence) > LONGEST or sentence.endswith((";", ",")) or FIGURE.search(POINTS.sub("", sentence)):
        return 0
    if stop and not _governs(line, following):
        return 0
    if FIGURE.search(sentence) and not _heads_in_spite_of_points(line, sentence, following):
        return 0
    return len(line.folded.rstrip(":").rstrip())


def _heads_in_spite_of_points(line: Line, sentence: str, following: Line | None) -> bool:
    """A line with points heads deeper numbers; above 1. also text, where the points stand in brackets at its end."""
    if following is None or not _governs(line, following):
        return False
    if following.system is not None:
        return True
    return (line.system or PART) <= SUBSECTION and not FIGURE.search(BRACKETED_POINTS.sub("", sentence))


def _governs(line: Line, following: Line | None) -> bool:
    """Whether text or a deeper number comes next: the items of a list are followed by their siblings."""
    if following is None:
        return False
    return following.system is None or following.system > (line.system or PART)


def _run_in_length(line: Line, sentence: str) -> int:
    """A heading that shares its line with the text below it: （一）机构编制。我局…

    Below （一） such a phrase leads an item of a list: 1.兜底保障更加有力。全区…
    """
    return _phrase_length(line, sentence) if line.system is not None and line.system <= SUBSECTION else 0


def _phrase_length(line: Line, sentence: str) -> int:
    if len(sentence) > LONGEST_RUN_IN or FIGURE.search(sentence):
        return 0
    clauses = len(CLAUSE.findall(sentence))
    if clauses > 1 or (clauses and len(sentence) > LONGEST_PAIR):
        return 0
    return len(line.folded) - len(line.body) + len(sentence) + 1
