"""Findings in words."""

from collections.abc import Mapping

from service.reconcile.finding import Rule, Severity

RULES: Mapping[Rule, str] = {
    Rule.OPENING_BALANCE: "年末与次年年初",
    Rule.PRIOR_YEAR: "上年数",
    Rule.SAME_FACT: "两份报告",
    Rule.GOAL: "目标",
    Rule.LOWERED_GOAL: "目标偏低",
    Rule.REPEATED_RESULTS: "结果雷同",
    Rule.COPIED_PARAGRAPH: "段落雷同",
}
SEVERITIES: Mapping[Severity, str] = {
    Severity.CONTRADICTION: "矛盾",
    Severity.NOTICE: "提请注意",
    Severity.DOUBT: "存疑",
    Severity.NONE: "一致",
}
