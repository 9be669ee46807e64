"""Parts and wholes among values.

Two sorts of evidence: words (其中, 包括, brackets) and sums. A list that adds up to a figure before it is its split,
wherever the report puts it; a 其中 that does not add up holds for its clause alone.
"""

import re
from collections.abc import Sequence

from service.records.draft import Draft
from service.records.gaps import Break, break_of
from service.records.parts import named_parts, tail_of
from service.records.shares import set_shares
from service.records.sums import close_list, open_list
from service.records.table_parents import set_table_parents
from service.records.wholes import Context

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

BY = re.compile(r"(?:按|分|从)(?P<what>[\u4e00-\u9fff]{2,4}?)(?:划?分|看|列示|统计)")
"""按货类分, 分险种看: a split by what no table lists."""


def set_parents(context: Context, drafts: Sequence[Draft]) -> None:
    """Give every part its parent, and the splits of a whole that has several their names; in reading order."""
    blocks: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.place.table:
            blocks.setdefault(draft.place.sheet, []).append(draft)
    for table in blocks.values():
        set_table_parents(context, table)
    set_row_parents(context, drafts)
    set_prose_parents(context, drafts)
    set_splits(context)
    set_shares(context, drafts)
    set_growth_parents(context, drafts)


def set_prose_parents(context: Context, drafts: Sequence[Draft]) -> None:
    """Parts in running text, ``drafts`` in reading order; inner lists come first, so that they count once."""
    levels = [draft for draft in drafts if context.is_level(draft) and not draft.place.table and not draft.is_base]
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
    """Inner lists before outer ones; then again from the front, for a second split behind a first."""
    places = {level: index for index, level in enumerate(levels)}
    for index in range(1, len(levels)):
        close_list(context, levels, index, added=True, places=places)
    for index in (*range(len(levels) - 1, 0, -1), *range(1, len(levels))):
        if levels[index].parent is None:
            open_list(context, levels, index)
    for index in range(1, len(levels)):
        close_list(context, levels, index, added=False, places=places)
    for index in range(1, len(levels)):
        if levels[index].parent is None:
            named_parts(context, levels, index)


def set_growth_parents(context: Context, drafts: Sequence[Draft]) -> None:
    """投资增长6.4%，其中工业投资增长14.9%: growths behind 其中 are parts of the one before."""
    whole: Draft | None = None
    before: Draft | None = None
    for draft in drafts:
        if not draft.is_growth or draft.place.table:
            continue
        if before is not None and whole is None and "其中" in tail_of(context.lead(before, draft)):
            whole = before
        elif before is not None and break_of(context.lead(before, draft)) >= Break.SEMICOLON:
            whole = None
        if whole is not None:
            draft.put_under(whole)
        before = draft


def set_splits(context: Context) -> None:
    """Name the splits of a whole that has several; a single 其中 is none, and what no words name has no name."""
    for runs in context.splits.values():
        lists = [parts for parts in runs if len(parts) > 1]
        if len(lists) < 2:
            continue
        for parts in lists:
            name = _split_name(context, parts)
            for part in parts:
                part.split = name


def _split_name(context: Context, parts: Sequence[Draft]) -> str | None:
    """What a split goes by: the last cue of the words before it, else the first of the names of its parts."""
    start = context.start(parts[0])
    lead = context.text[max(0, start - 20) : start]
    cues = [(match.end(), name) for cue, name in SPLITS for match in re.finditer(cue, lead)]
    if cues:
        return max(cues)[1]
    stated = BY.search(lead)
    if stated is not None:
        return stated["what"]
    words = (context.indicators[part] for part in parts)
    return next((name for word in words for cue, name in SPLITS if re.search(cue, word)), None)
