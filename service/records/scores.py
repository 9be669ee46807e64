"""Score lines: groups and their leaves, the document's total, the stated reason of lost points."""

import re
from collections.abc import Sequence
from decimal import Decimal

from service.records.draft import Draft
from service.records.items import Item

TOTAL = re.compile(
    r"^(?:部门|单位|项目|整体|综合|绩效|自评|评价|最终|总体|支出|自我|全年|复评|重点|目标|年度|政策|合计|考核)*"
    r"(?:总分|总得分|综合评分|综合得分|总评分|自评得分|评价得分|合计|总计|得分合计|综合评价得分|综合分|评分|得分|自评分|总评|总成绩|合计得分|考核得分|评价分)值?$"
)
FIRST_LEVEL = re.compile(
    r"^(?:项目|政策)?(?:决策|过程|产出|效益|效果|投入|管理|绩效|结果|满意度|投入与过程|产出与效益)(?:类|指标|情况)?$|"
    r"^(?:部门|项目|综合)(?:决策|管理|绩效)$|^(?:产出|效益|满意度|成本)指标$"
)
"""Dimensions that stand above the indicators of a score table."""

REASON = re.compile(r"(?:扣分|失分|丢分)?(?:的)?(?:主要)?原因(?:主要)?(?:是|为|系|在于)?\s*[：:]?\s*(?:是|为)?[：:]?|^\s*[，,；;]\s*(?:主要)?(?:系|因为|因|由于|主要是)")


def value_of(item: Item | None) -> Decimal | None:
    return item.quantity.value if item is not None and item.quantity is not None else None


def set_totals(lines: Sequence[Draft], indicators: dict[Draft, str]) -> None:
    for line in lines:
        line.total = bool(TOTAL.match(indicators[line]))


def set_groups(lines: Sequence[Draft], indicators: dict[Draft, str]) -> None:
    """Find the groups among score lines that follow each other, and give the leaves their parents.

    A line is a group where the full marks of the lines behind it add up to its own, or where it states a full
    mark alone and stands above others.
    """
    table = [line for line in lines if not line.total]
    heads = _sums(table)
    for index, line in enumerate(table):
        following = table[index + 1] if index + 1 < len(table) else None
        alone = line.full is not None and line.score is None and line.deduction is None
        same = following is not None and following.place.block == line.place.block
        if index in heads or (FIRST_LEVEL.match(indicators[line]) and (alone or line.full is not None)) or (
            alone and same and following is not None and following.score is not None and line.place.table
        ):
            line.group = True
    _nest(table, indicators)


def _sums(table: Sequence[Draft]) -> set[int]:
    """Indices of lines whose full mark is the sum of two or more lines directly behind them."""
    found = set()
    for index, line in enumerate(table):
        whole = value_of(line.full)
        if not whole:
            continue
        total, count = Decimal(0), 0
        for other in table[index + 1 :]:
            part = value_of(other.full)
            if part is None or abs(other.place.block - line.place.block) > 2:
                break
            total, count = total + part, count + 1
            if total >= whole:
                break
        if total == whole and count > 1:
            found.add(index)
    return found


def _nest(table: Sequence[Draft], indicators: dict[Draft, str]) -> None:
    stack: list[tuple[Draft, Decimal | None]] = []
    for line in table:
        full = value_of(line.full) or value_of(line.score) or Decimal(0)
        first = line.group and FIRST_LEVEL.match(indicators[line]) is not None
        while stack and (_is_full(stack[-1]) or _too_big(stack[-1], full, line) or (first and _first(stack[-1], indicators))):
            stack.pop()
        if stack and stack[-1][0].place.table == line.place.table and line.place.table:
            parent, rest = stack[-1]
            line.parent = parent
            if not line.group:
                stack[-1] = (parent, None if rest is None or line.full is None else rest - full)
            elif rest is not None:
                stack[-1] = (parent, rest - full)
        if line.group:
            stack.append((line, value_of(line.full)))


def _first(entry: tuple[Draft, Decimal | None], indicators: dict[Draft, str]) -> bool:
    return FIRST_LEVEL.match(indicators[entry[0]]) is not None


def _is_full(entry: tuple[Draft, Decimal | None]) -> bool:
    return entry[1] is not None and entry[1] <= 0


def _too_big(entry: tuple[Draft, Decimal | None], full: Decimal, line: Draft) -> bool:
    return entry[1] is not None and line.full is not None and full > entry[1]


def find_reason(text: str, line: Draft, limit: int) -> tuple[int, int] | None:
    """The span of the stated reason behind the line's points, before ``limit``; ``None`` where none is stated."""
    end = max(item.end for item in line.numeric)
    stop = re.compile(r"[。\n]").search(text, end, limit)
    tail_end = stop.start() if stop else limit
    match = REASON.search(text, end, tail_end)
    if match is None or match.start() > end + 12:
        return None
    finish = re.compile(r"[；;]").search(text, match.end(), tail_end)
    stop_at = finish.start() if finish else tail_end
    return (match.end(), stop_at) if match.end() < stop_at else None
