"""The inline format carries any text with any spans there and back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import inline
from corpora.errors import InlineError
from models.labels import Entity, Label

TEXT = st.text(st.sampled_from("预算执行率为9７.3%|\\⟦⟧\n\r 　《》😀AMOUNT"), max_size=60)


@st.composite
def tagged(draw: st.DrawFn) -> tuple[str, tuple[Entity, ...]]:
    text = draw(TEXT)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    spans = [pair for pair in pairwise(cuts) if draw(st.booleans())]
    return text, tuple(Entity.cut(text, draw(st.sampled_from(list(Label))), start, end) for start, end in spans)


@given(tagged())
def test_what_is_rendered_is_parsed_back_exactly(case: tuple[str, tuple[Entity, ...]]) -> None:
    text, entities = case
    parsed = inline.parse(inline.render(text, entities))
    assert (parsed.text, parsed.entities) == (text, entities)


@given(tagged())
def test_what_is_parsed_is_rendered_back_exactly(case: tuple[str, tuple[Entity, ...]]) -> None:
    source = inline.render(*case)
    parsed = inline.parse(source)
    assert inline.render(parsed.text, parsed.entities) == source


@given(tagged())
def test_every_span_is_the_text_between_its_offsets(case: tuple[str, tuple[Entity, ...]]) -> None:
    parsed = inline.parse(inline.render(*case))
    assert all(parsed.text[e.start : e.end] == e.text for e in parsed.entities)


@given(tagged(), st.data())
def test_an_offset_of_the_text_is_located_at_the_same_character_of_the_source(
    case: tuple[str, tuple[Entity, ...]], data: st.DataObject
) -> None:
    source = inline.render(*case)
    parsed = inline.parse(source)
    if not parsed.text:
        return
    offset = data.draw(st.integers(0, len(parsed.text) - 1))
    line, column = parsed.locate(offset)
    assert source.split("\n")[line - 1][column - 1 : column] == parsed.text[offset].replace("\n", "")


def test_brackets_and_backslashes_of_the_report_are_escaped_and_bars_are_not() -> None:
    text = "甲|乙⟦丙⟧\\"
    assert inline.render(text, [Entity.cut(text, Label.INDICATOR, 0, 3)]) == "⟦INDICATOR|甲|乙⟧\\⟦丙\\⟧\\\\"


def test_overlapping_spans_cannot_be_written() -> None:
    text = "预算执行率"
    spans = [Entity.cut(text, Label.INDICATOR, 0, 4), Entity.cut(text, Label.INDICATOR, 2, 5)]
    with pytest.raises(ValueError, match="实体重叠"):
        inline.render(text, spans)


BROKEN = [
    ("预算⟦AMOUNT|9万元", 1, 3, "标记没有闭合"),
    ("一行\n预算⟧", 2, 3, "多余的 ⟧"),
    ("⟦INDICATOR|预⟦COUNT|1个⟧⟧", 1, 13, "标记之内不能再有标记"),
    ("⟦MONEY|9万元⟧", 1, 1, "未知标签“MONEY”"),
    ("预算⟦AMOUNT|⟧", 1, 3, "空标记"),
    ("预算⟦9万元⟧", 1, 3, "⟦ 之后应为“标签|”"),
    ("路径C:\\甲", 1, 5, "反斜杠之后应为"),
]


@pytest.mark.parametrize(("source", "line", "column", "message"), BROKEN)
def test_a_broken_mark_is_reported_with_its_line_and_column(source: str, line: int, column: int, message: str) -> None:
    with pytest.raises(InlineError) as caught:
        inline.parse(source)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.message.startswith(message)
    assert str(caught.value).startswith(f"第{line}行第{column}列：")
