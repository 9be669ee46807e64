"""The mentions of a stretch of text in order, and what separates them."""

from bisect import bisect_left
from collections.abc import Sequence

from models.labels import Label
from service.records.gaps import Break, break_of
from service.records.items import Item


class Mentions:
    """Mentions of a stretch of text without its PERIODs, with the gaps between them.

    ``before[i]`` are the words between mention ``i - 1`` and ``i``, ``breaks[i]`` how hard they separate the two;
    ``at`` is the place of each mention.
    """

    def __init__(self, text: str, items: Sequence[Item]) -> None:
        self.text = text
        self.items = [item for item in items if item.label is not Label.PERIOD]
        self.at = {item: index for index, item in enumerate(self.items)}
        periods = [item for item in items if item.label is Label.PERIOD]
        starts = [period.start for period in periods]
        self.before = [""] * len(self.items)
        for index, item in enumerate(self.items):
            left = self.items[index - 1].end if index else item.start
            between = periods[bisect_left(starts, left) : bisect_left(starts, item.start)]
            self.before[index] = self._gap(left, item.start, between)
        self.breaks = [break_of(gap) for gap in self.before]
        if not any(self.breaks):
            self._break_at_blanks()

    def _break_at_blanks(self) -> None:
        """Where all punctuation is lost, a blank behind a figure stands for a comma."""
        for index in range(1, len(self.items)):
            behind_figure = self.items[index - 1].is_numeric and not self.items[index].is_numeric
            if behind_figure and self.before[index][:1].isspace():
                self.breaks[index] = Break.COMMA

    def same_clause(self, left: int, right: int) -> bool:
        """Whether no comma or harder mark stands between two mentions."""
        return all(level < Break.COMMA for level in self.breaks[left + 1 : right + 1])

    def _gap(self, start: int, end: int, periods: Sequence[Item]) -> str:
        parts = []
        for period in periods:
            if start <= period.start and period.end <= end:
                parts.append(self.text[start : period.start])
                start = period.end
        return "".join(parts) + self.text[start:end]
