"""Parts and wholes among values.

Two sorts of evidence: words (其中, 包括, brackets) and sums. A list that adds up to a figure before it is its split,
wherever the report puts it; a 其中 that does not add up holds for its clause alone.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from models.labels import Label
from service.records.draft import Draft
from service.records.gaps import Break, break_of
from service.records.stages import stage_in
from service.records.values import Reading

OF_WHICH = re.compile(r"其中|包括|含(?!量)|构成|组成|分别是|具体(?:为|是)|分为|按[^，。；]{1,12}(?:分|看|列示|划分)|用于|投向|[从分][^，。；]{1,8}看|由\s*$")
VIEWED = re.compile(r"上述[^，。；]{0,14}[:：]|按[^，。；]{1,12}(?:分|看|列示|划分)|[从分][^，。；]{1,8}看")
"""分税种看, 按功能科目列示: what follows is a split of the figure before, item by item."""
NAMELY = re.compile(r"[，,]\s*(?:为|是|系)")
"""结余57万元，为结转41万元、尾款16万元: a cue only where the sum comes out."""
ENUMERATOR = re.compile(r"(?:^|[\s。；;：:，])(?:(?P<arabic>\d{1,2}[.．、](?!\d))|(?P<paren>[（(]\d{1,2}[）)])|(?P<circle>[①-⑳])|(?P<han>[（(][一二三四五六七八九十]+[）)]))\s*$")
BRACKET = re.compile(r"[（(]\s*(?:其中[:：]?|含|包括)?\s*$")
AWAY = re.compile(r"另有|另外|此外|(?<![其])另|同时|同期|加上|收回")
CLOSING = re.compile(r"加上|合计|总计|共计|总额|后，|共")
BALANCE = re.compile(r"结转|结余|剩余|尚未|未支|未拨|节约|缺口|余额|追加|调减|调增|追减|核减")
AVERAGE = re.compile(r"均(?!衡)|每|单价|标准")
TOTAL_NAME = re.compile(r"(?:合|总|小|共)\s*计|总额|总数|总收入|总支出|总投入|总投资")
SHARE = re.compile(r"^占(?!比重?$)(?P<whole>.+)$")

WINDOW = 30
"""Levels that may lie between a whole and the start of a list that adds up to it."""
BLOCKS = 12
"""Paragraphs over which a split may stretch."""
SURE = 3
"""Significant digits, and parts beyond the second, from which a sum in one sentence is no accident."""


class Context:
    """The document as the search for parts sees it."""

    def __init__(self, text: str, readings: Mapping[Draft, Reading], indicators: Mapping[Draft, str]) -> None:
        self.text = text
        self.readings = readings
        self.indicators = indicators
        self.splits: dict[Draft, list[list[Draft]]] = {}

    def is_level(self, draft: Draft) -> bool:
        level = draft.value is not None or draft.goal is not None
        return level and not draft.is_score and draft.figure.label is not Label.RATE

    def start(self, draft: Draft) -> int:
        items = [*draft.names, draft.figure, *([draft.action] if draft.action else [])]
        return min(item.start for item in items)

    def end(self, draft: Draft) -> int:
        return max(item.end for item in [*draft.names, *draft.numeric])

    def lead(self, before: Draft, draft: Draft) -> str:
        """The words between two levels."""
        return self.text[self.end(before) : self.start(draft)]

    def alike(self, part: Draft, whole: Draft, loose: bool = False) -> bool:
        """Whether ``part`` can be a part of ``whole``: the same sort of figure in the same unit, and no average.

        ``loose`` lets counts differ in their measure word: 52处，包括服务中心17家.
        """
        if part.figure.label != whole.figure.label or (part.value is None) != (whole.value is None):
            return False
        if AVERAGE.search(self.indicators[part]):
            return False
        return self.readings[part].unit == self.readings[whole].unit or (loose and part.figure.label is Label.COUNT)

    def stage(self, draft: Draft) -> object:
        return draft.stage or stage_in(self.indicators[draft])

    def adopt(self, whole: Draft, parts: Sequence[Draft]) -> None:
        for part in parts:
            if part.parent is None and part is not whole:
                part.parent = whole
        self.splits.setdefault(whole, []).append(list(parts))


def set_prose_parents(context: Context, drafts: Sequence[Draft]) -> None:
    """Parts in running text, ``drafts`` in reading order; inner lists come first, so that they count once."""
    levels = [draft for draft in drafts if context.is_level(draft) and not draft.place.table]
    _link(context, levels)


def set_row_parents(context: Context, drafts: Sequence[Draft]) -> None:
    """Parts in a row whose figures are named by their columns: a form with one row of values."""
    rows: dict[tuple[int, int], list[Draft]] = {}
    for draft in drafts:
        if context.is_level(draft) and draft.place.table and draft.parent is None:
            rows.setdefault((draft.place.block, draft.place.row), []).append(draft)
    for row in rows.values():
        if len({context.indicators[draft] for draft in row}) == len(row) > 2:
            _link(context, row)


def _link(context: Context, levels: Sequence[Draft]) -> None:
    for index in range(1, len(levels)):
        _close_list(context, levels, index, added=True)
    for index in range(len(levels) - 1, 0, -1):
        if levels[index].parent is None:
            _open_list(context, levels, index)
    for index in range(1, len(levels)):
        _close_list(context, levels, index, added=False)
    for index in range(1, len(levels)):
        if levels[index].parent is None:
            _named_parts(context, levels, index)


def _tail(lead: str) -> str:
    """The part of ``lead`` in the sentence of what follows."""
    return re.split(r"[。；;]", lead)[-1]


def _open_list(context: Context, levels: Sequence[Draft], index: int) -> None:
    """A list from ``index`` on that adds up to a figure before it."""
    lead = context.lead(levels[index - 1], levels[index])
    cue = any(pattern.search(lead) for pattern in (OF_WHICH, BRACKET, NAMELY))
    fresh = cue or break_of(lead) >= Break.STOP or levels[index].place.block != levels[index - 1].place.block
    seen: set[tuple[Decimal, str]] = set()
    for back in range(index - 1, max(-1, index - WINDOW), -1):
        whole = levels[back]
        if levels[index].place.block - whole.place.block > BLOCKS or not context.alike(levels[index], whole, cue):
            continue
        target = context.readings[whole].value
        key = (target, str(context.stage(whole)))
        between = [d for d in levels[back + 1 : index] if context.alike(d, whole)]
        if key in seen or not (fresh or not between):
            continue
        seen.add(key)
        parts = _run(context, levels, index, whole, cue)
        if parts and _is_sure(context, whole, parts, cue):
            context.adopt(whole, parts)
            return


def _is_sure(context: Context, whole: Draft, parts: Sequence[Draft], cue: bool) -> bool:
    """Whether a sum is evidence: a cue, or figures long enough and parts numerous enough to be no accident."""
    here = all(part.place.block == whole.place.block for part in parts)
    same = here and all(part.place.sentence == whole.place.sentence for part in parts)
    balance = any(BALANCE.search(context.indicators[part]) for part in parts)
    if not cue and balance and not (here and TOTAL_NAME.search(context.indicators[whole])):
        return False
    if whole.figure.label is Label.COUNT:
        return cue or (same and _weight(context, whole, parts) >= SURE)
    return cue or _weight(context, whole, parts) >= (SURE if here else SURE + 1)


def _weight(context: Context, whole: Draft, parts: Sequence[Draft]) -> int:
    return len(context.readings[whole].value.normalize().as_tuple().digits) + len(parts) - 2


def _run(context: Context, levels: Sequence[Draft], index: int, whole: Draft, cue: bool) -> list[Draft]:
    """The levels from ``index`` on that add up to ``whole``, first those of its stage; empty where none do."""
    for strict, loose in ((True, False), (False, False), (False, True)):
        parts = _sum_up(context, levels, index, whole, strict, loose) if cue or not loose else []
        if parts:
            return parts
    return []


def _sum_up(
    context: Context, levels: Sequence[Draft], index: int, whole: Draft, strict: bool, loose: bool
) -> list[Draft]:
    target, total = context.readings[whole].value, Decimal(0)
    inside = set(levels[index:])
    parts: list[Draft] = []
    if target <= 0:
        return []
    for at in range(index, len(levels)):
        draft = levels[at]
        if draft.place.block - levels[index].place.block > BLOCKS:
            return []
        if not context.alike(draft, whole, loose) or (strict and _other_stage(context, draft, whole)):
            continue
        if draft.parent is not None:
            if draft.parent in inside:
                continue
            return []
        parts.append(draft)
        total += context.readings[draft].value
        if total == target and sum(1 for part in parts if context.readings[part].value) > 1:
            return parts + _zeros(context, levels, at, whole)
        if total > target:
            return []
    return []


def _other_stage(context: Context, draft: Draft, whole: Draft) -> bool:
    mine, theirs = context.stage(draft), context.stage(whole)
    return mine is not None and theirs is not None and mine is not theirs


def _zeros(context: Context, levels: Sequence[Draft], last: int, whole: Draft) -> list[Draft]:
    """Lines of 0 that go on with a list whose sum is reached."""
    found = []
    for at in range(last + 1, len(levels)):
        lead = context.lead(levels[at - 1], levels[at])
        if not context.alike(levels[at], whole) or context.readings[levels[at]].value or levels[at].parent is not None:
            break
        if break_of(lead) >= Break.STOP or AWAY.search(lead) or BRACKET.search(lead):
            break
        found.append(levels[at])
    return found


def _close_list(context: Context, levels: Sequence[Draft], index: int, added: bool) -> None:
    """A total behind its list: the levels before it add up to it. ``added`` asks for 加上 within the list."""
    whole = levels[index]
    if whole in context.splits:
        return
    lead = context.text[context.end(levels[index - 1]) : whole.figure.start]
    cue = CLOSING.search(lead) is not None or TOTAL_NAME.search(context.indicators[whole]) is not None
    for start in range(index - 1, max(-1, index - 4), -1):
        parts = _sum_back(context, levels, start, whole)
        if not parts or whole in parts:
            continue
        joined = any(JOINED.search(context.lead(a, b)) for a, b in zip(parts, parts[1:], strict=False))
        same = parts[0].place.sentence == whole.place.sentence and parts[0].place.block == whole.place.block
        sure = cue or (same and start == index - 1 and _weight(context, whole, parts) > SURE)
        if joined if added else sure:
            context.adopt(whole, parts)
        return


JOINED = re.compile("加上|连同")


def _sum_back(context: Context, levels: Sequence[Draft], start: int, whole: Draft) -> list[Draft]:
    """The levels up to ``start`` that add up to ``whole``, in reading order; empty where none do."""
    total, parts = Decimal(0), []
    later = set(levels[: levels.index(whole)])
    for at in range(start, -1, -1):
        draft = levels[at]
        if whole.place.block - draft.place.block > 1:
            break
        if not context.alike(draft, whole):
            if AVERAGE.search(context.indicators[draft]):
                continue
            break
        if draft.parent is not None:
            if draft.parent in later:
                continue
            break
        total += context.readings[draft].value
        parts.append(draft)
        if total >= context.readings[whole].value:
            break
    return parts[::-1] if total == context.readings[whole].value and len(parts) > 1 else []


def _named_parts(context: Context, levels: Sequence[Draft], index: int) -> None:
    """其中 and its like without a sum: the parts of the clause, of the last level that can hold them."""
    lead = context.lead(levels[index - 1], levels[index])
    viewed = VIEWED.search(re.split("[。]", lead)[-1]) is not None
    tail = lead if viewed else _tail(lead)
    bracket = BRACKET.search(tail) is not None
    if not (bracket or viewed) and (AWAY.search(tail) or not OF_WHICH.search(tail)):
        return
    parts = _clause(context, levels, index, bracket, viewed)
    for whole in reversed(levels[:index]):
        if whole.place.block < levels[index].place.block - (2 if viewed else 0):
            return
        held = [part for part in parts if context.alike(part, whole)]
        if _can_hold(context, whole, levels[index]) and (
            not viewed or sum(context.readings[p].value for p in held) <= context.readings[whole].value * MISPRINT
        ):
            while len(held) > 1 and sum(context.readings[p].value for p in held) > context.readings[whole].value * MISPRINT:
                held.pop()
            context.adopt(whole, held)
            return


MISPRINT = Decimal("1.1")
"""Parts may exceed their whole by a misprint of one of them."""


def _clause(context: Context, levels: Sequence[Draft], index: int, bracket: bool, viewed: bool) -> list[Draft]:
    """The levels that go on with the list that opens at ``index``."""
    first, kind = levels[index], _enumerator(context, levels[index])
    parts, depth = [first], 0
    for at in range(index + 1, len(levels)):
        draft = levels[at]
        gap = context.lead(levels[at - 1], draft)
        depth += gap.count("（") + gap.count("(") - gap.count("）") - gap.count(")")
        if kind is not None:
            if draft.place.block - first.place.block > BLOCKS or _ends_enumeration(gap, kind):
                break
            if _enumerator(context, draft) == kind:
                parts.append(draft)
            continue
        level = break_of(gap)
        hard = level >= Break.STOP or (level >= Break.SEMICOLON and not viewed)
        if (bracket and depth < 0) or hard or AWAY.search(gap) or "其中" in _tail(gap):
            break
        if depth <= 0 and draft.parent is None:
            parts.append(draft)
    return parts


def _enumerator(context: Context, draft: Draft) -> str | None:
    """The sort of list number right before the draft's name: arabic, paren, circle or han."""
    start = context.start(draft)
    match = ENUMERATOR.search(context.text[max(0, start - 8) : start])
    return match.lastgroup if match else None


def _ends_enumeration(gap: str, kind: str) -> bool:
    """Whether a list number of a higher sort stands in ``gap``."""
    higher = {"circle": r"[（(]\d{1,2}[）)]|\n\s*\d{1,2}[.．、]", "paren": r"\n\s*\d{1,2}[.．、]|[（(][一二三四五六七八九十]+[）)]",
              "arabic": r"[（(][一二三四五六七八九十]+[）)]|\n[一二三四五六七八九十]、", "han": r"\n[一二三四五六七八九十]+、"}  # fmt: skip
    return re.search(higher[kind], gap) is not None


def _can_hold(context: Context, whole: Draft, part: Draft) -> bool:
    if not context.alike(part, whole) or _other_stage(context, part, whole):
        return False
    lead = context.text[max(0, context.start(whole) - 1) : context.start(whole)]
    return context.readings[whole].value >= context.readings[part].value and lead not in ("比", "较", "为", "占")


# tables


def set_table_parents(context: Context, drafts: Sequence[Draft]) -> None:
    """Group rows of one table: a row whose figures are the sums of rows below it (or above, for a 合计)."""
    rows = _rows(context, drafts)
    for index, parent in _row_parents(context, rows).items():
        for part in rows[index]:
            for whole in rows[parent]:
                if part.place.column == whole.place.column and context.alike(part, whole, True) and part.parent is None:
                    part.parent = whole
                    break


def _rows(context: Context, drafts: Sequence[Draft]) -> list[list[Draft]]:
    rows: dict[tuple[int, str], list[Draft]] = {}
    for draft in drafts:
        if context.is_level(draft):
            rows.setdefault((draft.place.row, context.indicators[draft]), []).append(draft)
    return list(rows.values())


def _row_parents(context: Context, rows: list[list[Draft]]) -> dict[int, int]:
    parents: dict[int, int] = {}
    for whole in range(len(rows) - 1, -1, -1):
        below = [i for i in range(whole + 1, len(rows)) if i not in parents]
        if rows[whole][0].place.indent == 2 and below and rows[below[0]][0].place.indent < 2:
            continue
        for index in _members(context, rows, whole, below):
            parents[index] = whole
    for whole in range(len(rows)):
        above = [i for i in range(whole - 1, -1, -1) if i not in parents]
        if TOTAL_NAME.search(context.indicators[rows[whole][0]]) and whole not in parents.values():
            for index in _members(context, rows, whole, above):
                parents[index] = whole
    for index, whole in _listed(context, rows).items():
        parents.setdefault(index, whole)
    return parents


def _listed(context: Context, rows: list[list[Draft]]) -> dict[int, int]:
    """Rows that 其中 or a list number puts below another, though they do not add up to it."""
    parents: dict[int, int] = {}
    stack: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        depth = row[0].place.indent
        if depth == 2 and stack:
            depth = stack[-1][1] + 1 if not rows[stack[-1][0]][0].place.indent == 2 else stack[-1][1]
        elif depth == 0 and stack and rows[stack[-1][0]][0].place.indent == 2 and _has_room(context, rows, index, parents):
            parents[index] = parents[stack[-1][0]]
            continue
        while stack and stack[-1][1] >= depth:
            stack.pop()
        if stack and depth:
            parents[index] = stack[-1][0]
        stack.append((index, depth))
    return parents


def _has_room(context: Context, rows: list[list[Draft]], index: int, parents: Mapping[int, int]) -> bool:
    """Whether the whole of the row before leaves room for this row too."""
    whole = parents.get(index - 1)
    if whole is None:
        return False
    for draft in rows[whole]:
        parts = [d for i in (*[m for m, w in parents.items() if w == whole], index) for d in rows[i]
                 if d.place.column == draft.place.column and context.alike(d, draft)]  # fmt: skip
        if sum(context.readings[part].value for part in parts) > context.readings[draft].value:
            return False
    return True


def _members(context: Context, rows: list[list[Draft]], whole: int, order: Sequence[int]) -> list[int]:
    """The rows in ``order`` whose figures in some column of ``whole`` add up to it; empty where none do."""
    for draft in rows[whole]:
        members = _column_sum(context, rows, draft, order)
        if members:
            return members
    return []


def _column_sum(context: Context, rows: list[list[Draft]], whole: Draft, order: Sequence[int]) -> list[int]:
    target, total, solid = context.readings[whole].value, Decimal(0), 0
    members: list[int] = []
    if not target:
        return []
    for index in order:
        part = next((d for d in rows[index] if d.place.column == whole.place.column), None)
        if part is None:
            members.append(index)
            continue
        if not context.alike(part, whole):
            break
        value = context.readings[part].value
        total, solid = total + value, solid + bool(value)
        members.append(index)
        if total == target and (solid > 1 or (len(members) > 1 and rows[members[0]][0].place.indent)):
            return members + _zero_rows(context, rows, index, order)
        if total > target:
            break
    return []


def _zero_rows(context: Context, rows: list[list[Draft]], last: int, order: Sequence[int]) -> list[int]:
    """Rows of 0 that go on with a list whose sum is reached."""
    found = []
    for index in order[list(order).index(last) + 1 :]:
        if any(context.readings[draft].value for draft in rows[index]):
            break
        found.append(index)
    return found


# shares


def set_shares(context: Context, drafts: Sequence[Draft]) -> None:
    """占X: the parent is the record of X, the one that the arithmetic bears out, else the last of that name."""
    for index, draft in enumerate(drafts):
        match = SHARE.match(context.indicators[draft]) if draft.figure.label is Label.RATE else None
        if match is None or draft.parent is not None or draft.is_score:
            continue
        before = [d for d in drafts[:index] if context.is_level(d) and d.value is not None]
        named = [d for d in before if _names(match["whole"], context.indicators[d])]
        part = before[-1] if before else None
        proven = [d for d in before if part is not None and d is not part and _is_share(context, draft, part, d)]
        likely = [d for d in proven if d in named] or ([part.parent] if part is not None and part.parent in proven else [])
        draft.parent = (likely or proven[-1:] or named[-1:] or [None])[-1]


def _is_share(context: Context, share: Draft, part: Draft, whole: Draft) -> bool:
    if not context.alike(part, whole) or not context.readings[whole].value:
        return False
    computed = context.readings[part].value / context.readings[whole].value * 100
    rate = context.readings[share]
    return rate.unit == "%" and abs(computed - rate.value) <= rate.step


def _names(whole: str, name: str) -> bool:
    """Whether ``whole`` can be short for ``name``, or the other way round."""
    short, long = sorted((whole, name), key=len)
    rest = iter(long)
    return short in long or (len(short) > 1 and all(char in rest for char in short))


def set_growth_parents(context: Context, drafts: Sequence[Draft]) -> None:
    """投资增长6.4%，其中工业投资增长14.9%: growths behind 其中 are parts of the one before."""
    whole: Draft | None = None
    before: Draft | None = None
    for draft in drafts:
        if not draft.is_growth or draft.place.table:
            continue
        if before is not None and whole is None and "其中" in _tail(context.lead(before, draft)):
            whole = before
        elif before is not None and break_of(context.lead(before, draft)) >= Break.SEMICOLON:
            whole = None
        if whole is not None and draft.parent is None:
            draft.parent = whole
        before = draft


SPLITS = (
    ("来源|级次|渠道|筹集|筹措", "来源"),
    ("投向", "投向"),
    ("用途|用于|支出方向|使用方向", "用途"),
    ("功能|科目", "功能"),
    ("性质|基本支出", "性质"),
    ("结构", "结构"),
    ("采购|货物|工程", "采购类型"),
    ("(?:中央|省|市|县|区|镇|自治区|州)级?(?:财政|资金|补助|配套|$)|自筹|拨款|债券|财政资金", "来源"),
)
"""What a split goes by, from the words before it, else from the names of its parts."""


def set_splits(context: Context) -> None:
    """Name the splits of a whole that has several."""
    for runs in context.splits.values():
        if len(runs) < 2:
            continue
        for number, parts in enumerate(runs, 1):
            start = context.start(parts[0])
            words = [context.text[max(0, start - 20) : start], *(context.indicators[part] for part in parts)]
            names = [name for word in words for cues, name in SPLITS if re.search(cues, word)]
            for part in parts:
                part.split = names[0] if names else str(number)
