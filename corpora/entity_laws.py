"""The laws of spans: each takes a text and its entities and names the entities that break it, with the reason."""

import re
from collections.abc import Callable, Iterator, Sequence

from models.labels import NUMERIC_LABELS, SCORE_LABELS, Entity, Label

Finding = tuple[Entity, str]
Law = Callable[[str, Sequence[Entity]], Iterator[Finding]]

DIGIT = r"[0-9０-９]"
NUMBER = re.compile(rf"{DIGIT}|[〇零一二三四五六七八九十百千两兩廿半]")
_STARTS_DIGIT = re.compile(DIGIT)
_GOES_ON = re.compile(rf"[.．]?{DIGIT}|[,，]{DIGIT}{{3}}(?!{DIGIT})")
_TITLE = re.compile(r"《[^《》]*》")

NOT_AT_START: dict[Label, tuple[str, ...]] = {
    Label.AMOUNT: ("约", "近", "超", "逾", "达", "共", "人民币", "为"),
    Label.COUNT: ("约", "近", "超", "逾", "达", "共", "为"),
    Label.RATE: ("约", "近", "超", "逾", "达", "同比", "增长", "下降", "为"),
    Label.FULL_MARK: ("分值", "满分", "权重"),
    Label.SCORE: ("得", "自评"),
    Label.DEDUCTION: ("扣",),
    Label.ACTION: ("累计", "共", "已"),
    Label.INDICATOR: ("累计", "其中", "共", "约", "现有", "全年", "今年", "上年", "年中", "本期", "截至", "开展"),
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

FIXED_TERMS = re.compile(
    r"累计(折旧|摊销|结余|结转|.*率$)|共(享|青|建|管|有产权|同|富|产)|约(谈|定)|为(企业|民)|近视|超(时|期|标|概算|范围|龄|限)"
    r"|(全年|本期|上年)(预算|执行|结转|结余|收支|盈余|收入|支出)|达(成|标)"
)
"""Terms that begin like such a word and are none: the stage of a budget line is part of its name."""

FIXED_ENDS = re.compile(
    r"(节|制|集|签|条|合|履|行|作|人|成|抵|直|下|送|转|单|到|传|发|表)(约|为|达|是)$|(总|所|国)共$|(稳|负)增长$"
)
"""Terms that end like such a word and are none."""


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
        if entity.start not in ends and _continues(before, text[entity.start : entity.start + 4]):
            yield entity, f"实体左界切断了数字“{before}{entity.text}”"
        after = text[entity.end : entity.end + 5]
        if entity.end not in starts and _STARTS_DIGIT.match(entity.text[-1]) and _GOES_ON.match(after):
            yield entity, f"实体右界切断了数字“{entity.text}{after[:2]}”"


def _continues(before: str, after: str) -> bool:
    """Whether a number runs from ``before`` into ``after``."""
    if not _STARTS_DIGIT.match(after) or not before:
        return False
    if _STARTS_DIGIT.match(before[-1]):
        return True
    return len(before) == 2 and bool(_STARTS_DIGIT.match(before[0]) and _GOES_ON.match(before[1] + after))


def holds_number(text: str, entities: Sequence[Entity]) -> Iterator[Finding]:
    """A span with a numeric label holds a number."""
    for entity in entities:
        if entity.label in NUMERIC_LABELS and not NUMBER.search(entity.text):
            yield entity, f"{entity.label} 之中没有数字"


def words_outside(text: str, entities: Sequence[Entity]) -> Iterator[Finding]:
    """Hedges, trend words, totals words and copulas stay outside the span."""
    for entity in entities:
        surface = "".join(entity.text.split())
        first = next((word for word in NOT_AT_START.get(entity.label, ()) if surface.startswith(word)), None)
        if first and surface != first and not FIXED_TERMS.match(surface):
            yield entity, f"{entity.label} 不能以“{first}”开头"
        last = next((word for word in NOT_AT_END.get(entity.label, ()) if surface.endswith(word)), None)
        if last and surface != last and not FIXED_ENDS.search(surface):
            yield entity, f"{entity.label} 不能以“{last}”结尾"


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
