"""Each transformation by itself, on one small report."""

from collections.abc import Callable
from random import Random

import pytest

from corpora import AnnotatedReport, inline
from training.generator import characters, figures, names, pages, places, styles, wording
from training.generator.draft import Draft, close_draft, open_draft
from training.generator.names import Frame
from training.generator.relayout import relayout

SOURCE = (
    "⟦PERIOD|2022年⟧云岭县水利局⟦INDICATOR|项目支出⟧⟦AMOUNT|1,200.5万元⟧，⟦CHANGE|比上年增加⟧⟦AMOUNT|200.5万元⟧。"
    "⟦ACTION|新建⟧⟦INDICATOR|泵站⟧⟦COUNT|4座⟧、⟦INDICATOR|水闸⟧⟦COUNT|12座⟧，"
    "⟦INDICATOR|走访农户⟧⟦COUNT|350户⟧，⟦INDICATOR|满意度⟧⟦TARGET|目标⟧⟦RATE|95%⟧。\n"
    "| ⟦INDICATOR|管护里程⟧ | ⟦COUNT|38公里⟧ |\n| ⟦INDICATOR|巡查次数⟧ | ⟦COUNT|12次⟧ |\n"
)


def report(source: str = SOURCE) -> AnnotatedReport:
    marked = inline.parse(source)
    return AnnotatedReport("x-01", "x", marked.text, marked.entities, None, organisation="云岭县水利局")


def marked(draft: Draft) -> str:
    closed = close_draft(draft, report())
    return inline.render(closed.text, closed.entities)


def changed(step: Callable[[Draft], Draft], source: str = SOURCE) -> str:
    return marked(step(open_draft(report(source))))


def test_rescaling_multiplies_all_amounts_alike() -> None:
    text = changed(lambda draft: figures.rescale(draft, Random(1)))
    assert text != SOURCE
    amounts = [e.text for e in inline.parse(text).entities if e.label == "AMOUNT"]
    first, second = (styles.Figure.read(amount) for amount in amounts)
    assert first is not None
    assert second is not None
    assert first.value / second.value == styles.Decimal("1200.5") / styles.Decimal("200.5")


def test_money_is_converted_exactly() -> None:
    source = "⟦INDICATOR|项目支出⟧⟦AMOUNT|1,200.5万元⟧。"
    prints = {
        changed(lambda draft, seed=seed: styles.convert_money(draft, Random(seed), 1.0), source) for seed in range(9)
    }  # type: ignore[misc]
    assert "⟦INDICATOR|项目支出⟧⟦AMOUNT|12,005,000元⟧。" in prints
    assert "⟦INDICATOR|项目支出⟧⟦AMOUNT|0.12005亿元⟧。" in prints


def test_blanks_stand_between_words_and_digits_and_outside_spans_at_their_borders() -> None:
    text = changed(lambda draft: characters.space_digits(draft, Random(1), 1.0))
    assert "⟦INDICATOR|项目支出⟧ ⟦AMOUNT|1,200.5 万元⟧" in text
    assert changed(lambda draft: characters.close_up(characters.space_digits(draft, Random(1), 1.0))) == SOURCE


def test_full_width_digits_change_numbers_and_nothing_else() -> None:
    text = changed(lambda draft: characters.widen(draft, Random(1), 1.0))
    assert "⟦COUNT|３５０户⟧" in text
    assert "⟦PERIOD|２０２２年⟧" in text


def test_lines_break_in_mid_sentence_but_not_in_tables() -> None:
    text = changed(lambda draft: pages.break_lines(draft, Random(3), 20, 0.5))
    assert text.count("\n") > SOURCE.count("\n")
    assert "| ⟦INDICATOR|管护里程⟧ | ⟦COUNT|38公里⟧ |\n" in text


def test_a_table_takes_one_other_layout_in_all_its_rows() -> None:
    for seed in range(30):
        text = changed(lambda draft, seed=seed: relayout(draft, Random(seed), 1.0))  # type: ignore[misc]
        gaps = [text.split(name)[1].split("⟦COUNT")[0] for name in ("管护里程⟧", "巡查次数⟧")]
        assert gaps[0] == gaps[1]


def test_another_place_stands_wherever_the_first_one_stood() -> None:
    text = changed(lambda draft: places.move(draft, Random(1), "云岭县水利局"))
    assert "云岭" not in text
    assert "县水利局" in text


def test_years_move_together() -> None:
    source = "⟦PERIOD|2022年⟧⟦INDICATOR|项目支出⟧⟦AMOUNT|2022万元⟧，⟦CHANGE|较2021年增长⟧⟦RATE|3%⟧，湘财〔2020〕3号。"
    text = changed(lambda draft: places.shift_years(draft, Random(4)), source)
    shift = int(text.split("|")[1][:4]) - 2022
    assert shift != 0
    assert f"较{2021 + shift}年增长" in text
    assert f"〔{2020 + shift}〕" in text
    assert "⟦AMOUNT|2022万元⟧" in text


def test_a_list_keeps_its_pairs_in_another_order() -> None:
    source = "⟦INDICATOR|甲项⟧⟦COUNT|1个⟧、⟦INDICATOR|乙项⟧⟦COUNT|2个⟧、⟦INDICATOR|丙项⟧⟦COUNT|3个⟧。"
    text = changed(lambda draft: wording.shuffle(draft, Random(2), 1.0), source)
    assert text != source
    for pair in ("⟦INDICATOR|甲项⟧⟦COUNT|1个⟧", "⟦INDICATOR|乙项⟧⟦COUNT|2个⟧", "⟦INDICATOR|丙项⟧⟦COUNT|3个⟧"):
        assert pair in text


def test_a_name_gives_way_to_one_of_its_frame() -> None:
    pools = {Frame("shared", "COUNT", "座"): ["公厕", "桥梁", "凉亭", "水塔"]}
    text = changed(lambda draft: names.rename(draft, Random(5), pools, 1.0))
    assert "⟦ACTION|新建⟧⟦INDICATOR|泵站⟧" not in text
    assert "⟦ACTION|新建⟧⟦INDICATOR|" in text


def test_a_comparison_keeps_its_direction() -> None:
    for seed in range(20):
        text = changed(lambda draft, seed=seed: wording.compare(draft, Random(seed), 1.0))  # type: ignore[misc]
        change = next(e.text for e in inline.parse(text).entities if e.label == "CHANGE")
        assert change.endswith(("增长", "增加", "上升", "提高", "提升"))


@pytest.mark.parametrize(
    ("surface", "spelt"), [("98.6%", "百分之九十八点六"), ("100%", "百分之百"), ("12场", "十二场")]
)
def test_small_figures_are_spelt_in_chinese(surface: str, spelt: str) -> None:
    label = "RATE" if "%" in surface else "COUNT"
    source = f"⟦INDICATOR|某项⟧⟦{label}|{surface}⟧。"
    assert f"⟦{label}|{spelt}⟧" in changed(lambda draft: styles.spell(draft, Random(1), 1.0), source)


def test_records_quote_the_text_that_they_stand_on() -> None:
    marked_text = inline.parse("一、收支\n⟦PERIOD|2022年⟧⟦ACTION|新建⟧⟦INDICATOR|泵站⟧⟦COUNT|4座⟧。")
    mention = [{"label": str(e.label), "start": e.start, "end": e.end, "text": e.text} for e in marked_text.entities]
    record = {
        "id": "r1", "kind": "count", "indicator": "新建泵站", "value": "4", "unit": "座", "period": "2022",
        "section": ["一、收支"], "mentions": mention,
    }  # fmt: skip
    given = AnnotatedReport("x-01", "x", marked_text.text, marked_text.entities, (record,))
    draft = wording.act(places.shift_years(open_draft(given), Random(1)), Random(1), 1.0)
    closed = close_draft(characters.space_digits(draft, Random(1), 1.0), given)
    assert closed.records is not None
    new = closed.records[0]
    verb = next(e.text for e in closed.entities if e.label == "ACTION")
    year = next(e.text for e in closed.entities if e.label == "PERIOD")
    assert new["indicator"] == verb + "泵站"
    assert new["period"] == year[:4]
    assert new["section"] == ["一、收支"]
