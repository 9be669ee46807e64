"""The blocks of the Ministry of Finance's self-evaluation forms, whose labels are the only headings that they have."""

import re

BLOCK, CLASS = 1, 2
TAIL = r"(?: *\([^()]{1,8}\))*"
BLOCKS = (
    r"项目资金(?:来源|申请)?|资金投入情况|(?:部门)?预算执行情况|部门整体支出规模"
    r"|(?:年度|当年|中期|总体|整体|分解|预期)+(?:绩效)?目标(?:完成情况)?\d?"
    r"|绩效指标(?:完成情况)?|偏差大?或目标未完成原因分析|未达标原因(?:及改进)?|自评说明"
)
CLASSES = r"(?:产出|效益|效果|满意度)指标"
LABELS = (
    (BLOCK, re.compile(rf"(?:{BLOCKS}){TAIL}(?= *\|| |$)")),
    (CLASS, re.compile(rf"{CLASSES}{TAIL}(?= *\|| |$)")),
)
HOLDS_CLASSES = re.compile(r"指标|分\)$")
"""A block that classes of indicators belong to: 绩效指标, or a goal with points of its own."""


def block_label(folded: str) -> tuple[int, int, int] | None:
    """``(level, start, end)`` of the block label that a folded line begins with, or ``None``."""
    start = len(folded) - len(folded.lstrip("| "))
    for level, pattern in LABELS:
        if match := pattern.match(folded, start):
            return level, match.start(), match.end()
    return None
