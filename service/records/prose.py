"""Running text → drafts: which figure is a level, a goal, a comparison or points, and which name it has.

A name stands before its figure, or behind it where a verb or nothing leads the figure; coordinated names take
coordinated figures in order; a figure without a name of its own shares the last one.
"""

import re
from collections.abc import Sequence

from models.labels import Label
from service.records.changes import falls, split_basis
from service.records.comparing import can_change, comes_out, is_bare_direction, same_figure
from service.records.draft import Comparison, Draft, Place
from service.records.gaps import RESPECTIVELY, RESULT, RESULT_NAME, Break, break_of
from service.records.items import Item
from service.records.points import PointsReader
from service.records.words import SIGNS

BASE_LEAD = re.compile(r"[比较為为占与]\s*$")
BASE_YEAR = re.compile(r"上年|去年|上一年|年初|\d{4}\s*年|同期")
ADJACENT = 2
"""Characters that may stand between a figure and the name behind it."""


class Mentions:
    """Mentions of a stretch of text without its PERIODs, with the gaps between them."""

    def __init__(self, text: str, items: Sequence[Item]) -> None:
        self.text = text
        self.items = [item for item in items if item.label is not Label.PERIOD]
        periods = [item for item in items if item.label is Label.PERIOD]
        self.before = [""] * len(self.items)
        for index, item in enumerate(self.items):
            left = self.items[index - 1].end if index else item.start
            self.before[index] = self._gap(left, item.start, periods)
        self.breaks = [break_of(gap) for gap in self.before]
        if not any(self.breaks):
            self._break_at_blanks()

    def _break_at_blanks(self) -> None:
        """Where all punctuation is lost, a blank behind a figure stands for a comma."""
        for index in range(1, len(self.items)):
            if self.items[index - 1].is_numeric and self.before[index][:1].isspace() and not self.items[index].is_numeric:
                self.breaks[index] = Break.COMMA

    def _gap(self, start: int, end: int, periods: Sequence[Item]) -> str:
        parts = []
        for period in periods:
            if start <= period.start and period.end <= end:
                parts.append(self.text[start : period.start])
                start = period.end
        return "".join(parts) + self.text[start:end]


class Claims:
    """Which figures belong to a CHANGE, which to a TARGET."""

    def __init__(self, mentions: Mentions) -> None:
        self.mentions = mentions
        self.change: dict[Item, Item] = {}
        self.changes: dict[Item, list[Item]] = {}
        self.goal: dict[Item, Item] = {}
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
            claimed.append(item)
        for item in claimed:
            self.change[item] = word
        self.changes[word] = claimed

    def _goes_on(self, word: Item, left: Item, item: Item, at: int) -> bool:
        """Whether ``item`` belongs to the same CHANGE as ``left``: 分别增长4.9%、7.3%, or 减少3户9人."""
        gap = self.mentions.before[at]
        if "分别" in word.text or RESPECTIVELY.search(gap):
            return self.mentions.breaks[at] <= Break.COMMA and len(gap.strip()) <= 4
        return not gap.strip() and left.label == item.label

    def _claim_goal(self, index: int) -> None:
        m, word = self.mentions, self.mentions.items[index]
        following = m.items[index + 1] if index + 1 < len(m.items) else None
        if word.text.strip() in SIGNS or word.text.strip() in "=＝═":
            if following is not None and following.is_value and m.breaks[index + 1] <= Break.COMMA:
                self._take(following, word)
            return
        if self._looks_back(index, following):
            self._take(m.items[index - 1], word)
            return
        self._claim_forward(index)

    def _looks_back(self, index: int, following: Item | None) -> bool:
        """220家的任务: the figure stands right before the word, and no other one right behind it."""
        m = self.mentions
        if not index or not m.items[index - 1].is_value or m.items[index - 1] in self.change:
            return False
        if m.breaks[index] > Break.NONE or len(m.before[index].strip()) > 10:
            return False
        right = following is not None and following.is_value and m.breaks[index + 1] is Break.NONE
        return not right or m.before[index].strip().startswith("的")

    def _claim_forward(self, index: int) -> None:
        """A word before names governs all of them up to the result or the end; one behind its name, that figure
        and its parts."""
        m, word = self.mentions, self.mentions.items[index]
        wide = not (index and m.items[index - 1].is_name and m.breaks[index] <= Break.COMMA and self._direct(index))
        colon = index + 1 < len(m.items) and any(mark in m.before[index + 1] for mark in "：:")
        limit = Break.STOP if colon else Break.SEMICOLON
        taken: Item | None = None
        depth = 0
        for at in range(index + 1, len(m.items)):
            item, gap = m.items[at], m.before[at]
            depth += gap.count("（") + gap.count("(") - gap.count("）") - gap.count(")")
            if m.breaks[at] >= limit or depth < 0 or item.is_points:
                break
            if taken and not colon and RESULT.search(gap):
                break
            if item.label is Label.TARGET and item.text.strip() not in SIGNS:
                break
            if item.is_name and taken and not colon and RESULT_NAME.search(item.text):
                break
            if not wide and taken:
                wide = "其中" in gap
                other = taken.label != item.label or m.breaks[at] > Break.LIST
                if not wide and (not item.is_value or other) and item.label is not Label.CHANGE:
                    if item in self.change:
                        continue
                    if not self._parts_follow(at, limit):
                        break
                    continue
            if item.is_value:
                if taken is m.items[at - 1] and m.breaks[at] > Break.LIST and taken.label == item.label:
                    break
                self._take(item, word)
                taken = item

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

    def _take(self, item: Item, word: Item) -> None:
        self.goal.setdefault(item, word)


class ProseReader:
    """Reads one paragraph, or one table cell that is a clause of its own."""

    def __init__(self, text: str, items: Sequence[Item], place: Place, earlier: Sequence[Draft] = ()) -> None:
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
        self.lead: Item | None = None
        self.compared: list[Draft] = []
        self.skip: set[Item] = set()
        self.hanging: tuple[Item, Item] | None = None
        self.points = PointsReader(self)

    def read(self) -> list[Draft]:
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
                self._change(index)
            elif item.is_points:
                self.points.take(index)
            elif item.is_value and item not in self.claims.change:
                self._value(index)
        self._close_unnamed()
        return self.drafts

    # what a separator ends

    def _cross(self, index: int) -> None:
        level = self.mentions.breaks[index]
        if level is Break.STOP:
            self.sentence += 1
            self.lead = None
        if level >= Break.SEMICOLON:
            self._close_unnamed()
            if self.open:
                self.last = (self.mentions.items[self.open[-1]],)
            self.open.clear()
            self.action = None
        elif level is Break.COMMA:
            self._close_unnamed()
            if self.action is not None and not self._verb_goes_on(index):
                self.action = None
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

    def _verb_goes_on(self, index: int) -> bool:
        """After a comma a verb still governs what has its pattern: figure, then name, with no words before."""
        items, m = self.mentions.items, self.mentions
        gap = m.before[index].strip()
        if index + 1 >= len(items) or self.action_at == index:
            return False
        figure_first = self.action_at + 1 < len(items) and items[self.action_at + 1].is_value
        return False and figure_first and items[index].is_value and len(gap) == 1 and items[index + 1].is_name and (
            m.breaks[index + 1] is Break.NONE
        )

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

    def _coordinated(self) -> list[Item]:
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
        while at < len(items) and items[at].is_value and m.breaks[at] is Break.NONE and items[at] not in self.claims.change:
            at += 1
        if at >= len(items) or not items[at].is_name or m.breaks[at] is not Break.NONE:
            return False
        if len(m.before[at].strip()) > ADJACENT and not m.before[at].strip().startswith("的"):
            return False
        if self.open and self._same_clause(self.open[-1], index):
            return False
        led = self.action is not None and self.action_at == index - 1
        return led or not self.open or not self._same_clause(self.open[-1], index)

    def _same_clause(self, left: int, right: int) -> bool:
        return all(level < Break.COMMA for level in self.mentions.breaks[left + 1 : right + 1])

    # figures

    def _run(self, index: int) -> list[int]:
        """The figures in a row from ``index`` on, with nothing but list marks, commas and comparisons between."""
        items, m = self.mentions.items, self.mentions
        run = [index]
        at = index + 1
        while at < len(items) and m.breaks[at] < Break.SEMICOLON:
            item = items[at]
            if item.is_value and item not in self.claims.change:
                if len(m.before[at].strip()) > 3:
                    break
                run.append(at)
            elif item.label is not Label.CHANGE and item not in self.claims.change:
                break
            else:
                break
            at += 1
        return run

    def _value(self, index: int) -> None:
        names = self._coordinated()
        if self._waits(index):
            self._add(index, ())
            return
        if len(names) > 1:
            self._share_out(index, names)
            return
        if names and not self._is_base(index):
            self.last = tuple(names)
            self.open.clear()
            self._add(index, self.last)
            return
        self._inherit(index)

    def _is_base(self, index: int) -> bool:
        """完成目标60亿元的104%: the goal is the base of the rate, the name is the rate's."""
        items, m = self.mentions.items, self.mentions
        if items[index] not in self.claims.goal or index + 1 >= len(items) or items[index + 1].label is not Label.RATE:
            return False
        of = m.before[index + 1].strip().startswith("的") and items[index].label is not Label.RATE
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
        """A figure without a name of its own: the result of a goal, the goal of a result, or a fact of the last name."""
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
                if draft.place.sentence == self.sentence and draft.value is not None and draft.goal is None and self._alike(draft.value, item):
                    draft.goal = item
                    draft.goal_words.append(goal)
                    return
            if self._result_follows(index):
                self.hanging = (item, goal)
                return
        draft = self._add(index, self.last)
        if draft.action is None and len(self.drafts) > 1 and self.drafts[-2].names == self.last:
            draft.action = self.drafts[-2].action

    def _named_in_clause(self, index: int) -> bool:
        return bool(self.open) and self._same_clause(self.open[-1], index)

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
        assert left.quantity is not None and right.quantity is not None
        return left.label == right.label and left.quantity.unit == right.quantity.unit

    def _add(self, index: int, names: tuple[Item, ...]) -> Draft:
        item = self.mentions.items[index]
        place = Place(self.place.block, self.sentence, self.place.table, self.place.row, self.place.column)
        draft = Draft(place, names, action=self.action)
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

    # comparisons

    def _change(self, index: int) -> None:
        word = self.mentions.items[index]
        figures = self.claims.changes[word]
        chained = index > 0 and self.mentions.items[index - 1] in self.claims.change
        if not (chained and self.lead is not None and is_bare_direction(word.text)):
            self.lead = word
        if not figures:
            return
        names = self._coordinated()
        if names and (self._same_clause(self.open[-1], index) or self.mentions.items[index - 1].is_name):
            if "分别" in word.text and len(names) > len(figures) and self._apart(index, names):
                return
            self._grow(word, figures, names)
            return
        if chained and self.lead is not word and self.compared and len(figures) == 1:
            self._compare(word, figures[0], self.compared)
            return
        levels = self._levels()
        if "分别" in word.text and self._apart(index, levels):
            return
        targets = self._compared(index, figures[0], levels)
        for figure in figures:
            self._compare(word, figure, targets)
        if not targets:
            self._grow(word, figures, list(self.last[:1]))

    def _compare(self, word: Item, figure: Item, targets: Sequence[Draft]) -> None:
        self.compared = list(targets)
        for draft in targets:
            draft.comparisons.append(Comparison(word, figure, self.lead))

    def _levels(self) -> list[Draft]:
        """The records of this sentence that a comparison can belong to, or where it opens one, of the one before."""
        near = [d for d in self.drafts if d.place.sentence >= self.sentence - 1 and not d.is_growth]
        return [d for d in near if d.place.sentence == self.sentence] or near

    def _compared(self, index: int, figure: Item, levels: Sequence[Draft]) -> list[Draft]:
        """The records that a comparison belongs to: what the arithmetic says, else the last that it suits."""
        if self.drafts and self.drafts[-1].is_growth:
            points = figure.quantity is not None and figure.quantity.unit == "百分点"
            return self.drafts[-1:] if points else []
        fitting = [d for d in levels if can_change(d, figure)]
        if not fitting:
            return []
        rate = self._rate_behind(index, figure)
        word = self.mentions.items[index].text
        basis, direction = split_basis(word)
        proven = [d for d in fitting if rate is not None and comes_out(d, figure, rate, falls(direction))]
        last = proven[-1] if proven else self._last_level(fitting, figure, basis.strip("比较与同和"))
        opens = last.place.sentence < self.sentence
        equal = [d for d in fitting if same_figure(d, last) and d.place.sentence == last.place.sentence]
        if opens or "均" in word or "各" in word:
            return equal
        return [d for d in fitting if d.value is not None and d.value is last.value] or [last]

    def _rate_behind(self, index: int, figure: Item) -> Item | None:
        """The rate of the same comparison: 增加238.5万元，增长20.23%."""
        items, m = self.mentions.items, self.mentions
        at = items.index(figure, index) + 1
        if figure.label is Label.RATE or at + 1 >= len(items) or items[at].label is not Label.CHANGE:
            return None
        rates = self.claims.changes[items[at]]
        usable = m.breaks[at] <= Break.COMMA and is_bare_direction(items[at].text) and rates
        return rates[0] if usable and rates[0].label is Label.RATE else None

    def _last_level(self, fitting: list[Draft], figure: Item, base: str) -> Draft:
        """The last record that a comparison suits, past its own base (上年为81.5万元) and rates of it (完成预算的97%)."""
        candidates = [d for d in fitting if not self._is_base_of(d, fitting, base)] or fitting
        last = candidates[-1]
        assert figure.quantity is not None
        if figure.quantity.unit == "%" and last.figure.label is Label.RATE:
            solid = [d for d in candidates if d.figure.label is not Label.RATE]
            last = solid[-1] if solid else last
        return last

    def _is_base_of(self, draft: Draft, fitting: Sequence[Draft], base: str) -> bool:
        """Whether the record is what another one is compared with: 上年为X, 比年初预算X, 为年预算X的Y%."""
        if not draft.names or draft is fitting[0] or draft.value is None:
            return False
        name = draft.names[0]
        if name.start < draft.value.start and BASE_LEAD.search(self.text[max(0, name.start - 2) : name.start]):
            return True
        if base and name.text.endswith(base):
            return True
        at = self.mentions.items.index(draft.value)
        lead = self.text[self.mentions.items[at - 1].end if at else draft.value.start : draft.value.start]
        first = next(d for d in fitting if d.names == draft.names)
        return first is not draft and BASE_YEAR.search(lead) is not None

    def _apart(self, index: int, targets: Sequence[Item | Draft]) -> bool:
        """分别增长14.9%、7.7%和下降11.3%: coordinated names or records over one or several comparisons, in order."""
        items, m = self.mentions.items, self.mentions
        pairs: list[tuple[Item, Item]] = []
        for at in range(index, len(items)):
            if at > index and m.breaks[at] > Break.COMMA:
                break
            if items[at].label is Label.CHANGE:
                pairs += [(items[at], figure) for figure in self.claims.changes[items[at]]]
            elif items[at] not in self.claims.change:
                break
        if targets and isinstance(targets[0], Draft):
            targets = _fitting(targets, [figure for _, figure in pairs])
        if len(pairs) != len(targets) or len(pairs) < 2:
            return False
        for (word, figure), target in zip(pairs, targets, strict=True):
            self.skip.add(word)
            if isinstance(target, Draft):
                target.comparisons.append(Comparison(word, figure, self.lead))
            else:
                self._grow_one(word, figure, target)
        if not isinstance(targets[0], Draft):
            self.last = tuple(target for target in targets if isinstance(target, Item))
            self.open.clear()
        return True

    def _grow(self, word: Item, figures: list[Item], names: list[Item]) -> None:
        """A comparison of a name that has no level: of an earlier record of that name, else a record of its own."""
        self.last = tuple(names)
        self.open.clear()
        for position, figure in enumerate(figures):
            name = names[position] if len(names) == len(figures) else names[-1] if names else None
            targets = names if len(figures) == 1 and len(names) > 1 else [name] if name else []
            together: list[Draft] = []
            for one in targets:
                self._grow_one(word, figure, one)
                together += self.compared
            self.compared = together

    def _grow_one(self, word: Item, figure: Item, name: Item) -> None:
        for draft in (*self.earlier, *self.drafts):
            if figure in self.claims.goal:
                break
            if draft.names and not draft.is_score and draft.value is not None and draft.names[0].text == name.text:
                self._compare(word, figure, [draft])
                draft.extra.append(name)
                return
        if figure.label is not Label.RATE and (short := self._in_full(name, figure)):
            self._compare(word, figure, [short])
            short.extra.append(name)
            return
        place = Place(self.place.block, self.sentence, self.place.table, self.place.row, self.place.column)
        draft = Draft(place, (name,), action=self.action)
        goal = self.claims.goal.get(figure)
        self._compare(word, figure, [draft])
        if goal is not None:
            draft.goal_words = [goal]
        self.drafts.append(draft)

    def _in_full(self, name: Item, figure: Item) -> Draft | None:
        """The record of this paragraph whose name a short form repeats: 支总计 for 支出总计."""
        for draft in reversed(self.drafts):
            if draft.value is None or not draft.names or not can_change(draft, figure):
                continue
            rest = iter(draft.names[0].text)
            if draft.names[0].text[0] == name.text[0] and all(char in rest for char in name.text):
                return draft
        return None


def _fitting(targets: Sequence[Item | Draft], figures: Sequence[Item]) -> list[Item | Draft]:
    """The last records, as many as ``figures``, each of which can have changed by its figure; empty where none do."""
    drafts = [target for target in targets if isinstance(target, Draft)]
    for chosen in (drafts[-len(figures) :], [d for d in drafts if can_change(d, figures[0])][-len(figures) :]):
        if len(chosen) == len(figures) and all(map(can_change, chosen, figures)):
            return list(chosen)
    return []
