"""Facts that are stated more than once: the later record points to the first."""

import re
from collections.abc import Mapping, Sequence

from service.records.draft import Draft
from service.records.scores import value_of
from service.records.values import Reading

GENERIC = re.compile("^占|^.{0,2}率$|^占比$|执行率$|得分率$|得分系数")
"""Names that many facts bear."""


def set_repeats(drafts: Sequence[Draft], indicators: Mapping[Draft, str], readings: Mapping[Draft, Reading],
                periods: Mapping[Draft, str | None]) -> None:  # fmt: skip
    """Set ``same_as`` where name, figure after its unit, period and stage agree."""
    seen: dict[str, list[Draft]] = {}
    for draft in drafts:
        key = "total" if draft.total else indicators[draft]
        if GENERIC.search(key) or not any(item.quantity and item.quantity.value for item in draft.numeric):
            continue
        for first in seen.get(key, ()):
            if _same(draft, first, readings, periods):
                draft.same_as = first
                break
        else:
            seen.setdefault(key, []).append(draft)


def _same(draft: Draft, first: Draft, readings: Mapping[Draft, Reading], periods: Mapping[Draft, str | None]) -> bool:
    if draft.kind is not first.kind or draft.numeric == first.numeric:
        return False
    if draft.place.table and first.place.table and draft.place.row == first.place.row:
        return False
    mine, theirs = periods.get(draft), periods.get(first)
    if (mine and theirs and mine != theirs) or (draft.stage and first.stage and draft.stage is not first.stage):
        return False
    if draft.is_score:
        pairs = [(value_of(draft.score), value_of(first.score)), (value_of(draft.full), value_of(first.full))]
        stated = [(a, b) for a, b in pairs if a is not None and b is not None]
        return bool(stated) and all(a == b for a, b in stated) and stated[0] == pairs[0]
    left, right = readings.get(draft), readings.get(first)
    if left is None or right is None or left.unit != right.unit or (draft.value is None) != (first.value is None):
        return False
    step = max(left.step, right.step)
    return left.value == right.value or (abs(left.value - right.value) < step and left.step != right.step)
