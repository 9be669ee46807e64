"""Relations between records that need no golden case of their own: repeats, reasons, splits, codes, bounds."""

from corpora.inline import parse
from service.documents import Document
from service.records import Record, build_records


def records(source: str) -> list[Record]:
    marked = parse(source)
    return build_records(Document(text=marked.text), marked.entities)


def test_a_figure_of_several_digits_under_a_shorter_name_is_the_same_fact() -> None:
    found = records("⟦INDICATOR|预算执行率⟧⟦RATE|97.31%⟧。附表：\n⟦INDICATOR|执行率⟧ | ⟦RATE|97.31%⟧\n")

    assert [record.same_as for record in found] == [None, "r1"]


def test_short_figures_and_both_sides_of_the_accounts_are_no_repeats() -> None:
    rates = records("⟦INDICATOR|优良率⟧⟦RATE|90%⟧，⟦INDICATOR|水质优良率⟧⟦RATE|90%⟧。")
    sides = records("⟦INDICATOR|收入总计⟧⟦AMOUNT|3,012.6万元⟧。⟦INDICATOR|支出总计⟧⟦AMOUNT|3,012.6万元⟧。")

    assert [record.same_as for record in [*rates, *sides]] == [None] * 4


def test_a_reason_in_brackets_is_what_stands_in_them() -> None:
    (line,) = records("⟦INDICATOR|信息报送⟧扣⟦DEDUCTION|1分⟧（迟报专报3期），列全市第九位。")

    assert line.reason == "迟报专报3期"


def test_a_sentence_behind_the_points_is_no_reason_unless_it_says_so() -> None:
    plain = "⟦INDICATOR|演练完成率⟧（⟦FULL_MARK|4分⟧）得⟦SCORE|3分⟧。全年组织各类演练活动。"
    marked = "⟦INDICATOR|演练完成率⟧（⟦FULL_MARK|4分⟧）得⟦SCORE|3分⟧。扣分原因：两次演练未按期组织。"

    assert [records(text)[0].reason for text in (plain, marked)] == [None, "两次演练未按期组织"]


def test_the_code_of_a_line_says_what_it_is_a_part_of() -> None:
    found = records(
        "208\t⟦INDICATOR|社会保障支出⟧\t⟦AMOUNT|80.00⟧\n"
        "20805\t⟦INDICATOR|养老支出⟧\t⟦AMOUNT|50.00⟧\n"
        "2080505\t⟦INDICATOR|养老保险缴费⟧\t⟦AMOUNT|30.00⟧\n"
    )

    assert [record.parent for record in found] == [None, "r1", "r2"]


def test_a_table_named_for_final_accounts_gives_its_figures_that_stage() -> None:
    found = records("收入支出决算表\n项目 | 金额\n⟦INDICATOR|教育⟧ | ⟦AMOUNT|80.00⟧\n")

    assert [record.stage for record in found] == ["final"]


def test_a_word_inside_the_name_is_no_bound() -> None:
    (record,) = records("购置⟦INDICATOR|彩超⟧⟦COUNT|15台⟧。")

    assert record.bound is None


def test_money_never_takes_a_measure_word_from_a_unit_cell() -> None:
    found = records("项目 | 计量单位 | 数量 | 金额（万元）\n⟦INDICATOR|护栏⟧ | 公里 | ⟦COUNT|12⟧ | ⟦AMOUNT|36⟧\n")

    assert [(record.unit, record.value) for record in found] == [("公里", 12), ("CNY", 360000)]
