"""Tables in other dress: the same cells between bars, tabs, blanks, or one on each line."""

import re
from random import Random

from training.generator.draft import Draft
from training.generator.edits import Edit, apply, fitting

_BLOCK = re.compile(r"(?:^[^\n]*[|｜\t][^\n]*(?:\n|\Z)){2,}", re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_RULE = re.compile(r"[ \t]*[|｜]?[ \t:|｜+-]*-{2,}[ \t:|｜+-]*\n?", re.MULTILINE)
_MARKS = {"|": re.compile(r"[ 　]*\|[ 　]*"), "｜": re.compile(r"[ 　]*｜[ 　]*"), "\t": re.compile(r" *\t *")}
SEPARATORS = (" | ", "|", "｜", "\t", "　", "  ", "    ", " ", "\n", "\n|\n", " |\n", "\n\n", " ｜ ")


def relayout(draft: Draft, rng: Random, share: float) -> Draft:
    """Some tables of the report with another separator, the same in all the rows of a table."""
    edits: list[Edit] = []
    for block in _BLOCK.finditer(draft.text):
        if rng.random() < share:
            mark = max(_MARKS, key=block[0].count)
            edits += _relaid(draft.text, block.start(), block.end(), mark, rng.choice(SEPARATORS))
    return apply(draft, fitting(draft, edits))


def _relaid(text: str, start: int, end: int, mark: str, new: str) -> list[Edit]:
    edits = []
    for line in _LINE.finditer(text, start, end):
        if mark != "\t" and _RULE.fullmatch(line[0]):
            edits.append(Edit(line.start(), min(line.end() + 1, end), ""))
        else:
            edits += _separated(text, line.start(), line.end(), mark, new)
    return edits


def _separated(text: str, start: int, end: int, mark: str, new: str) -> list[Edit]:
    """The edits of one row: a bar at either end of it goes, or stays a bar where bars are what separates."""
    barred = new.strip() in ("|", "｜") and "\n" not in new
    edits = []
    for match in _MARKS[mark].finditer(text, start, end):
        edge = match.start() == start or match.end() == end
        border = (new.strip() if barred else " |" if new == " |\n" and match.end() == end else "") if edge else new
        edits.append(Edit(match.start(), match.end(), border))
    return edits
