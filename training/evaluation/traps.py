"""Where figures and names are hard to read, told from the text around a gold entity alone.

A trap is a property of the print, not of the model: each has its reason, and says nothing about who falls into it.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from models.labels import NUMERIC_LABELS, Entity, Label
from training.evaluation.result import Result

UNIT_DECLARED = re.compile(r"单位[：:]?\s*(?:人民币)?[十百千万亿]*元")
NEAR_BOUND = re.compile(r"[约近超逾达余多几]|不足|不低于|不少于|不超过|以上|以下|以内|左右|突破")
MISREAD = re.compile(r"\d[。，．oOlI|｜]\d|\d[oOlI]|[oOlI]\d")
SEPARATED = re.compile(r"[|｜\t]|\S[ 　]{2,}\S.*\S[ 　]{2,}\S")
SENTENCE_ENDS = "。；;！？\n"
LONG_NAME = 12


@dataclass(frozen=True, slots=True)
class Place:
    """An entity in its text, with the entities next to it and the names that training reports know."""

    text: str
    entity: Entity
    before: Entity | None
    after: Entity | None
    known: Set[str]

    @property
    def numeric(self) -> bool:
        """Whether the entity is a figure."""
        return self.entity.label in NUMERIC_LABELS

    @property
    def name(self) -> bool:
        """Whether the entity is the name of what is measured."""
        return self.entity.label is Label.INDICATOR

    @property
    def line(self) -> str:
        """The line, or lines, that the entity stands in."""
        last = self.text.find("\n", self.entity.end)
        return self.text[self.text.rfind("\n", 0, self.entity.start) + 1 : last if last >= 0 else len(self.text)]

    @property
    def lead(self) -> str:
        """The sentence up to the entity."""
        first = max(self.text.rfind(mark, 0, self.entity.start) for mark in SENTENCE_ENDS) + 1
        return self.text[first : self.entity.start]

    def gap(self, other: Entity) -> str:
        """The text between the entity and one beside it."""
        left, right = sorted((self.entity, other))
        return self.text[left.end : right.start]


@dataclass(frozen=True, slots=True)
class Trap:
    """``reason``: why it is hard, in Chinese, for the reader of an evaluation."""

    name: str
    reason: str
    holds: Callable[[Place], bool]


def _bare(place: Place) -> bool:
    return place.numeric and not any(char.isalpha() or char in "%％‰" for char in place.entity.text)


def _declared(place: Place) -> bool:
    bare = place.entity.label is Label.AMOUNT and _bare(place)
    return bare and bool(UNIT_DECLARED.search(place.text, 0, place.entity.start))


def _jammed(place: Place) -> bool:
    around = place.text[place.entity.start - 1 : place.entity.start] + place.text[place.entity.end :][:1]
    beside = [other for other in (place.before, place.after) if other and other.label in NUMERIC_LABELS]
    return place.numeric and (any(char.isdigit() for char in around) or any(not place.gap(other) for other in beside))


def _before_name(place: Place) -> bool:
    """Figure and name with nothing but a particle between them, the figure first: 52家企业."""
    figure, name = (place.entity, place.after) if place.numeric else (place.before, place.entity)
    if figure is None or name is None or figure.label not in NUMERIC_LABELS or name.label is not Label.INDICATOR:
        return False
    gap = place.text[figure.end : name.start]
    return len(gap) <= 1 and not re.search(r"[\s，。；、|｜（(]", gap)


def _second_figure(place: Place) -> bool:
    before = place.before
    return place.numeric and before is not None and before.label in NUMERIC_LABELS and "。" not in place.gap(before)


def _approximate(place: Place) -> bool:
    start, end = place.entity.start, place.entity.end
    return place.numeric and bool(NEAR_BOUND.search(place.text[max(0, start - 3) : end + 2]))


TRAPS: tuple[Trap, ...] = (
    Trap("光秃数字", "数字自己没有单位，是金额、数量还是分数要看表头、栏目或上文", _bare),
    Trap("声明的单位", "单位写在远处（单位：万元），数字旁边没有", _declared),
    Trap("独占一行", "一格一行的表：名称与数字只由先后次序相连", lambda p: p.line.strip(" |｜\t　") == p.entity.text),
    Trap("分隔的表格", "一行几格，以竖线、制表符或空白分开，含义由列决定", lambda p: bool(SEPARATED.search(p.line))),
    Trap("挤在一起", "两格之间没有分隔，数字的边界要靠算术或常识", _jammed),
    Trap("中间断开", "值或名称中间有空白、换行或页码", lambda p: bool(re.search(r"\s", p.entity.text))),
    Trap(
        "误认的字符", "扫描识别把数字、小数点、千分位认错", lambda p: p.numeric and bool(MISREAD.search(p.entity.text))
    ),
    Trap("分别列举", "“分别”之后几个名称对几个数字，依次相配", lambda p: "分别" in p.lead),
    Trap("连续的数字", "前面紧接着另一个数字，名称要越过它去找", _second_figure),
    Trap("先数后名", "数字在名称之前：举办6场推介会、52家企业", _before_name),
    Trap("汉字数字", "数字以汉字写成", lambda p: p.numeric and not re.search(r"[\d０-９]", p.entity.text)),
    Trap("约数与界限", "约、余、不足、以上等字在片段之内或旁边，边界各有规定", _approximate),
    Trap("负数", "减号可能是连接号、列表号或空格", lambda p: p.numeric and p.entity.text[:1] in "-－—−﹣"),
    Trap("长名称", f"名称不短于{LONG_NAME}字，起止难定", lambda p: p.name and len(p.entity.text) >= LONG_NAME),
    Trap("名中有数", "名称里的数字不是值", lambda p: p.name and bool(re.search(r"[\d０-９]", p.entity.text))),
    Trap("没见过的名称", "训练报告里没有这个名称", lambda p: p.name and bool(p.known) and p.entity.text not in p.known),
)


@dataclass(slots=True)
class TrapScore:
    """How many gold entities stand in a trap, and how many of them were found; the same for the records on them."""

    entities: int = 0
    entities_found: int = 0
    records: int = 0
    records_found: int = 0

    @property
    def entity_recall(self) -> float:
        """Share of the entities in the trap that were found with label and borders."""
        return self.entities_found / self.entities if self.entities else 1.0

    @property
    def record_recall(self) -> float:
        """Share of the records with a mention in the trap that were found with the very same name."""
        return self.records_found / self.records if self.records else 1.0

    def as_json(self) -> dict[str, Any]:
        """Plain figures, rounded to four digits."""
        return {
            "entities": self.entities,
            "entity_recall": round(self.entity_recall, 4),
            "records": self.records,
            "record_recall": round(self.record_recall, 4),
        }


def places(text: str, entities: Sequence[Entity], known: Set[str] = frozenset()) -> Iterator[Place]:
    """Each of ``entities``, which are sorted, in its surroundings."""
    for number, entity in enumerate(entities):
        before = entities[number - 1] if number else None
        after = entities[number + 1] if number + 1 < len(entities) else None
        yield Place(text, entity, before, after, known)


def traps_of(place: Place) -> Iterator[str]:
    """The names of the traps that ``place`` is in."""
    return (trap.name for trap in TRAPS if trap.holds(place))


def score_traps(results: Iterable[Result], known: Set[str] = frozenset()) -> dict[str, TrapScore]:
    """The scores of every trap that occurs; ``known`` are the names of the training reports."""
    scores: dict[str, TrapScore] = defaultdict(TrapScore)
    for result in results:
        found, matched = result.predicted, result.matched("exact")
        trapped: dict[str, list[int]] = defaultdict(list)
        for place in places(result.report.text, result.report.entities, known):
            entity = place.entity
            for name in traps_of(place):
                trapped[name].append(entity.start)
                scores[name].entities += 1
                scores[name].entities_found += (entity.label, entity.start, entity.end) in found
        for record in result.report.records or ():
            for name, starts in trapped.items():
                if _mentions(record["mentions"], starts):
                    scores[name].records += 1
                    scores[name].records_found += record["id"] in matched
    return {trap.name: scores[trap.name] for trap in TRAPS if trap.name in scores}


def _mentions(mentions: Sequence[dict[str, Any]], starts: Sequence[int]) -> bool:
    """Whether one of ``mentions`` begins at one of the sorted ``starts``."""
    return any(bisect_left(starts, m["start"]) < bisect_right(starts, m["start"]) for m in mentions)
