from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.documents import Document
from service.records import build_records
from training.evaluation.records import Tally, align, as_json, evaluate, evaluate_all

from .golden import read_cases

GOLD = [[r.as_json() for r in build_records(Document(text=case.text), case.entities)] for case in read_cases()]


def amount(number: str, name: str, value: str, start: int, **more: Any) -> dict[str, Any]:
    mention = {"label": "AMOUNT", "start": start, "end": start + 4, "text": value}
    record = {"id": number, "kind": "amount", "indicator": name, "value": value, "unit": "CNY"}
    return {**record, "mentions": [mention], **more}


@given(st.sampled_from([records for records in GOLD if records]))
def test_records_agree_with_themselves_in_every_way(records: list[dict[str, Any]]) -> None:
    scores = evaluate(records, records)

    assert all(tally.f1 == 1 for kinds in scores.f1.values() for tally in kinds.values())
    assert all(tally.f1 == 1 for tally in scores.attributes.values())


def test_a_name_cut_short_counts_as_alike_but_not_as_exact() -> None:
    scores = evaluate([amount("r1", "项目支出", "100", 5)], [amount("r1", "项目支出决算", "100", 5)])

    assert [scores.f1[way]["all"].f1 for way in ("exact", "alike", "value")] == [0, 1, 1]


def test_another_name_counts_for_its_value_alone() -> None:
    scores = evaluate([amount("r1", "收入", "100", 5)], [amount("r1", "三公经费", "100", 5)])

    assert [scores.f1[way]["amount"].f1 for way in ("exact", "alike", "value")] == [0, 0, 1]


def test_another_value_counts_in_no_way() -> None:
    scores = evaluate([amount("r1", "收入", "100", 5)], [amount("r1", "收入", "1000", 5)])

    assert scores.f1["value"]["all"] == Tally(0, 1, 1)


def test_records_that_share_a_figure_are_paired_by_name() -> None:
    gold = [amount("r1", "收", "100", 5), amount("r2", "支总计", "100", 5)]
    alignment = align([gold[1], gold[0]], gold)

    assert all(left["indicator"] == right["indicator"] for left, right in alignment.pairs)


def test_spurious_and_missed_records_are_told_apart() -> None:
    alignment = align([amount("r1", "收入", "100", 5)], [amount("r1", "支出", "90", 40)])

    assert [record["indicator"] for record in alignment.spurious] == ["收入"]
    assert [record["indicator"] for record in alignment.missed] == ["支出"]


def test_a_parent_is_compared_as_a_record_and_not_as_an_id() -> None:
    gold = [amount("r1", "支出", "100", 5), amount("r2", "基本支出", "60", 20, parent="r1")]
    predicted = [amount("r7", "支出", "100", 5), amount("r9", "基本支出", "60", 20, parent="r7")]

    assert evaluate(predicted, gold).attributes["parent"] == Tally(1, 1, 1)


def test_scores_of_documents_add_up() -> None:
    pair = ([amount("r1", "收入", "100", 5)], [amount("r1", "收入", "100", 5), amount("r2", "支出", "90", 40)])
    scores = evaluate_all([pair, pair])

    assert scores.f1["exact"]["all"] == Tally(2, 2, 4)
    assert as_json(scores)["records"]["exact"]["all"] == 0.6667
