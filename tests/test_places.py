from __future__ import annotations

from typing import TYPE_CHECKING

from service.documents import Place, Segment, Source, make_document

if TYPE_CHECKING:
    from service.pipeline import Pipeline


def test_mentions_know_their_page_and_their_boxes(pipeline: Pipeline, report_text: str) -> None:
    half = len(report_text) // 2
    segments = (
        Segment(0, half, Place(1, (10.0, 10.0, 90.0, 20.0))),
        Segment(half, len(report_text), Place(2, (10.0, 30.0, 90.0, 40.0))),
    )
    document = make_document(report_text, Source(format="pdf", segments=segments))
    mentions = [one for record in pipeline.extract(document).records for one in record.mentions]
    assert mentions
    assert {one.page for one in mentions} == {1, 2}
    assert all(one.places and one.places[0].page == one.page for one in mentions)
    data = [record.as_json() for record in pipeline.extract(document).records]
    place = data[0]["mentions"][0]["places"][0]
    assert place["page"] == 1
    assert (place["box"][1], place["box"][3]) == (10.0, 20.0)


def test_mentions_of_a_plain_text_have_no_places(pipeline: Pipeline, report_text: str) -> None:
    records = pipeline.extract(make_document(report_text)).records
    assert all("places" not in mention for record in records for mention in record.as_json()["mentions"])
