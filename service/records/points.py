"""FULL_MARK, SCORE and DEDUCTION in running text → score drafts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.labels import Entity, Label
from service.records.draft import Draft
from service.records.gaps import Break
from service.records.items import Item
from service.records.scores import value_of

if TYPE_CHECKING:
    from service.records.prose import ProseReader

LOST = re.compile(r"[失扣丢]分$")
"""Names of what was lost: every figure of theirs is one."""

OVERALL = re.compile(
    r"[，,；;]\s*[^，,；;。\d]{0,6}?(?P<name>自评|综合得分|综合评定|总得分|总分)(?:得分|总分)?[为：:]?\s*$"
)
EARNED = re.compile(r"[，,]\s*(?:实际|自评|应|实)?得")
OPENING = re.compile(r"^\s*[〔\[【（(]\s*(?:满分)?$", re.MULTILINE)
MEASURE = re.compile(r"[，,]\s*(?:按照?|根据|依据|依)\s*$")
CONFIDENCE = 0.5

SLOTS = {Label.FULL_MARK: "full", Label.SCORE: "score", Label.DEDUCTION: "deduction"}


class PointsReader:
    """Puts points with the line that they belong to: the open line, else the last name before them."""

    def __init__(self, prose: ProseReader) -> None:
        self.prose = prose
        self.line: Draft | None = None
        self.line_name = -1

    def take(self, index: int) -> None:
        """Put the points at ``index`` with their line."""
        item = self.prose.mentions.items[index]
        behind = self._name_behind(index)
        name_at = self._name_at(index) if behind is None else behind
        name = self.prose.mentions.items[name_at] if name_at >= 0 else None
        slot = "deduction" if name is not None and LOST.search(name.text) else SLOTS[item.label]
        if self.line is not None and getattr(self.line, slot) is None and self._still_open(index, name_at):
            overall = self._overall(index) if slot == "score" else None
            if overall is not None:
                self.prose.drafts.append(Draft(self.prose.here(), (overall,), score=item, total=True))
                return
            setattr(self.line, slot, item)
            return
        draft = Draft(self.prose.here(), (name,) if name else ())
        setattr(draft, slot, item)
        self.prose.drafts.append(draft)
        self.line, self.line_name = draft, name_at

    def _name_behind(self, index: int) -> int | None:
        """The name right behind a bracket of points that opens a line: 〔8分，得7分〕资产管理。"""
        items, text = self.prose.mentions.items, self.prose.text
        if OPENING.search(text, text.rfind("\n", 0, items[index].start) + 1, items[index].start) is None:
            return None
        at = index
        while at < len(items) and items[at].is_points:
            at += 1
        closed = at < len(items) and text[items[at - 1].end : items[at].start].strip() in tuple("〕]】）)")
        return at if closed and items[at].is_name else None

    def _overall(self, index: int) -> Item | None:
        """满意度10分，我县自评96分: the words before a score above the full mark of the line name that of all."""
        items, line = self.prose.mentions.items, self.line
        mark, score = (value_of(item) for item in (line.full if line else None, items[index]))
        if mark is None or score is None or score <= mark:
            return None
        start = items[index - 1].end
        words = OVERALL.search(self.prose.text, start, items[index].start)
        return words and Item(0, Entity.cut(self.prose.text, Label.INDICATOR, *words.span("name"), CONFIDENCE))

    def _name_at(self, index: int) -> int:
        """The last name without a figure of its own, else the first of the sentence, else the last of all."""
        items, bound = self.prose.mentions.items, self._bound()
        names = [at for at in range(index) if items[at].is_name]
        free = [at for at in names if items[at] not in bound]
        inside = [at for at in names if self._in_sentence(at, index)]
        if names and self._touches(names[-1], index):
            return names[-1]
        for choice in (free[-1:], inside[:1], names[-1:]):
            if choice:
                return choice[0]
        return -1

    def _bound(self) -> set[Item]:
        return {name for draft in self.prose.drafts if not draft.is_score for name in draft.names}

    def _in_sentence(self, left: int, right: int) -> bool:
        return max(self.prose.mentions.breaks[left + 1 : right + 1], default=Break.NONE) < Break.SEMICOLON

    def _touches(self, left: int, right: int) -> bool:
        """Whether the points stand right behind the name: 目标合理性扣1分, 产出指标（50分）."""
        gap = self.prose.mentions.before[right]
        return right == left + 1 and len(gap.strip()) <= 4 and not re.search("[，,；。]", gap)

    def _still_open(self, index: int, name_at: int) -> bool:
        """The line goes on unless a new name without a figure of its own has come up since."""
        line = self.line
        assert line is not None
        if name_at == self.line_name or (line.full is not None and self._is_earned(index)):
            return True
        items, bound = self.prose.mentions.items, self._bound()
        since = range(self.line_name + 1, index)
        unbound = any(items[at].is_name and items[at] not in bound for at in since)
        is_cause = items[index - 1] in bound and line.full is not None
        if unbound or (items[index - 1].is_name and not is_cause and self._touches(index - 1, index)):
            return False
        return line.full is not None or self._in_sentence(self.line_name, index)

    def _is_earned(self, index: int) -> bool:
        """合规性（8分）凭证齐全，得8分; 执行率10分，按执行率计9分: neither a finding nor a yardstick names a line."""
        items, gap = self.prose.mentions.items, self.prose.mentions.before[index]
        if items[index].label is not Label.SCORE or not self._in_sentence(self.line_name, index):
            return False
        measured = items[index - 1].is_name and MEASURE.search(self.prose.mentions.before[index - 1]) is not None
        return EARNED.fullmatch(gap.strip()) is not None or (measured and gap.strip() in ("计", "计算得", "折算得"))
