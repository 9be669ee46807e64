"""``full_mark_sum`` in prose: 满分100分，其中决策20分、过程20分 …, and the lines that the report has counted."""

import re
from collections.abc import Iterator

from service.checks.check import Check
from service.checks.ledger import Entry, Ledger, full_mark
from service.checks.score_groups import adds_up, claim
from service.checks.tables import HUNDRED, MARKS, SCORES, core_name, is_mark, totals

COUNTED = re.compile(
    r"(\d+)\s*[项个](?:具体|末级|[二三四]级|评价|考核|评分)*指标|[二三四]级指标(?:共|为|有|计)*\s*(\d+)\s*[项个]"
)
OUT_OF_HUNDRED = re.compile(r"百分制|满分(?:为|是|均为|：)?\s*100|总分(?:值)?(?:为|是|：)?\s*100\s*分")


def check_full_marks(ledger: Ledger) -> Iterator[Check]:
    """The full marks of a list behind their whole, and those of all the lines that the report has counted."""
    for whole in ledger.scores:
        yield from check_list(ledger, whole)
    lines = [entry for entry in ledger.scores if entry.record.full_mark is not None and not entry.record.total]
    lines = [entry for entry in lines if entry.record.full_mark != HUNDRED.value]
    if is_counted(ledger, lines) and OUT_OF_HUNDRED.search(ledger.text[ledger.passage]):
        yield claim(MARKS, None, HUNDRED, lines).check(MARKS.gives(lines, HUNDRED))


def is_counted(ledger: Ledger, lines: list[Entry]) -> bool:
    """Whether the report says that it has as many indicators as there are lines with a mark: none is missing."""
    numbers = {int(one or other) for one, other in COUNTED.findall(ledger.text[ledger.passage])}
    return len(lines) in numbers and len({line.name for line in lines}) == len(lines)


def check_list(ledger: Ledger, whole: Entry) -> Iterator[Check]:
    """A full mark and those in its sentence that make it up; none is missing where all their scores make the total."""
    stated, lines = full_mark(whole), marks_behind(ledger, whole)
    if stated is None or len(lines) < 2:
        return
    told = whole if whole.name else None
    if MARKS.gives(lines, stated):
        yield claim(MARKS, told, stated, lines).check(True)
    elif is_scored(ledger, lines) and (whole.name or stated.value == HUNDRED.value):
        yield claim(MARKS, told, stated, lines).check(False)


def marks_behind(ledger: Ledger, whole: Entry) -> list[Entry]:
    """The marks alone that follow a greater mark alone to the end of its sentence."""
    if not is_mark(whole) or whole.record.total:
        return []
    lines: list[Entry] = []
    for entry in ledger.scores[ledger.scores.index(whole) + 1 :]:
        if ledger.sentence(entry) != ledger.sentence(whole):
            return lines
        if not is_mark(entry) or (entry.record.full_mark or 0) >= (whole.record.full_mark or 0):
            return []
        lines.append(entry)
    return lines


def is_scored(ledger: Ledger, lines: list[Entry]) -> bool:
    """Whether the scores of the same names, told elsewhere, add up to a total: the list has left none out."""
    names = {core_name(line.name) for line in lines}
    scored = [e for e in ledger.scores if core_name(e.name) in names and SCORES.points(e) is not None]
    whole = len(scored) == len(lines) == len(names)
    return whole and any(adds_up(SCORES, total, scored) for total in totals(ledger))
