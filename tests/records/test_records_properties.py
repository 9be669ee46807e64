from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from models.labels import NUMERIC_LABELS, Entity, Label
from service.documents import Document
from service.quantities import find
from service.records import Record, build_records

from .golden import Case, read_cases

CASES = read_cases()
REFERENCES = ("parent", "same_as")


def figures_of(record: Record) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in record.mentions if m.label in NUMERIC_LABELS]


def key(record: Record) -> str:
    return str({name: value for name, value in record.as_json().items() if name not in ("id", *REFERENCES)})


@st.composite
def tagged(draw: st.DrawFn) -> tuple[Document, list[Entity]]:
    """A text with whatever a poor tagger might find in it: gold spans left out or relabelled, and stray spans."""
    case = draw(st.sampled_from(CASES))
    kept = draw(st.lists(st.sampled_from(case.entities), unique=True)) if case.entities else []
    entities = []
    for entity in kept:
        label = draw(st.sampled_from(Label)) if draw(st.integers(0, 9)) == 0 else entity.label
        entities.append(Entity.cut(case.text, label, entity.start, entity.end, draw(st.floats(0, 1))))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(case.text) - 1))
        end = draw(st.integers(start + 1, min(len(case.text), start + 8)))
        entities.append(Entity.cut(case.text, draw(st.sampled_from(Label)), start, end, 0.5))
    return Document(text=case.text), entities


@given(tagged())
def test_poor_tagging_never_raises_and_mentions_are_slices_of_the_text(found: tuple[Document, list[Entity]]) -> None:
    document, entities = found

    for record in build_records(document, entities):
        for mention in record.mentions:
            assert document.text[mention.start : mention.end] == mention.text


@given(tagged())
def test_ids_are_unique_and_references_point_to_other_records(found: tuple[Document, list[Entity]]) -> None:
    records = build_records(*found)
    ids = [record.id for record in records]

    assert len(set(ids)) == len(ids)
    for record in records:
        for name in REFERENCES:
            target = getattr(record, name)
            assert target is None or (target in ids and target != record.id)


@given(tagged())
def test_no_record_is_a_part_of_itself(found: tuple[Document, list[Entity]]) -> None:
    parents = {record.id: record.parent for record in build_records(*found)}

    for start in parents:
        path = [start]
        while (above := parents[path[-1]]) is not None:
            assert above not in path
            path.append(above)


@given(tagged())
def test_no_record_comes_twice(found: tuple[Document, list[Entity]]) -> None:
    counts = Counter(key(record) for record in build_records(*found))

    assert not counts or max(counts.values()) == 1


@given(tagged(), st.randoms(use_true_random=False))
def test_the_order_in_which_entities_come_does_not_matter(found: tuple[Document, list[Entity]], random: object) -> None:
    document, entities = found
    shuffled = list(entities)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert build_records(document, shuffled) == build_records(document, entities)


@given(st.sampled_from(CASES))
def test_every_figure_ends_in_a_record_and_in_one_field_of_it(case: Case) -> None:
    records = build_records(Document(text=case.text), case.entities)
    used = Counter(span for record in records for span in figures_of(record))
    figures = [(e.start, e.end) for e in case.entities if e.label in NUMERIC_LABELS]

    assert set(figures) <= set(used)
    # A base that lies inside the words of a comparison was no entity of its own.
    assert set(used) - set(figures) <= {(quantity.start, quantity.end) for quantity in find(case.text)}
    for record in records:
        assert len(set(figures_of(record))) == len(figures_of(record))


@given(tagged())
def test_the_confidence_of_a_record_is_that_of_its_least_sure_mention(found: tuple[Document, list[Entity]]) -> None:
    document, entities = found
    ordered = sorted(entities, key=lambda entity: entity.confidence)  # of one span told twice the surer counts
    confidence = {(e.start, e.end, e.label): e.confidence for e in ordered}

    for record in build_records(document, entities):
        assert 0 <= record.confidence <= 1
        assert record.confidence <= min(1, *(confidence.get((m.start, m.end, m.label), 1) for m in record.mentions))


def test_a_text_without_entities_has_no_records() -> None:
    assert build_records(Document(text="本年工作总体平稳。"), []) == []


def test_entities_outside_of_the_text_are_passed_over() -> None:
    stray = Entity(2, 90, Label.AMOUNT, "90万元")

    assert build_records(Document(text="支出90万元。"), [stray]) == []


def test_sections_are_the_headings_above_the_figure() -> None:
    text = "一、收支情况\n（一）支出\n支出合计90万元。"
    start = text.index("90")
    entities = [Entity.cut(text, Label.INDICATOR, start - 4, start), Entity.cut(text, Label.AMOUNT, start, start + 4)]
    outline = [
        {"start": 0, "end": 6, "text": "一、收支情况", "level": 1},
        {"start": 7, "end": 12, "text": "（一）支出", "level": 2},
    ]
    document = Document.model_validate({"text": text, "outline": outline})

    assert build_records(document, entities)[0].section == ("一、收支情况", "（一）支出")
