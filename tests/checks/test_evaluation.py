"""The comparison of checks with the claims that an annotated report is known to make."""

from decimal import Decimal
from typing import Any

from corpora import AnnotatedReport
from service.checks import Check, Rule, Status
from service.records import Record
from training.evaluation.checks import CheckScores, Claim, Found, compare, evaluate_checks, gold_records, meets

TEXT = "到位资金800万元，其中：省级资金500万元，县级配套310万元。实际支出760万元，支出进度95%。"


def mention(label: str, text: str) -> dict[str, Any]:
    start = TEXT.index(text)
    return {"label": label, "start": start, "end": start + len(text), "text": text}


def money(key: str, name: str, value: str, text: str, **fields: Any) -> dict[str, Any]:
    base = {"id": key, "kind": "amount", "indicator": name, "value": value, "unit": "CNY"}
    return {**base, "mentions": [mention("AMOUNT", text)], **fields}


def annotated(**fields: Any) -> AnnotatedReport:
    records = (
        money("w", "到位资金", "8000000", "800万元", section="一、资金"),
        money("a", "省级资金", "5000000", "500万元", parent="w"),
        money("b", "县级配套", "3100000", "310万元", parent="w"),
        money("s", "实际支出", "7600000", "760万元", stage="final"),
        {
            "id": "x",
            "kind": "rate",
            "indicator": "支出进度",
            "value": "95",
            "unit": "%",
            "mentions": [mention("RATE", "95%")],
        },
    )
    violations = (
        {"rule": "parts_sum", "indicators": ["到位资金", "省级资金"], "stated": "8000000", "computed": "8100000"},
    )
    holds = (
        {
            "rule": "execution_rate",
            "indicators": ["支出进度", "实际支出", "到位资金"],
            "stated": "95",
            "computed": "95",
        },
    )
    stated = {"records": records, "violations": violations, "holds": holds, **fields}
    return AnnotatedReport(id="x-01", folder="x", text=TEXT, entities=(), **stated)


def test_planted_contradictions_are_found_and_claims_that_hold_confirmed() -> None:
    scores = evaluate_checks([annotated()])
    assert (scores.found, scores.missed, scores.false_alarms) == (1, [], [])
    assert scores.confirmed == {Rule.EXECUTION_RATE: 1}
    assert (scores.recall, scores.precision, scores.confirmation) == (1, 1, 1)


def test_a_contradiction_that_nobody_planted_is_a_false_alarm() -> None:
    scores = evaluate_checks([annotated(violations=())])
    assert [alarm.check.stated for alarm in scores.false_alarms] == [Decimal("8000000")]
    assert scores.precision == 0


def test_a_claim_that_no_check_meets_is_missed_or_unconfirmed() -> None:
    claim = {"rule": "share", "indicators": ["占比"], "stated": "12", "computed": "13"}
    scores = evaluate_checks([annotated(violations=(claim,), holds=(claim,))])
    assert [missed.stated for missed in scores.missed] == [Decimal("12")]
    assert [item.rule for item in scores.unconfirmed] == [Rule.SHARE]


def test_a_held_claim_that_a_check_violates_is_contradicted() -> None:
    claim = {"rule": "parts_sum", "indicators": ["到位资金", "省级资金"], "stated": "8000000", "computed": "8000000"}
    scores = evaluate_checks([annotated(holds=(claim,))])
    assert [found.check.computed for _, found in scores.contradicted] == [Decimal("8100000")]


def test_a_report_whose_records_nobody_annotated_is_passed_over() -> None:
    scores = evaluate_checks([annotated(records=None)])
    assert (scores.planted, scores.holds) == (0, 0)


def test_a_gold_section_of_one_string_becomes_a_path() -> None:
    assert gold_records(annotated())[0].section == ("一、资金",)


def test_kindred_rules_meet_unless_the_comparison_is_strict() -> None:
    check = Check(rule=Rule.SHARE, status=Status.HOLDS, stated=Decimal("97.5"), records=("r",), message="一致。")
    found = Found("x/01", check, frozenset({"回收率"}))
    claim = Claim("x/01", Rule.COMPLETION_RATE, frozenset({"回收率", "发放"}), Decimal("97.5"), None)
    assert meets(claim, found)
    assert not meets(claim, found, strict=True)


def test_a_name_that_is_cut_longer_or_shorter_than_the_annotated_one_is_the_same() -> None:
    check = Check(rule=Rule.SHARE, status=Status.HOLDS, stated=Decimal("41.5"), records=("r",), message="一致。")
    claim = Claim("x/01", Rule.SHARE, frozenset({"占全部支出"}), Decimal("41.5"), None)
    assert meets(claim, Found("x/01", check, frozenset({"占全部支出的"})))
    assert not meets(claim, Found("x/01", check, frozenset({"占全部收入"})))


def test_predicted_checks_are_compared_by_the_names_of_their_evidence() -> None:
    scores = CheckScores()
    record = Record.model_validate({"id": "r", "kind": "rate", "indicator": "支出进度", "value": "95", "unit": "%"})
    check = Check(rule=Rule.EXECUTION_RATE, status=Status.HOLDS, stated=Decimal(95), records=("r",), message="一致。")
    compare(annotated(violations=()), [record], [check], scores)
    assert scores.confirmed == {Rule.EXECUTION_RATE: 1}
