"""The words of column heads and what their columns hold, as data."""

import re
from collections.abc import Sequence
from enum import Enum

from service.records.record import Stage


class Role(Enum):
    """What the cells of a column hold."""

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


BEFORE = re.compile("^(?:上年|去年|上一年)")
"""A head that opens with another year states the level of that year, neither goal nor result of this one."""

OF_YEAR = re.compile(r"^(?:19|20)\d\d年度?(?=[^末底初]{2})")
"""2023年预算: the year says nothing of what the column holds."""

HEADS: Sequence[tuple[str, Role, Stage | None]] = (
    ("原因|备注|措施|是否", Role.TEXT, None),
    (
        "评分标准|评价标准|绩效标准|评分依据|评价依据|计分标准|评分"
        "细则|评分说明|评分办法|计分办法|指标解释|标准及依据|指标说明",
        Role.TEXT,
        None,
    ),
    ("扣分|扣减|失分", Role.DEDUCTION, None),
    ("分值|满分|权重|标准分|权数", Role.FULL, None),
    ("得分系数|得分率|执行率|完成率|支付率|到位率|占比|比重", Role.NAMED, None),
    ("得分|自评分|评分|复核分|评价分|核定分|打分", Role.SCORE, None),
    ("计量单位|度量单位|^单位$", Role.UNIT, None),
    ("指标性质|运算符号|比较符|指标方向", Role.SIGN, None),
    ("增减|增长|同比|比上年|较上年|降幅|增幅|变动|幅度|[±＋]", Role.CHANGE, None),
    ("调整后?预算|预算调整数|全年[（(]?调?整?[）)]?预算|调整预算|变动预算|调整数", Role.STAGE, Stage.ADJUSTED),
    (
        "年初预算|预算数|预算总额|批复数|预算安排|预算金额|年初批复|预算额|^预算$|年度预算|当年预算|本年预算",
        Role.STAGE,
        Stage.BUDGET,
    ),
    (
        "决算|执行数|支出数|支付数|支出额|实际支出|执行金额|支付金额|支出金额|已支付|实际支付|执行额|已支出|^执行$|^支出$|使用数",
        Role.STAGE,
        Stage.FINAL,
    ),
    ("结转|结余", Role.STAGE, Stage.CARRYOVER),
    ("申请|目标值|指标值|年初值|任务数|计划数|预期值|计划值|绩效目标|目标|计划|调整值|任务|预期", Role.GOAL, None),
    ("完成值|完成数|完成情况|实际值|实际完成|完成|实绩|实际|结果", Role.RESULT, None),
    ("金额|数额|资金数|合计|总额|支出$|收入$|财政拨款$|其他资金$", Role.AMOUNT, None),
    ("指标|项目|名称|内容|科目|类别|序号|单位|事项|级", Role.LABEL, None),
)
"""Words of column heads and what their columns hold; the first that is found decides."""


def role_of(head: str) -> tuple[Role, Stage | None]:
    """The role of a column with this head, and its stage where it is one of the budget cycle."""
    head = OF_YEAR.sub("", head)
    if BEFORE.search(head) and not re.search("结转|结余|增|减|%|％", head):
        return Role.OTHER, next((stage for words, _, stage in HEADS if stage and re.search(words, head)), None)
    for words, role, stage in HEADS:
        if re.search(words, head):
            return role, stage
    return Role.OTHER, None
