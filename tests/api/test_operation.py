from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, NoReturn

import httpx
import pytest
from loopback import running, wait_for

from models.labels import Entity
from service.errors import ModelError
from service.pipeline import Pipeline

if TYPE_CHECKING:
    from service.settings import Settings


def test_the_process_is_alive_and_ready(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"status": "ready"}


def test_versions_are_those_of_an_extraction(client: httpx.Client, report_text: str) -> None:
    provenance = client.post("/v1/extract/text", json={"text": report_text}).json()["provenance"]
    assert client.get("/version").json() == provenance


def test_until_the_model_is_loaded_it_is_alive_but_not_ready(pipeline: Pipeline, settings: Settings) -> None:
    release = threading.Event()

    def load() -> Pipeline:
        assert release.wait(30)
        return pipeline

    with running(settings, load) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/version").json()["model"] is None
        for answer in (client.get("/ready"), client.post("/v1/extract/text", json={"text": "甲"})):
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
            assert answer.json()["title"] == "模型不可用"
        release.set()
        wait_for(lambda: client.get("/ready").status_code == 200)


def test_a_model_that_cannot_be_loaded_is_told(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    def load() -> NoReturn:
        raise ModelError("模型目录 x 缺少 manifest.json。")

    with caplog.at_level(logging.ERROR), running(settings, load) as client:
        wait_for(lambda: "缺少" in client.get("/ready").json()["detail"])
    assert "模型目录 x" in caplog.text


def test_a_failure_inside_is_told_without_the_text(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        version = "broken"

        def tag(self, text: str, quantities: object, periods: object) -> list[Entity]:
            raise RuntimeError(text)

    with caplog.at_level(logging.DEBUG), running(settings, lambda: Pipeline(Broken())) as client:
        wait_for(lambda: client.get("/ready").status_code == 200)
        answer = client.post("/v1/extract/text", json={"text": "机密内容"})
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:jixi:problem:internal"
    assert "机密内容" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text
