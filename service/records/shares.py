"""占X: which record is the whole of a share."""

import re
from collections import deque
from collections.abc import Sequence

from models.labels import Label
from service.records.draft import Draft
from service.records.likeness import stands_in
from service.records.wholes import Context

SCOPES = ("一般公共预算", "政府性基金", "国有资本", "财政拨款", "基本支出", "项目支出", "三公")
"""Words that cut a total down to a part of it: 项目支出 is not 一般公共预算项目支出."""

REACH = 1000
"""A share is one of a figure of its own report: no report states more levels than this, a file of many reports does."""

SHARE = re.compile(r"^占(?!比重?$)(?P<whole>.+)$")

SHORT = 3
"""A word so short (总支出, 支出) names a sort of figures, not one of them."""

ALL = 100
"""A share of everything is proven by any figure that equals its part, and so by none."""


def set_shares(context: Context, drafts: Sequence[Draft]) -> None:
    """占X: the parent is the record of X, the one that the arithmetic bears out, else the last of that name.

    X is sought among the ``REACH`` levels before. The same words mean the same whole: the one that the arithmetic has
    borne out is meant again where the arithmetic is wrong.
    """
    levels: deque[Draft] = deque(maxlen=REACH)
    said: dict[str, Draft] = {}
    for draft in drafts:
        _set_share(context, draft, levels, said)
        if context.is_level(draft) and draft.value is not None and not context.indicators[draft].startswith("占"):
            levels.append(draft)


def _set_share(context: Context, draft: Draft, before: Sequence[Draft], said: dict[str, Draft]) -> None:
    match = SHARE.match(context.indicators[draft]) if draft.figure.label is Label.RATE else None
    if match is None or draft.parent is not None or draft.is_score:
        return
    named = [d for d in before if _names(match["whole"], context.indicators[d])]
    part = before[-1] if before else None
    proven = [d for d in before if part is not None and d is not part and _is_share(context, draft, part, d)]
    likely = [d for d in proven if d in named] or [d for d in proven if part is not None and d is part.parent]
    is_all = context.readings[draft].value == ALL
    again = [d for d in before if d is said.get(match["whole"])]
    in_full = [d for d in named if _is_full_name(match["whole"], context.indicators[d])]
    chosen = likely or in_full or ([] if is_all else proven[-1:]) or again or named
    draft.parent = chosen[-1] if chosen else None
    if likely:
        said[match["whole"]] = likely[-1]


def _is_share(context: Context, share: Draft, part: Draft, whole: Draft) -> bool:
    if not context.alike(part, whole) or not context.readings[whole].value:
        return False
    computed = context.readings[part].value / context.readings[whole].value * 100
    rate = context.readings[share]
    return rate.unit == "%" and abs(computed - rate.value) <= rate.step


def _is_full_name(whole: str, name: str) -> bool:
    """Whether ``whole`` is said in full: 有效问卷, not 支出, and so means no other figure that happens to fit."""
    said = whole.replace("的", "")
    return len(said) > SHORT and said == name.replace("的", "")


def _names(whole: str, name: str) -> bool:
    """Whether ``whole`` can be short for ``name``, or the other way round; a whole is no narrower than it is named."""
    if any(scope in whole and scope not in name for scope in SCOPES):
        return False
    short, long = sorted((whole, name), key=len)
    return short in long or (len(short) > 1 and stands_in(short, long))
