"""What a check says to a reader: one Chinese sentence with the figures in the units that the report prints."""

from collections.abc import Sequence
from decimal import Decimal

from service.checks.check import Status
from service.checks.ledger import Entry
from service.checks.printed import Printed
from service.records.record import plain

MANY = 8
"""Longer lists are named by their first and last items."""


def quoted(name: str) -> str:
    return f"“{name}”" if "“" not in name else f"「{name}」"


def label(entry: Entry) -> str:
    """The name of a record in quotes, with its printed figure."""
    figure = entry.value
    return quoted(entry.record.indicator) + (figure.show() if figure else "")


def number(value: Decimal, places: int = 4) -> str:
    return plain(round(value, places))


def listed(names: Sequence[str], joint: str = "、") -> str:
    if len(names) <= MANY:
        return joint.join(names)
    return joint.join(names[: MANY - 2]) + f"{joint}…{joint}{names[-1]}"


def parts_sum(whole: Entry, parts: Sequence[Entry], computed: Decimal, status: Status) -> str:
    assert whole.value is not None
    terms = " + ".join(part.value.show() for part in parts if part.value) if len(parts) <= MANY else f"{len(parts)}项之和"
    names = listed([part.record.indicator for part in parts])
    total = whole.value.show(computed)
    if status is Status.HOLDS:
        return f"{quoted(whole.record.indicator)}{whole.value.show()}与各部分（{names}）之和一致：{terms} = {total}。"
    gap = whole.value.show(abs(computed - whole.value.value))
    return (
        f"{quoted(whole.record.indicator)}写作{whole.value.show()}，各部分（{names}）相加为{total}"
        f"（{terms}），相差{gap}。"
    )


def added(entries: Sequence[Entry]) -> str:
    terms = " + ".join(label(entry) for entry in entries)
    return f"（{terms}）" if len(entries) > 1 else terms


def quotient(rate: Entry, part: Sequence[Entry], whole: Sequence[Entry], computed: Decimal, status: Status) -> str:
    assert rate.value is not None
    division = f"{added(part)} ÷ {added(whole)} = {number(computed)}{rate.value.unit}"
    if status is Status.HOLDS:
        return f"{label(rate)}与计算一致：{division}。"
    return f"{quoted(rate.record.indicator)}写作{rate.value.show()}，但{division}。"


def no_partner(rate: Entry, missing: str) -> str:
    return f"{label(rate)}无法核算：报告中没有找到{missing}。"


def figure(printed: Printed | None) -> str:
    return printed.show() if printed else ""


def change_rate(
    entry: Entry, amount: Printed, rate: Printed, before: Decimal, computed: Decimal, status: Status
) -> str:
    assert entry.value is not None
    base = f"基期为{entry.value.show()} − ({amount.show()}) = {entry.value.show(before)}"
    result = f"{amount.show()} ÷ {entry.value.show(before)} = {number(computed)}{rate.unit}"
    if status is Status.HOLDS:
        return f"{quoted(entry.record.indicator)}的变动幅度{rate.show()}与变动额一致：{base}，{result}。"
    return f"{quoted(entry.record.indicator)}的变动幅度写作{rate.show()}，但{base}，{result}。"


def change_amount(entry: Entry, before: Entry, amount: Printed, difference: Decimal, status: Status) -> str:
    assert entry.value is not None and before.value is not None
    result = f"{label(entry)} − {label(before)} = {entry.value.show(difference)}"
    if status is Status.HOLDS:
        return f"变动额{amount.show()}与前后两数一致：{result}。"
    return f"{quoted(entry.record.indicator)}的变动额写作{amount.show()}，但{result}。"


def level_rate(
    entry: Entry, before: Entry, rate: Printed, computed: Decimal, ratio: bool, status: Status
) -> str:
    top = label(entry) if ratio else f"（{label(entry)} − {label(before)}）"
    result = f"{top} ÷ {label(before)} = {number(computed)}{rate.unit}"
    if status is Status.HOLDS:
        return f"变动幅度{rate.show()}与前后两数一致：{result}。"
    return f"{quoted(entry.record.indicator)}的变动幅度写作{rate.show()}，但{result}。"


def completion(rate: Entry, entry: Entry, goal: Printed, computed: Decimal, status: Status) -> str:
    assert rate.value is not None and entry.value is not None
    result = f"完成{entry.value.show()} ÷ 目标{goal.show()} = {number(computed)}{rate.value.unit}"
    if status is Status.HOLDS:
        return f"{quoted(entry.record.indicator)}的{label(rate)}与计算一致：{result}。"
    return f"{quoted(entry.record.indicator)}的{quoted(rate.record.indicator)}写作{rate.value.show()}，但{result}。"


def shares_total(run: Sequence[Entry], total: Decimal) -> str:
    terms = " + ".join(rate.value.show() for rate in run if rate.value) if len(run) <= MANY else f"{len(run)}项占比之和"
    return f"各部分占比合计与100%一致：{terms} = {number(total)}%。"


def points_sum(
    rule: str, name: str, stated: Printed, lines: Sequence[Entry], computed: Decimal, status: Status
) -> str:
    column = "分值" if rule == "full_mark_sum" else "得分"
    names = listed([line.record.indicator for line in lines])
    result = f"{len(lines)}项{column}（{names}）相加为{number(computed)}分"
    if status is Status.HOLDS:
        return f"{result}，与{quoted(name)}{stated.show()}一致。"
    return f"{quoted(name)}的{column}写作{stated.show()}，但{result}。"


def beyond_limit(entry: Entry, points: Decimal, limit: Decimal) -> str:
    if points < 0:
        return f"{quoted(entry.record.indicator)}得分{plain(points)}分，低于0分。"
    return f"{quoted(entry.record.indicator)}得分{plain(points)}分，超过分值{plain(limit)}分。"
