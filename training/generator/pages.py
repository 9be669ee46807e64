"""Noise of the page: lines broken at a fixed width, page marks between them, running heads."""

import re
from random import Random

from training.generator.draft import Draft
from training.generator.edits import Edit, apply

_PARAGRAPH = re.compile(r"[^\n]+")
_TABLE_LINE = re.compile(r"[|｜\t]|  |　\S+　|(?:\S+ ){3}")
_NO_LINE_START = frozenset("，。；：、）)”》％%,.;:!?！？")
_MARKS = ("—{}—", "— {} —", "- {} -", "-{}-", "{}", " {} ", "第{}页", "第 {} 页 共 {total} 页", "{}/{total}", "– {} –")


def break_lines(draft: Draft, rng: Random, width: int, paged: float) -> Draft:
    """Break long paragraphs every ``width`` characters or so; with chance ``paged`` a page mark stands in a break.

    Lines of tables are left alone, because a row must stay a row.
    """
    mark, page = rng.choice(_MARKS), rng.randrange(1, 12)
    edits: list[Edit] = []
    for match in _PARAGRAPH.finditer(draft.text):
        if len(match[0]) <= width or _TABLE_LINE.search(match[0]):
            continue
        for at in _breaks(draft.text, match.start(), match.end(), width):
            if paged and rng.random() < paged:
                page += 1
                edits.append(Edit(at, at, f"\n{mark.format(page, total=page + 5)}\n"))
            else:
                edits.append(Edit(at, at, "\n"))
    return apply(draft, edits)


def _breaks(text: str, start: int, end: int, width: int) -> list[int]:
    places = []
    at = start + width
    while at < end - 1:
        cut = at
        while cut < end and text[cut] in _NO_LINE_START:
            cut += 1
        if cut < end - 1:
            places.append(cut)
        at = cut + width
    return places


def run_head(draft: Draft, rng: Random, title: str, share: float) -> Draft:
    """The title repeated as a running head between some paragraphs."""
    if not title:
        return draft
    places = [m.end() for m in re.finditer(r"[。；]\n", draft.text) if rng.random() < share]
    return apply(draft, [Edit(at, at, f"{title}\n") for at in places])
