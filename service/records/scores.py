"""Score lines: groups and their leaves, the document's total, the stated reason of lost points."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from service.records.draft import Draft
from service.records.items import Item

TOTAL = re.compile(
    r"^(?:部门|单位|项目|整体|综合|绩效|自评|评价|最终|总体|支出|自我|全年|复评|重点|目标|年度|政策|合计|考核)*"
    r"(?:总分|总得分|综合评分|综合得分|总评分|自评得分|评价得分|合计|总计|得分合计|综合评价得分|综合分|评分|得分|自评分|总评|总成绩|合计得分|考核得分|评价分)值?$"
)
EXPLICIT = re.compile(
    r"(?:扣分|失分|丢分|扣减)?的?(?:主要)?(?:扣分|失分)?原因(?:主要)?(?:是|为|系|在于)?\s*[：:]?\s*(?:是|为)?"
)
LEAD_IN = re.compile(r"^(?:主要)?(?:系(?!统|列)|因为|因|由于|主要是|是|为)")
TAKEN = re.compile(r"扣\s*\d+(?:\.\d+)?\s*分?\s*[；;，,：:。]\s*|(?:主要)?(?:扣分|失分|偏差)原因(?:是|为)?\s*[：:]?\s*")
"""What a cell or clause repeats before the reason itself."""

CAUSED = re.compile("(?:所致|造成|导致)$")
NO_REASON = re.compile(
    r"^(?:得分率|等级|等次|评价|评定|占|较|比|其中|按|在|高于|低于|自评|复核|实得|得|计(?!划)|满分|权重|分值|分别|完成率|"
    r"上年度?|主要产出|各项|全[市县省]|排名?|[√×]|执行率\s*[×*])"
)
RULE = re.compile(r"每.{0,12}(?:扣|得|计)|得满分|扣完|不得分|[得计扣]\s*\d+(?:\.\d+)?\s*分")
LABEL = re.compile("^.{0,6}(?:指标|完成情况|情况)$")
TRIM = " \n\u3000，,。；;：:、）)〕]"
BRACKET = 2
"""Characters at most between points in a bracket and the name behind it."""

REACH = 60
"""Characters behind the points within which an explicit 原因 still belongs to them."""


def value_of(item: Item | None) -> Decimal | None:
    """The figure of ``item`` as printed."""
    return item.quantity.value if item is not None and item.quantity is not None else None


def set_totals(text: str, lines: Sequence[Draft], indicators: Mapping[Draft, str], single: bool) -> None:
    """Mark the document's total lines; ``single`` where the document is about one project.

    A mean, last year's score and, in a report on a whole department, the score of one project are none; nor are the
    scores of several that share a name (四县自评得分依次为).
    """
    prose = (line for line in lines if line.names and line.score is not None and not line.place.table)
    scored = Counter(line.names[0] for line in prose)
    for line in lines:
        if TOTAL.match(indicators[line]) and not (line.names and scored[line.names[0]] > 1):
            start = min(item.start for item in [*line.names, *line.numeric])
            lead = re.split(r"[。；\n]", text[max(0, start - 80) : start])[-1]
            line.total = not OTHER_TOTAL.search(lead) and (single or not ONE_PROJECT.search(lead))


def is_of_one(title: str) -> bool:
    """Whether a title is of the evaluation of one project or fund and not of all that a department spends."""
    return ONE.search(title) is not None and WHOLE.search(title) is None


ONE = re.compile(r"(?:项目|专项|资金|经费|补助)[^，。]{0,8}(?:评价|自评)")
WHOLE = re.compile(r"整体|部门(?:支出|决算|预算)")
OTHER_TOTAL = re.compile(r"上年|去年|平均")
ONE_PROJECT = re.compile(r"项目|专项")


def lost_points(line: Draft) -> bool:
    """Whether the line states that points were lost."""
    full, score, deduction = value_of(line.full), value_of(line.score), value_of(line.deduction)
    return bool(deduction) or (full is not None and score is not None and score < full)


def find_reason(text: str, line: Draft, limit: int) -> tuple[int, int] | None:
    """The span of the stated reason behind the line's points, before ``limit``; ``None`` where none is stated.

    An explicit 原因 counts for any line, an unmarked clause only where points were lost, in the sentence of the points.
    """
    points = [item for item in (line.full, line.score) if item is not None] or line.numeric
    end = max(item.end for item in points)
    end = max([end, *(name.end for name in line.names if end < name.start <= end + BRACKET)])
    if line.full and line.deduction and line.score and line.full.end < line.deduction.start < line.score.start:
        end = line.full.end
    after = max(item.end for item in line.numeric)
    match = EXPLICIT.search(text, end, min(limit, after + REACH))
    if match is not None:
        return trim_reason(text, match.end(), _clause_end(text, match.end(), limit))
    if not lost_points(line):
        return None
    taken = line.deduction
    if taken is not None and taken.start > end:
        verb = re.compile(r"[，,；;。]?\s*(?:因此|故|自|共|合计)?[扣减]+[掉除]?\s*$").search(text, end, taken.start)
        inside = trim_reason(text, end, verb.start() if verb else taken.start)
        if inside is not None:
            return inside
    found = trim_reason(text, after, _clause_end(text, after, limit))
    return None if found is not None and "。" in text[after : found[0]] else found


def _clause_end(text: str, start: int, limit: int) -> int:
    """Where the clause ends: a page may break it, and leave an empty line, wherever the paragraph goes on."""
    stop = re.compile(r"[。；;【]|\s*\n\s*").search(text, start + 1, limit)
    while stop is not None and stop[0].isspace() and stop.end() < limit and text[stop.start() - 1] not in "。；":
        following = re.compile(r"[。；;]|\s*\n\s*").search(text, stop.end(), limit)
        if following is None:
            return limit
        stop = following
    return stop.start() if stop is not None else limit


def trim_reason(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without marks at its ends and 系, 因 at its start; ``None`` where it states no reason."""
    while start < end and text[start] in TRIM:
        start += 1
    if text[start : start + 1] in "（(" and start < end:  # a bracket behind the points holds the whole reason
        start, end = (
            start + 1,
            min((place for mark in "）)" if (place := text.find(mark, start, end)) > 0), default=end),
        )
    taken = TAKEN.match(text, start, end)
    start = taken.end() if taken else start
    while end > start and text[end - 1] in TRIM:
        end -= 1
    caused = CAUSED.search(text[start:end])
    end -= len(caused[0]) if caused else 0
    lead = LEAD_IN.match(text[start:end])
    if lead:
        start += lead.end()
    content = text[start:end].lstrip("：: ")
    start = end - len(content)
    words = len(re.findall(r"[\u4e00-\u9fff]", content))
    no_reason = words < 3 or LABEL.search(content) or NO_REASON.match(content) or RULE.search(content)
    return None if no_reason else (start, end)
