"""The value type of the quantity grammar."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What sort of quantity a number with its unit is."""

    AMOUNT = "amount"
    RATE = "rate"
    COUNT = "count"
    NUMBER = "number"


class Bound(StrEnum):
    """How the stated figure bounds the true one."""

    ABOUT = "≈"
    BELOW = "<"
    ABOVE = ">"
    AT_LEAST = "≥"
    AT_MOST = "≤"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text.

    ``start`` and ``end`` are half-open code-point offsets: ``source[start:end] == text``. Words such as 约 or 以上
    lie outside the span; what they mean is ``bound``. ``value`` is exact, with scale words applied: amounts in whole
    currency units, rates in the unit as given. ``low``/``high`` stand instead of ``value`` for a range; an open end is
    ``None``. ``unit`` is an ISO currency code (``CNY``, or ``CNY/亩``) for amounts, the measure word for counts,
    ``%``/``‰``/``百分点``/``倍`` or ``""`` for rates. ``step`` is the worth of one unit in the last printed place, in
    the unit of ``value``: 1,860.5万元 has value 18605000 and step 1000.
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: Decimal | None
    unit: str
    step: Decimal
    bound: Bound | None = None
    low: Decimal | None = None
    high: Decimal | None = None
