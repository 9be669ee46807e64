"""Which of the report families a report belongs to, decided by its title, or by its first lines without one."""

import re

from service.documents.document import Family
from service.documents.folding import fold, squeeze

HEAD = 400
RULES = (
    (Family.OTHER, re.compile(r"债券|公示|复核情况|服务报告|部门预算(?!项目|支出|执行)")),
    (
        Family.WORK_REPORT,
        re.compile(r"预算执行情况|计划执行情况|财政收支情况|公报|总结|目标责任书|工作计划|工作安排|工作打算"),
    ),
    (Family.FINAL_ACCOUNTS, re.compile(r"决算|[“\"]?三公[”\"]?经费")),
    (
        Family.PROJECT,
        re.compile(
            r"项目(?!支出及|办公室|管理局|建设局).*(?:绩效|评价|自评|评估)|(?:资金|补助|补贴|政策|转移支付).*(?:绩效|评价|自评|评估|自查)"
        ),
    ),
    (Family.DEPARTMENT, re.compile(r"(?:部门|单位|机关)?(?:\(单位\))?整体|整体支出|绩效(?:自评|评价|自我评价)")),
    (Family.WORK_REPORT, re.compile(r"工作报告|工作情况|述职")),
)
WHOLE = re.compile(r"整体(?:支出|绩效)")


def find_family(text: str, title: str | None) -> Family:
    """The family whose words the title has; the more telling words are asked for first."""
    name = squeeze(fold(title or text[:HEAD]))
    if WHOLE.search(name):
        return Family.DEPARTMENT
    return next((family for family, pattern in RULES if pattern.search(name)), Family.OTHER)
