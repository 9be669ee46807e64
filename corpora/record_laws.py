"""The laws of records: what each record may hold and how records refer to each other and to the spans."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from corpora.report import AnnotatedReport
from models.labels import NUMERIC_LABELS, Label

Record = Mapping[str, Any]
Finding = tuple[str, str]
"""The id of a record and what is wrong with it."""
Law = Callable[[AnnotatedReport, tuple[Record, ...]], Iterator[Finding]]

KINDS = {"amount": Label.AMOUNT, "count": Label.COUNT, "rate": Label.RATE, "score": None}
STAGES = ("budget", "adjusted", "final", "carryover")
BOUNDS = ("≈", "<", ">", "≥", "≤")
COMMON = {"id", "kind", "indicator", "period", "parent", "same_as", "change", "section", "mentions", "confidence"}
MEASURED = {"value", "unit", "bound", "split", "target", "target_bound", "growth_only", "basis"}
SCORED = {"full_mark", "score", "deduction", "total", "group", "reason"}
FIELDS = {
    "amount": COMMON | MEASURED | {"stage"},
    "count": COMMON | MEASURED,
    "rate": COMMON | MEASURED,
    "score": COMMON | SCORED,
}
RULES = (
    *("parts_sum", "share", "ratio", "same_fact", "execution_rate", "completion_rate", "change_amount", "change_rate"),
    *("full_mark_sum", "score_sum", "deduction", "score_within_full_mark"),
)
CHANGE_FIELDS = {"basis", "value", "unit", "ratio", "bound"}
DECIMAL = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?\Z")
DAY = r"\d{4}(-\d{2}(-\d{2})?)?"
PERIOD = re.compile(rf"{DAY}(/{DAY})?\Z")
RATE_UNITS = re.compile(r"(%|‰|‱|百分点|千分点|倍|成|/.+)?\Z")
AMOUNT_UNITS = re.compile(r"[A-Z]{3}(/.+)?\Z")


PAGE_MARK = re.compile(r"[-—–]\d+[-—–]")


def squash(text: str) -> str:
    """``text`` without white space, as indicators are written."""
    return "".join(text.split())


def fields(report: AnnotatedReport, records: tuple[Record, ...]) -> Iterator[Finding]:
    """Each kind has its fields and no others, with ids that are unique."""
    seen: set[str] = set()
    for record in records:
        name = str(record.get("id"))
        if name in seen:
            yield name, f"记录编号“{name}”重复"
        seen.add(name)
        kind = record.get("kind")
        if kind not in FIELDS:
            yield name, f"kind 应为 {'、'.join(FIELDS)} 之一，得到“{kind}”"
            continue
        for field in sorted(record.keys() - FIELDS[kind]):
            yield name, f"{kind} 记录没有字段“{field}”"
        if not record.get("indicator"):
            yield name, "记录没有 indicator"


def figures(report: AnnotatedReport, records: tuple[Record, ...]) -> Iterator[Finding]:
    """Figures are exact decimals in plain notation, with the unit of their kind."""
    for record in records:
        for field in ("value", "target", "full_mark", "score", "deduction"):
            if field in record and not (isinstance(record[field], str) and DECIMAL.match(record[field])):
                yield record["id"], f"{field} 应为十进制数的字符串，得到 {record[field]!r}"
        for change in record.get("change", ()):
            if change.keys() - CHANGE_FIELDS or not {"basis", "value", "unit"} <= change.keys():
                yield record["id"], f"change 应有 basis、value、unit，得到 {'、'.join(change)}"
            elif not DECIMAL.match(change["value"]):
                yield record["id"], f"change 的 value 应为十进制数的字符串，得到 {change['value']!r}"
        yield from ((record["id"], message) for message in _unit(record))


def _unit(record: Record) -> Iterator[str]:
    kind, unit = record.get("kind"), record.get("unit")
    if kind in ("amount", "count", "rate") and not isinstance(unit, str):
        yield "缺少 unit"
    elif kind == "amount" and not AMOUNT_UNITS.match(unit or ""):
        yield f"金额的 unit 应为货币代码，得到“{unit}”"
    elif kind == "rate" and not RATE_UNITS.match(unit or ""):
        yield f"比率的 unit 应为 %、‰、百分点、倍或空，得到“{unit}”"
    elif unit and unit != squash(unit):
        yield f"unit 不含空白，得到“{unit}”"


def choices(report: AnnotatedReport, records: tuple[Record, ...]) -> Iterator[Finding]:
    """Stages, bounds, periods and flags are of the contract."""
    for record in records:
        if record.get("stage", "final") not in STAGES:
            yield record["id"], f"stage 应为 {'、'.join(STAGES)} 之一，得到“{record['stage']}”"
        for field in ("bound", "target_bound"):
            if record.get(field, "≈") not in BOUNDS:
                yield record["id"], f"{field} 应为 {' '.join(BOUNDS)} 之一，得到“{record[field]}”"
        if "period" in record and not PERIOD.match(record["period"]):
            yield record["id"], f"period 应为 ISO 8601，得到“{record['period']}”"
        if "target_bound" in record and "target" not in record:
            yield record["id"], "有 target_bound 而没有 target"
        for field in ("total", "group", "growth_only"):
            if field in record and record[field] is not True:
                yield record["id"], f"{field} 只能为 true；不成立时省去"


def stated(report: AnnotatedReport, records: tuple[Record, ...]) -> Iterator[Finding]:
    """A measured record states a value or a goal; a score record states points; a growth has its basis."""
    for record in records:
        if record.get("kind") == "score":
            if not {"full_mark", "score", "deduction"} & record.keys():
                yield record["id"], "计分记录没有分值、得分或扣分"
        elif not {"value", "target"} & record.keys():
            yield record["id"], "记录既没有 value 也没有 target"
        if ("growth_only" in record) != ("basis" in record):
            yield record["id"], "growth_only 与 basis 应同时出现"


def references(report: AnnotatedReport, records: tuple[Record, ...]) -> Iterator[Finding]:
    """``parent`` and ``same_as`` are ids of the report; a repeat comes after what it repeats; parents form no ring."""
    order = {record["id"]: index for index, record in enumerate(records)}
    parents = {record["id"]: record.get("parent") for record in records}
    for record in records:
        name = record["id"]
        for field in ("parent", "same_as"):
            if field in record and record[field] not in order:
                yield name, f"{field} 指向不存在的记录“{record[field]}”"
        if order.get(record.get("same_as", ""), -1) >= order[name]:
            yield name, f"same_as 应指向前面的记录，“{record['same_as']}”在其后"
        if _in_ring(name, parents):
            yield name, "parent 构成环"


def _in_ring(name: str, parents: Mapping[str, str | None]) -> bool:
    step = parents.get(name)
    for _ in parents:
        if step is None or step == name:
            break
        step = parents.get(step)
    return step == name


def mentions(report: AnnotatedReport, records: tuple[Record, ...]) -> Iterator[Finding]:
    """Every mention is an entity of the report, every figure and name is mentioned, and one value is of the kind."""
    entities = {(str(e.label), e.start, e.end, e.text) for e in report.entities}
    for record in records:
        labels = set()
        for mention in record.get("mentions", ()):
            labels.add(mention["label"])
            if (mention["label"], mention["start"], mention["end"], mention["text"]) not in entities:
                yield record["id"], f"提及“{mention['text']}”（{mention['start']}）不是正文中的实体"
        wanted = KINDS.get(record.get("kind", ""))
        if wanted is not None and wanted not in labels:
            yield record["id"], f"{record['kind']} 记录没有提及 {wanted} 实体"
        if wanted is None and not labels & {"FULL_MARK", "SCORE", "DEDUCTION"}:
            yield record["id"], "计分记录没有提及分数实体"


def names(report: AnnotatedReport, records: tuple[Record, ...]) -> Iterator[Finding]:
    """``indicator`` is action and name as they are mentioned, white space dropped."""
    for record in records:
        spans = {label: _texts(record, label) for label in ("ACTION", "INDICATOR")}
        built = {a + n for a in spans["ACTION"] or [""] for n in spans["INDICATOR"] or [""]}
        if record.get("indicator") not in built:
            yield record["id"], f"indicator“{record.get('indicator')}”应为动词加名称：{'、'.join(sorted(built))}"


def _texts(record: Record, label: str) -> list[str]:
    texts = (squash(mention["text"]) for mention in record.get("mentions", ()) if mention["label"] == label)
    return [PAGE_MARK.sub("", text) for text in texts]


def used(report: AnnotatedReport, records: tuple[Record, ...]) -> Iterator[Finding]:
    """Every span belongs to a record."""
    starts = {mention["start"] for record in records for mention in record.get("mentions", ())}
    for entity in report.entities:
        if entity.start not in starts:
            kind = "数值" if entity.label in NUMERIC_LABELS else "实体"
            yield f"@{entity.start}", f"{kind}“{entity.text}”（{entity.label}）不属于任何记录"


def sections(report: AnnotatedReport, records: tuple[Record, ...]) -> Iterator[Finding]:
    """``section`` is the list of headings above the record, each as the text has it."""
    text = squash(report.text)
    for record in records:
        section = record.get("section")
        if not isinstance(section, list):
            yield record["id"], "section 应为标题的列表"
            continue
        for heading in section:
            if not isinstance(heading, str) or not heading or squash(heading) not in text:
                yield record["id"], f"正文中没有标题“{heading}”"


def claims(report: AnnotatedReport, records: tuple[Record, ...]) -> Iterator[Finding]:
    """The known claims have a rule of the guide, exact figures and the names of records."""
    known = {record.get("indicator") for record in records}
    for claim in (*report.violations, *report.holds):
        if claim.get("rule") not in RULES:
            yield "", f"没有名为“{claim.get('rule')}”的核算规则"
        for name in claim.get("indicators", ()):
            if name not in known:
                yield "", f"核算关系提到的指标“{name}”没有记录"
        for field in ("stated", "computed"):
            if not DECIMAL.match(str(claim.get(field))):
                yield "", f"核算关系的 {field} 应为十进制数的字符串，得到 {claim.get(field)!r}"


LAWS: dict[str, Law] = {
    "字段": fields,
    "数值": figures,
    "取值": choices,
    "内容": stated,
    "引用": references,
    "提及": mentions,
    "名称": names,
    "归属": used,
    "标题": sections,
    "核算": claims,
}
