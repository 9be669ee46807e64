"""Entities → entities: a bare figure that fills a cell takes the kind that its table states.

A bare figure is no amount, count or score by itself: in a table the head of its column (得分, 执行率, 金额（万元）)
or the unit cell of its row (平方米, 万元, %) says so, often far outside of what a classifier sees. Labels of
entities change, never their borders, and only where the table speaks without doubt. A bare figure below the head of
a column of points is one also where nothing was tagged.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from models.labels import NUMERIC_LABELS, SCORE_LABELS, Entity, Label
from service.cells.evidence import Head, Heads, label_beside, label_of_unit, points_of, read_heads
from service.cells.grid import Cell, Grid, Line, grids
from service.cells.order import settle_order
from service.cells.stacked import stacked_points
from service.quantities import read
from service.records.items import is_bare

Filled = Mapping[int, Entity]
"""The bare numeric entity that ends a cell, by the offset of that end."""

SIGN = re.compile(r"[≥≤＞＜><=＝≧≦ \u3000]*|不低于|不少于|不高于|不超过|小于|大于")
"""What may stand before the figure of a cell."""
FIGURE = re.compile(r"[≥≤＞＜>=<＝≧≦]*[\d.,，．]+")
WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
POINTS = re.compile(r"\d{1,3}(?:\.\d{1,3})?")
NAME = re.compile(r"(?:\d{1,2}[.．、])?[ \u3000]*(?P<n>[\u4e00-\u9fff“”]{2,20}?)(?:[（(][^（）()]{1,6}[）)])?")
LIST_NUMBER = re.compile(r"^[ \t\u3000]*(?P<n>\d{1,2})[.．、](?=[ \u3000]*[\u4e00-\u9fff“《])", re.MULTILINE)
"""The number of an item at the start of its line is no figure."""

RULE = re.compile(
    r"^[ \t\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．])?"
    r"(?:评价|评分|计分|打分)(?:标准|办法|细则|规则)[：:].*$",
    re.MULTILINE,
)
"""A line that says how points are given states none."""

FEWEST, MOST = 3, 0.6
"""So many figures of a column, and so large a part of them, show of what kind all are."""

SUPPLIED = 0.5
"""How sure a figure is that only its column tells."""


def settle_cells(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """``entities`` in reading order, with the labels that the tables of ``text`` state for bare figures.

    Figures of a column that counts the lines (序号) are left out, untagged ones of a column of points are put in.
    """
    entities = [_without_unit(text, entity) for entity in entities]
    numeric = [entity for entity in entities if entity.label in NUMERIC_LABELS]
    named = [entity for entity in entities if entity.label is Label.INDICATOR]
    filled = {entity.end: entity for entity in numeric if is_bare(entity.text)}
    if not filled:
        return settle_order(text, entities)
    starts, names = (sorted(entity.start for entity in some) for some in (numeric, named))
    table = _Tables(text, filled, starts, _covered(text, entities), names)
    stated: dict[int, Label | None] = {}
    for grid in grids(text):
        stated |= {entity.start: label for entity, label in (*table.agreed(grid), *table.stated(grid))}
    stacked = {(start, end): label for start, end, label in stacked_points(text)}
    stated |= {e.start: stacked[e.start, e.end] for e in filled.values() if (e.start, e.end) in stacked}
    numbers = {match.start("n") for match in LIST_NUMBER.finditer(text)}
    rules = [match.span() for match in RULE.finditer(text)]
    facts = [entity for entity in entities if entity.start not in numbers and not _is_rule(entity, rules)]
    settled = ((entity, stated.get(entity.start, entity.label)) for entity in facts)
    kept = [_relabelled(entity, label) for entity, label in settled if label is not None]
    return settle_order(text, sorted([*kept, *table.missing], key=lambda entity: entity.start))


def _without_unit(text: str, entity: Entity) -> Entity:
    """A name that begins with the unit in the last cell of the head above its row (件|人 over 受理|12|15), cut."""
    unit, _, name = entity.text.partition("\n")
    if entity.label is not Label.INDICATOR or not name.strip() or label_of_unit(unit.strip()) is None:
        return entity
    return Entity.cut(text, entity.label, entity.end - len(name.lstrip()), entity.end, entity.confidence)


def _relabelled(entity: Entity, label: Label) -> Entity:
    return entity if entity.label is label else replace(entity, label=label)


def _is_rule(entity: Entity, rules: Sequence[tuple[int, int]]) -> bool:
    return entity.label in SCORE_LABELS and any(start <= entity.start < end for start, end in rules)


def _covered(text: str, entities: Sequence[Entity]) -> bytearray:
    covered = bytearray(len(text))
    for entity in entities:
        covered[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
    return covered


class _Tables:
    """``starts``: the offsets of all figures of the text; ``missing`` collects the points that nobody has tagged."""

    def __init__(
        self, text: str, filled: Filled, starts: Sequence[int], covered: bytearray, names: Sequence[int]
    ) -> None:
        self.text, self.filled, self.starts, self.covered = text, filled, starts, covered
        self.names = names
        self.missing: list[Entity] = []

    def stated(self, grid: Grid) -> Iterator[tuple[Entity, Label | None]]:
        """The bare figures of ``grid`` whose kind it states."""
        heads: Heads = ()
        for line in grid:
            if bisect_left(self.starts, line[0].start) == bisect_left(self.starts, line[-1].end):
                found = read_heads(self.text, line)
                heads = found or heads
                if found:
                    continue
            self._name(line, heads)
            columns = self._columns(line, heads)
            if len(line) == len(heads) or (columns and len(line) > len(heads)):
                yield from self._under_heads(columns, _row_unit(self.text, columns))
            else:
                yield from self._beside_unit(line)
                yield from self._under_heads(columns, None)

    def agreed(self, grid: Grid) -> Iterator[tuple[Entity, Label]]:
        """Where no row has a unit of its own, the figures of one column are of the kind that most of them have."""
        rows: dict[int, list[Line]] = {}
        for line in grid:
            if any(self._figure(cell) is not None for cell in line):
                rows.setdefault(len(line), []).append(line)
        for lines in rows.values():
            if any(label_beside(cell.of(self.text)) for line in lines for cell in line):
                continue
            for column in zip(*lines, strict=True):
                found = [entity for cell in column if (entity := self._figure(cell)) is not None]
                kinds = Counter(entity.label for entity in found)
                label, count = kinds.most_common(1)[0] if kinds else (Label.AMOUNT, 0)
                if label is Label.AMOUNT and count >= FEWEST and count >= MOST * len(found):
                    yield from ((entity, label) for entity in found if entity.label is not label)

    def _name(self, line: Line, heads: Heads) -> None:
        """The words in the last column of names, where the line has points below their head and no tagged name.

        A line with merged cells lacks the first of them.
        """
        labels = [at for at, head in enumerate(heads) if head.holds_names]
        if not labels or not any(head.of_points for head in heads) or self._has_name(line):
            return
        cell = line[max(0, labels[-1] - max(0, len(heads) - len(line)))]
        name = NAME.fullmatch(self.text, cell.start, cell.end)
        scored = any(POINTS.fullmatch(other.of(self.text)) for other in line[1:])
        if name is not None and scored and self.covered.find(1, cell.start, cell.end) < 0:
            self.missing.append(Entity.cut(self.text, Label.INDICATOR, name.start("n"), name.end("n"), SUPPLIED))

    def _has_name(self, line: Line) -> bool:
        return bisect_left(self.names, line[0].start) < bisect_left(self.names, line[-1].end)

    def _columns(self, line: Line, heads: Heads) -> list[tuple[Cell, Head]]:
        """The cells of ``line`` with their heads; of a line with merged or blank cells those of points alone, by order.

        A remark may stand behind the last column.
        """
        bare = [cell for cell in line if POINTS.fullmatch(cell.of(self.text))]
        if len(line) >= len(heads) and all(_is_remark(cell.of(self.text)) for cell in line[len(heads) :]):
            return list(zip(line, heads, strict=False))
        marks = [head for head in heads if head.of_points]
        figures = [head for head in heads if not head.silent and not head.counts_lines]
        told = any(cell.end in self.filled and self.filled[cell.end].label in SCORE_LABELS for cell in bare)
        for columns in (figures, marks):
            if told and marks and len(columns) == len(bare):
                return [pair for pair in zip(bare, columns, strict=True) if pair[1].of_points]
        return []

    def _under_heads(
        self, columns: Sequence[tuple[Cell, Head]], unit: Label | None
    ) -> Iterator[tuple[Entity, Label | None]]:
        """Each column says the kind of its figure, or leaves it to the unit cell."""
        for cell, head in columns:
            entity, label = self._figure(cell), head.label or (unit if head.takes_unit else None)
            if entity is not None and label is None and head.measured and entity.label in SCORE_LABELS:
                label = self._measured(columns)
            if entity is not None and (label is not None or head.counts_lines):
                yield entity, label
            elif label in SCORE_LABELS and label is not None and self._is_missing(cell):
                self.missing.append(Entity.cut(self.text, label, cell.start, cell.end, SUPPLIED))

    def _measured(self, columns: Sequence[tuple[Cell, Head]]) -> Label | None:
        """The kind of the other measured figures of a row with columns of points: the figure is none of these."""
        if not any(head.of_points for _, head in columns):
            return None
        others = (self.filled.get(cell.end) for cell, head in columns if head.takes_unit and not head.of_points)
        kinds = [other.label for other in others if other is not None and other.label not in SCORE_LABELS]
        return kinds[0] if kinds else Label.COUNT

    def _is_missing(self, cell: Cell) -> bool:
        untagged = self.covered.find(1, cell.start, cell.end) < 0
        return untagged and POINTS.fullmatch(self.text, cell.start, cell.end) is not None

    def _beside_unit(self, line: Line) -> Iterator[tuple[Entity, Label | None]]:
        """Where no head tells the columns: a word for points (分值), or a unit, speaks for the figure right behind it.

        A unit behind a figure is that of the one before.
        """
        before = ""
        for cell, after in pairwise(line):
            words = cell.of(self.text)
            unit = None if FIGURE.fullmatch(before) else label_beside(words)
            label, entity = points_of(words) or unit, self._figure(after)
            if label is not None and entity is not None:
                yield entity, label
            before = words

    def _figure(self, cell: Cell) -> Entity | None:
        """The bare figure that fills ``cell``, but for a sign before it."""
        entity = self.filled.get(cell.end)
        sign = entity is not None and SIGN.fullmatch(self.text, cell.start, max(cell.start, entity.start))
        return entity if sign else None


def _is_remark(words: str) -> bool:
    """Whether a cell holds words, no figure and no dash for a blank one."""
    return WORDS.search(words) is not None and read(words) is None


def _row_unit(text: str, columns: Sequence[tuple[Cell, Head]]) -> Label | None:
    for cell, head in columns:
        if head.holds_unit:
            return label_of_unit(cell.of(text))
    named = [label for cell, _ in columns if (label := label_beside(cell.of(text))) is not None]
    return named[0] if len(named) == 1 else None
