"""A table keeps its cells and their entities in every layout, with whatever columns."""

from collections import Counter
from random import Random

import pytest

from corpora import AnnotatedReport, inline
from models.labels import Entity
from training.generator import Config, synthesise
from training.generator.columns import restructured, turned
from training.generator.draft import Draft, close_draft, open_draft
from training.generator.layouts import JAMMED, LAYOUTS
from training.generator.relayout import draw_layout, printed, relayout
from training.generator.tables import Table, tables

HEAD = "一级指标 | 指标名称 | 年度目标 | 完成值 | 分值 | 得分"
SOURCE = f"""自评表如下。
{HEAD}
产出指标 | ⟦INDICATOR|整修渠道⟧ | ⟦TARGET|≥⟧⟦COUNT|12公里⟧ | ⟦COUNT|12.6公里⟧ | ⟦FULL_MARK|20⟧ | ⟦SCORE|20⟧
产出指标 | ⟦INDICATOR|更换阀门⟧ | ⟦COUNT|40个⟧ | ⟦COUNT|38个⟧ | ⟦FULL_MARK|20⟧ | ⟦SCORE|19⟧
产出指标 | ⟦INDICATOR|管网巡检⟧ | ⟦COUNT|24次⟧ | ⟦COUNT|24次⟧ | ⟦FULL_MARK|10⟧ | ⟦SCORE|10⟧
效益指标 | ⟦INDICATOR|受益农户⟧ | ⟦COUNT|900户⟧ | ⟦COUNT|915户⟧ | ⟦FULL_MARK|30⟧ | ⟦SCORE|30⟧
效益指标 | ⟦INDICATOR|群众满意率⟧ | ⟦TARGET|≥⟧⟦RATE|90%⟧ | ⟦RATE|93%⟧ | ⟦FULL_MARK|20⟧ | ⟦SCORE|20⟧
以上为全部指标。
"""


def report(source: str = SOURCE) -> AnnotatedReport:
    marked = inline.parse(source)
    return AnnotatedReport("x-01", "x", marked.text, marked.entities, None)


def draft() -> Draft:
    return open_draft(report())


def table() -> Table:
    (found,) = tables(draft())
    return found


def said(draft: Draft) -> Counter[tuple[str, str]]:
    return Counter((str(span.label), draft.surface(span)) for span in draft.spans)


def test_a_table_is_found_with_its_head_and_all_its_cells() -> None:
    assert table().heads == 1
    assert table().regular
    assert [len(row) for row in table().rows] == [6] * 6
    assert table().surface(table().rows[2][1]) == "更换阀门"


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_every_layout_keeps_the_cells_and_their_order(name: str) -> None:
    cells = [table().text[slice(*part)] for part in printed(table(), LAYOUTS[name]) if not isinstance(part, str)]
    assert cells == [table().text[slice(*cell)] for row in table().rows for cell in row]


@pytest.mark.parametrize("seed", range(60))
def test_a_table_in_another_layout_says_the_same(seed: int) -> None:
    new = relayout(draft(), Random(seed), 1.0)
    assert said(new) == said(draft())
    assert new.text.startswith("自评表如下。\n")
    assert new.text.endswith("\n以上为全部指标。\n")
    closed = close_draft(new, report())
    assert all(closed.text[e.start : e.end] == e.text for e in closed.entities)


def test_columns_come_and_change_places_but_a_name_keeps_its_figures() -> None:
    widths, orders = set(), set()
    for seed in range(60):
        changed = restructured(table(), Random(seed))
        widths.add(len(changed.rows[0]))
        orders.add(tuple(changed.surface(cell) for cell in changed.rows[0]))
        for row in changed.rows[1:]:
            names = [s for cell in row for s in changed.tagged(cell) if s.label == "INDICATOR"]
            assert len(names) == 1
            assert len([s for cell in row for s in changed.tagged(cell) if s.label == "SCORE"]) == 1
    assert widths >= {6, 7, 8}
    assert len(orders) > 5


def test_the_head_comes_again_where_a_table_goes_on_over_a_page() -> None:
    first, second = turned(table(), Random(1))
    assert [first.surface(cell) for cell in first.rows[0]] == [second.surface(cell) for cell in second.rows[0]]
    assert len(first.rows) + len(second.rows) == len(table().rows) + 1


def test_a_head_that_names_values_is_not_repeated() -> None:
    source = SOURCE.replace("完成值", "⟦INDICATOR|完成率⟧")
    (found,) = tables(open_draft(report(source)))
    assert turned(found, Random(1)) == [found]


def test_two_names_are_never_jammed_into_one() -> None:
    source = SOURCE.replace("产出指标 |", "⟦INDICATOR|产出指标⟧ |").replace("效益指标 |", "⟦INDICATOR|效益指标⟧ |")
    (found,) = tables(open_draft(report(source)))
    assert not any(draw_layout(found, Random(seed)) in JAMMED.values() for seed in range(400))
    assert any(draw_layout(table(), Random(seed)) in JAMMED.values() for seed in range(400))


def test_an_entity_over_two_cells_is_no_cell_and_its_line_stays_as_it_is() -> None:
    source = SOURCE.replace("产出指标 | ⟦INDICATOR|管网巡检⟧ |", "⟦INDICATOR|产出 | 管网巡检⟧ |")
    for seed in range(20):
        assert "产出 | 管网巡检" in relayout(open_draft(report(source)), Random(seed), 1.0).text


def test_a_layout_that_is_left_out_is_never_printed() -> None:
    left_out = [name for name in LAYOUTS if name != "tabs"]
    for seed in range(20):
        layout = draw_layout(table(), Random(seed), [*left_out, *JAMMED])
        assert layout == LAYOUTS["tabs"]


def test_a_layout_that_does_not_exist_cannot_be_left_out() -> None:
    with pytest.raises(ValueError, match="排法"):
        Config.of({"layouts_left_out": ["tab"]})


def test_invented_tables_take_only_the_layouts_that_are_not_left_out() -> None:
    config = Config(layouts_left_out=tuple(name for name in LAYOUTS if "bar" in name))
    for seed in range(12):
        text = synthesise(Random(seed), 3000, config).text
        assert "|" not in text
        assert "｜" not in text


def test_entities_of_an_invented_report_lie_where_they_say() -> None:
    for seed in range(12):
        made = synthesise(Random(seed), 3000)
        assert all(entity == Entity.cut(made.text, entity.label, entity.start, entity.end) for entity in made.entities)
