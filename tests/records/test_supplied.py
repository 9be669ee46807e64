"""What the tagger left out although the grammar leaves no doubt."""

from decimal import Decimal

import pytest

from models.labels import Entity, Label
from service.documents import Document
from service.records import Record, build_records


def records(text: str, *found: tuple[Label, str]) -> list[Record]:
    entities = [Entity.cut(text, label, text.index(words), text.index(words) + len(words)) for label, words in found]
    return build_records(Document(text=text), entities)


def facts(text: str, *found: tuple[Label, str]) -> list[tuple[str, str | None]]:
    return [(r.indicator, None if r.value is None else f"{r.value:f}") for r in records(text, *found)]


def test_the_words_between_a_comma_and_a_figure_are_its_name_and_not_the_name_before() -> None:
    text = "基本支出90万元，项目支出40万元。"
    found = facts(text, (Label.INDICATOR, "基本支出"), (Label.AMOUNT, "90万元"), (Label.AMOUNT, "40万元"))

    assert found == [("基本支出", "900000"), ("项目支出", "400000")]


@pytest.mark.parametrize("words", ["实际完成", "比上年增长", "低于市下达", "目标任务为", "入户核实为", "其中"])
def test_words_that_lead_to_a_result_or_compare_are_no_name(words: str) -> None:
    text = f"新建泵站9座，{words}8座。"
    found = facts(text, (Label.INDICATOR, "新建泵站"), (Label.COUNT, "9座"), (Label.COUNT, "8座"))

    assert {name for name, _ in found} == {"新建泵站"}


def test_a_quantity_right_behind_a_name_is_its_figure() -> None:
    text = "项目支出为40万元，预算执行率95%。"

    assert facts(text, (Label.INDICATOR, "项目支出"), (Label.INDICATOR, "预算执行率"))[0] == ("项目支出", "400000")


@pytest.mark.parametrize("text", ["家政服务两类班次", "抽检合格率100%/95%/90%"])
def test_a_count_of_another_noun_and_the_grades_of_a_standard_are_no_figure(text: str) -> None:
    assert facts(text, (Label.INDICATOR, text[:4])) == []


def test_points_are_what_the_words_before_them_say() -> None:
    text = "预算编制（8分）得7分，扣1分。"
    (line,) = records(text, (Label.INDICATOR, "预算编制"))

    assert (line.full_mark, line.score, line.deduction) == (Decimal(8), Decimal(7), Decimal(1))


def test_what_is_supplied_is_less_sure_than_what_was_tagged() -> None:
    (record,) = records("项目支出40万元。", (Label.INDICATOR, "项目支出"))

    assert record.confidence < 1


def test_nothing_is_supplied_where_the_tagger_found_something() -> None:
    text = "项目支出40万元。"
    entities = [Entity(0, 4, Label.INDICATOR, "项目支出"), Entity(4, 6, Label.PERIOD, "40")]

    assert build_records(Document(text=text), entities) == []
