"""The records of one report in reading order, with the neighbourhoods that an arithmetic claim may draw on."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from models.labels import Label
from service.checks.printed import Printed, printed_points, printed_value
from service.checks.sheets import Sheet, sheets
from service.checks.vocabulary import plain_name
from service.documents.document import Document
from service.records.record import Record, RecordKind

SENTENCE_END = re.compile(r"[。！？](?!\d)|\n\s*\n")
"""A 。 between digits is a damaged decimal point."""

MISSED = re.compile(r"(?:未|没有?|未能|没能)(?:达到?|完成|超过|突破|满)\s*$|达不到\s*$|(?<!不)(?<!不[得应能])低于\s*$")
"""Before a rate that is a threshold: 未达到95%, 低于80%."""


@dataclass(frozen=True, eq=False)
class Entry:
    """A record at its place in reading order.

    ``index`` is its rank; ``start`` and ``end`` are the offsets of its figure, those of its name where it has no
    figure of its own, -1 where nothing is known. ``value`` is the print of ``record.value``.
    """

    record: Record
    index: int
    start: int
    end: int
    value: Printed | None
    name: str

    @property
    def id(self) -> str:
        """The id of the record."""
        return self.record.id

    @property
    def figure(self) -> Printed:
        """The print of the value, for entries that state one; raises ``ValueError`` for others."""
        if self.value is None:
            raise ValueError(f"记录 {self.id} 应有数值，实际没有")
        return self.value

    @property
    def unit(self) -> str:
        """The unit of the record, empty where it has none."""
        return self.record.unit or ""

    @cached_property
    def points(self) -> dict[Label, Printed]:
        """The points of a score line, by what they are: full mark, score, deduction."""
        record = self.record
        stated = {
            Label.FULL_MARK: record.full_mark, Label.SCORE: record.score, Label.DEDUCTION: record.deduction
        }  # fmt: skip
        return {label: printed_points(record, label, value) for label, value in stated.items() if value is not None}

    @property
    def approximate(self) -> bool:
        """Whether the text itself says that the figure is not exact."""
        return self.record.bound is not None


class Ledger:
    """Reading order, parents and places of the records of one document, or of the ``passage`` of a long one."""

    def __init__(self, document: Document, records: Iterable[Record]) -> None:
        self.text = document.text
        self.document = document
        self.passage = slice(0, len(self.text))
        placed = sorted(((_place(record), record) for record in records), key=lambda item: (*item[0], item[1].id))
        self.entries = [
            Entry(record, index, start, end, self._result(record), plain_name(record.indicator))
            for index, ((start, end), record) in enumerate(placed)
        ]
        self.by_id = {entry.id: entry for entry in self.entries}
        self._sentences = [match.end() for match in SENTENCE_END.finditer(self.text)]
        self._lines = [match.end() for match in re.finditer("\n", self.text)]

    def _result(self, record: Record) -> Printed | None:
        """The print of the value; in 执行率未达到95%，扣1分 the rate is what was missed, and no result."""
        value = printed_value(record)
        if record.kind is not RecordKind.RATE or value is None or value.start < 0:
            return value
        return None if MISSED.search(self.text[max(0, value.start - 8) : value.start]) else value

    def stretch(self, first: int, last: int) -> "Ledger":
        """The ledger of the entries from ``first`` to ``last`` alone; what lies beyond them is not in it."""
        part = Ledger.__new__(Ledger)
        part.text, part.document, part._sentences, part._lines = self.text, self.document, self._sentences, self._lines
        part.entries = [replace(entry, index=index) for index, entry in enumerate(self.entries[first:last])]
        part.by_id = {entry.id: entry for entry in part.entries}
        behind = self.entries[last].start if last < len(self.entries) else len(self.text)
        part.passage = slice(max(0, part.entries[0].start), behind)
        return part

    @cached_property
    def children(self) -> dict[str, list[Entry]]:
        """The parts of each record, in reading order; a record is never its own part."""
        children: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.record.parent in self.by_id and entry.record.parent != entry.id:
                children[entry.record.parent].append(entry)
        return dict(children)

    @cached_property
    def plan(self) -> "Ledger":
        """The ledger of what is only planned, its goals as the values: a plan adds up by itself, apart from results."""
        goals = (e.record for e in self.entries if e.record.target is not None and e.record.value is None)
        return Ledger(self.document, [_as_value(goal) for goal in goals])

    @cached_property
    def goals(self) -> list[Entry]:
        """The goals stated apart from their results, in reading order."""
        return [entry for entry in self.entries if entry.record.target is not None and entry.value is None]

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tables of the passage, as the text prints them."""
        return tuple(sheets(self.text, self.passage))

    @cached_property
    def scores(self) -> list[Entry]:
        """The score lines in reading order."""
        return [entry for entry in self.entries if entry.record.kind is RecordKind.SCORE]

    def of_kind(self, *kinds: RecordKind) -> Iterator[Entry]:
        """The entries of ``kinds`` that state a value."""
        return (entry for entry in self.entries if entry.record.kind in kinds and entry.value is not None)

    def parent(self, entry: Entry) -> Entry | None:
        """The record of which ``entry`` is a part."""
        parent = self.by_id.get(entry.record.parent or "")
        return parent if parent is not entry else None

    def sentence(self, entry: Entry) -> int:
        """Number of the sentence in which the figure of ``entry`` begins."""
        return bisect_right(self._sentences, entry.start)

    def line(self, entry: Entry) -> int:
        """Number of the line on which the figure of ``entry`` begins."""
        return self.line_at(entry.start)

    def line_at(self, offset: int) -> int:
        """Number of the line that holds ``offset``."""
        return bisect_right(self._lines, offset)

    def column(self, entry: Entry) -> int:
        """The rank of ``entry`` among the neighbours of its name: the column, where a row gives several figures."""
        rank = 0
        while entry.index > rank and self.entries[entry.index - rank - 1].name == entry.name:
            rank += 1
        return rank

    def between(self, left: int, right: int) -> str:
        """The text from ``left`` to ``right``, empty where either is unknown."""
        return self.text[left:right] if 0 <= left < right else ""

    def distance(self, one: Entry, other: Entry) -> int:
        """How far apart two entries are, in entries; a sentence end counts for three of them."""
        return abs(one.index - other.index) + 3 * abs(self.sentence(one) - self.sentence(other))

    def near(self, entry: Entry, before: int = 10, after: int = 4, characters: int = 400) -> list[Entry]:
        """The other entries around ``entry``, nearest first: so many before and after, and so many characters away."""
        window = self.entries[max(0, entry.index - before) : entry.index + after + 1]
        close = [e for e in window if e is not entry and abs(e.start - entry.start) <= characters]
        return sorted(close, key=lambda other: (self.distance(entry, other), other.index))


def _as_value(goal: Record) -> Record:
    """The record of a goal alone as if it stated a value."""
    return goal.model_copy(update={"value": goal.target, "bound": goal.target_bound, "target": None})


def _place(record: Record) -> tuple[int, int]:
    """Where the figure of ``record`` is printed, or its first mention."""
    value = printed_value(record)
    if value is not None and value.start >= 0:
        return value.start, value.end
    for label in (Label.FULL_MARK, Label.SCORE, Label.DEDUCTION):
        for mention in record.mentions:
            if mention.label is label:
                return mention.start, mention.end
    if record.mentions:
        first = record.mentions[0]
        return first.start, first.end
    return -1, -1


def full_mark(entry: Entry) -> Printed | None:
    """The points that a score line can earn."""
    return entry.points.get(Label.FULL_MARK)


def score(entry: Entry) -> Printed | None:
    """The points that a score line earned."""
    return entry.points.get(Label.SCORE)


def deduction(entry: Entry) -> Printed | None:
    """The points taken off a score line."""
    return entry.points.get(Label.DEDUCTION)


def ids(*entries: Entry | Sequence[Entry]) -> tuple[str, ...]:
    """The ids of ``entries``, each once, in the order given."""
    flat = [e for item in entries for e in ([item] if isinstance(item, Entry) else item)]
    return tuple(dict.fromkeys(entry.id for entry in flat))
