"""Score lines that a report prints as cards: a line each for the name, the full mark, the rule and the score.

得分：8.5 in a line of its own names nothing; it is the score of the card above, which has a full mark and no score yet.
"""

from collections.abc import Sequence

from service.records.draft import Draft

SLOTS = ("full", "score", "deduction")


class Cards:
    """Puts points without a name with the score line that still lacks them, paragraph after paragraph."""

    def __init__(self) -> None:
        self.open: Draft | None = None

    def completed(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts of the next paragraph without those that completed the card that is open."""
        kept = []
        for draft in drafts:
            if draft.is_score and not draft.names and self._takes(draft):
                continue
            kept.append(draft)
            if draft.is_score and draft.names:
                self.open = draft
        return kept

    def _takes(self, draft: Draft) -> bool:
        card = self.open
        stated = [slot for slot in SLOTS if getattr(draft, slot) is not None]
        if card is None or any(getattr(card, slot) is not None for slot in stated):
            return False
        for slot in stated:
            setattr(card, slot, getattr(draft, slot))
        return True
