"""Which figures of a stretch of text belong to a CHANGE, and which to a TARGET."""

import re

from models.labels import Label
from service.records.changes import has_direction
from service.records.gaps import RESPECTIVELY, RESULT, RESULT_NAME, Break, bracket_depth
from service.records.items import Item
from service.records.mentions import Mentions
from service.records.words import SIGNS

BASE_ONLY = re.compile(r"(?:[较比与和跟]|同(?!比))[^，。；]+")
"""Opens a comparison with what it names, whatever that is: 与2021年支出90万元相比, 较上年日均的300人次增加."""

AGAINST = re.compile(r"\s*(?:相比|相较|比较|对比|比[，,])")
"""Closes a comparison that gives its base first."""

LAST_YEAR = re.compile(
    r"(?:上年|去年|上一年|年初|\d{4}年)度?(?:同期|同季|同月|同口径|可比口径|末|底)?(?:[决预]算数?|执行数|支出|收入)?(?:为|是|的)?"
)
"""Opens a bracket or a clause with the level of the year before: 61.1亿元（上年同期57.3亿元）."""

MEASURED = re.compile(r"(?:为|占|达|完成|相当于)[^\d]{0,8}$")
"""Leads to the goal that a rate is measured by: 为调整后任务的74%."""

CLAUSE_START = re.compile(r"[，,。；;：:（(、\n]")

THE_GOAL = re.compile(r"的(?:年度|预期|增长|年初|预定|计划|规划|全年|既定){0,3}$")
"""What stands between the growth that was aimed at and the word that says so: 低于增长6%的目标."""

GOAL_WORD = re.compile(r"计划|目标|任务")

GOAL_BEHIND = re.compile(r"(?:低于|高于|未达到?|不及|超过)[^，。；]*(?:目标值?|计划值?|预期值?|指标值)")


class Claims:
    """``change``: figure → its CHANGE; ``changes``: CHANGE → its figures; ``goal``: figure → its TARGET.

    ``base``: figure → the CHANGE whose compared year it is the level of (较2022年的61万人次增长).
    """

    def __init__(self, mentions: Mentions) -> None:
        self.mentions = mentions
        self.change: dict[Item, Item] = {}
        self.changes: dict[Item, list[Item]] = {}
        self.goal: dict[Item, Item] = {}
        self.base: dict[Item, Item] = {}
        for index, item in enumerate(mentions.items):
            if item.label is Label.CHANGE:
                self._claim_change(index)
        for index, item in enumerate(mentions.items):
            if item.label is Label.TARGET:
                self._claim_goal(index)

    def _claim_change(self, index: int) -> None:
        m, word = self.mentions, self.mentions.items[index]
        claimed: list[Item] = []
        for at in range(index + 1, len(m.items)):
            item = m.items[at]
            if not item.is_value or item in self.change:
                break
            if claimed and not self._goes_on(word, m.items[at - 1], item, at):
                break
            if not claimed and (m.breaks[at] > Break.NONE or len(m.before[at].strip()) > 10):
                break
            if not claimed and (self._is_level(index, at) or self._is_aim(at)):
                break
            claimed.append(item)
        for item in claimed:
            self.change[item] = word
        self.changes[word] = claimed

    def _is_level(self, index: int, at: int) -> bool:
        """Whether the figure behind a CHANGE is no difference but a level: of the year before, or of the goal."""
        m, word, item = self.mentions, self.mentions.items[index], self.mentions.items[at]
        wording = re.sub(r"\s+", "", word.text)
        behind = m.before[at].strip() in ("", "的") and (item.label is not Label.RATE or self._in_points(at + 2))
        if behind and BASE_ONLY.fullmatch(wording) and not has_direction(wording):
            run = self._run_to_change(at)
            self.base.update(dict.fromkeys(run, word))
            return bool(run)
        bracket = m.before[index].rstrip()[-1:] in ("（", "(")
        dated = CLAUSE_START.split(m.text[: word.end])[-1]
        opens = bracket or self._in_clause(index, item) or dated.strip() != wording
        if opens and item.label is not Label.RATE and LAST_YEAR.fullmatch(re.sub(r"\s+", "", dated)):
            self.base[item] = word
            return True
        if self._measures(at + 1, item) and GOAL_WORD.search(wording):
            self.goal[item] = word
            return True
        before = m.items[index - 1] if index else None
        if before is not None and GOAL_BEHIND.fullmatch(wording) and _are_percentages(before, item):
            self.goal[item] = word
            return True
        return False

    def _run_to_change(self, at: int) -> list[Item]:
        """The level of a base, or the levels of several, before the direction: 较上年的40件、70件分别增长."""
        m, run = self.mentions, [self.mentions.items[at]]
        while at + 1 < len(m.items) and m.breaks[at + 1] is Break.LIST and m.items[at + 1].label is run[0].label:
            at += 1
            run.append(m.items[at])
        following = m.items[at + 1] if at + 1 < len(m.items) else None
        turns = following is not None and following.label is Label.CHANGE and m.breaks[at + 1] < Break.COMMA
        apart = len(run) == 1 or (turns and following is not None and "分别" in following.text)
        return run if apart and (turns or AGAINST.match(m.text, run[-1].end)) else []

    def _is_aim(self, at: int) -> bool:
        """低于增长6%的目标: a growth that was aimed at is no growth that came about."""
        m = self.mentions
        aims = at + 1 < len(m.items) and m.items[at + 1].label is Label.TARGET
        return aims and THE_GOAL.match(m.before[at + 1].strip()) is not None

    def _in_clause(self, index: int, item: Item) -> bool:
        """36亿元，去年同期为34亿元，同比…: a clause with nothing but the earlier level, behind a figure of its kind."""
        m = self.mentions
        before = m.items[index - 1] if index else None
        return before is not None and before.label is item.label and m.before[index].strip() in ("，", ",")

    def _in_points(self, at: int) -> bool:
        """较上年的87.1%提高2.3个百分点: a percentage is a level where the difference is in points."""
        items = self.mentions.items
        quantity = items[at].quantity if at < len(items) else None
        return quantity is not None and quantity.unit == "百分点"

    def _goes_on(self, word: Item, left: Item, item: Item, at: int) -> bool:
        """Whether ``item`` belongs to the same CHANGE as ``left``: 分别增长4.9%、7.3%, or 减少3户9人."""
        gap = self.mentions.before[at]
        if "分别" in word.text and RESPECTIVELY.search(gap) and self.mentions.breaks[at] > Break.LIST:
            return False  # 分别减少4万元和1万元，上年依次为36万元、20万元
        if "分别" in word.text or RESPECTIVELY.search(gap):
            return self.mentions.breaks[at] <= Break.COMMA and len(gap.strip()) <= 4
        return not gap.strip() and left.label == item.label

    def _claim_goal(self, index: int) -> None:
        m, word = self.mentions, self.mentions.items[index]
        following = m.items[index + 1] if index + 1 < len(m.items) else None
        if word.text.strip() in SIGNS or word.text.strip() in "=＝═":
            if following is not None and following.is_value and m.breaks[index + 1] <= Break.COMMA:
                self.goal.setdefault(following, word)
            return
        if self._looks_back(index, following):
            self.goal.setdefault(m.items[index - 1], word)
            return
        if not self._is_measured(index):
            self._claim_forward(index)

    def _is_measured(self, index: int) -> bool:
        """为计划的93.5%: the rate behind the word is no goal, but says how much of the goal was reached."""
        m = self.mentions
        behind = m.items[index + 1] if index + 1 < len(m.items) else None
        is_rate = behind is not None and behind.label is Label.RATE and m.before[index + 1].strip() == "的"
        return is_rate and MEASURED.search(CLAUSE_START.split(m.text[: m.items[index].start])[-1]) is not None

    def _looks_back(self, index: int, following: Item | None) -> bool:
        """220家的任务: the figure stands right before the word, and no other one right behind it."""
        m = self.mentions
        if not index or not m.items[index - 1].is_value or m.items[index - 1] in self.change:
            return False
        if m.breaks[index] > Break.NONE or len(m.before[index].strip()) > 10:
            return False
        right = following is not None and following.is_value and m.breaks[index + 1] is Break.NONE
        measured = right and m.before[index + 1].strip() == "的"  # 9万起任务的118.5%
        return not right or measured or m.before[index].strip().startswith("的")

    def _claim_forward(self, index: int) -> None:
        """A word before names governs all of them up to the result or the end.

        Behind its name it governs that figure and its parts; after a colon the end of the sentence alone ends it.
        """
        m, word = self.mentions, self.mentions.items[index]
        behind_name = index > 0 and m.items[index - 1].is_name and m.breaks[index] <= Break.COMMA
        wide = not (self._direct(index) and (behind_name or self._result_next(index)))
        colon = index + 1 < len(m.items) and any(mark in m.before[index + 1] for mark in "：:")
        limit = Break.STOP if colon else Break.SEMICOLON
        taken: Item | None = None
        depth = 0
        for at in range(index + 1, len(m.items)):
            depth += bracket_depth(m.before[at])
            if depth < 0 or self._ends_goals(at, limit, taken is not None and not colon):
                break
            item = m.items[at]
            wide = wide or "其中" in m.before[at]
            if taken is not None and not wide and not self._next_of_list(at, taken):
                if item not in self.change and not self._parts_follow(at, limit):
                    break
            elif item.is_value:
                if taken is not None and (self._is_result(at, taken) or self._measures(at, taken)):
                    break
                self.goal.setdefault(item, word)
                taken = item

    def _result_next(self, index: int) -> bool:
        """目标600张，建成640张: the goal word stands at its figure, and the next clause tells the result alone."""
        m = self.mentions
        at = next((at for at in range(index + 1, len(m.items)) if m.items[at].is_value), len(m.items)) + 1
        items = m.items[at : at + 3]
        if len(items) < 2 or not (items[0].is_name and items[1].is_value) or m.breaks[at] is not Break.COMMA:
            return False
        goal, ends = m.items[at - 1], at + 2 >= len(m.items) or m.breaks[at + 2] > Break.COMMA
        is_rate = len(items) > 2 and items[2].is_name and items[2].text.endswith("率")
        return _are_of_unit(goal, items[1]) and (ends or is_rate)

    def _ends_goals(self, at: int, limit: Break, narrow: bool) -> bool:
        """Whether the goals end before mention ``at``: the sentence, another goal word, points, or a result."""
        m, item = self.mentions, self.mentions.items[at]
        if m.breaks[at] >= limit or item.is_points or (item.label is Label.TARGET and item.text.strip() not in SIGNS):
            return True
        named = item.is_name and RESULT_NAME.search(item.text) is not None
        return narrow and (RESULT.search(m.before[at]) is not None or named)

    def _next_of_list(self, at: int, taken: Item) -> bool:
        """Whether mention ``at`` is the next figure of the same list, or a comparison that goes with it."""
        item = self.mentions.items[at]
        alike = item.is_value and item.label == taken.label and self.mentions.breaks[at] <= Break.LIST
        return alike or item.label is Label.CHANGE

    def _is_result(self, at: int, taken: Item) -> bool:
        """A second figure without a name of its own, past a comma, is the result."""
        m = self.mentions
        return taken is m.items[at - 1] and m.breaks[at] > Break.LIST and taken.label == m.items[at].label

    def _measures(self, at: int, taken: Item) -> bool:
        """完成任务2万平方米的68%: the rate says how much of the goal before it was reached."""
        m = self.mentions
        if at >= len(m.items):
            return False
        item = m.items[at]
        of_goal = taken is m.items[at - 1] and m.before[at].strip() == "的"
        return of_goal and item.label is Label.RATE and taken.label is not Label.RATE

    def _parts_follow(self, at: int, limit: Break) -> bool:
        """Whether 其中 comes before the sentence ends, with nothing but comparisons until then."""
        m = self.mentions
        while at < len(m.items) and m.breaks[at] < limit:
            if "其中" in m.before[at]:
                return True
            if m.items[at].label is not Label.CHANGE and m.items[at] not in self.change:
                return False
            at += 1
        return False

    def _direct(self, index: int) -> bool:
        """Whether a figure, or a sign and a figure, stands right behind the word."""
        m = self.mentions
        for at in range(index + 1, min(index + 3, len(m.items))):
            if m.items[at].is_value:
                return True
            if m.items[at].label is not Label.TARGET:
                return False
        return False


def _are_of_unit(one: Item, other: Item) -> bool:
    """Two figures of one kind and unit."""
    units = [item.quantity.unit for item in (one, other) if item.quantity is not None]
    return one.label is other.label and len(units) == len(set(units)) + 1


def _are_percentages(one: Item, other: Item) -> bool:
    """Two rates in per cent: their difference would be printed in points."""
    units = [item.quantity.unit for item in (one, other) if item.label is Label.RATE and item.quantity is not None]
    return units == ["%", "%"]
