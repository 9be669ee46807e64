"""What each line of a text is by its structure: a table row, a cell of a one-cell-a-line table, or prose."""

import re
from collections.abc import Mapping
from itertools import pairwise

from service.records.headwords import Role, role_of
from service.records.items import Item
from service.records.spans import Span

BAR = re.compile(r"[|｜│]")
RULED = re.compile(r"[|｜│\t]")
WIDE = re.compile(r"[ \u3000]{2,}")
PROSE = re.compile("[，。；：！？]")
NUMBERED = re.compile(r"(?:[（(][^（）()\d]{1,5}[）)])?[ \t\u3000]+\d{1,3}[ \t\u3000]+")
"""The cell of a line number (行次) between a name, its unit in brackets, and its figure."""
TITLE = re.compile(r"表$|^[（(].*[）)]$")
"""The title of a table, and the year in brackets below it."""
SECTION = re.compile(r"\s*(?:第[一二三四五六七八九十]+[部章节]|[一二三四五六七八九十]+、|附[件表录])")
MAX_HEAD_WORD = 16
MAX_CELL = 60
"""Characters of the longest line that counts as a cell of a one-cell-a-line table."""
MAX_GAP = 14
"""Lines between two lone figures of one such table."""

HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+[部章节]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.．、](?!\d)|[（(]\d+[）)]|附[件表录]|表\d)"
)


def kinds_of(text: str, lines: list[Span]) -> list[str]:
    """``row``, ``cell`` or ``prose`` for each of ``lines``."""
    kinds = ["row" if _is_row(text, line) else "prose" for line in lines]
    closed = [_ends_in_bar(line.text_of(text)) for line in lines]
    for index, one in enumerate(closed):
        if one and kinds[index] == "prose" and any(closed[max(0, index - 1) : index] + closed[index + 1 : index + 2]):
            kinds[index] = "cell"
    done = 0
    heads = _head_runs(text, lines, kinds)
    for start, end in _cell_runs(text, lines, kinds, heads):  # one begins where the one before ends, at the earliest
        kinds[max(start, done) : end] = ["cell"] * (end - max(start, done))
        done = max(done, end)
    for start, end in heads.items():  # the head words one a line, the rows below them in one line each
        if end < len(lines) and kinds[start] == "prose" and kinds[end] == "row":
            kinds[start:end] = ["cell"] * (end - start)
    _adopt_heads(text, lines, kinds)
    return kinds


def _is_row(text: str, line: Span) -> bool:
    """Bars or tabs between cells, or a bare figure next to another cell with nothing but blanks between."""
    content = line.text_of(text)
    if RULED.search(content.strip(" \u3000")) and BAR.sub("", content).strip():
        return not _ends_in_bar(content)
    if all(item.is_name for item in line.items) and _is_head(content):
        return True
    if _has_wide_cells(line, content):
        return True
    gaps = [text[a.end : b.start] for a, b in pairwise(line.items)]
    marks = sum(re.search("[，。；,;]", gap) is not None for gap in gaps)
    bare, figures = sum(i.is_bare for i in line.items), sum(i.is_numeric for i in line.items)
    if marks > sum(not gap.strip() for gap in gaps) or (marks and 2 * bare < figures):
        return False
    pairs = zip(pairwise(line.items), gaps, strict=True)
    return any(
        (left.is_name and right.is_bare and NUMBERED.fullmatch(gap) is not None)
        or (not gap.strip() and "\n" not in gap and _are_cells(left, right, gap))
        for (left, right), gap in pairs
    )


def _has_wide_cells(line: Span, content: str) -> bool:
    """Three cells or more with wide blanks between, whatever is in them, and no mark of a sentence: 桥  ≥4座  5座."""
    cells = WIDE.split(content.strip())
    return len(cells) > 2 and any(item.is_value for item in line.items) and not PROSE.search(content)


def _are_cells(left: Item, right: Item, gap: str) -> bool:
    """Whether two items with nothing but blanks between them, or nothing at all, can only be cells."""
    if left.is_bare and (right.is_numeric or right.is_name):
        return True
    signed = right.text.startswith(("-", "—"))
    return bool(gap) and ((right.is_bare and not signed) or (left.is_numeric and right.is_numeric))


def _ends_in_bar(content: str) -> bool:
    """One cell with the bar that closes it, as system prints have a cell a line."""
    content = content.strip()
    return len(RULED.findall(content)) == 1 and content[-1] in "|｜│"


def _is_head(content: str) -> bool:
    """Several short words of which two at least are column heads."""
    words = content.split()
    known = [word for word in words if len(word) <= MAX_HEAD_WORD and _is_head_word(word)]
    return len(words) > 2 and len(known) > 1 and not re.search("[。；]", content)


def _is_head_word(word: str) -> bool:
    with_unit = re.search(r"[（(][^（）()\d]{1,5}[）)]$", word) is not None
    return with_unit or role_of(word)[0] not in (Role.OTHER, Role.LABEL)


def _head_runs(text: str, lines: list[Span], kinds: list[str]) -> dict[int, int]:
    """Heads that stand a word a line: the first of three short lines or more → the line behind the last.

    Two of the words at least say what a column holds, and they are a good part of the run; names may stand behind them.
    """
    runs: dict[int, int] = {}
    start = 0
    while start < len(lines):
        end, known = start, 0
        while end < len(lines) and kinds[end] == "prose" and _may_head(text, lines[end]):
            known += not lines[end].items and _is_head_word(_content(text, lines[end]))
            end += 1
        while start < end and TITLE.search(_content(text, lines[start])):
            start += 1
        if known > 1 and end - start > 2 and 3 * known >= end - start:
            runs[start] = end
        start = max(end, start + 1)
    return runs


def _long_cells(text: str, lines: list[Span], kinds: list[str], heads: Mapping[int, int]) -> list[bool]:
    """Below a head that names a column of words (评分标准, 扣分原因) lines without entities are cells of any length."""
    free = [False] * len(lines)
    for start, end in heads.items():
        roles = [role_of(_content(text, line))[0] for line in lines[start:end]]
        at = end if Role.TEXT in roles else len(lines)
        while at < len(lines) and kinds[at] == "prose" and not SECTION.match(lines[at].text_of(text)):
            free[at] = not lines[at].items
            at += 1
    return free


def _may_head(text: str, line: Span) -> bool:
    """A short line without figures that can be a head word."""
    content = BAR.sub("", line.text_of(text)).strip()
    short = len(content) <= MAX_HEAD_WORD and not any(item.is_numeric for item in line.items)
    return short and not HEADING.match(content) and not re.search("[，。；：,:;]", content)


def _content(text: str, line: Span) -> str:
    return BAR.sub("", line.text_of(text)).strip()


def _cell_runs(text: str, lines: list[Span], kinds: list[str], heads: Mapping[int, int]) -> list[tuple[int, int]]:
    """Runs of lines that hold one cell each: lone figures not far from each other, and what stands between."""
    lone = [i for i, line in enumerate(lines) if kinds[i] == "prose" and _is_lone_figure(text, line)]
    long = _long_cells(text, lines, kinds, heads)
    cell = [long[at] or _may_be_cell(text, line) for at, line in enumerate(lines)]
    runs: list[tuple[int, int]] = []
    for index in lone:
        near = bool(runs) and index - runs[-1][1] < MAX_GAP
        if near and all(cell[runs[-1][1] : index]):
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    found = []
    first_of = _first_cells(text, lines, kinds)
    for start, end in runs:
        first, last = min([first_of[start], *(h for h, e in heads.items() if _leads_to(kinds, cell, e, start))]), end
        while last < len(lines) and (_is_remark(text, lines[last]) or _is_empty(text, lines[last])):
            last += 1
        if end - start > 1 or (lines[start - 1].items and first < start):
            found.append((first, last))
    return found


def _leads_to(kinds: list[str], cell: list[bool], end: int, figure: int) -> bool:
    """Whether a head that ends at ``end`` stands above the lone figure: cells alone lie between, the first row's."""
    return 0 <= figure - end < MAX_GAP and all(cell[end:figure]) and "row" not in kinds[end:figure]


def _first_cells(text: str, lines: list[Span], kinds: list[str]) -> list[int]:
    """For each line, the first of the short prose lines that lead up to it without a gap; itself where none do."""
    first = [0] * len(lines)
    for index in range(1, len(lines)):
        leads = kinds[index - 1] == "prose" and _may_be_cell(text, lines[index - 1], MAX_CELL // 2)
        first[index] = first[index - 1] if leads else index
    return first


def _is_empty(text: str, line: Span) -> bool:
    return not BAR.sub("", line.text_of(text)).strip()


def _is_remark(text: str, line: Span) -> bool:
    """A short line right behind the last figure that holds a count and its name."""
    content = line.text_of(text)
    return bool(line.items) and line.items[0].is_value and len(content) <= MAX_CELL // 2 and "。" not in content


def _is_lone_figure(text: str, line: Span) -> bool:
    """A line of figures alone, with their sign or unit."""
    if not any(item.is_numeric for item in line.items) or any(item.is_name for item in line.items):
        return False
    covered = sum(item.end - item.start for item in line.items)
    return covered >= len(BAR.sub("", line.text_of(text)).strip()) - 2


def _may_be_cell(text: str, line: Span, limit: int = MAX_CELL) -> bool:
    content = BAR.sub("", line.text_of(text)).strip()
    return len(content) <= limit and not content.endswith(("。", "；")) and sum(i.is_value for i in line.items) <= 2


def _adopt_heads(text: str, lines: list[Span], kinds: list[str]) -> None:
    """Lines directly above a row that hold several short words, or names alone, are its head."""
    for index in range(len(lines) - 2, -1, -1):
        if kinds[index] == "prose" and kinds[index + 1] == "row":
            content = lines[index].text_of(text).strip()
            values = any(i.is_value for i in lines[index].items)
            head = len(content.split()) > 2 or any(i.is_name for i in lines[index].items)
            label = len(content) <= MAX_HEAD_WORD and not HEADING.match(content) and index and kinds[index - 1] == "row"
            words = re.sub("(?:其中|单位)[：:]", "", content)
            if not values and not re.search("[。；，：:]", words) and (head or label):
                kinds[index] = "row"
