"""Facts that are stated more than once: the later record points to the first.

The repeat often has a shorter or a longer name (执行率 for 预算执行率, 合计 for 支出决算). A figure of several digits
that comes again under such a name, with nothing against it, is the same fact; a short figure needs the very name.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from models.labels import Label
from service.records.draft import Draft
from service.records.likeness import stands_in
from service.records.scores import value_of
from service.records.values import Reading
from service.records.wholes import TOTAL_NAME

GENERIC = re.compile("^占|^.{0,2}率$|^占比$|执行率$|得分率$|得分系数")
"""Names that many facts bear."""

SHARE = re.compile("^占")
FILLER = re.compile(r"年初|年度|本年|全年|批复|调整后?|决算|预算|执行数?|实际|总额|合计|支出|资金|数$|[“”（）()\"]")
"""Words for stages and totals: 有机肥补助 and 有机肥补助支出决算 are one name without them."""

CONCERNED = re.compile("^涉及(?:预算)?(?:资金|金额)$")
"""The funds of the projects that a report evaluates; where they are all of 项目支出 they are that fact again."""

SIDES = (re.compile("收"), re.compile("支"))
TELLING = 3
"""Significant digits from which a figure that comes again under another name is no accident."""

OF_TOTALS = 4
"""The same, for totals whose names share nothing."""


def set_repeats(drafts: Sequence[Draft], indicators: Mapping[Draft, str], readings: Mapping[Draft, Reading],
                periods: Mapping[Draft, str | None]) -> None:  # fmt: skip
    """Set ``same_as`` where name, figure after its unit, period and stage agree."""
    finder = _Finder(indicators, readings, periods)
    for draft in drafts:
        if not any(item.quantity and item.quantity.value for item in draft.numeric):
            continue
        draft.same_as = finder.first_of(draft)
        if draft.same_as is None:
            finder.add(draft)


class _Finder:
    """The facts that repeat no other, by their figure."""

    def __init__(self, indicators: Mapping[Draft, str], readings: Mapping[Draft, Reading],
                 periods: Mapping[Draft, str | None]) -> None:  # fmt: skip
        self.indicators, self.readings, self.periods = indicators, readings, periods
        self.count = 0
        self.scores: dict[Decimal | None, list[Draft]] = {}
        self.values: dict[tuple[str, Decimal], list[tuple[Decimal, int, Draft]]] = {}

    def add(self, draft: Draft) -> None:
        """Take up a fact that is stated for the first time."""
        self.count += 1
        reading = self.readings.get(draft)
        if draft.is_score:
            self.scores.setdefault(value_of(draft.score), []).append(draft)
        elif reading is not None:
            insort(self.values.setdefault((reading.unit, reading.step), []), (reading.value, self.count, draft))

    def first_of(self, draft: Draft) -> Draft | None:
        """The fact that ``draft`` repeats: the first of its own name, else the first whose name may mean the same."""
        near = [first for first in self._near(draft) if self._agree(draft, first)]
        by_name = (first for first in near if self._key(first) == self._key(draft) and self._is_own(draft))
        alike = (first for first in near if self._is_alike(draft, first))
        return next(by_name, None) or next(alike, None)

    def _key(self, draft: Draft) -> str:
        return "total" if draft.total else self.indicators[draft]

    def _is_own(self, draft: Draft) -> bool:
        return GENERIC.search(self._key(draft)) is None

    def _near(self, draft: Draft) -> Iterator[Draft]:
        """The facts with about the figure of ``draft``, the first that was stated first."""
        reading = self.readings.get(draft)
        if draft.is_score:
            yield from self.scores.get(value_of(draft.score), ())
            return
        found: list[tuple[int, Draft]] = []
        for (unit, step), facts in self.values.items():
            if reading is not None and unit == reading.unit:
                play = max(step, reading.step) if step != reading.step else 0
                first = bisect_left(facts, reading.value - play, key=lambda fact: fact[0])
                last = bisect_right(facts, reading.value + play, key=lambda fact: fact[0])
                found += [(number, fact) for _, number, fact in facts[first:last]]
        yield from (fact for _, fact in sorted(found, key=lambda pair: pair[0]))

    def _agree(self, draft: Draft, first: Draft) -> bool:
        """Whether kind, place, period, stage and figures allow the two to be one fact."""
        if draft.kind is not first.kind or draft.numeric == first.numeric:
            return False
        if draft.place.table and first.place.table and draft.place.row == first.place.row:
            return False
        mine, theirs = self.periods.get(draft), self.periods.get(first)
        if (mine and theirs and mine != theirs) or (draft.stage and first.stage and draft.stage is not first.stage):
            return False
        return self._same_points(draft, first) if draft.is_score else self._same_value(draft, first)

    def _same_points(self, draft: Draft, first: Draft) -> bool:
        pairs = [(value_of(draft.score), value_of(first.score)), (value_of(draft.full), value_of(first.full))]
        stated = [(a, b) for a, b in pairs if a is not None and b is not None]
        return bool(stated) and all(a == b for a, b in stated) and stated[0] == pairs[0]

    def _same_value(self, draft: Draft, first: Draft) -> bool:
        left, right = self.readings.get(draft), self.readings.get(first)
        if left is None or right is None or left.unit != right.unit or (draft.value is None) != (first.value is None):
            return False
        step = max(left.step, right.step)
        return left.value == right.value or (abs(left.value - right.value) < step and left.step != right.step)

    def _is_alike(self, draft: Draft, first: Draft) -> bool:
        """Whether two different names may mean one thing that has this very figure."""
        digits = self._digits(draft)
        if draft.is_score or draft.is_growth or draft.value is None or digits < TELLING:
            return False
        if (
            draft.is_under(first)
            or first.is_under(draft)
            or (draft.parent is not None and draft.parent is first.parent)
        ):
            return False
        name, other = self.indicators[draft], self.indicators[first]
        rows = draft.place.table and first.place.table and draft.place.block == first.place.block
        if rows or any(SHARE.search(one) for one in (name, other)) or _changes_side(name, other):
            return False
        if CONCERNED.search(name):
            return other.endswith("项目支出")
        if _one_in_other(name, other):
            return True
        is_total = TOTAL_NAME.search(name) is not None and draft.figure.label is Label.AMOUNT and draft.place.table
        return is_total and digits >= OF_TOTALS and draft.stage is first.stage and draft.stage is not None

    def _digits(self, draft: Draft) -> int:
        reading = self.readings.get(draft)
        return 0 if reading is None else len(reading.value.normalize().as_tuple().digits)


def _changes_side(one: str, other: str) -> bool:
    """Whether one name is of income and the other of expenses."""
    sides = [tuple(side.search(name) is not None for side in SIDES) for name in (one, other)]
    return sorted(sides) == [(False, True), (True, False)]


def _one_in_other(one: str, other: str) -> bool:
    """Whether the shorter name, without words for stages and totals, stands in the longer one, letter by letter."""
    if one == other:
        return False  # the very name has been sought already
    if len(min(one, other, key=len)) > 1 and (one in other or other in one):
        return True
    shorter, longer = sorted((FILLER.sub("", one), FILLER.sub("", other)), key=len)
    return len(shorter) > 1 and stands_in(shorter, longer)
