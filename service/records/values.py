"""Numeric items → exact values: the cell's own unit, else the unit that column, row or table declares."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal

from models.labels import Label
from service.quantities import Bound, Kind
from service.records.items import Item
from service.records.standin import read
from service.records.words import AFTER_BOUND, BEFORE_BOUND

DECLARED = re.compile(r"单\s*位\s*[:：]\s*(?P<unit>(?:人民币)?(?:十?百?千?万?亿?美?欧?港?元|[万亿]元))(?!\w)")
PER = re.compile(r"^每(?P<unit>[^\d]{1,3}?)(?:每?[年月日天次])?(?:的|补助|补贴|奖补|奖励|投入|成本|造价|单价|发放|标准|投资|费用|资助|给予|支付|收费|报销|施工|处理|价)")
HEAD_COUNT = re.compile(r"编制|人数|在职|人员|实有|职工|教师|学生|干部")


@dataclass(frozen=True, slots=True)
class Reading:
    """An exact figure with its unit; ``step`` is the worth of one unit in its last printed place."""

    value: Decimal
    unit: str
    step: Decimal
    bound: Bound | None = None


def resolve(item: Item, unit: str | None = None, name: str = "") -> Reading:
    """The figure of ``item``; ``unit`` is what its surroundings declare (``万元``, ``%``, ``场次``)."""
    quantity = item.quantity
    assert quantity is not None and quantity.value is not None
    value, own, step = quantity.value, quantity.unit, quantity.step
    if item.is_bare and unit:
        declared = read("1" + unit)
        if declared is not None and declared.value is not None and (declared.unit or declared.value != 1):
            value, own, step = value * declared.value, declared.unit, step * declared.value
        else:
            own = unit
    if item.label is Label.AMOUNT and not own:
        own = "CNY"
    if item.label is Label.COUNT and not own and HEAD_COUNT.search(name):
        own = "人"
    if item.label is Label.AMOUNT and own == "CNY":
        per = PER.match(name)
        own = f"CNY/{per['unit']}" if per else own
    return Reading(value, own, step, quantity.bound)


def bound_of(text: str, item: Item) -> Bound | None:
    """How words beside the figure, or 余/多 inside it, bound the true value."""
    assert item.quantity is not None
    before, after = text[max(0, item.start - 6) : item.start].rstrip(), text[item.end : item.end + 4].lstrip()
    for words, bound in AFTER_BOUND:
        if re.match(r"[（(]?(?:含[）)])?(?:及|或)?(?:" + words + ")", after):
            return bound
    for words, bound in BEFORE_BOUND:
        if re.search(f"(?:{words})$", before):
            return bound
    return item.quantity.bound


class DeclaredUnits:
    """``单位：万元`` lines of a document; each holds until the next."""

    def __init__(self, text: str) -> None:
        found = list(DECLARED.finditer(text))
        self._ends = [match.end() for match in found]
        self._units = [match["unit"].removeprefix("人民币") for match in found]

    def at(self, offset: int) -> str | None:
        """The money unit declared before ``offset``."""
        index = bisect_right(self._ends, offset)
        return self._units[index - 1] if index else None


def is_money(unit: str) -> bool:
    """Whether ``unit`` is a money unit such as 万元 or 亿美元."""
    declared = read("1" + unit)
    return declared is not None and declared.kind is Kind.AMOUNT
