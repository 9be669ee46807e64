"""占X: which record is the whole of a share."""

import re
from collections.abc import Sequence

from models.labels import Label
from service.records.draft import Draft
from service.records.wholes import Context

SHARE = re.compile(r"^占(?!比重?$)(?P<whole>.+)$")


def set_shares(context: Context, drafts: Sequence[Draft]) -> None:
    """占X: the parent is the record of X, the one that the arithmetic bears out, else the last of that name."""
    for index, draft in enumerate(drafts):
        match = SHARE.match(context.indicators[draft]) if draft.figure.label is Label.RATE else None
        if match is None or draft.parent is not None or draft.is_score:
            continue
        before = [d for d in drafts[:index] if context.is_level(d) and d.value is not None]
        before = [d for d in before if not context.indicators[d].startswith("占")]
        named = [d for d in before if _names(match["whole"], context.indicators[d])]
        part = before[-1] if before else None
        proven = [d for d in before if part is not None and d is not part and _is_share(context, draft, part, d)]
        likely = [d for d in proven if d in named] or [d for d in proven if part is not None and d is part.parent]
        chosen = likely or proven[-1:] or named
        draft.parent = chosen[-1] if chosen else None


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
