"""The ML backend of Label Studio, as it speaks over HTTP."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import running, settings_in, wait_for

from corpora.formats import Findings, read
from models.labels import Label
from service.api.errors import RequestError
from service.api.label_studio.interface import read_interface
from service.api.label_studio.spans import Raw, entities, results
from service.store import Annotations, Database, Keys, Scope
from service.store.tasks import Tasks

if TYPE_CHECKING:
    from service.pipeline import Pipeline

ROOT = "/label-studio"
INTERFACE = (
    '<View><Labels name="kind" toName="body"><Label value="AMOUNT"/><Label value="指标"/><Label value="PROJECT"/>'
    '</Labels><Labels name="rest" toName="body"><Label value="RATE"/></Labels>'
    '<Text name="body" value="$report"/></View>'
)
PROJECT = {"id": 7, "created_at": "2026-01-05T08:00:00.123456Z", "label_config": INTERFACE}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("label-studio")


@pytest.fixture(scope="module")
def server(pipeline: Pipeline, folder: Path) -> Iterator[httpx.Client]:
    with running(settings_in(folder), lambda: pipeline) as client:
        wait_for(lambda: client.get("/ready").status_code == 200)
        yield client


@pytest.fixture
def notes(database: Database) -> Annotations:
    """Nothing is kept yet."""
    notes = Annotations(database)
    for one in notes.list():
        notes.delete(one.id)
    return notes


def predict(server: httpx.Client, *texts: object) -> list[dict[str, Any]]:
    tasks = [{"id": number, "data": {"report": text}} for number, text in enumerate(texts)]
    body = {"tasks": tasks, "project": "7.1", "label_config": INTERFACE, "params": {"login": None, "context": None}}
    headers = {"Content-Type": "application/json"}
    answer = server.post(f"{ROOT}/predict", content=json.dumps(body), headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def tell(server: httpx.Client, action: str, **body: object) -> httpx.Response:
    return server.post(f"{ROOT}/webhook", json={"action": action, "project": PROJECT, **body})


def annotation(number: int, text: str, *marks: tuple[str, str], task: int = 3) -> dict[str, Any]:
    """The marks ``(label, surface)`` of ``text``, each where its surface first stands."""
    found = [
        {
            "id": f"m{index}",
            "type": "labels",
            "from_name": "kind",
            "to_name": "body",
            "value": {"start": text.index(word), "end": text.index(word) + len(word), "text": word, "labels": [label]},
        }
        for index, (label, word) in enumerate(marks)
    ]
    return {"id": number, "result": found, "was_cancelled": False, "task": task}


def create(server: httpx.Client, number: int, text: str, *marks: tuple[str, str]) -> httpx.Response:
    task = {"id": 3, "data": {"report": text}}
    return tell(server, "ANNOTATION_CREATED", annotation=annotation(number, text, *marks), task=task)


def test_the_backend_says_that_it_is_up_beside_the_health_of_the_service(server: httpx.Client) -> None:
    for address in (ROOT, f"{ROOT}/health"):
        assert server.get(address).json() == {"status": "UP", "model_class": "Jixi"}
    assert server.get("/health").json() == {"status": "ok"}


def test_a_project_is_answered_with_the_version_of_the_model(server: httpx.Client, pipeline: Pipeline) -> None:
    body = {"project": "7.1", "schema": INTERFACE, "hostname": "http://x", "access_token": "t", "extra_params": None}
    assert server.post(f"{ROOT}/setup", json=body).json() == {"model_version": pipeline.tagger.version}


def test_the_token_of_the_user_is_neither_kept_nor_logged(
    server: httpx.Client, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    token = "c0ffee-the-token-of-somebody"
    with caplog.at_level(logging.DEBUG):
        server.post(f"{ROOT}/setup", json={"project": "7.1", "schema": INTERFACE, "access_token": token})
        server.post(f"{ROOT}/setup", json={"project": 7, "schema": "<View/>", "access_token": token})
    assert token not in caplog.text
    assert not any(token.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "interface",
    [
        "",
        "<View>",
        '<View><Text name="t" value="$t"/></View>',
        '<View><Labels name="l" toName="t"><Label value="AMOUNT"/></Labels><Image name="t" value="$t"/></View>',
        '<View><Labels name="l" toName="t"><Label value="AMOUNT"/></Labels>'
        '<Text name="t" value="$t" valueType="url"/></View>',
        '<!DOCTYPE View [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + INTERFACE.replace("AMOUNT", "&e;"),
    ],
)
def test_an_interface_in_which_no_text_can_be_marked_is_refused(server: httpx.Client, interface: str) -> None:
    answer = server.post(f"{ROOT}/setup", json={"project": "7.1", "schema": interface})
    assert answer.status_code == 422
    assert "标注界面" in answer.json()["detail"]


def test_labels_may_be_written_in_chinese_and_stand_in_several_groups() -> None:
    interface = read_interface(INTERFACE)
    assert (interface.field, interface.to_name) == ("report", "body")
    assert {label: (choice.from_name, choice.word) for label, choice in interface.choices.items()} == {
        "AMOUNT": ("kind", "AMOUNT"),
        "INDICATOR": ("kind", "指标"),
        "PROJECT": ("kind", "PROJECT"),
        "RATE": ("rest", "RATE"),
    }
    assert interface.own == {"PROJECT": "PROJECT"}
    assert "PROJECT" not in [str(label) for label in Label]


def test_reading_an_interface_makes_no_label_known() -> None:
    read_interface(INTERFACE.replace("PROJECT", "NEVER_SEEN"))
    with pytest.raises(ValueError, match="NEVER_SEEN"):
        Label("NEVER_SEEN")


def test_each_task_has_one_result_in_its_order_whatever_is_in_it(server: httpx.Client, report_text: str) -> None:
    found = predict(server, report_text, "", None, 5, "没有数字。", report_text, "\ud83d")
    assert [bool(one["result"]) for one in found] == [True, False, False, False, False, True, False]
    assert found[0] == found[5]
    assert {one["model_version"] for one in found} == {"scripted"}
    assert {one["score"] for one in found} == {0.0, 0.9}


def test_a_result_names_the_tags_and_the_words_of_the_interface(server: httpx.Client, report_text: str) -> None:
    (found,) = predict(server, report_text)
    words = {(mark["from_name"], mark["value"]["labels"][0]) for mark in found["result"]}
    assert words <= {("kind", "AMOUNT"), ("kind", "指标"), ("rest", "RATE")}
    for mark in found["result"]:
        assert mark["to_name"] == "body"
        assert mark["type"] == "labels"
        assert report_text[mark["value"]["start"] : mark["value"]["end"]] == mark["value"]["text"]
    assert len({mark["id"] for mark in found["result"]}) == len(found["result"])


def test_offsets_count_the_text_of_the_task_as_it_stands(server: httpx.Client, report_text: str) -> None:
    text = "\ufeff𠮷县\r\n" + report_text.replace("\n", "\r\n")
    plain, raw = predict(server, report_text, text)
    assert len(raw["result"]) == len(plain["result"])
    for mark in raw["result"]:
        assert text[mark["value"]["start"] : mark["value"]["end"]] == mark["value"]["text"]


@given(st.text(alphabet="支出 10万元\r\n\ufeff𠮷", min_size=1), st.data())
def test_spans_come_back_as_they_were_sent(text: str, data: st.DataObject) -> None:
    raw, interface = Raw(text), read_interface(INTERFACE)
    places = [at for at in range(len(raw.read)) if not raw.read[at].isspace()]
    if not places:
        return
    start = data.draw(st.sampled_from(places))
    end = data.draw(st.sampled_from([at + 1 for at in places if at >= start]))
    one = {"label": "AMOUNT", "start": start, "end": end, "text": raw.read[start:end], "confidence": 0.5}
    found = results(raw, [one], interface)
    kept, unusable = entities(raw, found, interface)
    assert unusable == 0
    assert kept == [{name: one[name] for name in ("label", "start", "end", "text")}]


def test_offsets_in_units_of_utf_16_are_recognised_by_what_they_quote(tmp_path: Path) -> None:
    text = "𠮷县支出100万元，𠮷镇支出20万元。"
    marks = [("AMOUNT", "100万元"), ("AMOUNT", "20万元")]
    found = annotation(1, text, *marks)["result"]
    for mark in found:
        for name in ("start", "end"):
            mark["value"][name] = len(text[: mark["value"][name]].encode("utf-16-le")) // 2
    kept, unusable = entities(Raw(text), found, read_interface(INTERFACE))
    assert ([one["text"] for one in kept], unusable) == (["100万元", "20万元"], 0)
    path = tmp_path / "export.json"
    path.write_text(json.dumps([{"data": {"body": text}, "annotations": [{"result": found}]}]), encoding="utf-8")
    (imported,) = read(path, None, Findings())
    assert [(e.start, e.end) for e in imported.entities] == [(one["start"], one["end"]) for one in kept]


def test_what_is_no_span_of_the_text_is_left_out_and_counted() -> None:
    text = "支出100万元，完成率95%。"
    found = annotation(1, text, ("AMOUNT", "100万元"), ("RATE", "95%"), ("AMOUNT", "支出"))["result"]
    found[1]["value"]["labels"] = ["NOBODY"]
    found[2]["value"]["end"] = 999
    found += [{"type": "choices", "to_name": "body", "value": {"choices": ["好"]}}, {"type": "relation"}]
    kept, unusable = entities(Raw(text), found, read_interface(INTERFACE))
    assert ([one["text"] for one in kept], unusable) == (["100万元"], 2)


def test_an_annotation_is_kept_replaced_and_deleted(server: httpx.Client, notes: Annotations) -> None:
    text = "支出100万元，完成率95%。"
    answer = create(server, 11, text, ("AMOUNT", "100万元"), ("指标", "支出"))
    assert (answer.status_code, answer.json()["status"]) == (201, "ok")
    (kept,) = notes.list()
    assert [(one["label"], one["text"]) for one in kept.entities] == [("INDICATOR", "支出"), ("AMOUNT", "100万元")]
    updated = annotation(11, text, ("RATE", "95%"))
    assert tell(server, "ANNOTATION_UPDATED", annotation=updated, task={"id": 3, "data": {"report": text}}).is_success
    (kept,) = notes.list()
    assert [one["text"] for one in kept.entities] == ["95%"]
    assert tell(server, "ANNOTATIONS_DELETED", annotations=[{"id": 11}]).status_code == 201
    assert notes.list() == []
    assert tell(server, "ANNOTATIONS_DELETED", annotations=[{"id": 11}]).status_code == 201


def test_a_cancelled_annotation_is_none(server: httpx.Client, notes: Annotations) -> None:
    create(server, 12, "支出100万元。", ("AMOUNT", "100万元"))
    cancelled = {**annotation(12, "支出100万元。"), "was_cancelled": True}
    tell(server, "ANNOTATION_UPDATED", annotation=cancelled, task={"id": 3, "data": {"report": "支出100万元。"}})
    assert notes.list() == []


def test_several_annotations_at_once_find_their_tasks(server: httpx.Client, notes: Annotations) -> None:
    texts = {1: "支出100万元。", 2: "收入30万元。"}
    marked = [annotation(20 + task, text, ("AMOUNT", text[2:-1]), task=task) for task, text in texts.items()]
    tasks = [{"id": task, "data": {"report": text}} for task, text in reversed(texts.items())]
    assert tell(server, "ANNOTATIONS_CREATED", annotation=marked, task=tasks).status_code == 201
    assert {one.text: one.entities[0]["text"] for one in notes.list()} == {
        "支出100万元。": "100万元",
        "收入30万元。": "30万元",
    }


def test_annotations_of_two_label_studios_with_equal_numbers_are_apart(
    server: httpx.Client, notes: Annotations
) -> None:
    create(server, 31, "支出100万元。", ("AMOUNT", "100万元"))
    other = {**PROJECT, "created_at": "2026-02-01T00:00:00Z"}
    body = {"annotation": annotation(31, "收入30万元。"), "task": {"id": 3, "data": {"report": "收入30万元。"}}}
    server.post(f"{ROOT}/webhook", json={"action": "ANNOTATION_CREATED", "project": other, **body})
    assert len(notes.list()) == 2


@pytest.mark.parametrize("action", ["PROJECT_UPDATED", "TASKS_CREATED", "NEVER_HEARD_OF"])
def test_other_events_are_acknowledged(server: httpx.Client, action: str) -> None:
    answer = tell(server, action)
    assert (answer.status_code, answer.json()) == (200, {"status": "Unknown event"})


@pytest.mark.parametrize("lacking", ["annotation", "task", "project"])
def test_a_webhook_without_its_content_says_what_to_set(server: httpx.Client, lacking: str) -> None:
    body: dict[str, Any] = {
        "action": "ANNOTATION_CREATED",
        "project": PROJECT,
        "annotation": annotation(1, "支出100万元。"),
        "task": {"id": 3, "data": {"report": "支出100万元。"}},
    }
    del body[lacking]
    answer = server.post(f"{ROOT}/webhook", json=body)
    assert answer.status_code == 422
    assert f"/{lacking}" in answer.json()["detail"]


def test_a_training_takes_the_last_annotation_of_each_text_and_the_new_labels(
    server: httpx.Client, notes: Annotations, database: Database
) -> None:
    create(server, 41, "支出100万元。", ("AMOUNT", "100万元"))
    create(server, 42, "支出100万元。", ("AMOUNT", "100万元"), ("指标", "支出"))
    create(server, 43, "河堤工程支出20万元。", ("PROJECT", "河堤工程"), ("AMOUNT", "20万元"))
    notes.save("别的项目", [], author="local")
    answer = tell(server, "START_TRAINING")
    assert answer.status_code == 201
    task = answer.json()["result"]["task"]
    assert tell(server, "START_TRAINING").json()["result"]["task"] == task
    kept, options, _ = Tasks(database).document(task, 0, None), *Tasks(database).result(task, None)[1:]
    lines = [json.loads(line) for line in kept.upload.data.decode().splitlines()]
    assert [(line["text"], len(line["label"])) for line in lines] == [("支出100万元。", 2), ("河堤工程支出20万元。", 2)]
    assert (options["format"], options["labels"]) == ("doccano", {"PROJECT": "PROJECT"})


def test_a_training_without_annotations_is_refused(server: httpx.Client, notes: Annotations) -> None:
    answer = tell(server, "START_TRAINING")
    assert answer.status_code == 422
    assert "还没有存下的标注" in answer.json()["detail"]


def test_from_elsewhere_the_password_of_basic_authentication_is_the_key(
    server: httpx.Client, database: Database, notes: Annotations
) -> None:
    away = {"X-Forwarded-For": "203.0.113.7"}
    body = {"project": "7.1", "schema": INTERFACE}
    assert server.get(f"{ROOT}/health", headers=away).status_code == 200
    assert server.post(f"{ROOT}/setup", json=body, headers=away).status_code == 401
    secret = Keys(database).create("标注", [Scope.EXTRACT, Scope.ANNOTATE])[1]
    assert server.post(f"{ROOT}/setup", json=body, headers=away, auth=("jixi", secret)).status_code == 200
    event = {"action": "START_TRAINING", "project": PROJECT}
    assert server.post(f"{ROOT}/webhook", json=event, headers=away).status_code == 401
    assert server.post(f"{ROOT}/webhook", json=event, headers=away, auth=("jixi", secret)).status_code == 403


def test_marks_of_another_text_of_the_task_are_passed_over() -> None:
    text = "支出100万元。"
    found = annotation(1, text, ("AMOUNT", "100万元"))["result"]
    other = copy.deepcopy(found)
    other[0]["to_name"] = "headline"
    assert entities(Raw(text), other, read_interface(INTERFACE)) == ([], 0)


def test_an_interface_is_told_in_chinese_what_it_lacks() -> None:
    with pytest.raises(RequestError, match="toName"):
        read_interface("<View/>")
