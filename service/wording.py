"""Records in words and units that a reader of reports expects."""

from collections.abc import Mapping
from decimal import Decimal

from models.labels import Label
from service.checks import Rule, Status
from service.documents import Family
from service.records import Change, Record, RecordKind, Stage
from service.records.record import plain

FAMILIES: Mapping[Family, str] = {
    Family.DEPARTMENT: "部门整体支出",
    Family.PROJECT: "项目支出",
    Family.FINAL_ACCOUNTS: "决算",
    Family.WORK_REPORT: "工作报告",
    Family.OTHER: "其他",
}
STAGES: Mapping[Stage, str] = {
    Stage.BUDGET: "年初预算",
    Stage.ADJUSTED: "调整预算",
    Stage.FINAL: "决算",
    Stage.CARRYOVER: "结转结余",
}
KINDS: Mapping[RecordKind, str] = {
    RecordKind.AMOUNT: "金额",
    RecordKind.COUNT: "数量",
    RecordKind.RATE: "比率",
    RecordKind.SCORE: "评分",
}
STATUSES: Mapping[Status, str] = {
    Status.VIOLATED: "不符",
    Status.UNDECIDABLE: "无法判定",
    Status.HOLDS: "成立",
}
LABELS: Mapping[Label, tuple[str, str]] = {
    Label.INDICATOR: ("指标", "cyan"),
    Label.AMOUNT: ("金额", "yellow"),
    Label.COUNT: ("数量", "green"),
    Label.RATE: ("比率", "magenta"),
    Label.FULL_MARK: ("分值", "bright_blue"),
    Label.SCORE: ("得分", "blue"),
    Label.DEDUCTION: ("扣分", "red"),
    Label.ACTION: ("动词", "white"),
    Label.CHANGE: ("变动", "bright_magenta"),
    Label.TARGET: ("目标", "bright_green"),
    Label.PERIOD: ("时间", "bright_black"),
}
"""The name of a label and the colour of its spans."""

RULES: Mapping[Rule, str] = {
    Rule.PARTS_SUM: "分项合计",
    Rule.EXECUTION_RATE: "执行率",
    Rule.COMPLETION_RATE: "完成率",
    Rule.CHANGE_AMOUNT: "增减额",
    Rule.CHANGE_RATE: "增减幅",
    Rule.SHARE: "占比",
    Rule.FULL_MARK_SUM: "分值合计",
    Rule.SCORE_SUM: "得分合计",
    Rule.DEDUCTION: "扣分",
    Rule.SCORE_WITHIN_FULL_MARK: "得分范围",
    Rule.RATIO: "数量×单价",
    Rule.SAME_FACT: "前后一致",
}
SCALES = ((10**9, Decimal(10) ** 8, "亿"), (10**4, Decimal(10) ** 4, "万"))
"""From which sum on, in units of what, and its word: reports count in 万 up to ten 亿."""

MEASURED = (Label.AMOUNT, Label.COUNT, Label.RATE)
"""The labels of what a record's value is read from."""

CURRENCIES = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元", "GBP": "英镑"}


def label_name(label: Label) -> str:
    """The Chinese name of ``label``; a label that data has added is called what it is called there."""
    return LABELS[label][0] if label in LABELS else label.value


def figure(value: Decimal, unit: str) -> str:
    """A figure exactly as it is, with thousands separators; money in 亿 or 万 where that leaves it readable.

    242650300, ``CNY`` → ``24,265.03万元``; no digit is rounded away.
    """
    currency, slash, per = unit.partition("/")
    if currency not in CURRENCIES:
        return grouped(value) + unit
    name = CURRENCIES[currency] + slash + per
    for least, scale, word in SCALES:
        if abs(value) >= least:
            return f"{grouped(value / scale)}{word}{name}"
    return f"{grouped(value)}{name}"


def unit_name(unit: str) -> str:
    """``CNY`` → 元, ``CNY/亩`` → 元/亩; other units are words already."""
    currency, slash, per = unit.partition("/")
    return f"{CURRENCIES.get(currency, currency)}{slash}{per}"


def printed(record: Record, *labels: Label) -> str:
    """The words of the report under the first of ``labels`` that ``record`` was read from; empty without any."""
    return next((mention.text for label in labels for mention in record.mentions if mention.label is label), "")


def grouped(value: Decimal) -> str:
    """``value`` with thousands separators and without trailing zeros."""
    return f"{Decimal(plain(value)):,f}"


def value_of(record: Record) -> str:
    """The record's value with its bound: ``≈3,000万元``; empty where only a goal is stated."""
    if record.value is None:
        return ""
    return f"{record.bound or ''}{figure(record.value, record.unit or '')}"


def target_of(record: Record) -> str:
    """The record's goal with its bound."""
    if record.target is None:
        return ""
    return f"{record.target_bound or ''}{figure(record.target, record.unit or '')}"


def change_of(change: Change) -> str:
    """``同比 +63.16%``; ``是上年的 ×1.8`` for a ratio."""
    if change.ratio:
        return f"{change.basis} ×{plain(change.value)}".strip()
    sign = "+" if change.value > 0 else ""
    return f"{change.basis} {sign}{figure(change.value, change.unit)}".strip()


def when(record: Record) -> str:
    """Period and stage."""
    return " ".join(part for part in (record.period, STAGES.get(record.stage) if record.stage else None) if part)
