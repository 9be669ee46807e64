"""A record's confidence rests on its entities and on how it stands in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.calibration import Calibration, Scale
from service.confidence import measure_records, rated
from service.documents import make_document
from service.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.labels import Entity
    from tests.conftest import Spans


def test_every_record_is_measured_in_every_column(pipeline: Pipeline, report_text: str) -> None:
    found = pipeline.extract(make_document(report_text))
    columns = measure_records(report_text, found.entities, found.records, found.checks)
    assert {len(column) for column in columns.values()} == {len(found.records)}
    assert all(np.isfinite(column).all() for column in columns.values())
    kinds = sum(columns[kind] for kind in {record.kind.value for record in found.records})
    assert (np.asarray(kinds) == 1).all()


def test_a_report_without_records_is_rated() -> None:
    assert rated("", [], [], [], Scale({"least": 1.0})) == []


def test_the_pipeline_rates_the_records_where_the_model_knows_how(
    pipeline: Pipeline, report_text: str, annotated: tuple[str, Sequence[Entity]]
) -> None:
    class Calibrated:
        version = "calibrated"
        calibration: Calibration | None = Calibration(Scale({}), Scale({"goal": -1.0}, bias=1.0))

        def tag(self, text: str, quantities: Spans, periods: Spans) -> list[Entity]:
            return pipeline.tagger.tag(text, quantities, periods)

    raw = pipeline.extract(make_document(report_text))
    found = Pipeline(Calibrated()).extract(make_document(report_text))
    assert [record.id for record in found.records] == [record.id for record in raw.records]
    assert {record.confidence for record in found.records} <= {0.7311, 0.5}
    assert {record.confidence for record in raw.records} == {0.9}
