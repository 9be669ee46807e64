from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.extraction import Extraction

if TYPE_CHECKING:
    from service.pipeline import Pipeline


def test_the_answer_is_what_the_command_prints(client: httpx.Client, pipeline: Pipeline, report_text: str) -> None:
    from service.documents import read_document  # noqa: PLC0415

    answer = client.post("/v1/extract/text", json={"text": report_text})
    assert answer.status_code == 200
    assert answer.json() == json.loads(pipeline.extract(read_document(report_text.encode())).to_json())


def test_line_endings_and_marks_are_read_as_from_a_file(client: httpx.Client, report_text: str) -> None:
    windows = "\ufeff" + report_text.replace("\n", "\r\n")
    answer = client.post("/v1/extract/text", json={"text": windows}).json()
    assert answer["document"]["text"] == report_text


def test_requests_at_the_same_time_do_not_mix(client: httpx.Client, report_text: str) -> None:
    texts = [f"{report_text}\n第{number}份。" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda text: client.post("/v1/extract/text", json={"text": text}).json(), texts))
    assert [answer["document"]["text"] for answer in answers] == texts


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).filter(str.strip))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_offsets_point_into_the_text_for_any_text(client: httpx.Client, report_text: str, noise: str) -> None:
    answer = client.post("/v1/extract/text", json={"text": noise + report_text}).json()
    text = answer["document"]["text"]
    assert text == (noise + report_text).removeprefix("\ufeff").replace("\r\n", "\n")
    assert all(text[entity["start"] : entity["end"]] == entity["text"] for entity in answer["entities"])


def test_the_log_holds_no_text(client: httpx.Client, report_text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/v1/extract/text", json={"text": report_text})
        client.post("/v1/extract/text", json={"text": "汀岚县\x00"})
    assert "汀岚县" not in caplog.text


def test_an_answer_has_the_shape_that_the_reference_states(client: httpx.Client, report_text: str) -> None:
    answer = client.post("/v1/extract/text", json={"text": report_text}).json()
    assert Extraction.model_validate(answer).as_json() == answer


def test_the_reference_is_the_one_in_the_documents(client: httpx.Client) -> None:
    stated = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in stated


def test_a_review_marks_the_least_sure_records(client: httpx.Client, report_text: str) -> None:
    answer = client.post("/v1/extract/text", json={"text": report_text, "review": 10}).json()
    assert set(answer["review"]["records"]) <= {record["id"] for record in answer["records"]}
    assert answer["review"]["expected_error"] == pytest.approx(0.1)
    assert client.post("/v1/extract/text", json={"text": report_text, "review": 101}).status_code == 422
