"""A service goes over to a promoted version, and back, while it answers."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from loopback import running, settings_in, wait_for

from models.registry import Registry
from models.store import write_manifest
from service.errors import ModelError
from service.holder import Holder, pointer
from service.pipeline import Pipeline
from tests.conftest import ScriptedTagger

TEXT = "2023年，收入预算100万元，完成率95%。"


@pytest.fixture
def registry(tiny_version: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """The version ``first`` in use and ``second`` beside it, in the home of this process."""
    monkeypatch.setenv("JIXI_MODELS", str(tmp_path / "home"))
    registry = Registry()
    for name in ("first", "second"):
        version = shutil.copytree(tiny_version, tmp_path / name)
        write_manifest(version, {"version": name})
        registry.install(version)
    registry.promote("first")
    return registry


@contextmanager
def asking(client: httpx.Client) -> Iterator[list[httpx.Response]]:
    """Four clients that ask without a pause; every answer they get."""
    answers: list[httpx.Response] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            answers.append(client.post("/v1/extract/text", json={"text": TEXT}))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_running_service_goes_over_and_back_without_losing_a_request(registry: Registry, tmp_path: Path) -> None:
    with running(settings_in(tmp_path, watch_seconds=0.05), None) as client:
        wait_for(lambda: client.get("/ready").status_code == 200)
        with asking(client) as answers:
            wait_for(lambda: len(answers) > 5)
            registry.promote("second")
            wait_for(lambda: client.get("/version").json()["model"] == "second")
            registry.rollback()
            wait_for(lambda: client.get("/version").json()["model"] == "first")
            seen = len(answers)
            wait_for(lambda: len(answers) > seen + 5)
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["provenance"]["model"] for answer in answers} == {"first", "second"}


def test_a_model_that_was_named_stays(registry: Registry, tmp_path: Path) -> None:
    with running(settings_in(tmp_path, model=registry.find("first"), watch_seconds=0.02), None) as client:
        wait_for(lambda: client.get("/ready").status_code == 200)
        registry.promote("second")
        for _ in range(20):
            assert client.post("/v1/extract/text", json={"text": TEXT}).json()["provenance"]["model"] == "first"


def test_a_promoted_version_that_cannot_be_loaded_leaves_the_one_before_in_use(registry: Registry) -> None:
    holder = Holder(Pipeline.load, pointer)
    holder.start()
    registry.promote("second")
    (registry.home / "second" / "model.onnx").write_bytes(b"broken")
    assert not holder.refresh()
    assert holder.model == "first"
    registry.rollback()
    assert holder.refresh()
    assert holder.pipeline.extract is not None


def test_a_pointer_that_is_gone_changes_nothing(registry: Registry) -> None:
    gone = False

    def mark() -> str:
        if gone:
            raise OSError("gone")
        return "here"

    holder = Holder(lambda: Pipeline(ScriptedTagger(())), mark)
    holder.start()
    gone = True
    assert not holder.refresh()
    assert holder.model == "scripted"


def test_a_service_without_a_model_takes_the_one_that_is_promoted_later() -> None:
    marks = iter(["none", "one"])
    models = iter([ModelError("没有模型"), Pipeline(ScriptedTagger(()))])

    def load() -> Pipeline:
        model = next(models)
        if isinstance(model, ModelError):
            raise model
        return model

    holder = Holder(load, lambda: next(marks))
    holder.start()
    with pytest.raises(ModelError, match="没有模型"):
        _ = holder.pipeline
    assert holder.refresh()
    assert holder.model == "scripted"
