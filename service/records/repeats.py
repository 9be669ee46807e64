"""Facts that are stated more than once: the later record points to the first."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from decimal import Decimal

from service.records.draft import Draft
from service.records.scores import value_of
from service.records.values import Reading

GENERIC = re.compile("^占|^.{0,2}率$|^占比$|执行率$|得分率$|得分系数")
"""Names that many facts bear."""


def set_repeats(drafts: Sequence[Draft], indicators: Mapping[Draft, str], readings: Mapping[Draft, Reading],
                periods: Mapping[Draft, str | None]) -> None:  # fmt: skip
    """Set ``same_as`` where name, figure after its unit, period and stage agree."""
    seen: dict[str, _Firsts] = {}
    for draft in drafts:
        key = "total" if draft.total else indicators[draft]
        if GENERIC.search(key) or not any(item.quantity and item.quantity.value for item in draft.numeric):
            continue
        firsts = seen.setdefault(key, _Firsts())
        reading = readings.get(draft)
        near = firsts.near(draft, reading)
        draft.same_as = next((first for first in near if _same(draft, first, readings, periods)), None)
        if draft.same_as is None:
            firsts.add(draft, reading)


class _Firsts:
    """The facts of one name that repeat no other, by their figure."""

    def __init__(self) -> None:
        self.count = 0
        self.scores: dict[Decimal | None, list[Draft]] = {}
        self.values: dict[tuple[str, Decimal], list[tuple[Decimal, int, Draft]]] = {}

    def add(self, draft: Draft, reading: Reading | None) -> None:
        """Take up a fact that is stated for the first time."""
        self.count += 1
        if draft.is_score:
            self.scores.setdefault(value_of(draft.score), []).append(draft)
        elif reading is not None:
            insort(self.values.setdefault((reading.unit, reading.step), []), (reading.value, self.count, draft))

    def near(self, draft: Draft, reading: Reading | None) -> Sequence[Draft]:
        """The facts with about the figure of ``draft``, the first that was stated first."""
        if draft.is_score:
            return self.scores.get(value_of(draft.score), ())
        found: list[tuple[int, Draft]] = []
        for (unit, step), facts in self.values.items():
            if reading is not None and unit == reading.unit:
                play = max(step, reading.step) if step != reading.step else 0
                first = bisect_left(facts, reading.value - play, key=lambda fact: fact[0])
                last = bisect_right(facts, reading.value + play, key=lambda fact: fact[0])
                found += [(number, fact) for _, number, fact in facts[first:last]]
        return [fact for _, fact in sorted(found, key=lambda pair: pair[0])]


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
