"""What the search for parts and wholes needs to know of the document."""

import re
from collections.abc import Mapping, Sequence

from models.labels import Label
from service.records.draft import Draft
from service.records.record import Stage
from service.records.stages import stage_in
from service.records.values import Reading

AVERAGE = re.compile(r"均(?!衡)|每|单价|标准(?!化)")
TOTAL_NAME = re.compile(r"(?:合|总|小|共)\s*计|总额|总数|总收入|总支出|总投入|总投资")


class Context:
    """The document as the search for parts sees it."""

    def __init__(self, text: str, readings: Mapping[Draft, Reading], indicators: Mapping[Draft, str]) -> None:
        self.text = text
        self.readings = readings
        self.indicators = indicators
        self.splits: dict[Draft, list[list[Draft]]] = {}

    def is_level(self, draft: Draft) -> bool:
        """Whether the draft states an amount or a count, as a result or as a goal."""
        level = draft.value is not None or draft.goal is not None
        return level and not draft.is_score and draft.figure.label is not Label.RATE

    def start(self, draft: Draft) -> int:
        """Offset of the first of its verb, name and figure."""
        items = [*draft.names, draft.figure, *([draft.action] if draft.action else [])]
        return min(item.start for item in items)

    def end(self, draft: Draft) -> int:
        """Offset behind its last figure or name."""
        return max(item.end for item in [*draft.names, *draft.numeric])

    def lead(self, before: Draft, draft: Draft) -> str:
        """The words between two levels; a name or verb that both share stands before them.

        A comparison of the first may stand behind the second: 88起（甲21起、乙67起），比上年减少12起.
        """
        ends = [item.end for item in [*before.names, *before.numeric] if item.end <= draft.figure.start]
        end = max(ends, default=self.end(before))
        items = [*draft.names, draft.figure, *([draft.action] if draft.action else [])]
        return self.text[end : min((item.start for item in items if item.start >= end), default=end)]

    def alike(self, part: Draft, whole: Draft, loose: bool = False) -> bool:
        """Whether ``part`` can be a part of ``whole``: the same sort of figure in the same unit, and no average.

        ``loose`` lets counts differ in their measure word: 52处，包括服务中心17家.
        """
        if part.figure.label != whole.figure.label or (part.value is None) != (whole.value is None):
            return False
        if AVERAGE.search(self.indicators[part]):
            return False
        return self.readings[part].unit == self.readings[whole].unit or (loose and part.figure.label is Label.COUNT)

    def stage(self, draft: Draft) -> Stage | None:
        """The stage of its column, or the cue of its name."""
        return draft.stage or stage_in(self.indicators[draft])

    def adopt(self, whole: Draft, parts: Sequence[Draft]) -> None:
        """Make ``parts`` a split of ``whole``; a part that has a parent keeps it."""
        for part in parts:
            part.put_under(whole)
        self.splits.setdefault(whole, []).append(list(parts))

    def other_stage(self, draft: Draft, whole: Draft) -> bool:
        """Whether both have a stage, and not the same."""
        mine, theirs = self.stage(draft), self.stage(whole)
        return mine is not None and theirs is not None and mine is not theirs
