"""FULL_MARK, SCORE and DEDUCTION in running text → score drafts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.labels import Label
from service.records.draft import Draft, Place
from service.records.gaps import Break

if TYPE_CHECKING:
    from service.records.items import Item
    from service.records.prose import ProseReader

SLOTS = {Label.FULL_MARK: "full", Label.SCORE: "score", Label.DEDUCTION: "deduction"}
REASON = re.compile(r"(?:扣分|失分|丢分|主要)?原因(?:主要)?(?:是|为|系)?[：:]?|^[，,；;、]?(?:主要)?(?:系|因|由于)")


class PointsReader:
    """Puts points with the line that they belong to: the open line, else the last name before them."""

    def __init__(self, prose: ProseReader) -> None:
        self.prose = prose
        self.line: Draft | None = None
        self.line_name = -1

    def take(self, index: int) -> None:
        item = self.prose.mentions.items[index]
        slot = SLOTS[item.label]
        name_at = self._name_at(index)
        if self.line is not None and getattr(self.line, slot) is None and self._still_open(index, name_at):
            setattr(self.line, slot, item)
            return
        name = self.prose.mentions.items[name_at] if name_at >= 0 else None
        place = Place(self.prose.place.block, self.prose.sentence, self.prose.place.table, self.prose.place.row)
        draft = Draft(place, (name,) if name else ())
        setattr(draft, slot, item)
        self.prose.drafts.append(draft)
        self.line, self.line_name = draft, name_at

    def _name_at(self, index: int) -> int:
        items = self.prose.mentions.items
        return next((at for at in range(index - 1, -1, -1) if items[at].is_name), -1)

    def _still_open(self, index: int, name_at: int) -> bool:
        """The line goes on unless a new name without a figure of its own has come up since."""
        if name_at == self.line_name:
            return True
        items = self.prose.mentions.items
        since = items[self.line_name + 1 : index]
        for at, item in enumerate(since):
            if item.is_name:
                taken = any(other.is_value for other in since[at + 1 :]) or (at and since[at - 1].is_value)
                if not taken:
                    return False
        return max(self.prose.mentions.breaks[self.line_name + 1 : index + 1]) < Break.STOP
