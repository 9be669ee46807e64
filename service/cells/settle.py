"""Entities → entities: a bare figure that fills a cell takes the kind that its table states.

A bare figure is no amount, count or score by itself: in a table the head of its column (得分, 执行率, 金额（万元）)
or the unit cell of its row (平方米, 万元, %) says so, often far outside of what a classifier sees. Labels of
entities change, never their borders, and only where the table speaks without doubt.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from models.labels import NUMERIC_LABELS, Entity, Label
from service.cells.evidence import Heads, label_beside, label_of_unit, read_heads
from service.cells.grid import Cell, Grid, Line, grids
from service.records.items import is_bare

Filled = Mapping[int, Entity]
"""The bare numeric entity that ends a cell, by the offset of that end."""

SIGN = re.compile(r"[≥≤＞＜><=＝≧≦ \u3000]*|不低于|不少于|不高于|不超过|小于|大于")
"""What may stand before the figure of a cell."""
FIGURE = re.compile(r"[≥≤＞＜>=<＝≧≦]*[\d.,，．]+")


def settle_cells(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """``entities`` in their order, with the labels that the tables of ``text`` state for bare figures.

    Figures of a column that counts the lines (序号) are left out.
    """
    numeric = [entity for entity in entities if entity.label in NUMERIC_LABELS]
    filled = {entity.end: entity for entity in numeric if is_bare(entity.text)}
    if not filled:
        return list(entities)
    starts = sorted(entity.start for entity in numeric)
    stated = {entity.start: label for grid in grids(text) for entity, label in _stated(text, grid, filled, starts)}
    settled = ((entity, stated.get(entity.start, entity.label)) for entity in entities)
    return [replace(entity, label=label) for entity, label in settled if label is not None]


def _stated(text: str, grid: Grid, filled: Filled, starts: Sequence[int]) -> Iterator[tuple[Entity, Label | None]]:
    """The bare figures of ``grid`` whose kind it states; ``starts`` are the offsets of all figures of the text."""
    heads: Heads = ()
    for line in grid:
        if bisect_left(starts, line[0].start) == bisect_left(starts, line[-1].end):
            heads = read_heads(text, line) or heads
        elif len(line) == len(heads):
            yield from _under_heads(text, line, heads, filled)
        else:
            yield from _beside_unit(text, line, filled)


def _under_heads(text: str, line: Line, heads: Heads, filled: Filled) -> Iterator[tuple[Entity, Label | None]]:
    """The figures of a line that has a cell for each head: each column says its kind, or leaves it to the unit cell."""
    unit = _row_unit(text, line, heads)
    for cell, head in zip(line, heads, strict=True):
        entity, label = _figure(text, cell, filled), head.label or (unit if head.takes_unit else None)
        if entity is not None and (label is not None or head.counts_lines):
            yield entity, label


def _row_unit(text: str, line: Line, heads: Heads) -> Label | None:
    for cell, head in zip(line, heads, strict=True):
        if head.holds_unit:
            return label_of_unit(cell.of(text))
    named = [label for cell in line if (label := label_beside(cell.of(text))) is not None]
    return named[0] if len(named) == 1 else None


def _beside_unit(text: str, line: Line, filled: Filled) -> Iterator[tuple[Entity, Label | None]]:
    """Where no head tells the columns: a unit speaks for the figure right behind it, but for that of the one before."""
    before = ""
    for cell, after in pairwise(line):
        words = cell.of(text)
        label, entity = label_beside(words), _figure(text, after, filled)
        if label is not None and entity is not None and not FIGURE.fullmatch(before):
            yield entity, label
        before = words


def _figure(text: str, cell: Cell, filled: Filled) -> Entity | None:
    """The bare figure that fills ``cell``, but for a sign before it."""
    entity = filled.get(cell.end)
    return entity if entity is not None and SIGN.fullmatch(text, cell.start, max(cell.start, entity.start)) else None
