"""The laws of spans: each takes a text and its entities and names the entities that break it, with the reason."""

import re
from collections.abc import Callable, Iterator, Sequence

from models.labels import NUMERIC_LABELS, SCORE_LABELS, Entity, Label

Finding = tuple[Entity, str]
Law = Callable[[str, Sequence[Entity]], Iterator[Finding]]

DIGIT = r"[0-9０-９]"
NUMBER = re.compile(rf"{DIGIT}|[〇零一二三四五六七八九十百千万亿两半]")
_ENDS_OPEN = re.compile(rf"{DIGIT}[.,．，]?\Z")
_STARTS_DIGIT = re.compile(DIGIT)
_GOES_ON = re.compile(rf"[.,．，]?{DIGIT}")
_TITLE = re.compile(r"《[^《》]*》")

NOT_AT_START: dict[Label, tuple[str, ...]] = {
    Label.AMOUNT: ("约", "近", "超", "逾", "达", "共", "人民币", "为"),
    Label.COUNT: ("约", "近", "超", "逾", "达", "共", "为"),
    Label.RATE: ("约", "近", "超", "逾", "达", "同比", "增长", "下降", "为"),
    Label.FULL_MARK: ("分值", "满分", "权重"),
    Label.SCORE: ("得", "自评"),
    Label.DEDUCTION: ("扣",),
    Label.ACTION: ("累计", "共", "已"),
    Label.INDICATOR: ("累计", "其中", "共", "约", "全年", "今年", "上年", "本期", "截至"),
    Label.TARGET: ("年度", "市下达"),
}
"""Words that stand in front of a span and never in it."""

NOT_AT_END: dict[Label, tuple[str, ...]] = {
    Label.AMOUNT: ("以上", "左右", "以内", "以下"),
    Label.COUNT: ("以上", "左右", "以内", "以下"),
    Label.RATE: ("以上", "左右", "以内", "以下"),
    Label.INDICATOR: ("为", "达", "达到", "共", "共计", "是", "约", "：", ":", "，", "同比", "分别为", "增长", "下降"),
}
"""Words that stand behind a span and never in it."""

FIXED_TERMS = ("累计折旧", "累计支付率", "累计摊销", "累计结余", "累计结转", "共享", "共青", "共建", "共管", "共有产权", "共同", "共富")
"""Terms that begin or end like such a word and are none."""


def white_space(text: str, entities: Sequence[Entity]) -> Iterator[Finding]:
    """A span neither begins nor ends with white space."""
    for entity in entities:
        if entity.text != entity.text.strip():
            yield entity, "实体首尾不能有空白"


def whole_numbers(text: str, entities: Sequence[Entity]) -> Iterator[Finding]:
    """A border never cuts a number, except between two entities of a jammed table."""
    starts, ends = {e.start for e in entities}, {e.end for e in entities}
    for entity in entities:
        if entity.label is Label.PERIOD and not NUMBER.search(entity.text):
            continue
        before = text[max(0, entity.start - 2) : entity.start]
        if _STARTS_DIGIT.match(entity.text) and _ENDS_OPEN.search(before) and entity.start not in ends:
            yield entity, f"实体左界切断了数字“{before}{entity.text}”"
        after = text[entity.end : entity.end + 2]
        if _STARTS_DIGIT.match(entity.text[-1]) and _GOES_ON.match(after) and entity.end not in starts:
            yield entity, f"实体右界切断了数字“{entity.text}{after}”"


def holds_number(text: str, entities: Sequence[Entity]) -> Iterator[Finding]:
    """A span with a numeric label holds a number."""
    for entity in entities:
        if entity.label in NUMERIC_LABELS and not NUMBER.search(entity.text):
            yield entity, f"{entity.label} 之中没有数字"


def words_outside(text: str, entities: Sequence[Entity]) -> Iterator[Finding]:
    """Hedges, trend words, totals words and copulas stay outside the span."""
    for entity in entities:
        surface = "".join(entity.text.split())
        if surface.startswith(FIXED_TERMS):
            continue
        for word in NOT_AT_START.get(entity.label, ()):
            if surface.startswith(word) and surface != word:
                yield entity, f"{entity.label} 不能以“{word}”开头"
        for word in NOT_AT_END.get(entity.label, ()):
            if surface.endswith(word) and surface != word:
                yield entity, f"{entity.label} 不能以“{word}”结尾"


def outside_titles(text: str, entities: Sequence[Entity]) -> Iterator[Finding]:
    """Nothing inside 《》 is an entity."""
    titles = [match.span() for match in _TITLE.finditer(text)]
    for entity in entities:
        if any(start < entity.start and entity.end < end for start, end in titles):
            yield entity, "书名号之内不标实体"


def sizes(text: str, entities: Sequence[Entity]) -> Iterator[Finding]:
    """A change or goal word holds no figure of its own, and points carry no unit but 分."""
    for entity in entities:
        if entity.label in SCORE_LABELS and re.search(r"[%％元]", entity.text):
            yield entity, f"{entity.label} 之中不应有“{entity.text}”的单位"
        if entity.label in (Label.CHANGE, Label.TARGET) and re.search(rf"{DIGIT}\s*[%％万亿]", entity.text):
            yield entity, f"{entity.label} 之中不含数值"


LAWS: dict[str, Law] = {
    "首尾空白": white_space,
    "数字完整": whole_numbers,
    "数值标签": holds_number,
    "边界词": words_outside,
    "书名号": outside_titles,
    "数值归属": sizes,
}
