"""Running text → drafts: which figure is a level, a goal, a comparison or points, and which name it has.

A name stands before its figure, or behind it where a verb or nothing leads the figure; coordinated names take
coordinated figures in order; a figure without a name of its own shares the last one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.labels import Label
from service.records.claims import Claims
from service.records.comparisons import ComparisonReader
from service.records.draft import Draft, Place
from service.records.gaps import Break
from service.records.items import Item
from service.records.mentions import Mentions
from service.records.points import PointsReader
from service.records.pricing import names_of_total
from service.records.recalled import names_again
from service.records.record import Stage

NONE: Mapping[str, Draft] = {}
ADJACENT = 2
"""Characters that may stand between a figure and the name behind it."""


class ProseReader:
    """Reads one paragraph, or one table cell that is a clause of its own.

    ``earlier``: the first named level of each name in the blocks before.
    """

    def __init__(self, text: str, items: Sequence[Item], place: Place, earlier: Mapping[str, Draft] = NONE) -> None:
        self.text = text
        self.place = place
        self.mentions = Mentions(text, items)
        self.claims = Claims(self.mentions)
        self.drafts: list[Draft] = []
        self.earlier = earlier
        self.open: list[int] = []
        self.last: tuple[Item, ...] = ()
        self.unnamed: list[Draft] = []
        self.action: Item | None = None
        self.action_at = -1
        self.sentence = 0
        self.skip: set[Item] = set()
        self.hanging: tuple[Item, Item] | None = None
        self.points = PointsReader(self)
        self.comparisons = ComparisonReader(self)

    def read(self) -> list[Draft]:
        """The drafts of the text, in the order in which they are found."""
        items = self.mentions.items
        for index, item in enumerate(items):
            self._cross(index)
            if item in self.skip:
                continue
            if item.is_name:
                self._name(index)
            elif item.label is Label.ACTION:
                self.action, self.action_at = item, index
                self.open.clear()
            elif item.label is Label.CHANGE:
                self.comparisons.take(index)
            elif item.is_points:
                self.points.take(index)
            elif item.is_value and item not in self.claims.change:
                self._value(index)
        self._close_unnamed()
        return self.drafts

    def here(self) -> Place:
        """The place of a draft that is found now."""
        return replace(self.place, sentence=self.sentence)

    # what a separator ends

    def _cross(self, index: int) -> None:
        level = self.mentions.breaks[index]
        if level is Break.STOP:
            self.sentence += 1
            self.comparisons.lead = None
        if level >= Break.SEMICOLON:
            self._close_unnamed()
            if self.open:
                self.last = (self.mentions.items[self.open[-1]],)
            self.open.clear()
            self.action = None
        elif level is Break.COMMA:
            self._close_unnamed()
            self.action = self.action if index == self.action_at else None
        elif level is Break.LIST and self.action is not None and not self._pattern_goes_on(index):
            self.action = None

    def _pattern_goes_on(self, index: int) -> bool:
        """In a list a verb before figures goes on with figures: 新成立31家社会组织、注销22家 ends it."""
        items = self.mentions.items
        figure_first = self.action_at + 1 < len(items) and items[self.action_at + 1].is_value
        return self.action_at == index or not (figure_first and items[index].is_name and self._has_figure(index))

    def _has_figure(self, index: int) -> bool:
        items, m = self.mentions.items, self.mentions
        return index + 1 < len(items) and items[index + 1].is_value and m.breaks[index + 1] is Break.NONE

    def _close_unnamed(self) -> None:
        """Figures that still wait for a name behind them get the last one, or the verb alone."""
        for draft in self.unnamed:
            draft.names = draft.names or self.last
        self.unnamed = []

    # names

    def _name(self, index: int) -> None:
        item = self.mentions.items[index]
        if self.unnamed:
            for draft in self.unnamed:
                draft.names = (item,)
            self.unnamed = []
            self.last = (item,)
            self.open = []
            return
        self.open.append(index)

    def coordinated(self) -> list[Item]:
        """The names waiting for a figure, from the first that a list mark or 和 joins to the last."""
        if not self.open:
            return []
        first = len(self.open) - 1
        while first and self._joined(self.open[first]):
            first -= 1
        return [self.mentions.items[i] for i in self.open[first:]]

    def _joined(self, index: int) -> bool:
        return self.mentions.breaks[index] is Break.LIST and self.mentions.items[index - 1].is_name

    def _waits(self, index: int) -> bool:
        """Whether the figure at ``index`` is named by the name right behind it."""
        items, m = self.mentions.items, self.mentions
        at = index + 1
        while at < len(items) and m.breaks[at] is Break.NONE and self._is_level(items[at]):
            at += 1
        if at >= len(items) or not items[at].is_name or m.breaks[at] is not Break.NONE:
            return False
        gap = m.before[at].strip()
        named = bool(self.open) and m.same_clause(self.open[-1], index)
        return not named and (len(gap) <= ADJACENT or gap.startswith("的"))

    def _is_level(self, item: Item) -> bool:
        return item.is_value and item not in self.claims.change

    # figures

    def _run(self, index: int) -> list[int]:
        """The figures in a row from ``index`` on, with nothing but list marks and commas between."""
        items, m = self.mentions.items, self.mentions
        end = index + 1
        while (
            end < len(items)
            and m.breaks[end] < Break.SEMICOLON
            and len(m.before[end].strip()) <= 3
            and (items[end].is_value and items[end] not in self.claims.change)
        ):
            end += 1
        return list(range(index, end))

    def _value(self, index: int) -> None:
        if self.mentions.items[index] in self.claims.base:
            self._base_level(index)
            return
        names = self.coordinated()
        if self._waits(index):
            self._add(index, ())
            return
        again = names_again(self.text, self.mentions.before[index], names, self.last)
        if len(again) == len(self._run(index)) > 1:
            names = again
        if len(names) > 1:
            self._share_out(index, names)
            return
        if names and not self._is_base(index):
            self.last = tuple(names)
            self.open.clear()
            self._add(index, self.last)
            return
        self._inherit(index)

    def _base_level(self, index: int) -> None:
        """较2022年的61万人次增长: a fact of that year, of the name before it or, where it opens a sentence, behind."""
        items, m = self.mentions.items, self.mentions
        names = self.last if self.drafts and self.drafts[-1].place.sentence == self.sentence else ()
        for at in range(index + 1, len(items)):
            if names or m.breaks[at] >= Break.SEMICOLON:
                break
            names = (items[at],) if items[at].is_name else ()
        word = self.claims.base[items[index]]
        stage = Stage.BUDGET if "预算" in word.text else None
        self.drafts.append(Draft(self.here(), names, value=items[index], period=word, stage=stage))

    def _is_base(self, index: int) -> bool:
        """完成目标60亿元的104%: the goal is the base of the rate, the name is the rate's."""
        items, m = self.mentions.items, self.mentions
        rate = index + 1
        if rate < len(items) and items[rate] is self.claims.goal.get(items[index]):
            rate += 1  # 完成下达9万起任务的118%: the goal word stands between
        if items[index] not in self.claims.goal or rate >= len(items) or items[rate].label is not Label.RATE:
            return False
        of = m.before[rate].strip().startswith("的") and items[index].label is not Label.RATE
        return of and any(d.value is not None and self._alike(d.value, items[index]) for d in self.drafts)

    def _share_out(self, index: int, names: list[Item]) -> None:
        run = self._run(index)
        self.open.clear()
        self.last = tuple(names)
        if len(run) >= len(names) and len(run) % len(names) == 0:
            share = len(run) // len(names)
            for position, at in enumerate(run):
                self._add(at, (names[position // share],))
                self.skip.add(self.mentions.items[at])
            return
        for name in names:
            self._add(index, (name,))

    def _inherit(self, index: int) -> None:
        """A figure without a name of its own: result of a goal, goal of a result, or a fact of the last name."""
        item = self.mentions.items[index]
        goal = self.claims.goal.get(item)
        for draft in reversed(self.drafts):
            if draft.is_score or draft.place.sentence < self.sentence:
                continue
            if goal is not None and draft.value is not None and draft.goal is None and self._alike(draft.value, item):
                draft.goal = item
                draft.goal_words.append(goal)
                return
            if goal is None and draft.value is None and draft.goal is not None and self._alike(draft.goal, item):
                draft.value = item
                return
            if goal is None and draft.is_growth and item.label is not Label.RATE:
                draft.value = item
                return
            break
        if goal is not None and not self._named_in_clause(index):
            for draft in reversed(self.drafts):
                here = draft.place.sentence == self.sentence and draft.goal is None
                if here and draft.value is not None and self._alike(draft.value, item):
                    draft.goal = item
                    draft.goal_words.append(goal)
                    return
            if self._result_follows(index):
                self.hanging = (item, goal)
                return
        total = names_of_total(self.drafts, self.last) if item.label is Label.AMOUNT else ()
        draft = self._add(index, total or self.last)
        if draft.action is None and len(self.drafts) > 1 and self.drafts[-2].names == self.last:
            draft.action = self.drafts[-2].action

    def _named_in_clause(self, index: int) -> bool:
        return bool(self.open) and self.mentions.same_clause(self.open[-1], index)

    def _result_follows(self, index: int) -> bool:
        """年度任务220万元，实际征收…236.8万元: the goal comes before the name of its result."""
        items, m = self.mentions.items, self.mentions
        for at in range(index + 1, min(index + 4, len(items))):
            if m.breaks[at] >= Break.SEMICOLON:
                return False
            if items[at].is_value and items[at] not in self.claims.change and items[at] not in self.claims.goal:
                return self._alike(items[at], items[index])
        return False

    def _alike(self, left: Item, right: Item) -> bool:
        """Whether two figures can be goal and result of one thing."""
        assert left.quantity is not None
        assert right.quantity is not None
        return left.label == right.label and left.quantity.unit == right.quantity.unit

    def _add(self, index: int, names: tuple[Item, ...]) -> Draft:
        item = self.mentions.items[index]
        draft = Draft(self.here(), names, action=self.action)
        goal = self.claims.goal.get(item)
        if goal is not None:
            draft.goal, draft.goal_words = item, self._goal_words(index, goal)
        else:
            draft.value = item
            if self.hanging is not None and self._alike(self.hanging[0], item):
                draft.goal, draft.goal_words = self.hanging[0], [self.hanging[1]]
                self.hanging = None
        self.drafts.append(draft)
        if not names:
            self.unnamed.append(draft)
        return draft

    def _goal_words(self, index: int, goal: Item) -> list[Item]:
        """The governing word, and a sign right before the figure."""
        words = [goal]
        if index and self.mentions.items[index - 1].label is Label.TARGET:
            words.append(self.mentions.items[index - 1])
        return list(dict.fromkeys(words))
