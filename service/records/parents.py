"""Parts and wholes among values: 其中 and its like, brackets, group rows, and sums that come out."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from models.labels import Label
from service.records.draft import Draft
from service.records.gaps import Break, break_of
from service.records.values import Reading

CUE = re.compile(
    r"其中|包括|含|分别是|分为|构成|组成|主要用于|用于|具体为|具体是|按.{0,10}分|[:：]|分别(?:安排|用于)|主要(?:是|有|为)|，为\s*$|，有\s*$"
)
AWAY = re.compile(r"另有|另外|此外|另|同时|同期|加上|收回")
ADDED = re.compile(r"加上|合计|总计|共计|总额")
TOTAL_NAME = re.compile(r"(?:合|总|小|共)\s*计|总额|总数|总收入|总支出")
SHARE = re.compile(r"^占(?P<whole>.+)$|(?P<other>.+?)占比$")


class Text:
    """What the search for parts needs of the document."""

    def __init__(self, text: str, readings: Mapping[Draft, Reading], indicators: Mapping[Draft, str]) -> None:
        self.text = text
        self.readings = readings
        self.indicators = indicators

    def start(self, draft: Draft) -> int:
        items = [*draft.names, *draft.numeric, *([draft.action] if draft.action else [])]
        return min(i.start for i in items)

    def end(self, draft: Draft) -> int:
        items = [*draft.names, *draft.numeric]
        return max(i.end for i in items)

    def alike(self, part: Draft, whole: Draft) -> bool:
        """Whether ``part`` can be a part of ``whole``: the same sort of figure in the same unit."""
        mine, theirs = self.readings.get(part), self.readings.get(whole)
        if mine is None or theirs is None or part.is_score or whole.is_score:
            return False
        if part.figure.label != whole.figure.label or part.figure.label is Label.RATE:
            return False
        return mine.unit == theirs.unit


def set_prose_parents(context: Text, drafts: Sequence[Draft]) -> None:
    """Parts in one paragraph, ``drafts`` in reading order."""
    levels = [d for d in drafts if d in context.readings and not d.is_score and d.figure.label is not Label.RATE]
    for index, draft in enumerate(levels):
        before = levels[index - 1] if index else None
        if before is None or draft.parent is not None:
            continue
        lead = _lead(context, before, draft)
        cue = _cue(lead)
        if cue is None:
            continue
        whole = _whole(context, levels, index, lead)
        if whole is None:
            continue
        for part in _parts(context, levels, index, whole, "（" in lead or "(" in lead):
            if part.parent is None:
                part.parent = whole
    _sums_before(context, levels)


def _lead(context: Text, before: Draft, draft: Draft) -> str:
    """The words between two levels, without what other mentions cover."""
    return context.text[context.end(before) : context.start(draft)]


def _cue(lead: str) -> str | None:
    tail = re.split(r"[。；;]", lead)[-1]
    if AWAY.search(tail):
        return None
    if re.search(r"[（(]\s*(?:其中[:：]?|含)?\s*$", tail):
        return "("
    match = CUE.search(tail)
    return match[0] if match else None


def _whole(context: Text, levels: Sequence[Draft], index: int, lead: str) -> Draft | None:
    """The last level before ``index`` that the part can belong to."""
    for candidate in reversed(levels[:index]):
        if context.alike(levels[index], candidate) and context.readings[candidate].value >= context.readings[levels[index]].value:
            return candidate
        if levels[index - 1].value is not candidate.value:
            break
    return None


def _parts(context: Text, levels: Sequence[Draft], index: int, whole: Draft, bracket: bool) -> list[Draft]:
    """The parts from ``index`` on: as many as add up to the whole, else those of its clause."""
    target = context.readings[whole].value
    members: list[Draft] = []
    total = Decimal(0)
    clause: list[Draft] | None = None
    depth = 0
    for at in range(index, len(levels)):
        draft = levels[at]
        lead = _lead(context, levels[at - 1], draft) if at > index else ""
        depth += lead.count("（") + lead.count("(") - lead.count("）") - lead.count(")")
        if bracket and depth < 0:
            break
        if depth > 0:
            continue
        hard = break_of(lead) >= Break.STOP or AWAY.search(lead) is not None
        if hard and clause is None:
            clause = list(members)
        if break_of(lead) >= Break.SEMICOLON and clause is None and "其中" in lead:
            clause = list(members)
        if not context.alike(draft, whole):
            continue
        if at > index and _cue(lead) == "其中" and break_of(lead) < Break.SEMICOLON and draft.parent is None:
            continue
        members.append(draft)
        total += context.readings[draft].value
        if total == target and len(members) > 1:
            return members
        if total > target:
            break
    if clause is None:
        clause = members[:-1] if total > target else members
    return clause


def _sums_before(context: Text, levels: Sequence[Draft]) -> None:
    """A total that closes a list: the levels before it add up to it."""
    for index, draft in enumerate(levels):
        if not index or draft.parent is not None:
            continue
        lead = context.text[context.end(levels[index - 1]) : draft.figure.start]
        if not ADDED.search(lead) and not TOTAL_NAME.search(context.indicators[draft]):
            continue
        total, members = Decimal(0), []
        for other in reversed(levels[:index]):
            if not context.alike(other, draft) or other.parent is not None:
                break
            total += context.readings[other].value
            members.append(other)
            if total >= context.readings[draft].value:
                break
        if total == context.readings[draft].value and len(members) > 1:
            for member in members:
                member.parent = draft


def set_table_parents(context: Text, drafts: Sequence[Draft]) -> None:
    """Group rows of one table: a row whose figures are the sums of rows below it (or above, for a 合计)."""
    rows = _rows(context, drafts)
    parents = _row_parents(context, rows)
    for index, parent in parents.items():
        for part in rows[index]:
            for whole in rows[parent]:
                if part.place.column == whole.place.column and context.alike(part, whole) and part.parent is None:
                    part.parent = whole
                    break


def _rows(context: Text, drafts: Sequence[Draft]) -> list[list[Draft]]:
    rows: dict[tuple[int, str], list[Draft]] = {}
    for draft in drafts:
        if draft in context.readings and not draft.is_score and draft.figure.label is not Label.RATE and draft.value is not None:
            rows.setdefault((draft.place.row, context.indicators[draft]), []).append(draft)
    return list(rows.values())


def _row_parents(context: Text, rows: list[list[Draft]]) -> dict[int, int]:
    parents: dict[int, int] = {}
    for whole in range(len(rows) - 1, -1, -1):
        name = context.indicators[rows[whole][0]]
        found = _below(context, rows, whole, parents)
        if not found and TOTAL_NAME.search(name):
            found = _above(context, rows, whole, parents)
        if not found:
            found = _listed(context, rows, whole, parents)
        for index in found:
            parents.setdefault(index, whole)
    return parents


def _listed(context: Text, rows: list[list[Draft]], whole: int, parents: Mapping[int, int]) -> list[int]:
    """Rows that 其中 puts below ``whole``, though they do not add up to it."""
    if whole + 1 >= len(rows) or not rows[whole + 1][0].place.indent or rows[whole][0].place.indent:
        return []
    members = []
    for index in range(whole + 1, len(rows)):
        if index == whole + 1 or rows[index][0].place.indent:
            members.append(index)
        else:
            break
    return [index for index in members if index not in parents]


def _below(context: Text, rows: list[list[Draft]], whole: int, parents: Mapping[int, int]) -> list[int]:
    for position in range(len(rows[whole])):
        members = _run(context, rows, rows[whole][position], range(whole + 1, len(rows)), parents)
        if members:
            return members
    return []


def _above(context: Text, rows: list[list[Draft]], whole: int, parents: Mapping[int, int]) -> list[int]:
    for position in range(len(rows[whole])):
        members = _run(context, rows, rows[whole][position], range(whole - 1, -1, -1), {})
        if members:
            return members
    return []


def _run(context: Text, rows: list[list[Draft]], whole: Draft, order: range, parents: Mapping[int, int]) -> list[int]:
    """The rows in ``order`` whose figures in the column of ``whole`` add up to it; empty where none do."""
    target, total = context.readings[whole].value, Decimal(0)
    members: list[int] = []
    if not target:
        return []
    for index in order:
        if index in parents:
            continue
        part = next((d for d in rows[index] if d.place.column == whole.place.column), None)
        if part is None:
            continue
        if not context.alike(part, whole):
            break
        total += context.readings[part].value
        members.append(index)
        if total == target and sum(1 for m in members if _nonzero(context, rows[m], whole)) > 1:
            return members
        if total > target:
            break
    return []


def _nonzero(context: Text, row: list[Draft], whole: Draft) -> bool:
    return any(d.place.column == whole.place.column and context.readings[d].value for d in row)


def set_shares(context: Text, drafts: Sequence[Draft]) -> None:
    """占X: the parent is the record of X, the last one before."""
    for index, draft in enumerate(drafts):
        if draft.is_score or draft.parent is not None or draft.figure.label is not Label.RATE:
            continue
        match = SHARE.match(context.indicators[draft])
        if not match or not match["whole"]:
            continue
        whole = match["whole"]
        for other in reversed(drafts[:index]):
            name = context.indicators[other]
            if other.is_score or other.value is None or other.figure.label is Label.RATE:
                continue
            if name == whole or name.startswith(whole) or name.endswith(whole) or whole.endswith(name):
                draft.parent = other
                break
