"""A real Label Studio and a real service: reports are marked, corrected, trained on; skipped where there is none."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from loopback import running, settings_in, wait_for

from corpora.formats import Findings, read
from models.labels import Entity
from service.store import Annotation, Annotations, Database, Keys, Scope
from service.store.tasks import Tasks

if TYPE_CHECKING:
    from service.pipeline import Pipeline

ROOT = Path(__file__).parent.parent.parent
TOKEN = "6f1b0f6dd0e44c5a8f2f6d5b8f0c3a917d24e6b5"
BOOT = 240.0
"""Seconds: the first start makes a database."""


def _program() -> str | None:
    """The Label Studio that ``JIXI_LABEL_STUDIO`` names, or the one that ``make label-studio`` has installed."""
    named = os.environ.get("JIXI_LABEL_STUDIO")
    made = ROOT / ".label-studio" / "bin" / "label-studio"
    return shutil.which(named) if named else str(made) if made.is_file() else None


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a Label Studio of its own, as its administrator."""
    program = _program()
    if program is None:
        pytest.skip("no Label Studio: run `make label-studio`, or name its executable in JIXI_LABEL_STUDIO")
    folder = tmp_path_factory.mktemp("label-studio")
    port = _free_port()
    environment = {
        **os.environ,
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "LABEL_STUDIO_USERNAME": "tester@example.com",
        "LABEL_STUDIO_PASSWORD": "a-password-for-tests",
        "LABEL_STUDIO_USER_TOKEN": TOKEN,
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "LATEST_VERSION_CHECK": "false",
        "COLLECT_ANALYTICS": "false",
        "SENTRY_DSN": "",
        "ML_BLOCK_LOCAL_IP": "false",
        "SSRF_PROTECTION_ENABLED": "false",
    }
    command = [program, "start", "--no-browser", "--internal-host", "127.0.0.1", "-p", str(port)]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            headers = {"Authorization": f"Token {TOKEN}"}
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60, trust_env=False
            ) as client:
                _wait_for(client, process, folder / "log.txt")
                yield client
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


INTERFACE = """<View>
  <Labels name="label" toName="text">
    <Label value="INDICATOR"/><Label value="AMOUNT"/><Label value="COUNT"/><Label value="RATE"/><Label value="PERIOD"/>
    <Label value="ACTION"/><Label value="CHANGE"/><Label value="TARGET"/><Label value="FULL_MARK"/>
    <Label value="SCORE"/><Label value="DEDUCTION"/>
  </Labels>
  <Text name="text" value="$text"/>
</View>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def service(pipeline: Pipeline, folder: Path) -> Iterator[httpx.Client]:
    """A service that asks everybody for a key, as one on another machine does."""
    with running(settings_in(folder, loopback_open=False), lambda: pipeline) as client:
        wait_for(lambda: client.get("/ready").status_code == 200)
        yield client


@pytest.fixture(scope="module")
def database(folder: Path, service: httpx.Client) -> Iterator[Database]:
    database = Database.at(folder)
    yield database
    database.close()


@pytest.fixture(scope="module")
def key(database: Database) -> str:
    return Keys(database).create("Label Studio", [Scope.EXTRACT, Scope.ANNOTATE, Scope.TRAIN])[1]


@pytest.fixture(scope="module")
def project(studio: httpx.Client, service: httpx.Client, key: str) -> int:
    """A project with the backend, whose webhook has the key."""
    made = _json(studio.post("/api/projects/", json={"title": "绩效自评", "label_config": INTERFACE}))
    backend = {
        "url": f"{service.base_url}/label-studio",
        "project": made["id"],
        "title": "绩析",
        "auth_method": "BASIC_AUTH",
        "basic_auth_user": "jixi",
        "basic_auth_pass": key,
    }
    _json(studio.post("/api/ml", json=backend))
    for webhook in _json(studio.get("/api/webhooks/", params={"project": made["id"]})):
        _json(studio.patch(f"/api/webhooks/{webhook['id']}/", json={"headers": {"X-Api-Key": key}}))
    return int(made["id"])


@pytest.fixture(scope="module")
def tasks(studio: httpx.Client, project: int, report_text: str) -> list[int]:
    """A report as it is, one with other line ends and a character beyond the first plane, and one without text."""
    texts = [report_text, "\ufeff𠮷县\r\n" + report_text.replace("\n", "\r\n"), "　"]
    data = [{"text": text, "report_id": f"r{number}"} for number, text in enumerate(texts)]
    _json(studio.post(f"/api/projects/{project}/import", json=[{"data": one} for one in data]))
    found = _json(studio.get("/api/tasks", params={"project": project, "fields": "all"}))["tasks"]
    return sorted(task["id"] for task in found)


@pytest.fixture(scope="module")
def predicted(studio: httpx.Client, project: int, tasks: list[int]) -> list[dict[str, Any]]:
    """The tasks with the predictions that Label Studio has asked the backend for."""
    asked = {"selectedItems": {"all": True, "excluded": []}}
    action = f"/api/dm/actions?id=retrieve_tasks_predictions&project={project}"
    _json(studio.post(action, json=asked))
    return [_json(studio.get(f"/api/tasks/{task}")) for task in tasks]


def test_the_backend_is_connected_under_a_path_of_its_own(
    studio: httpx.Client, project: int, pipeline: Pipeline
) -> None:
    (backend,) = _json(studio.get("/api/ml", params={"project": project}))
    assert backend["state"] == "CO"
    assert backend["model_version"] == pipeline.tagger.version


def test_each_task_has_the_marks_of_its_own_text(
    predicted: list[dict[str, Any]], annotated: tuple[str, tuple[Entity, ...]]
) -> None:
    wanted = [(entity.text, str(entity.label)) for entity in annotated[1]]
    for task in predicted[:2]:
        (prediction,) = task["predictions"]
        values = [result["value"] for result in prediction["result"]]
        assert [(value["text"], value["labels"][0]) for value in values] == wanted
        assert [task["data"]["text"][value["start"] : value["end"]] for value in values] == [one for one, _ in wanted]
        assert prediction["score"] == pytest.approx(0.9)
    assert [prediction["result"] for prediction in predicted[2]["predictions"]] in ([], [[]])


def test_a_correction_is_kept_changed_and_deleted_with_the_annotation(
    studio: httpx.Client, predicted: list[dict[str, Any]], database: Database, report_text: str
) -> None:
    task = predicted[1]
    marks = task["predictions"][0]["result"]
    made = _json(studio.post(f"/api/tasks/{task['id']}/annotations/", json={"result": marks[1:]}))
    kept = _kept(database, 1)
    assert kept[0].text == "𠮷县\n" + report_text
    assert len(kept[0].entities) == len(marks) - 1
    assert all(kept[0].text[e["start"] : e["end"]] == e["text"] for e in kept[0].entities)
    assert kept[0].name == "r1"
    _json(studio.patch(f"/api/annotations/{made['id']}/", json={"result": marks[2:]}))
    wait_for(lambda: len(_kept(database, 1)[0].entities) == len(marks) - 2)
    assert studio.delete(f"/api/annotations/{made['id']}/").status_code == 204
    _kept(database, 0)


def test_an_export_of_label_studio_imports_as_what_was_kept(
    studio: httpx.Client, project: int, predicted: list[dict[str, Any]], database: Database, tmp_path: Path
) -> None:
    for task in predicted[:2]:
        marks = task["predictions"][0]["result"]
        _json(studio.post(f"/api/tasks/{task['id']}/annotations/", json={"result": marks}))
    kept = _kept(database, 2)
    export = tmp_path / "export.json"
    export.write_bytes(studio.get(f"/api/projects/{project}/export", params={"exportType": "JSON"}).content)
    imported = read(export, None, Findings())
    assert {one.id: [(e.start, e.end, str(e.label)) for e in one.entities] for one in imported} == {
        one.name: _raw(one, predicted) for one in kept
    }


def test_the_button_starts_a_training_on_what_was_kept(
    studio: httpx.Client, service: httpx.Client, project: int, database: Database, key: str
) -> None:
    kept = {one.text: one for one in _kept(database, 2)}
    (backend,) = _json(studio.get("/api/ml", params={"project": project}))
    assert studio.post(f"/api/ml/{backend['id']}/train", json={}).status_code == 200
    (task,) = _json(service.get("/v1/tasks", params={"kind": "train"}, headers={"X-Api-Key": key}))["tasks"]
    upload = Tasks(database).document(task["id"], 0, None).upload
    lines = [json.loads(line) for line in upload.data.decode().splitlines()]
    assert {line["text"]: len(line["label"]) for line in lines} == {
        text: len(one.entities) for text, one in kept.items()
    }


def test_without_the_key_nothing_is_kept_and_label_studio_goes_on(
    studio: httpx.Client, project: int, predicted: list[dict[str, Any]], database: Database
) -> None:
    (webhook,) = _json(studio.get("/api/webhooks/", params={"project": project}))
    _json(studio.patch(f"/api/webhooks/{webhook['id']}/", json={"headers": {}}))
    marks = predicted[0]["predictions"][0]["result"]
    _json(studio.post(f"/api/tasks/{predicted[0]['id']}/annotations/", json={"result": marks}))
    assert len(_kept(database, 2)) == 2


def _kept(database: Database, count: int) -> list[Annotation]:
    """The annotations, once there are ``count``: Label Studio does not wait for its webhooks everywhere."""
    notes = Annotations(database)
    wait_for(lambda: len(notes.list()) == count)
    return notes.list()


def _raw(kept: Annotation, predicted: list[dict[str, Any]]) -> list[tuple[int, int, str]]:
    """The spans of ``kept`` in the text of the task."""
    (task,) = [one for one in predicted if one["data"]["report_id"] == kept.name]
    marks = task["predictions"][0]["result"]
    return [(mark["value"]["start"], mark["value"]["end"], mark["value"]["labels"][0]) for mark in marks]


def _json(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.status_code} {answer.text[:500]}"
    return answer.json()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(client: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + BOOT
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            if client.get("/health").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise AssertionError(log.read_text(errors="replace")[-2000:])
