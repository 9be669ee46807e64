"""The points of a group of score lines against those of its own lines.

A report often states a group twice: its score in a summary, its full mark above its lines. The two are one group, and
its lines are known to be its own where one of its columns adds up.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from service.checks.check import Check
from service.checks.claims import Claim, listed, number, quoted
from service.checks.ledger import Entry, Ledger, ids
from service.checks.printed import Printed
from service.checks.tables import COLUMNS, MARKS, Column, core_name, other_column, score_children

HEADING_NUMBER = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]*\s*")


def check_group(ledger: Ledger, group: Entry) -> Iterator[Check]:
    """The points of a group against its own lines; lines that are only assumed to be its own contradict nothing."""
    runs = score_children(ledger, group), run_below(ledger, group), lines_of_section(ledger, group)
    own = [lines for lines in runs if len(lines) > 1]
    guessed = lines_before(ledger, group) or following_lines(ledger, group)
    for column in COLUMNS:
        head = told(ledger, column, group) if own or len(guessed) > 1 else None
        stated = column.points(head) if head is not None else None
        if head is None or stated is None:
            continue
        fitting = next((lines for lines in (*own, guessed) if len(lines) > 1 and column.gives(lines, stated)), None)
        if fitting is not None:
            yield claim(column, head, stated, fitting).check(True)
            continue
        other = told(ledger, other_column(column), group)
        whole = (lines for lines in own if column.is_full(lines) and adds_up(other_column(column), other, lines))
        yield from (claim(column, head, stated, lines).check(False) for lines in list(whole)[:1])


def told(ledger: Ledger, column: Column, group: Entry) -> Entry | None:
    """The line that states the points of ``group`` in ``column``: itself, or its namesakes where they agree."""
    if column.points(group) is not None:
        return group
    named = [entry for entry in ledger.scores if is_namesake(entry, group, other_column(column))]
    figures = {figure.value: entry for entry in named if (figure := column.points(entry)) is not None}
    return next(iter(figures.values())) if len(figures) == 1 else None


def is_namesake(entry: Entry, group: Entry, column: Column) -> bool:
    """Whether two lines may be one: of one name, with nothing in ``column`` against it."""
    if entry is group or entry.record.total or not group.name or core_name(entry.name) != core_name(group.name):
        return False
    figures = {figure.value for line in (entry, group) if (figure := column.points(line)) is not None}
    return len(figures) < 2


def run_below(ledger: Ledger, group: Entry) -> list[Entry]:
    """The lines with mark and score right below a heading or lead-in that states one of the two, to the last."""
    if group.record.total or (group.record.full_mark is None) is (group.record.score is None):
        return []
    lines: list[Entry] = []
    for entry in ledger.scores[ledger.scores.index(group) + 1 :]:
        record = entry.record
        if record.total or record.group or record.full_mark is None or record.score is None:
            break
        lines.append(entry)
    return lines


def lines_of_section(ledger: Ledger, group: Entry) -> list[Entry]:
    """The lines below the heading that a group told elsewhere has its name of: （二）实施过程 … 实施过程得29.3分."""
    core = core_name(group.name)
    if not core or group.record.total or names_section(group, core):
        return []
    lines = [entry for entry in ledger.scores if names_section(entry, core) and not entry.record.total]
    return lines if all(line.record.full_mark is not None for line in lines) else []


def names_section(entry: Entry, core: str) -> bool:
    """Whether the innermost heading above ``entry`` is ``core``, but for its number."""
    headings = entry.record.section
    return bool(headings) and HEADING_NUMBER.sub("", headings[-1]).strip() == core


def adds_up(column: Column, total: Entry | None, lines: Sequence[Entry]) -> bool:
    """Whether a column of ``lines`` gives what ``total`` states in it."""
    stated = column.points(total) if total is not None else None
    return stated is not None and column.gives(lines, stated)


def following_lines(ledger: Ledger, group: Entry) -> list[Entry]:
    """The lines after a group heading without linked lines, up to the one that fills its full mark; else nothing."""
    mark = group.record.full_mark
    if not group.record.group or mark is None:
        return []
    lines: list[Entry] = []
    for entry in ledger.scores[ledger.scores.index(group) + 1 :]:
        if entry.record.total or entry.record.group or entry.record.full_mark is None:
            break
        lines.append(entry)
        if MARKS.total(lines) >= mark:
            break
    return lines if MARKS.total(lines) == mark else []


def lines_before(ledger: Ledger, subtotal: Entry) -> list[Entry]:
    """The lines right before a 小计 whose full marks fill its own; else nothing."""
    mark = subtotal.record.full_mark
    if mark is None or not subtotal.name.endswith("小计"):
        return []
    lines: list[Entry] = []
    for entry in ledger.scores[: ledger.scores.index(subtotal)][::-1]:
        if entry.record.total or entry.record.group or entry.record.full_mark is None or MARKS.total(lines) >= mark:
            break
        lines.insert(0, entry)
    return lines if MARKS.total(lines) == mark else []


def claim(column: Column, total: Entry | None, stated: Printed, lines: Sequence[Entry]) -> Claim:
    """The claim that the points of ``lines`` add up to ``stated``; 100 needs no line that states it."""
    computed: Decimal = column.total(lines)
    return Claim(
        rule=column.rule,
        subject=f"{quoted(total.record.indicator)}的{column.name}" if total else "满分",
        stated=stated.value,
        told=stated.show(),
        computed=computed,
        tolerance=column.tolerance(stated),
        formula=f"{len(lines)}项{column.name}（{listed(lines)}）相加为{number(computed)}分",
        records=ids(total, lines) if total else ids(lines),
    )
