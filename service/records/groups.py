"""Groups of score lines: a class stands above the lines whose marks add up to its own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from service.records.draft import Draft
from service.records.scores import value_of

FIRST_LEVEL = re.compile(
    r"^(?:项目|政策|部门|综合|资金|总体)?(?:决策|过程|产出|效益|效果|投入|管理|绩效|结果|满意度|履职|投入与过程|产出与效益|投入和过程)(?:类|指标|情况|类指标)?$"
)
"""Dimensions that stand above the indicators of a score table."""
SIBLING = re.compile(r"^(?:项目|政策|部门)?(?:决策|过程|产出|效益|效果|投入|管理|满意度|履职)(?:类|指标|情况|类指标)?$")


RowKey = tuple[int, int, str]


def set_groups(text: str, lines: Sequence[Draft], indicators: Mapping[Draft, str], measured: set[RowKey]) -> None:
    """Give leaves their group and groups their mark; ``measured`` are (block, row, name) of rows with a value.

    Where all full marks of the document add up to the stated total already, its lines are a flat list.
    """
    table = [line for line in lines if not line.total]
    total = next((value_of(line.full) for line in lines if line.total and line.full is not None), None) or Decimal(100)
    fulls = [value_of(line.full) for line in table]
    earned = all(line.score is not None or line.deduction is not None for line in table)
    flat = earned and None not in fulls and sum(full for full in fulls if full is not None) == total
    finder = _Finder(text, table, indicators, measured)
    finder.by_subtotals()
    finder.by_sums("deduction")
    if not flat:
        finder.by_sums("full")
        finder.by_place()
    for line in table:
        if FIRST_LEVEL.match(indicators[line]) and finder.is_head(line):
            line.group = True
    finder.by_name()


def _core(name: str) -> str:
    """决策 of 项目决策类指标: what headings call a class."""
    return re.sub(r"^(?:项目|政策|部门)|(?:类|指标|情况)+$", "", name)


def _leads(core: str, lead: str) -> bool:
    """Whether ``lead`` names the class as a heading or a lead-in, not in passing."""
    opening = r"(?:^|[。；;\n，,.．、）)])\s*(?:项目|政策|部门)?"
    closing = r"(?:类|指标|情况|分析|方面|及效益)*(?:中|的|权重|失分)?\s*(?:[。：:，,（(\n]|权重|满分|分值|失分|$)"
    return re.search(opening + re.escape(core) + closing, lead) is not None


def _in_another_table(one: Draft, other: Draft) -> bool:
    """Whether both stand in tables, each under a head of its own: a summary does not open a table of what was lost."""
    return one.place.table and other.place.table and one.place.sheet != other.place.sheet


class _Finder:
    def __init__(
        self, text: str, table: Sequence[Draft], indicators: Mapping[Draft, str], measured: set[RowKey]
    ) -> None:
        self.text = text
        self.table = table
        self.indicators = indicators
        self.measured = measured
        self.at = {line: index for index, line in enumerate(table)}
        self.taken: dict[Draft, Decimal] = {}
        self.leads = self._leads_of(table)

    def _leads_of(self, table: Sequence[Draft]) -> dict[Draft, str]:
        """The words before each line, from the figures of the line before on."""
        leads: dict[Draft, str] = {}
        end = 0
        for line in table:
            leads[line] = self.text[end : min(item.start for item in [*line.names, *line.numeric])]
            end = max(item.end for item in line.numeric)
        return leads

    def _named(self, line: Draft, cores: Iterable[str]) -> list[str]:
        """Those of ``cores``, the names of classes, that stand in a heading or lead-in right before ``line``."""
        lead = self.leads[line]
        return [core for core in cores if core in lead and _leads(core, lead)]

    @cached_property
    def first_level(self) -> frozenset[str]:
        """The classes of the first level that the table names."""
        return frozenset(
            _core(self.indicators[line]) for line in self.table if FIRST_LEVEL.match(self.indicators[line])
        )

    def _put(self, line: Draft, group: Draft) -> None:
        """Make ``line`` a part of ``group`` where it may be, and count its mark."""
        free = line.parent is None
        line.put_under(group)
        if free and line.parent is not None:
            self.taken[group] = self.taken.get(group, Decimal(0)) + self._mark(line)

    def is_head(self, line: Draft) -> bool:
        """Whether the line can be a group: no measured value has its row."""
        return (line.place.block, line.place.row, self.indicators[line]) not in self.measured

    def by_sums(self, slot: str) -> None:
        for index in range(len(self.table) - 1, -1, -1):
            line = self.table[index]
            if not self.is_head(line) or not (value_of(line.full) or value_of(line.score)):
                continue
            leaves = self._sum(index, slot)
            if leaves:
                line.group = True
                for leaf in leaves:
                    self._put(leaf, line)

    def by_subtotals(self) -> None:
        """A 小计 closes the lines before it whose full marks add up to its own."""
        first = 0
        for index, line in enumerate(self.table):
            if not self.indicators[line].endswith("小计"):
                continue
            leaves = self.table[first:index]
            marks = [value_of(leaf.full) for leaf in leaves]
            first = index + 1
            if None not in marks and sum(mark for mark in marks if mark is not None) == value_of(line.full):
                line.group = True
                for leaf in leaves:
                    self._put(leaf, line)

    def _sum(self, index: int, slot: str) -> list[Draft]:
        """The lines behind ``index`` whose marks add up to its own (whose deductions are what it lost)."""
        whole = self.table[index]
        target = self._target(whole, slot)
        total, leaves = Decimal(0), []
        if not target or target < 0:
            return []
        for at in range(index + 1, len(self.table)):
            line = self.table[at]
            if line.parent is not None and self.at.get(line.parent, -1) > index:
                continue
            part = value_of(getattr(line, slot))
            if part is None or line.parent is not None or (slot == "deduction" and line.full is not None):
                break
            if self._are_siblings(whole, line) or not self._same_sort(whole, line) or _in_another_table(whole, line):
                break
            if set(self._named(line, self.first_level)) - {_core(self.indicators[whole])}:
                break
            total += part
            leaves.append(line)
            if total >= target:
                break
        return leaves if total == target and self._plausible(whole, leaves) else []

    def _same_sort(self, whole: Draft, line: Draft) -> bool:
        """Both in tables or both in prose; a mark alone right above a table belongs to it."""
        if whole.place.table == line.place.table:
            return True
        return whole.score is None and line.place.table and line.place.block - whole.place.block <= 2

    def by_name(self) -> None:
        """Lines behind a heading or lead that names a class (2.过程。, 过程类中) are its leaves."""
        classes = {core: line for line in self.table if line.group and (core := _core(self.indicators[line]))}
        current: Draft | None = None
        last: Draft | None = None
        for line in self.table:
            named = self._named(line, classes)
            if line.group:
                current, last = None, line
                continue
            if named:
                current = classes[max(named, key=self.leads[line].rfind)]
            if current is None or line.parent is not None or line.place.table or not self._fits(current, line):
                continue
            if named or current is not last:
                self._put(line, current)

    def _are_siblings(self, one: Draft, other: Draft) -> bool:
        """决策, 过程, 产出, 效益 stand side by side; 绩效 alone can hold them."""
        return all(SIBLING.match(self.indicators[line]) for line in (one, other))

    def _target(self, whole: Draft, slot: str) -> Decimal | None:
        full, score = value_of(whole.full), value_of(whole.score)
        if slot == "full":
            return full
        return full - score if full is not None and score is not None else None

    def _plausible(self, whole: Draft, leaves: Sequence[Draft]) -> bool:
        """A sum alone may be an accident: a line that has a score of its own needs that to come out too."""
        first = FIRST_LEVEL.match(self.indicators[whole]) is not None
        bare = whole.score is None and whole.deduction is None
        if len(leaves) == 1:
            return (bare or first) and whole.place.block == leaves[0].place.block and whole.place.table
        if bare or first:
            return True
        scores = [value_of(leaf.score) for leaf in leaves]
        stated = [score for score in scores if score is not None]
        if leaves[0].full is None:
            return True
        return (
            len(stated) == len(leaves)
            and sum(stated) == value_of(whole.score)
            and stated != [value_of(leaf.full) for leaf in leaves]
        )

    def by_place(self) -> None:
        """In a table a mark alone above lines with scores is a group, though the marks do not add up."""
        stack: list[Draft] = []
        for index, line in enumerate(self.table):
            following = self.table[index + 1] if index + 1 < len(self.table) else None
            if not line.place.table and not (following is not None and self._same_sort(line, following)):
                continue
            bare = line.full is not None and line.score is None and line.deduction is None and self.is_head(line)
            opens = bare and following is not None and following.place.table and following.parent in (None, line)
            if not line.place.table and not opens:
                stack.clear()
                continue
            head = line.group or opens or (FIRST_LEVEL.match(self.indicators[line]) is not None and bare)
            if head:
                while stack and not self._holds(stack[-1], line):
                    stack.pop()
                if stack:
                    self._put(line, stack[-1])
                line.group = True
                stack.append(line)
            elif stack and line.parent is None and self._fits(stack[-1], line):
                self._put(line, stack[-1])

    def _holds(self, group: Draft, line: Draft) -> bool:
        if line.parent is not None:
            return line.parent is group
        if FIRST_LEVEL.match(self.indicators[line]) and FIRST_LEVEL.match(self.indicators[group]):
            return (value_of(group.full) or Decimal(0)) >= Decimal(60) and self._fits(group, line)
        return self._fits(group, line)

    def _fits(self, group: Draft, line: Draft) -> bool:
        """Whether the marks of the group leave room for the line."""
        whole = value_of(group.full)
        if whole is None:
            return True
        return self.taken.get(group, Decimal(0)) + self._mark(line) <= whole

    def _mark(self, line: Draft) -> Decimal:
        return value_of(line.full) or value_of(line.score) or Decimal(0)
