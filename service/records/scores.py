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
REASON = re.compile(r"(?:扣分|失分|丢分)?(?:的)?(?:主要)?原因(?:主要)?(?:是|为|系|在于)?\s*[：:]?\s*(?:是|为)?[：:]?|^\s*[，,；;]\s*(?:主要)?(?:系|因为|因|由于|主要是)")


def value_of(item: Item | None) -> Decimal | None:
    return item.quantity.value if item is not None and item.quantity is not None else None


def set_totals(lines: Sequence[Draft], indicators: dict[Draft, str]) -> None:
    for line in lines:
        line.total = bool(TOTAL.match(indicators[line]))


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
