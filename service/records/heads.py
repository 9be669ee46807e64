"""Head rows of tables → columns: what a column says of the figures below it, and which figure stands in which."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from models.labels import Label
from service.records.items import Item
from service.records.layout import Row, Span
from service.records.record import Stage


class Role(Enum):
    LABEL = "label"
    UNIT = "unit"
    SIGN = "sign"
    GOAL = "goal"
    RESULT = "result"
    STAGE = "stage"
    AMOUNT = "amount"
    CHANGE = "change"
    FULL = "full"
    SCORE = "score"
    DEDUCTION = "deduction"
    NAMED = "named"
    TEXT = "text"
    OTHER = "other"


HEADS: Sequence[tuple[str, Role, Stage | None]] = (
    ("原因|备注|措施|是否", Role.TEXT, None),
    ("评分标准|评价标准|评分依据|评价依据|计分标准|评分细则|评分说明|评分办法|计分办法|指标解释|标准及依据|指标说明", Role.TEXT, None),
    ("扣分|扣减|失分", Role.DEDUCTION, None),
    ("分值|满分|权重|标准分|权数", Role.FULL, None),
    ("得分系数|得分率|执行率|完成率|支付率|到位率|占比|比重", Role.NAMED, None),
    ("得分|自评分|评分|复核分|评价分|核定分|打分", Role.SCORE, None),
    ("计量单位|度量单位|^单位$", Role.UNIT, None),
    ("指标性质|运算符号|比较符|指标方向", Role.SIGN, None),
    ("增减|增长|同比|比上年|较上年|降幅|增幅|变动|幅度|[±＋]", Role.CHANGE, None),
    ("调整后?预算|预算调整数|全年[（(]?调?整?[）)]?预算|调整预算|变动预算|调整数", Role.STAGE, Stage.ADJUSTED),
    ("年初预算|预算数|批复数|预算安排|预算金额|年初批复|预算额|^预算$|年度预算|当年预算|本年预算", Role.STAGE, Stage.BUDGET),
    ("决算|执行数|支出数|支付数|支出额|实际支出|执行金额|支付金额|实际支付|执行额|已支出|^执行$|^支出$|使用数", Role.STAGE, Stage.FINAL),
    ("结转|结余", Role.STAGE, Stage.CARRYOVER),
    ("目标值|指标值|年初值|任务数|计划数|预期值|计划值|绩效目标|目标|计划|调整值|任务|预期", Role.GOAL, None),
    ("完成值|完成数|完成情况|实际值|实际完成|完成|实绩|实际|结果", Role.RESULT, None),
    ("金额|数额|资金数|合计", Role.AMOUNT, None),
    ("指标|项目|名称|内容|科目|类别|序号|单位|事项|级", Role.LABEL, None),
)
"""Words of column heads and what their columns hold; the first that is found decides."""

_JAMMED = re.compile("|".join(f"(?P<h{i}>{words})" for i, (words, _, _) in enumerate(HEADS)))
UNIT_IN_BRACKETS = re.compile(r"[（(]\s*(?:单位[:：])?(?P<unit>[^（）()\d]{1,6}?)\s*[）)]")
YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d|[12１２][0-9０-９]{3})\s*年")
MAX_HEAD = 24


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, the unit in its head, the name of its figures where only the head gives it."""

    index: int
    role: Role
    head: str
    stage: Stage | None = None
    unit: str | None = None
    name: Item | None = None


def role_of(head: str) -> tuple[Role, Stage | None]:
    for words, role, stage in HEADS:
        if re.search(words, head):
            return role, stage
    return Role.OTHER, None


def _unit(text: str) -> str | None:
    match = UNIT_IN_BRACKETS.search(text)
    return match["unit"] if match and not re.search("[A-Za-z=÷/×]", match["unit"].replace("/", "")) else None


def read_head(text: str, row: Row) -> list[Column] | None:
    """The columns of ``row`` where it is a head: no figures, and words that heads use, or names alone."""
    if any(item.is_numeric for item in row.items):
        return None
    columns: list[Column] = []
    for index, cell in enumerate(row.cells):
        columns += _columns(text, index, cell)
    known = [c for c in columns if c.role not in (Role.OTHER, Role.LABEL)]
    names = [item for item in row.items if item.is_name]
    if len(known) >= 2 or (known and len(row.cells) > 1 and len(columns) >= 2 and not names) or len(names) >= 2:
        return columns
    return None


def _columns(text: str, index: int, cell: Span) -> list[Column]:
    """The columns of one head cell; a jammed cell holds several."""
    columns: list[Column] = []
    content = cell.text_of(text)
    squeezed = re.sub(r"\s+", "", content)
    if not cell.items:
        if len(squeezed) <= MAX_HEAD:
            core = re.sub(r"[（(][^（）()]*[）)]", "", squeezed) or squeezed
            matches = _JAMMED.findall(core)
            if len(matches) <= 2 or len(core) <= 12:
                role, stage = role_of(core if role_of(core)[0] is not Role.OTHER else squeezed)
                return [Column(index, role, squeezed, stage, _unit(squeezed))]
        return _jammed(text, index, cell.start, cell.end)
    position = cell.start
    for item in cell.items:
        columns += _jammed(text, index, position, item.start)
        if item.is_name:
            columns.append(Column(index, Role.NAMED, item.text, None, _unit(text[item.end : item.end + 8]), item))
        position = item.end
    return columns + _jammed(text, index, position, cell.end)


def _jammed(text: str, index: int, start: int, end: int) -> list[Column]:
    columns = []
    for match in _JAMMED.finditer(text, start, end):
        _, role, stage = HEADS[int(str(match.lastgroup)[1:])]
        tail = text[match.end() : min(end, match.end() + 8)]
        unit = _unit(tail) if tail[:1] in "（(数值" else None
        if role is not Role.LABEL:
            columns.append(Column(index, role, match[0], stage, unit))
    return columns


WEIGHTS: dict[Role, dict[Label, float]] = {
    Role.FULL: {Label.FULL_MARK: 4},
    Role.SCORE: {Label.SCORE: 4},
    Role.DEDUCTION: {Label.DEDUCTION: 4},
    Role.GOAL: {Label.COUNT: 2.5, Label.RATE: 2, Label.AMOUNT: 2},
    Role.RESULT: {Label.COUNT: 2.5, Label.RATE: 2, Label.AMOUNT: 2},
    Role.STAGE: {Label.AMOUNT: 3, Label.COUNT: 0.5},
    Role.AMOUNT: {Label.AMOUNT: 2.5, Label.COUNT: 0.5},
    Role.CHANGE: {Label.RATE: 1.5, Label.AMOUNT: 1.2, Label.COUNT: 1.2},
    Role.NAMED: {Label.RATE: 3, Label.AMOUNT: 1, Label.COUNT: 1},
    Role.OTHER: {Label.COUNT: 1, Label.AMOUNT: 1, Label.RATE: 0.5},
    Role.LABEL: {},
}
SAME_PLACE = 2.0
SAME_PLACE_FROM_END = 1.0


def fit(item: Item, cell: int, cells: int, column: Column, columns: int) -> float:
    """How well a figure suits a column; 0 or less where it cannot stand there."""
    weight = WEIGHTS.get(column.role, {}).get(item.label, 0.0)
    if weight <= 0:
        return -1.0
    if column.unit and item.label is Label.RATE and column.unit in "%％":
        weight += 0.5
    if cell == column.index:
        weight += SAME_PLACE
    elif cells - cell == columns - column.index:
        weight += SAME_PLACE_FROM_END
    return weight


def align(figures: Sequence[tuple[Item, int]], cells: int, columns: Sequence[Column]) -> list[Column | None]:
    """The column of each (figure, cell index), in order: the assignment that suits best in sum."""
    width = columns[-1].index + 1 if columns else 0
    rows, cols = len(figures), len(columns)
    best = [[0.0] * (cols + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(cols - 1, -1, -1):
            gain = fit(figures[i][0], figures[i][1], cells, columns[j], width)
            both = gain + best[i + 1][j + 1] if gain > 0 else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    chosen: list[Column | None] = [None] * rows
    i = j = 0
    while i < rows and j < cols:
        gain = fit(figures[i][0], figures[i][1], cells, columns[j], width)
        if gain > 0 and best[i][j] == gain + best[i + 1][j + 1]:
            chosen[i] = columns[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            i += 1
    return chosen
