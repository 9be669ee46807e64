"""CHANGE mentions in running text: to which record each comparison belongs, or that it is a growth on its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from models.labels import Label
from service.records.changes import falls, split_basis
from service.records.comparing import can_change, comes_out, is_bare_direction, same_figure, share_word
from service.records.comparison_bases import base_before, led_to, mention_before
from service.records.draft import Comparison, Draft, has_level
from service.records.gaps import Break
from service.records.items import Item
from service.records.likeness import stands_in

if TYPE_CHECKING:
    from service.records.prose import ProseReader

KIND = re.compile("(?:支出|收入|经费)$")
"""What a list leaves out behind its names, and the next clause says: 教育、科技分别为…，教育支出增长4%."""

BASE_LEAD = re.compile(r"[比较為为占与]\s*$")
BASE_YEAR = re.compile(r"上年|去年|上一年|上个|年初|\d{4}\s*年|同期")


class ComparisonReader:
    """Attaches comparisons to the drafts of a ``ProseReader``, in reading order."""

    def __init__(self, prose: ProseReader) -> None:
        self.prose = prose
        self.lead: Item | None = None
        self.compared: list[Draft] = []

    def take(self, index: int) -> None:
        """Attach the figures of the CHANGE at ``index``."""
        word = self.prose.mentions.items[index]
        figures = self.prose.claims.changes[word]
        before, base = mention_before(self.prose, index), base_before(self.prose, index)
        chained = before in self.prose.claims.change or before in self.prose.claims.base
        if not (chained and self.lead is not None and is_bare_direction(word.text)):
            self.lead, self.compared = word, []
        if not figures:
            return
        if len(figures) > 1 and self._from_bases(index, figures):
            return
        names = self.prose.coordinated()
        m = self.prose.mentions
        if names and (m.same_clause(self.prose.open[-1], index) or m.items[index - 1].is_name):
            if "分别" in word.text and len(names) > len(figures) and self._apart(index, names):
                return
            self._grow(word, figures, names)
            self._name_base(base)
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
            self._grow(word, figures, list(self.prose.last[:1]))
        self._name_base(base)

    def _from_bases(self, index: int, figures: Sequence[Item]) -> bool:
        """收案、结案较上年的40件、70件分别增长10%和20%: each base leads to a level of its own."""
        bases = self.prose.mentions.items[max(0, index - len(figures)) : index]
        word = self.prose.mentions.items[index]
        if len(bases) < len(figures) or any(base not in self.prose.claims.base for base in bases):
            return False
        fell = falls(split_basis(word.text)[1])
        found = [led_to(self.prose, base, figure, fell) for base, figure in zip(bases, figures, strict=True)]
        if not all(found):
            return False
        for base, figure, levels in zip(bases, figures, found, strict=True):
            self._compare(word, figure, levels)
            self._name_base(base)
        self.prose.open.clear()
        return True

    def _name_base(self, level: Item | None) -> None:
        """比上年的61万人次增长: the level of the year before has the name of what has grown since."""
        grown = self.compared[0] if self.compared else None
        base = next((draft for draft in self.prose.drafts if draft.value is level and draft.is_base), None)
        if base is not None and grown is not None and grown.names and not grown.is_growth:
            base.names, base.action = grown.names, grown.action

    def _compare(self, word: Item, figure: Item, targets: Sequence[Draft]) -> None:
        self.compared = list(targets)
        for draft in targets:
            draft.comparisons.append(Comparison(word, figure, self.lead))

    def _levels(self) -> list[Draft]:
        """The records of this sentence that a comparison can belong to, or where it opens one, of the one before."""
        recent = takewhile(lambda d: d.place.sentence >= self.prose.sentence - 1, reversed(self.prose.drafts))
        near = [d for d in recent if not (d.is_growth or d.is_base or self._is_measure(d))][::-1]
        return [d for d in near if d.place.sentence == self.prose.sentence] or near

    def _is_measure(self, draft: Draft) -> bool:
        """为预算60亿元的104%: the figure that a rate is taken of is not what has grown."""
        at = self.prose.mentions.at[draft.value] + 1 if draft.value is not None else 0
        items = self.prose.mentions.items
        if not at or at >= len(items) or draft.figure.label is Label.RATE:
            return False
        return items[at].label is Label.RATE and self.prose.mentions.before[at].strip() == "的"

    def _compared(self, index: int, figure: Item, levels: Sequence[Draft]) -> list[Draft]:
        """The records that a comparison belongs to: what the arithmetic says, else the last that it suits."""
        if self.prose.drafts and self.prose.drafts[-1].is_growth:
            points = figure.quantity is not None and figure.quantity.unit == "百分点"
            return self.prose.drafts[-1:] if points else []
        rate = self._rate_behind(index, figure)
        word = self.prose.mentions.items[index].text
        basis, direction = split_basis(word)
        moved = self._moved(index, figure, falls(direction))
        fitting = moved or [d for d in levels if can_change(d, figure)]
        if not fitting:
            return []
        proven = [d for d in fitting if rate is not None and comes_out(d, figure, rate, falls(direction))]
        last = proven[-1] if proven else self._last_level(fitting, figure, basis.strip("比较与同和"))
        opens = last.place.sentence < self.prose.sentence
        equal = [d for d in fitting if same_figure(d, last) and d.place.sentence == last.place.sentence]
        if opens or "均" in word or "各" in word:
            return equal
        return [d for d in fitting if d.value is not None and d.value is last.value] or [last]

    def _moved(self, index: int, figure: Item, fell: bool) -> list[Draft]:
        """The last level of this paragraph that difference or rate lead to from the base printed before them."""
        base, rate = base_before(self.prose, index), self._rate_behind(index, figure)
        if base is None:
            return []
        return led_to(self.prose, base, figure, fell) or (led_to(self.prose, base, rate, fell) if rate else [])

    def _rate_behind(self, index: int, figure: Item) -> Item | None:
        """The rate of the same comparison: 增加238.5万元，增长20.23%."""
        items, m = self.prose.mentions.items, self.prose.mentions
        at = m.at[figure] + 1
        if figure.label is Label.RATE or at + 1 >= len(items) or items[at].label is not Label.CHANGE:
            return None
        rates = self.prose.claims.changes[items[at]]
        usable = m.breaks[at] <= Break.COMMA and is_bare_direction(items[at].text) and rates
        return rates[0] if usable and rates[0].label is Label.RATE else None

    def _last_level(self, fitting: list[Draft], figure: Item, base: str) -> Draft:
        """The last record that a comparison suits, past its own base and the rates of it (完成预算的97%)."""
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
        if name.start < draft.value.start and BASE_LEAD.search(self.prose.text[max(0, name.start - 2) : name.start]):
            return True
        if base and name.text.endswith(base):
            return True
        at = self.prose.mentions.at[draft.value]
        lead = self.prose.text[self.prose.mentions.items[at - 1].end if at else draft.value.start : draft.value.start]
        first = next(d for d in fitting if d.names == draft.names)
        return first is not draft and BASE_YEAR.search(lead) is not None

    def _apart(self, index: int, targets: Sequence[Item | Draft]) -> bool:
        """分别增长14.9%、7.7%和下降11.3%: coordinated names or records over one or several comparisons, in order."""
        items, m = self.prose.mentions.items, self.prose.mentions
        pairs: list[tuple[Item, Item]] = []
        for at in range(index, len(items)):
            if at > index and m.breaks[at] > Break.COMMA:
                break
            if items[at].label is Label.CHANGE:
                pairs += [(items[at], figure) for figure in self.prose.claims.changes[items[at]]]
            elif items[at] not in self.prose.claims.change:
                break
        rounds = 1
        if targets and isinstance(targets[0], Draft):
            rounds = 2 if _rates_follow([figure for _, figure in pairs]) else 1
            targets = _fitting(targets, [figure for _, figure in pairs[: len(pairs) // rounds]])
        if len(pairs) != rounds * len(targets) or len(pairs) < 2 * rounds:
            return False
        for (word, figure), target in zip(pairs, [*targets] * rounds, strict=True):
            self.prose.skip.add(word)
            if isinstance(target, Draft):
                target.comparisons.append(Comparison(word, figure, self.lead))
            else:
                self._grow_one(word, figure, target)
        if not isinstance(targets[0], Draft):
            self.prose.last = tuple(target for target in targets if isinstance(target, Item))
            self.prose.open.clear()
        return True

    def _grow(self, word: Item, figures: list[Item], names: list[Item]) -> None:
        """A comparison of a name that has no level: of an earlier record of that name, else a record of its own."""
        self.prose.last = tuple(names)
        self.prose.open.clear()
        for position, figure in enumerate(figures):
            name = names[position] if len(names) == len(figures) else names[-1] if names else None
            targets = names if len(figures) == 1 and len(names) > 1 else [name] if name else []
            together: list[Draft] = []
            for one in targets:
                self._grow_one(word, figure, one)
                together += self.compared
            self.compared = together

    def _grow_one(self, word: Item, figure: Item, name: Item) -> None:
        if figure not in self.prose.claims.goal and (draft := self._level_of(name)) is not None:
            self._compare(word, figure, [draft])
            draft.extra.append(name)
            return
        ways = [self._in_full(name, figure), self._proven(word, figure, name)]
        led = base_before(self.prose, self.prose.mentions.at[word]) is not None
        if short := next(filter(None, ways[::-1] if led else ways), None):
            self._compare(word, figure, [short])
            short.extra.append(name)
            return
        place = self.prose.here()
        draft = Draft(place, (name,), action=self.prose.action)
        goal = self.prose.claims.goal.get(figure)
        self._compare(word, figure, [draft])
        if goal is not None:
            draft.goal_words = [goal]
        self.prose.drafts.append(draft)

    def _level_of(self, name: Item) -> Draft | None:
        """The first level of this very name, in the blocks before or in this one."""
        levels = [draft for draft in self.prose.drafts if has_level(draft) and not draft.is_base]
        here = (draft for draft in levels if draft.names[0].text == name.text)
        short = (
            draft for draft in self._levels() if has_level(draft) and draft.names[0].text == KIND.sub("", name.text)
        )
        return self.prose.earlier.get(name.text) or next(here, None) or next(short, None)

    def _proven(self, word: Item, figure: Item, name: Item) -> Draft | None:
        """The level that base or rate prove, whatever its name: 案件88件, 案件数比上年减少12件，下降12%."""
        index, fell = self.prose.mentions.at[word], falls(split_basis(word.text)[1])
        moved = self._moved(index, figure, fell)
        if moved and (figure.label is not Label.RATE or share_word(moved[0].names[0], name)):
            return moved[0]
        rate = self._rate_behind(index, figure)
        alike = [d for d in self._levels() if d.names and can_change(d, figure) and share_word(d.names[0], name)]
        return next((d for d in alike if rate is not None and comes_out(d, figure, rate, fell)), None)

    def _in_full(self, name: Item, figure: Item) -> Draft | None:
        """The record of this paragraph whose name a short form repeats: 支总计 for 支出总计."""
        if figure.label is Label.RATE:
            return None
        for draft in reversed(self.prose.drafts):
            if draft.value is None or not draft.names or not can_change(draft, figure):
                continue
            if draft.names[0].text[0] == name.text[0] and stands_in(name.text, draft.names[0].text):
                return draft
        return None


def _fitting(targets: Sequence[Item | Draft], figures: Sequence[Item]) -> list[Item | Draft]:
    """The last records, as many as ``figures``, each of which can have changed by its figure; empty where none do."""
    drafts = [target for target in targets if isinstance(target, Draft)]
    for chosen in (drafts[-len(figures) :], [d for d in drafts if can_change(d, figures[0])][-len(figures) :]):
        if len(chosen) == len(figures) and all(map(can_change, chosen, figures)):
            return list(chosen)
    return []


def _rates_follow(figures: Sequence[Item]) -> bool:
    """分别增加43万元和减少10万元，增长5.3%和下降6.7%: as many rates as differences, behind all of them."""
    half = len(figures) // 2
    are_rates = [figure.label is Label.RATE for figure in figures]
    return half > 1 and are_rates == [False] * half + [True] * half
