"""One department report from end to end: the shape of budget, funds and ten score lines that forms print."""

from decimal import Decimal

from service.checks import Check, Rule, Status
from tests.checks.build import amount, checks_of, line, rate

FUNDS = (
    "年初批复预算收入 22,310.40 万元，调整后预算收入 42,650.40 万元，本年度整体收入决算 42,406.92 万元，"
    "其中：一般公共预算财政拨款收入 38,120.55 万元，政府性基金预算财政拨款收入 76 万元，其他收入 4,210.37 万元。\n"
    "整体支出决算 41,520.11 万元，其中：基本支出 5,118 万元，项目支出 36,402.11 万元，预算完成率为 97.3%。\n"
)
FUND_RECORDS = [
    amount("年初批复预算收入", "223104000", stage="budget", print="22,310.40 万元"),
    amount("调整后预算收入", "426504000", id="adjusted", stage="adjusted", print="42,650.40 万元"),
    amount("本年度整体收入决算", "424069200", id="in", stage="final", print="42,406.92 万元"),
    amount("一般公共预算财政拨款收入", "381205500", id="in1", stage="final", parent="in", print="38,120.55 万元"),
    amount("政府性基金预算财政拨款收入", "760000", id="in2", stage="final", parent="in", print="76 万元"),
    amount("其他收入", "42103700", id="in3", stage="final", parent="in", print="4,210.37 万元"),
    amount("整体支出决算", "415201100", id="out", stage="final", print="41,520.11 万元"),
    amount("基本支出", "51180000", id="out1", stage="final", parent="out", print="5,118 万元"),
    amount("项目支出", "364021100", id="out2", stage="final", parent="out", print="36,402.11 万元"),
    rate("预算完成率", "97.3", id="rate", print="97.3%"),
]
LINES = [
    ("效益指标完成情况", "20", "19"),
    ("产出指标完成情况", "20", "20"),
    ("预算资金支出率", "10", "9.5"),
    ("预算编制", "5", "5"),
    ("信息公开", "5", "4"),
    ("绩效管理", "10", "10"),
    ("采购管理", "10", "9.5"),
    ("资产管理", "10", "10"),
    ("运行成本", "6", "6"),
    ("内部控制", "4", "3"),
]


def report(total: str) -> list[Check]:
    text, items = FUNDS, list(FUND_RECORDS)
    for number, (name, mark, score) in enumerate(LINES, 1):
        text += f"{number}. {name}，分值 {mark} 分，自评得分 {score} 分。\n"
        items.append(line(name, mark, score, prints=[f"FULL_MARK:{mark} 分", f"SCORE:{score} 分"]))
    text += f"综合评分为 {total} 分。"
    items.append(line("综合评分", score=total, id="total", total=True, prints=[f"SCORE:{total} 分"]))
    return checks_of(text, items)


def held(checks: list[Check], rule: Rule, stated: str) -> Check:
    return next(c for c in checks if c.rule is rule and c.stated == Decimal(stated) and c.status is Status.HOLDS)


def test_a_sound_report_has_only_checks_that_hold() -> None:
    assert {check.status for check in report("96")} == {Status.HOLDS}


def test_income_and_expenditure_are_the_sums_of_their_parts() -> None:
    checks = report("96")
    assert held(checks, Rule.PARTS_SUM, "424069200").records == ("in", "in1", "in2", "in3")
    assert held(checks, Rule.PARTS_SUM, "415201100").records == ("out", "out1", "out2")


def test_the_completion_rate_is_measured_by_the_adjusted_budget() -> None:
    check = held(report("96"), Rule.EXECUTION_RATE, "97.3")
    assert check.records == ("rate", "out", "adjusted")
    assert check.computed == Decimal("97.3499")
    assert "41,520.11万元" in check.message
    assert "42,650.4万元" in check.message


def test_full_marks_make_a_hundred_and_scores_the_total() -> None:
    checks = report("96")
    assert len(held(checks, Rule.FULL_MARK_SUM, "100").records) == len(LINES)
    assert held(checks, Rule.SCORE_SUM, "96").records[0] == "total"


def test_a_total_score_that_its_lines_do_not_give_is_violated() -> None:
    broken = [check for check in report("97") if check.status is Status.VIOLATED]
    assert [(check.rule, check.stated, check.computed) for check in broken] == [
        (Rule.SCORE_SUM, Decimal("97"), Decimal("96"))
    ]
