"""One line of a table: a label and the cells that it serves → drafts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from models.labels import Label
from service.records.draft import Comparison, Draft, Place
from service.records.heads import Column
from service.records.headwords import BEFORE, Role
from service.records.items import Item
from service.records.points import SLOTS

if TYPE_CHECKING:
    from service.records.tables import TableReader


COMPARED = re.compile("[比较](?P<with>年初预算|预算|计划|目标|上年|去年)")
PERCENT = re.compile("[%％]|[增降涨跌]幅$|增速$|增长率$")
"""Heads whose column holds percentages, whatever unit the row has."""

UNKNOWN = 100
"""Where no head tells the columns apart the cell does, counted from here."""


@dataclass(slots=True)
class Line:
    """A label and the cells that it serves."""

    label: Item | None
    figures: list[tuple[Item, int, Item | None]] = field(default_factory=list)
    """(figure, cell index, sign before it)"""
    unit: str | None = None
    period: Item | None = None
    prefix: str = ""
    code: str = ""
    label_unit: str | None = None
    periods: dict[Item, Item] = field(default_factory=dict)
    loose: list[Draft] = field(default_factory=list)
    """Points without a name, out of a remark in the row."""


class LineBuilder:
    """Puts the figures of one line together: goal with result, points with points, change with level."""

    def __init__(self, table: TableReader, line: Line) -> None:
        self.table, self.line = table, line
        self.drafts: list[Draft] = []
        self.points: Draft | None = None
        self.goal: Draft | None = None
        self.shared_sign: Item | None = None
        self.values: list[tuple[Item, Column | None, Item | None]] = []

    def _place(self, column: Column | None, item: Item | None = None) -> Place:
        prefix = self.line.prefix
        indent = 2 if "其中" in prefix else 1 if re.match(r"\s*(?:\d{1,2}[.、．]|[（(]\d+[）)])", prefix) else 0
        place = next((i for i, c in enumerate(self.table.columns) if c is column), None)
        if place is None and item is not None:
            place = next((UNKNOWN + index for figure, index, _ in self.line.figures if figure is item), None)
        return Place(self.table.block, 0, True, self.table.row, place, indent, self.line.code, self.table.sheet)

    def _draft(self, column: Column | None, item: Item | None = None) -> Draft:
        name = self.line.label
        if column is not None and column.name is not None:
            name = column.name
        draft = Draft(self._place(column, item), (name,) if name else ())
        draft.period = self.line.periods.get(item) if item is not None else None
        if draft.period is None and column is not None:
            draft.period_text = column.period
        self.drafts.append(draft)
        return draft

    def unit(self, item: Item, column: Column | None) -> str | None:
        """Column head, unit cell, label's bracket, table, declared line: the nearest that suits the figure."""
        if not item.is_bare:
            return None
        named = column is not None and column.role in (Role.NAMED, Role.CHANGE)
        head = column.unit if column is not None else None
        if column is not None and named and PERCENT.search(column.head):
            head = head or "%"
        if item.label is Label.RATE:
            unit = head or (None if named else self.line.unit) or self.line.label_unit
            return unit if unit and unit in "%％‰倍百分点" else "%" if named and not unit else None
        units: list[str | None] = [head, *([self.line.unit, self.line.label_unit] if not named else [])]
        for one in units:
            if one and (item.label is not Label.AMOUNT or "元" in one or one == "%"):
                return one
        if item.label is Label.COUNT and not named:
            return "人" if column is not None and column.head.endswith("人数") else self.table.counted
        if item.label is Label.AMOUNT:
            return self.table.unit or self.table.declared.at(item.start)
        return None

    def take(self, item: Item, column: Column | None, sign: Item | None) -> None:
        """Add the figure of one cell; ``sign`` is the TARGET before it."""
        if item.is_points:
            self._points(item, column)
        else:
            self.values.append((item, column, sign))

    def _points(self, item: Item, column: Column | None) -> None:
        slot = SLOTS[item.label]
        if self.points is None or getattr(self.points, slot) is not None:
            self.points = self._draft(None)
        setattr(self.points, slot, item)

    def finish(self) -> list[Draft]:
        """The drafts of the line."""
        points = self.points
        has_points = points is not None
        plain = [(item, column, sign) for item, column, sign in self.values]
        self.shared_sign = next((sign for _, _, sign in plain if sign is not None), None)
        for position, (item, column, sign) in enumerate(plain):
            role = column.role if column is not None else None
            if role is Role.CHANGE and self._compare(item, column):
                continue
            if column is None and not self.table.columns and self._is_difference(item) and self._compare(item, None):
                continue
            if role is Role.NAMED and column is not None and column.name is None:
                role = None
            marked = sign is not None or role is Role.GOAL or self.table.goal_word is not None
            if marked or (role in (None, Role.OTHER) and self._is_goal(position, plain, has_points)):
                self._goal(item, column, sign)
            elif (
                self.goal is not None
                and self.goal.value is None
                and role not in (Role.NAMED, Role.STAGE)
                and not (column is not None and BEFORE.search(column.head))
                and (self.goal.goal is not None and self.goal.goal.label == item.label)
            ):
                self.goal.value, self.goal.unit = item, self.unit(item, column)
                self.goal.period_text = column.period if column is not None else self.goal.period_text
            else:
                self._level(item, column)
        return self.drafts

    def _is_difference(self, item: Item) -> bool:
        """Without a head: the figure by which the first exceeds the second, or that in percent."""
        levels = [d for d in self.drafts if d.value is not None and d.value.label is not Label.RATE]
        if len(levels) != 2 or levels[0].value is None or levels[1].value is None:
            return False
        difference, base = _difference(*levels), _value(levels[1].value)
        if item.label is not Label.RATE:
            return item.label is levels[0].value.label and _value(item) == difference
        assert item.quantity is not None
        return (
            bool(base)
            and bool(levels[0].comparisons)
            and (abs(difference / base * 100 - _value(item)) <= item.quantity.step)
        )

    def _is_goal(self, position: int, values: list[tuple[Item, Column | None, Item | None]], has_points: bool) -> bool:
        """Without a head: the first of two figures of one kind in a scored row is the goal."""
        if self.table.columns or not has_points or self.goal is not None:
            return False
        return any(other.label == values[position][0].label for other, _, _ in values[position + 1 :])

    def _goal(self, item: Item, column: Column | None, sign: Item | None) -> None:
        self.goal = draft = self._draft(column, item)
        draft.goal, draft.goal_unit = item, self.unit(item, column)
        word = sign or self.shared_sign or self.table.goal_word
        draft.goal_words = [word] if word else []

    def _level(self, item: Item, column: Column | None) -> None:
        draft = self._draft(column, item)
        draft.value, draft.unit = item, self.unit(item, column)
        if column is not None:
            draft.stage = column.stage if item.label is Label.AMOUNT else None
            draft.stage_cue = column.head

    def _current(self, levels: list[Draft], item: Item, head: str) -> Draft:
        """The level that a change column compares: the one that exceeds another by it, else the first or the latest.

        What the ``head`` of the column compares with (较预算增减) is not what it compares.
        """
        like = [d for d in levels if d.value is not None and d.value.label is not Label.RATE] or levels
        if item.label is not Label.RATE:
            for draft in like:
                others = [other for other in like if other is not draft]
                if any(_difference(draft, other) == _value(item) for other in others):
                    return draft
        base = COMPARED.search(head)
        like = [d for d in like if base is None or base["with"] not in d.stage_cue] or like
        changed = next((d for d in like if d.comparisons), None)
        return changed or max(like, key=lambda d: (_year(d.stage_cue), -like.index(d)))

    def _compare(self, item: Item, column: Column | None) -> bool:
        levels = [d for d in self.drafts if d.value is not None]
        if not levels:
            return False
        head = column.head if column else ""
        draft = self._current(levels, item, head)
        match = re.search(r"(?:比|较|同)[^增减升降±]*", head)
        basis = match[0] if match else draft.comparisons[-1].basis if draft.comparisons else ""
        draft.comparisons.append(Comparison(None, item, basis=basis, unit=self.unit(item, column)))
        return True


def _value(item: Item) -> Decimal:
    assert item.quantity is not None
    assert item.quantity.value is not None
    return item.quantity.value


def _difference(draft: Draft, other: Draft) -> Decimal:
    assert draft.value is not None
    assert other.value is not None
    return _value(draft.value) - _value(other.value)


def _year(head: str) -> int:
    match = re.search(r"(?:19|20)\d\d", head)
    return int(match[0]) if match else 0
