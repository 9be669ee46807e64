"""Which record a comparison can belong to, by its unit and by its arithmetic."""

from decimal import Decimal

from models.labels import Label
from service.records.changes import split_basis
from service.records.draft import Draft
from service.records.items import Item

TOLERANCE = Decimal("0.006")
"""Relative play between an amount of change and its rate, for the rounding of the amounts; rates may be cut off."""

COMPARED = ("相比", "比较", "对比")
"""Words of a comparison whose base stands before them: 与上年的58万元相比增加."""


def is_bare_direction(wording: str) -> bool:
    """A CHANGE that only goes on with the base of the one before: 下降, 增幅, 分别增长, 相比增加."""
    return split_basis(wording)[0] in ("", *COMPARED)


def same_figure(left: Draft, right: Draft) -> bool:
    """Whether two records print the same figure in the same unit."""
    mine, theirs = left.figure.quantity, right.figure.quantity
    assert mine is not None
    assert theirs is not None
    return left.figure.label == right.figure.label and (mine.value, mine.unit) == (theirs.value, theirs.unit)


def share_word(one: Item, other: Item) -> bool:
    """Whether two names have two characters in a row in common."""
    return any(one.text[at : at + 2] in other.text for at in range(len(one.text) - 1))


def can_change(draft: Draft, figure: Item) -> bool:
    """Whether ``figure`` can be the change of ``draft``: money of money, counts of counts, points of rates."""
    assert figure.quantity is not None
    unit = figure.quantity.unit
    if draft.is_score:
        return unit in ("分", "%")
    of = draft.figure
    assert of.quantity is not None
    if figure.label is Label.RATE:
        return unit != "百分点" or of.label is Label.RATE
    if figure.label is Label.COUNT:
        return of.label is Label.COUNT and of.quantity.unit == unit
    return figure.label == of.label


def comes_out(draft: Draft, figure: Item, rate: Item, fell: bool) -> bool:
    """Whether change ÷ (level − change) is the stated rate, as far as rounding lets it be."""
    level, change, percent = draft.figure.quantity, figure.quantity, rate.quantity
    assert level is not None
    assert change is not None
    assert percent is not None
    if level.value is None or change.value is None or percent.value is None or percent.unit != "%":
        return False
    delta = -abs(change.value) if fell else change.value
    base = level.value - delta
    if base <= 0:
        return False
    excess = abs(delta) / base * 100 - abs(percent.value)
    play = abs(percent.value) * TOLERANCE
    return -percent.step / 2 - play <= excess <= percent.step + play


def gap_to(draft: Draft, base: Item, figure: Item, fell: bool) -> Decimal | None:
    """How far the level lies from what the difference, or the rate, makes of the base.

    ``None`` where it lies beyond the last printed place, and where the three are not of one kind.
    """
    level, start, change = draft.figure.quantity, base.quantity, figure.quantity
    assert level is not None
    assert start is not None
    assert change is not None
    if draft.figure.label is not base.label or level.unit != start.unit:
        return None
    if level.value is None or not start.value or change.value is None:
        return None
    moved = start.value - level.value if fell else level.value - start.value
    if figure.label is base.label and change.unit in (level.unit, "百分点"):
        return Decimal(0) if moved == abs(change.value) else None
    gap = abs(moved / start.value * 100 - abs(change.value))
    return gap if change.unit == "%" and gap <= change.step else None
