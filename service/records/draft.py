"""A record in the making: the items that it is read from, before ids, references and figures are settled."""

from dataclasses import dataclass, field

from models.labels import Label
from service.records.items import Item
from service.records.record import RecordKind, Stage


@dataclass(slots=True, eq=False)
class Comparison:
    """A CHANGE mention and one figure that it governs; ``lead`` is the mention whose basis it shares."""

    word: Item | None
    figure: Item
    lead: Item | None = None
    basis: str | None = None
    """Basis that a column head states instead of a CHANGE mention."""
    unit: str | None = None


@dataclass(slots=True)
class Place:
    """Where a draft was found: number of block and sentence; of a table row, column, depth, line code and sheet."""

    block: int
    sentence: int = 0
    table: bool = False
    row: int = 0
    column: int | None = None
    indent: int = 0
    code: str = ""
    sheet: int = 0
    """Number of the block in which its table began; one that pages break goes on under the same head."""


@dataclass(slots=True, eq=False)
class Draft:
    """What is known of one record; ``value``, ``goal`` and the points are items, their units hints beside them."""

    place: Place
    names: tuple[Item, ...] = ()
    action: Item | None = None
    value: Item | None = None
    goal: Item | None = None
    goal_words: list[Item] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    full: Item | None = None
    score: Item | None = None
    deduction: Item | None = None
    unit: str | None = None
    goal_unit: str | None = None
    period: Item | None = None
    period_text: str | None = None
    stage: Stage | None = None
    stage_cue: str = ""
    table_stage: Stage | None = None
    """What the title of its table says, where neither column, whole nor name say more."""
    parent: "Draft | None" = None
    split: str | None = None
    same_as: "Draft | None" = None
    group: bool = False
    total: bool = False
    reason: tuple[int, int] | None = None
    extra: list[Item] = field(default_factory=list)
    """Further mentions: a name repeated to carry a comparison."""

    @property
    def is_score(self) -> bool:
        """Whether this is a score line."""
        return self.full is not None or self.score is not None or self.deduction is not None

    @property
    def is_base(self) -> bool:
        """Whether this is the level of a compared year, dated by the CHANGE: 较2022年的61万人次."""
        return self.period is not None and self.period.label is Label.CHANGE

    @property
    def is_growth(self) -> bool:
        """Whether only a growth is stated, no level and no goal."""
        return not self.is_score and self.value is None and self.goal is None

    def is_under(self, whole: "Draft") -> bool:
        """Whether this is a part of ``whole``, or of a part of it."""
        above = self.parent
        while above is not None and above is not whole:
            above = above.parent
        return above is whole

    def put_under(self, whole: "Draft") -> None:
        """Make this a part of ``whole``, unless it has a parent already or ``whole`` is a part of it."""
        if self.parent is None and whole is not self and not whole.is_under(self):
            self.parent = whole

    @property
    def figure(self) -> Item:
        """The item that the record is about: its value, else goal, points or growth."""
        for item in (self.value, self.goal, self.full, self.score, self.deduction):
            if item is not None:
                return item
        return self.comparisons[0].figure

    @property
    def numeric(self) -> list[Item]:
        """All figures that the record takes up."""
        own = [self.value, self.goal, self.full, self.score, self.deduction]
        return [item for item in own if item is not None] + [c.figure for c in self.comparisons]

    @property
    def anchor(self) -> int:
        """Offset by which records are put in order."""
        return min(item.start for item in self.numeric)

    @property
    def kind(self) -> RecordKind:
        """The kind of record that the figure makes."""
        return RecordKind.SCORE if self.is_score else RecordKind(self.figure.label.lower())


def has_level(draft: Draft) -> bool:
    """Whether this is a named value, to which a later comparison of that name belongs."""
    return bool(draft.names) and not draft.is_score and draft.value is not None
