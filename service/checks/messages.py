"""What a check says to a reader: one Chinese sentence with the figures in the units that the report prints."""

from collections.abc import Sequence
from decimal import Decimal

from service.checks.check import Status
from service.checks.ledger import Entry
from service.checks.printed import Printed
from service.records.record import plain

HUNDRED = Decimal(100)

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


def price(count: Entry, unit_price: Entry, total: Entry, times: Decimal, product: Decimal, status: Status) -> str:
    assert total.value is not None
    months = "" if times == 1 else f" × {plain(times)}"
    terms = f"{label(count)} × {label(unit_price)}{months} = {total.value.show(product)}"
    if status is Status.HOLDS:
        return f"{label(total)}与数量乘单价一致：{terms}。"
    return f"{quoted(total.record.indicator)}写作{total.value.show()}，但{terms}。"


def proportional(line: Entry, goal: Entry, target: Printed, computed: Decimal) -> str:
    assert goal.value is not None and line.record.full_mark is not None and line.record.score is not None
    formula = f"{goal.value.show()} ÷ {target.show()} × {plain(line.record.full_mark)}分 = {number(computed, 2)}分"
    return f"{quoted(line.record.indicator)}得分{plain(line.record.score)}分按完成比例计算：{formula}。"


def weighted(line: Entry, mark: Decimal | None, rate: Entry, computed: Decimal, status: Status) -> str:
    assert mark is not None and line.record.score is not None
    formula = f"{label(rate)} × 分值{plain(mark)}分 = {number(computed, 2)}分"
    points = plain(line.record.score)
    if status is Status.HOLDS:
        return f"{quoted(line.record.indicator)}得分{points}分与计算一致：{formula}。"
    return f"{quoted(line.record.indicator)}得分写作{points}分，但{formula}。"


def score_rate(rate: Entry, line: Entry, computed: Decimal, status: Status) -> str:
    assert rate.value is not None and line.record.full_mark is not None and line.record.score is not None
    formula = f"得分{plain(line.record.score)}分 ÷ 分值{plain(line.record.full_mark)}分 = {number(computed)}%"
    if status is Status.HOLDS:
        return f"{quoted(line.record.indicator)}的{label(rate)}与计算一致：{formula}。"
    return f"{quoted(line.record.indicator)}的{quoted(rate.record.indicator)}写作{rate.value.show()}，但{formula}。"


def deduction(entry: Entry, mark: Decimal, points: Decimal, taken: Decimal, status: Status) -> str:
    formula = f"分值{plain(mark)}分 − 得分{plain(points)}分 = {plain(mark - points)}分"
    if status is Status.HOLDS:
        return f"{quoted(entry.record.indicator)}扣分{plain(abs(taken))}分与计算一致：{formula}。"
    return f"{quoted(entry.record.indicator)}扣分写作{plain(abs(taken))}分，但{formula}。"


def deductions_sum(total: Entry, lines: Sequence[Entry], computed: Decimal, status: Status) -> str:
    names = listed([line.record.indicator for line in lines])
    stated = plain(abs(total.record.deduction or Decimal(0)))
    result = f"{len(lines)}项扣分（{names}）相加为{plain(computed)}分"
    if status is Status.HOLDS:
        return f"{result}，与{quoted(total.record.indicator)}扣分{stated}分一致。"
    return f"{quoted(total.record.indicator)}扣分写作{stated}分，但{result}。"


def deductions_total(total: Entry, lines: Sequence[Entry], points: Decimal, computed: Decimal) -> str:
    names = listed([line.record.indicator for line in lines])
    return (
        f"{quoted(total.record.indicator)}{plain(points)}分与扣分一致："
        f"100分 − {len(lines)}项扣分（{names}）{plain(computed)}分 = {plain(HUNDRED - computed)}分。"
    )


def group_deduction(group: Entry, lines: Sequence[Entry], lost: Decimal) -> str:
    names = listed([line.record.indicator for line in lines])
    return f"{quoted(group.record.indicator)}失分{plain(lost)}分，与其各项扣分（{names}）之和一致。"


def same_fact(repeat: Entry, first: Entry, now: Printed, then: Printed, status: Status) -> str:
    names = (
        quoted(repeat.record.indicator)
        if repeat.record.indicator == first.record.indicator
        else f"{quoted(repeat.record.indicator)}与{quoted(first.record.indicator)}"
    )
    if status is Status.HOLDS:
        return f"{names}前后一致：{then.show()}与{now.show()}。"
    return f"{names}前后不一致：前面写作{then.show()}，这里写作{now.show()}。"


def difference(entry: Entry, greater: Entry, lesser: Entry, computed: Decimal, status: Status) -> str:
    assert entry.value is not None
    result = f"{label(greater)} − {label(lesser)} = {entry.value.show(computed)}"
    if status is Status.HOLDS:
        return f"{label(entry)}与两数之差一致：{result}。"
    return f"{quoted(entry.record.indicator)}写作{entry.value.show()}，但{result}。"


def both_sides(income: Entry, expense: Entry) -> str:
    return f"{label(income)}与{label(expense)}平衡。"


def change_from_goal(entry: Entry, goal: Printed, amount: Printed) -> str:
    assert entry.value is not None
    return f"变动额{amount.show()}与目标一致：{label(entry)} − 目标{goal.show()} = {entry.value.show(amount.value)}。"


def growth_gap(entry: Entry, other: Entry, figures: Sequence[Printed], difference: Decimal, status: Status) -> str:
    gap, own, growth = figures
    names = f"{quoted(entry.record.indicator)}与{quoted(other.record.indicator)}"
    formula = f"{own.show()} − {growth.show()} = {number(difference)}个百分点"
    if status is Status.HOLDS:
        return f"{names}的增幅之差{plain(abs(gap.value))}个百分点与计算一致：{formula}。"
    return f"{names}的增幅之差写作{plain(abs(gap.value))}个百分点，但{formula}。"
