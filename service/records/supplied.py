"""What the tagger left out although the grammar leaves no doubt: the figure right behind a name, the words of a list.

A name that stands right before a quantity names it, 得 and 扣 before points say what they are, and the words between
a comma and a figure are the figure's own name: it shares none with the figure before. What is supplied is less sure
than what was tagged.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from models.labels import NUMERIC_LABELS, Entity, Label
from service.quantities import Kind, Quantity, find, read
from service.records.changes import split_basis
from service.records.comparison_tags import ALONE
from service.records.items import Item
from service.records.words import DOWN, STEADY, UP

CONFIDENCE = 0.5
DIRECTIONS = frozenset({*DOWN, *UP})

DIFFERS = re.compile(r"\s*[，,]\s*(?P<word>[\u4e00-\u9fff]{2,3})了?\s*")
"""A clause that is a direction and its figure: 实际列支7万元，超出1万元."""

LABELS = {Kind.AMOUNT: Label.AMOUNT, Kind.COUNT: Label.COUNT, Kind.RATE: Label.RATE}
COPULA = re.compile(r"\s*(?:分别为|[为达共是约计])?\s*")
"""What may stand between a name and its figure."""

BEHIND = re.compile(r"\s*(?:$|[^\w\s/]|[的左和及与占比较])")
"""What may follow a figure: neither a noun (两类班次) nor the next grade of a standard (100%/≥95%)."""

POINTS = (
    (
        Label.FULL_MARK,
        frozenset({Label.INDICATOR}),
        re.compile(
            r"\s*(?:[（(]\s*(?:满分|分值|权重)?|[，,]?\s*(?:满分|分值|权重))\s*[为：:]?\s*(?P<n>\d+(?:\.\d+)?\s*分)"
        ),
    ),
    (
        Label.SCORE,
        frozenset({Label.INDICATOR, Label.FULL_MARK, Label.DEDUCTION}),
        re.compile(r"\s*[）)]?\s*[，,：:]?\s*(?:自评|评价|实际|实)?得分?[为：:]?\s*(?P<n>\d+(?:\.\d+)?\s*分)"),
    ),
    (
        Label.DEDUCTION,
        frozenset({Label.INDICATOR, Label.FULL_MARK, Label.SCORE}),
        re.compile(r"\s*[）)]?\s*[，,：:]?\s*扣减?分?[为：:]?\s*(?P<n>\d+(?:\.\d+)?\s*分)"),
    ),
)
"""Points by what they stand behind and the words before them."""

OPENS = re.compile(r"[，,、；;。：:（(\n]")
LEAD = re.compile(
    r"^\s*(?:\d{1,2}[.．、)）]|[①-⑳])?\s*(?:其中|包括|含(?!量)|以及|用于|投向|分别为|分别是|主要是|另有|[和及与])*"
)
TAIL = re.compile(r"(?:分别为|依次[为是]|共计|合计|达到?|[为共是约计有])*\s*$")
OWN_NAME = re.compile(r"[\u4e00-\u9fff“”A-Za-z]{2,16}")
NO_NAME = re.compile(
    r"^(?:[比较同环与]|上年|去年|全年|当年)|"
    r"实|完成|未|超|已|仅|达|验收|核实|调查|统计|符合|控制|结算|取证|累计|下达|目标|计划|任务|预期|预计|标准|每|[高低多少优大小早迟快慢]于|值$|"
    r"^(?:共|总|合|小)?计$|^其他?$|^[决预]算数?$|的$|(?:"
    + "|".join(sorted({*DOWN, *UP, *STEADY}, key=len, reverse=True))
    + ")$"
)
"""Words that lead from a goal or an earlier level to this one, or compare: the figure is one of the same name."""


def supply(text: str, items: Sequence[Item], entities: Iterable[Entity]) -> list[Item]:
    """``items`` with the figures, points and names that the text states beyond doubt, in reading order.

    Nothing is supplied where any of ``entities`` lies, be it one that did not become an item.
    """
    tagged = bytearray(len(text))
    for entity in entities:
        tagged[max(0, entity.start) : entity.end] = b"\1" * (min(entity.end, len(text)) - max(0, entity.start))
    for find_more in (
        _figures,
        _directions,
        *(_points for _ in POINTS),
        _names,
    ):  # each kind of points may stand behind another
        found = find_more(text, items)
        items = _merged(items, [entity for entity in found if tagged.find(1, entity.start, entity.end) < 0])
    return list(items)


def _with_next(items: Sequence[Item]) -> Iterator[tuple[Item, Item | None]]:
    """Each item with the one behind it."""
    return zip_longest(items, items[1:])


def _merged(items: Sequence[Item], more: Sequence[Entity]) -> list[Item]:
    if not more:
        return list(items)
    found = [Item(0, entity, read(entity.text) if entity.label in NUMERIC_LABELS else None) for entity in more]
    usable = [i for i in found if not i.is_numeric or (i.quantity is not None and i.quantity.value is not None)]
    ordered = sorted([*items, *usable], key=lambda item: item.start)
    return [replace(item, order=order) for order, item in enumerate(ordered)]


def _entity(text: str, label: Label, start: int, end: int) -> Entity:
    return Entity.cut(text, label, start, end, CONFIDENCE)


def _figures(text: str, items: Sequence[Item]) -> Iterator[Entity]:
    """Quantities right behind a name or a comparison that has no figure."""
    quantities = find(text)
    starts = [quantity.start for quantity in quantities]
    for item, following in _with_next(items):
        if item.label not in (Label.INDICATOR, Label.CHANGE):
            continue
        lead = COPULA.match(text, item.end)
        start = lead.end() if lead else item.end
        place = bisect_left(starts, start)
        if place == len(starts) or starts[place] != start:
            continue
        quantity = quantities[place]
        if (following is None or quantity.end <= following.start) and _is_figure(text, quantity):
            yield _entity(text, LABELS[quantity.kind], quantity.start, quantity.end)


def _directions(text: str, items: Sequence[Item]) -> Iterator[Entity]:
    """比上年的52万元多8万元: a word of direction between the level of a comparison and the difference from it."""
    for word, level, difference in zip(items, items[1:], items[2:], strict=False):
        compares = word.label is Label.CHANGE and not split_basis(word.text)[1]
        if not compares or not (level.is_value and difference.is_value) or level.label is not difference.label:
            continue
        gap = text[level.end : difference.start]
        if text[word.end : level.start].strip() in ("", "的") and gap.strip() in DIRECTIONS:
            start = level.end + len(gap) - len(gap.lstrip())
            yield _entity(text, Label.CHANGE, start, start + len(gap.strip()))
    for level, difference in pairwise(items):
        match = DIFFERS.fullmatch(text, level.end, difference.start)
        if match is not None and match["word"] in ALONE and level.is_value and level.label is difference.label:
            yield _entity(text, Label.CHANGE, match.start("word"), match.end("word"))


def _is_figure(text: str, quantity: Quantity) -> bool:
    measured = quantity.kind in LABELS and quantity.value is not None and bool(quantity.unit) and quantity.unit != "分"
    return measured and BEHIND.match(text, quantity.end) is not None


def _points(text: str, items: Sequence[Item]) -> Iterator[Entity]:
    for item, following in _with_next(items):
        for label, behind, pattern in POINTS:
            match = pattern.match(text, item.end) if item.label in behind else None
            if match is not None and (following is None or match.end() <= following.start):
                yield _entity(text, label, match.start("n"), match.end("n"))
                break


def _names(text: str, items: Sequence[Item]) -> Iterator[Entity]:
    """The words between a comma and a figure with a unit, where no name and no comparison was tagged."""
    before: Item | None = None
    for item, following in _with_next(items):
        left = before.end if before is not None else 0
        after_period = before is not None and before.label is Label.PERIOD
        before = item
        named_behind = following is not None and following.is_name and following.start - item.end <= len("的：")
        if not item.is_value or item.is_bare or named_behind:
            continue
        opening = max((match.end() for match in OPENS.finditer(text, left, item.start)), default=None)
        if opening is None and after_period:
            opening = left
        if opening is None:
            continue
        start, end = opening + len(_match(LEAD, text[opening : item.start])), item.start
        end -= len(_match(TAIL, text[start:end]))
        words = text[start:end]
        if OWN_NAME.fullmatch(words) and not NO_NAME.search(words):
            yield _entity(text, Label.INDICATOR, start, end)


def _match(pattern: re.Pattern[str], words: str) -> str:
    match = pattern.search(words)
    return match[0] if match else ""
