"""Words tile the text, keep quantities whole and never straddle an entity's border."""

from hypothesis import given
from hypothesis import strategies as st

from models.labels import Entity, Label
from models.segmenter import document, token_spans

SENTENCE = "全年支出-3,480.83万元，同比下降29.3%，入库科技型中小企业1320家。"


def surfaces(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in token_spans(text, spans)]


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.text(alphabet="财政支出收入预算完成率为 \n0123，。%万元企业", max_size=60))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return text, list(zip(edges[:-1:2], edges[1::2], strict=False))


@given(texts_with_spans())
def test_words_tile_the_text_without_gap_or_overlap(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, shielded = case
    assert "".join(surfaces(text, shielded)) == text


@given(texts_with_spans())
def test_every_shielded_quantity_is_one_word(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, shielded = case
    words = set(token_spans(text, shielded))
    assert all((start, end) in words for start, end in shielded if end > start)


@given(texts_with_spans(), st.data())
def test_no_word_crosses_a_border_that_was_asked_for(
    case: tuple[str, list[tuple[int, int]]], data: st.DataObject
) -> None:
    text, _ = case
    borders = data.draw(st.sets(st.integers(0, len(text)), max_size=6))
    assert not [
        (start, end, border)
        for start, end in token_spans(text, (), borders)
        for border in borders
        if start < border < end
    ]


def test_a_signed_amount_with_separators_stays_whole() -> None:
    start = SENTENCE.index("-")
    end = SENTENCE.index("，")
    assert "-3,480.83万元" in surfaces(SENTENCE, [(start, end)])


def test_the_domain_dictionary_keeps_terms_of_the_field_together() -> None:
    assert "公务用车运行维护费" in surfaces("公务用车运行维护费支出", [])


def test_the_document_carries_text_entities_and_confidence() -> None:
    start = SENTENCE.index("科技型")
    entity = Entity.cut(SENTENCE, Label.INDICATOR, start, start + len("科技型中小企业"), 0.75)
    doc = document(SENTENCE, [], [entity])
    (span,) = doc.ents
    assert doc.text == SENTENCE
    assert (span.start_char, span.end_char, span.label_) == (entity.start, entity.end, "INDICATOR")
    assert doc.user_data["confidence"][span.start, span.end] == 0.75
