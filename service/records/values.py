"""Numeric items → exact values: the cell's own unit, else the unit that column, row or table declares."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.labels import Label
from service.quantities import Bound, Kind, read
from service.records.items import Item
from service.records.words import AFTER_BOUND, BEFORE_BOUND

_MONEY = "(?:人民币)?[十百千]?[万亿]?[美欧港日]?元"
DECLARED = re.compile(
    rf"单\s*位\s*(?:[:：]|均?[为是])\s*(?:[^\s、，。：:|]{{1,6}}[、，])*(?P<unit>{_MONEY})(?![\w/])|"
    rf"[（(](?:金额)?(?:单位[:：])?(?P<bracket>{_MONEY})[、，/%]*[）)]"
)
"""单位：万元, （除特别注明外，单位均为万元）, （万元）."""

PER = re.compile(r"每(?P<unit>人每年|公斤|千克|平方米|立方米|公里|延米|剂次|人次|[^\d月年日天周季次件百千万元]{1})")
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
    assert quantity is not None
    assert quantity.value is not None
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
        per = PER.search(name)
        own = f"CNY/{per['unit'].replace('每', '·')}" if per and "平均" not in name else own
    return Reading(value, own, step, quantity.bound)


def bound_of(text: str, item: Item, names: Iterable[Item] = ()) -> Bound | None:
    """How words beside the figure, or 余/多 inside it, bound the true value; words inside ``names`` do not."""
    assert item.quantity is not None
    behind = bound_behind(text, item)
    if behind is not None:
        return behind
    left = max((name.end for name in names if name.end <= item.start), default=0)
    before = text[max(left, item.start - 6) : item.start].rstrip()
    for words, bound in BEFORE_BOUND:
        if re.search(f"(?:{words})$", before):
            return bound
    return item.quantity.bound


def bound_behind(text: str, item: Item) -> Bound | None:
    """The bound that words behind the figure give: 以上, 左右."""
    after = text[item.end : item.end + 6].lstrip()
    for words, bound in AFTER_BOUND:
        if re.match(r"[（(]?(?:含[）)])?(?:及|或)?(?:" + words + ")", after):
            return bound
    return None


class DeclaredUnits:
    """``单位：万元`` lines of a document; each holds until the next."""

    def __init__(self, text: str) -> None:
        found = list(DECLARED.finditer(text))
        self._ends = [match.end() for match in found]
        self._units = [(match["unit"] or match["bracket"]).removeprefix("人民币") for match in found]

    def at(self, offset: int) -> str | None:
        """The money unit declared before ``offset``."""
        index = bisect_right(self._ends, offset)
        return self._units[index - 1] if index else None


KNOWN_COUNTS = frozenset((
    "人", "名", "户", "家", "个", "件", "次", "场", "场次", "期", "份", "篇", "条", "项", "部", "本", "册", "台",
    "套", "台（套）", "台(套)", "辆", "只", "座", "栋", "间", "株", "亩", "万亩", "公顷", "公里", "千米", "米",
    "平方米", "m²", "㎡", "m2", "立方米", "吨", "万吨", "公斤", "万人", "万人次", "人次", "户次", "家次", "批",
    "批次", "起", "宗", "例", "天", "日", "小时", "分钟", "个月", "月", "年", "所", "处", "万元", "元", "亿元", "路",
    "盏", "张", "支", "头", "口", "眼", "村", "度", "千瓦时", "笔", "层", "艘", "架次", "万株", "万张", "万户",
    "万个", "学时", "课时", "岁", "km", "平方公里", "个工作日", "工作日",
))  # fmt: skip
"""Measure words that stand in unit cells and in the brackets of heads."""


def is_unit(words: str) -> bool:
    """Whether ``words`` is a unit: money, a rate's sign, or a measure word; not （调整）, （A） or （√）."""
    if words in "%％‰" or words in KNOWN_COUNTS:
        return True
    declared = read("1" + words)
    return declared is not None and (declared.kind in (Kind.AMOUNT, Kind.RATE) or declared.value != 1 or "/" in words)
