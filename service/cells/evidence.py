"""What heads of columns and unit cells say of the bare figures beside and below them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from models.labels import SCORE_LABELS, Label
from service.cells.grid import Line
from service.quantities import Kind, read
from service.records.heads import UNIT_IN_BRACKETS
from service.records.headwords import Role, role_of
from service.records.values import KNOWN_COUNTS, is_unit

LONGEST_HEAD = 24
MONEY = re.compile("预算|决算|支出|执行数|结转|结余")
"""A stage of the budget cycle holds money."""

KEY = re.compile("分值|满分|权重|标准分|(?:自评|复核|评价|实际|实)?得?分|自评得分|扣减?分")
"""Cells that name the points in the cell behind them, in a form of keys and values."""
FIGURE = re.compile(r"[\d.,，．]*\d[\d.,，．]*%?")
SHARE = re.compile(r"[%％‰]|率$|率[（(]|幅[度]?$|占比|比重")
"""A head of a column of rates."""
POINTS = {Role.FULL: Label.FULL_MARK, Role.SCORE: Label.SCORE, Role.DEDUCTION: Label.DEDUCTION}
LINE_NUMBERS = frozenset({"序号", "编号", "行次", "栏次", "序", "NO.", "No."})
"""Heads of columns that count the lines: their figures are facts of nothing."""
SILENT = frozenset({Role.TEXT, Role.LABEL, Role.SIGN, Role.UNIT})
KINDS = {Kind.AMOUNT: Label.AMOUNT, Kind.COUNT: Label.COUNT, Kind.RATE: Label.RATE}


@dataclass(frozen=True, slots=True)
class Head:
    """``label``: the kind that the head states; ``takes_unit``: whether the row's unit cell may state it instead;
    ``counts_lines``: whether its figures are line numbers; ``silent``: whether it has words below it and no figures;
    ``holds_names``: whether these are names; ``measured``: whether it has goals or results."""

    label: Label | None
    takes_unit: bool
    holds_unit: bool = False
    counts_lines: bool = False
    silent: bool = False
    holds_names: bool = False
    measured: bool = False

    @property
    def of_points(self) -> bool:
        """Whether the column holds full marks, scores or deductions."""
        return self.label in SCORE_LABELS


Heads = Sequence[Head]
"""One head for each cell of a head row."""


@lru_cache(maxsize=4096)
def label_of_unit(words: str) -> Label | None:
    """The kind of a figure with the unit ``words``; ``None`` where they are none."""
    if words in KNOWN_COUNTS and not words.endswith("元"):
        return Label.COUNT
    if not words or any(char.isdigit() for char in words) or not is_unit(words):
        return None
    quantity = read("1" + words)
    return KINDS.get(quantity.kind) if quantity is not None else None


def label_beside(words: str) -> Label | None:
    """What a cell with ``words`` says of the figure right behind it: a unit cell, or a name with its unit (亩)."""
    bracket = UNIT_IN_BRACKETS.search(words)
    return label_of_unit(bracket["unit"] if bracket and bracket.end() == len(words) else words)


def read_heads(text: str, line: Line) -> Heads:
    """The columns of ``line`` where it is a head row, else none: two cells at least hold words, and none a figure."""
    words = ["".join(cell.of(text).split()) for cell in line]
    if any(FIGURE.fullmatch(word) for word in words):
        return []
    heads = [_head(word) for word in words]
    telling = [head for head in heads if head.label is not None or head.holds_unit or head.takes_unit]
    return heads if len(telling) > 1 else []


def _head(words: str) -> Head:
    if not words or len(words) > LONGEST_HEAD:
        return Head(None, takes_unit=False)
    if words in LINE_NUMBERS:
        return Head(None, takes_unit=False, counts_lines=True)
    role, _ = role_of(words)
    if role is Role.UNIT:
        return Head(None, takes_unit=False, holds_unit=True, silent=True)
    if role in POINTS:
        return Head(POINTS[role], takes_unit=False)
    bracket = UNIT_IN_BRACKETS.search(words)
    money = "金额" in words or (role is Role.STAGE and MONEY.search(words) is not None)
    stated = label_of_unit(bracket["unit"]) if bracket else Label.AMOUNT if money else None
    if words in KNOWN_COUNTS:
        stated = label_of_unit(words)
    if stated is None and SHARE.search(words) and role is not Role.TEXT:
        stated = Label.RATE
    return Head(
        stated,
        takes_unit=role not in SILENT,
        silent=role in SILENT,
        holds_names=role is Role.LABEL,
        measured=role in (Role.GOAL, Role.RESULT),
    )


def points_of(words: str) -> Label | None:
    """The kind of points that a cell with ``words`` announces in the next: 分值 | 10; ``None`` where it names none."""
    return POINTS.get(role_of(words)[0]) if KEY.fullmatch(words) else None
