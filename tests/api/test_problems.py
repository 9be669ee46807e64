from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

CASES = json.loads((Path(__file__).parent / "golden" / "problems.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_an_error_is_told_as_problem_details(client: httpx.Client, case: dict[str, Any]) -> None:
    response = client.request(**case["request"])
    assert response.headers["content-type"] == "application/problem+json"
    assert response.status_code == case["problem"]["status"]
    assert response.json() == case["problem"]


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"null", b"\xff\xfe", b'{"text": "\\ud800"}', b"[" * 5_000])
def test_no_body_brings_the_server_down(client: httpx.Client, body: bytes) -> None:
    response = client.post("/v1/extract/text", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_a_report_above_the_limit_is_refused(client: httpx.Client) -> None:
    response = client.post("/v1/extract/text", json={"text": "万" * 40_000})
    assert response.status_code == 413
    assert response.json()["type"] == "urn:jixi:problem:document-too-large"


def test_a_body_above_the_limit_is_refused_before_it_is_read(client: httpx.Client) -> None:
    response = client.post("/v1/extract/text", content=b" " * 300_000)
    assert response.status_code == 413
    assert response.json()["type"] == "urn:jixi:problem:body-too-large"


def test_a_body_of_unannounced_length_is_counted(client: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 10_000

    response = client.post("/v1/extract/text", content=chunks())
    assert response.status_code == 413


def test_a_problem_never_repeats_the_document(client: httpx.Client) -> None:
    secret = "机密内容"
    for body in ({"text": f"{secret}\x00"}, {"text": [secret]}, {"text": secret, "extra": secret}):
        assert secret not in client.post("/v1/extract/text", json=body).text
