"""What two reports of one unit say of each other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from service.checks import Status
from service.documents import Family
from service.reconcile import Finding, Report, Rule, Severity, reconcile
from tests.reconcile.build import report, wan

CLOSING, OPENING = "年末结转和结余", "年初结转和结余"
THEN, NOW = "云岫县水务局2022年度部门决算", "云岫县水务局2023年度部门决算"


def outcomes(*reports: Report) -> list[tuple[Rule, Status]]:
    return [(one.rule, one.status) for one in reconcile(reports)]


def balance(opening: str, body: str = "", title: str = NOW, **fields: Any) -> Finding:
    found = reconcile([report(THEN, wan(CLOSING, "63.45")), report(title, wan(OPENING, opening), body=body, **fields)])
    assert len(found) == 1
    return found[0]


def test_the_opening_balance_is_the_closing_balance_of_the_year_before() -> None:
    assert balance("63.45").status is Status.HOLDS
    assert balance("63.54").status is Status.VIOLATED


def test_a_balance_that_is_printed_more_coarsely_agrees_rounded_or_truncated() -> None:
    assert balance("63.4").status is Status.HOLDS
    assert balance("63.5").status is Status.HOLDS


def test_the_evidence_stands_at_its_place_in_both_reports() -> None:
    finding = balance("63.54")
    assert (finding.left.text, finding.right.text) == ("63.54万元", "63.45万元")
    assert (finding.left.document_id, finding.right.document_id) == (NOW, THEN)
    assert finding.severity is Severity.CONTRADICTION
    assert "63.54万元" in finding.message
    assert "云岫县水务局" in finding.matched


def test_a_balance_that_the_report_says_was_adjusted_contradicts_nothing() -> None:
    then, now = report(THEN, wan(CLOSING, "63.45")), report(NOW, wan(OPENING, "60.00", ahead="因会计差错更正，"))
    assert outcomes(then, now) == [(Rule.OPENING_BALANCE, Status.UNDECIDABLE)]


def test_a_unit_that_only_the_text_names_is_doubted_not_contradicted() -> None:
    finding = balance("63.54", title="2023年度部门决算公开")
    assert finding.status is Status.UNDECIDABLE
    assert finding.severity is Severity.DOUBT


@pytest.mark.parametrize(
    "title",
    [
        "桐岭县水务局2023年度部门决算",
        "云岫县水务局（本级）2023年度单位决算",
        "云岫县水务局水文站2023年度单位决算",
    ],
)
def test_other_units_and_other_scopes_are_never_compared(title: str) -> None:
    owner = re.split("2023|（", title, maxsplit=1)[0]
    now = report(title, wan(OPENING, "12.00"), organisation=owner)
    assert outcomes(report(THEN, wan(CLOSING, "63.45")), now) == []


def test_units_of_one_name_in_two_cities_are_told_apart_by_what_stands_before_their_names() -> None:
    then = report(
        "鼓山区残联2022年度部门决算", wan(CLOSING, "15.20"), organisation="鼓山区残联", body="海州市鼓山区残联"
    )
    now = report(
        "鼓山区残联2023年度部门决算", wan(OPENING, "28.74"), organisation="鼓山区残联", body="榕城市鼓山区残联"
    )
    assert outcomes(then, now) == []


@pytest.mark.parametrize(("fall", "status"), [("1.15", Status.HOLDS), ("0.65", Status.VIOLATED)])
def test_a_difference_on_the_year_before_leads_to_what_was_stated_then(fall: str, status: Status) -> None:
    spent = "公务接待费支出决算"
    change = {"basis": "比上年", "value": f"-{fall}e4", "unit": "CNY"}
    now = wan(
        spent, "3.20", stage="final", change=[change], prints=[f"AMOUNT:{fall}万元"], behind=f"，比上年减少{fall}万元"
    )
    assert outcomes(report(THEN, wan(spent, "4.35", stage="final")), report(NOW, now)) == [(Rule.PRIOR_YEAR, status)]


def test_figures_of_different_stages_are_different_things() -> None:
    then = report(THEN, wan("公务接待费预算", "5.00", stage="budget"))
    other = report("云岫县水务局2022年度部门整体支出自评", wan("公务接待费支出决算", "4.35", stage="final"))
    assert outcomes(then, other) == []


def test_one_line_of_the_accounts_is_one_figure_in_two_reports_of_a_year() -> None:
    then = report(THEN, wan("政府采购支出总额", "365.14", stage="final"))
    title = "云岫县水务局2022年度部门整体支出绩效自评报告"
    other = report(title, wan("政府采购支出总额", "356.14", stage="final"), family=Family.DEPARTMENT)
    assert outcomes(then, other) == [(Rule.SAME_FACT, Status.VIOLATED)]


def test_a_name_with_two_figures_in_one_report_is_compared_with_nothing() -> None:
    then = report(THEN, wan("培训费", "3.00", stage="final"), wan("培训费", "9.00", stage="final"))
    other = report("云岫县水务局2022年度部门决算公开", wan("培训费", "5.00", stage="final"))
    assert outcomes(then, other) == []


def test_reports_that_differ_everywhere_are_of_different_scopes() -> None:
    names = ("会议费", "培训费", "公务接待费", "机关运行经费")
    then = report(THEN, *(wan(name, f"{at + 3}.15", stage="final") for at, name in enumerate(names)))
    other = report(
        "云岫县水务局2022年度部门决算公开", *(wan(name, f"{at + 4}.25", stage="final") for at, name in enumerate(names))
    )
    assert {status for _, status in outcomes(then, other)} == {Status.UNDECIDABLE}


def test_results_that_come_again_the_year_after_are_worth_a_look() -> None:
    names = ("排查矛盾纠纷", "办理援助案件", "发放宣传资料", "接受群众咨询")

    def of(title: str) -> Report:
        items = [
            {"kind": "count", "indicator": name, "value": str(1846 + at), "unit": "件", "print": f"{1846 + at}件"}
            for at, name in enumerate(names)
        ]
        return report(title, *items, family=Family.DEPARTMENT)

    found = reconcile([of(THEN), of(NOW)])
    assert [(one.rule, one.severity) for one in found] == [(Rule.REPEATED_RESULTS, Severity.NOTICE)]


def test_a_goal_far_below_what_was_reached_is_worth_a_look() -> None:
    def of(title: str, value: str, goal: str) -> Report:
        item = {"kind": "count", "indicator": "维修供水工程", "unit": "处", "value": value, "print": f"{value}处"}
        return report(title, {**item, "target": goal, "prints": [f"COUNT:{goal}处"], "behind": f"，目标{goal}处"})

    found = reconcile([of(THEN, "4215", "4000"), of(NOW, "4300", "2000")])
    assert [(one.rule, one.severity) for one in found] == [(Rule.LOWERED_GOAL, Severity.NOTICE)]


def test_reports_without_a_year_or_a_unit_are_left_out() -> None:
    loose = report("部门决算", wan(OPENING, "1.00"), organisation=None)
    assert outcomes(report(THEN, wan(CLOSING, "63.45")), loose) == []


def test_the_order_of_the_reports_does_not_matter() -> None:
    both = [report(THEN, wan(CLOSING, "63.45")), report(NOW, wan(OPENING, "63.54"))]
    assert [one.id for one in reconcile(both)] == [one.id for one in reconcile(both[::-1])]
