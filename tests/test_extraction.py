from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from models.labels import Entity, Label
from service.documents import make_document
from service.extraction import Extraction, Provenance, rules_version

if TYPE_CHECKING:
    from service.pipeline import Pipeline


def test_an_extraction_survives_its_own_json(pipeline: Pipeline, report_text: str) -> None:
    extraction = pipeline.extract(make_document(report_text))
    again = Extraction.model_validate_json(extraction.to_json())
    assert again.to_json() == extraction.to_json()


def test_figures_are_printed_as_plain_strings(pipeline: Pipeline, report_text: str) -> None:
    records = json.loads(pipeline.extract(make_document(report_text)).to_json())["records"]
    values = [record["value"] for record in records if "value" in record]
    assert "18600000" in values
    assert all(isinstance(value, str) and str(Decimal(value)) == value for value in values)


def test_what_produced_it_is_stated(pipeline: Pipeline, report_text: str) -> None:
    provenance = pipeline.extract(make_document(report_text)).provenance
    assert provenance == Provenance.of("scripted")
    assert len(provenance.rules) == 12


def test_the_digest_of_the_rules_does_not_change_by_itself() -> None:
    first = rules_version()
    rules_version.cache_clear()
    assert rules_version() == first


def test_the_outline_serves_the_records_and_is_not_printed(pipeline: Pipeline, report_text: str) -> None:
    document = pipeline.extract(make_document(report_text)).as_json()["document"]
    assert set(document) == {"text", "title", "organisation", "fiscal_year", "family"}


@given(st.text("收入支出万元0123456789.，。其中：\n", max_size=120), st.data())
def test_any_entities_of_any_text_give_a_result_that_points_into_it(text: str, data: st.DataObject) -> None:
    """A tagger may be wrong in every way that its type allows."""
    from service.pipeline import Pipeline  # noqa: PLC0415

    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=20)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    labels = data.draw(st.lists(st.sampled_from(Label), min_size=len(spans), max_size=len(spans)))
    entities = [Entity.cut(text, label, *span) for label, span in zip(labels, spans, strict=True)]

    class Given:
        version = "given"

        def tag(self, text: str, quantities: object, periods: object) -> list[Entity]:
            return entities

    result = Pipeline(Given()).extract(make_document(text)).as_json()
    mentions = [mention for record in result["records"] for mention in record["mentions"]]
    assert all(text[span["start"] : span["end"]] == span["text"] for span in [*result["entities"], *mentions])
    ids = [record["id"] for record in result["records"]]
    assert len(set(ids)) == len(ids)
    assert {id for check in result["checks"] for id in check["records"]} <= set(ids)
