"""What is handed in as a task ends as the call that waits would have answered."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

pytestmark = pytest.mark.usefixtures("worker")


def submit(client: httpx.Client, way: str, **request: Any) -> str:
    answer = client.post(f"/v1/extract/{way}", **request)
    assert answer.status_code == 202, answer.text
    task = answer.json()
    assert answer.headers["location"] == f"/v1/status/{task['id']}"
    return str(task["id"])


def result(client: httpx.Client, task: str) -> httpx.Response:
    return client.get(f"/v1/result/{task}", params={"wait": 60}, timeout=70)


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "processing_seconds"}


def test_a_text_ends_as_the_call_that_waits_answers(client: httpx.Client, report_text: str) -> None:
    body = {"text": report_text, "review": 20}
    task = submit(client, "text/async", json=body)
    assert result(client, task).json() == client.post("/v1/extract/text", json=body).json()
    assert result(client, task).status_code == 200  # as often as one likes


def test_files_end_as_the_call_that_waits_answers(client: httpx.Client, report_text: str) -> None:
    def files() -> list[tuple[str, tuple[str, bytes]]]:
        return [("files", ("好.txt", report_text.encode())), ("files", ("坏.docx", b"PK\x03\x04broken"))]

    now = client.post("/v1/extract/file", files=files()).json()
    assert now["status"] == "partial_success"
    assert [one["status"] for one in now["documents"]] == ["success", "failure"]
    later = result(client, submit(client, "file/async", files=files())).json()
    assert without_time(later) == without_time(now)


def test_sources_end_as_uploads_do(client: httpx.Client, report_text: str) -> None:
    data = base64.b64encode(report_text.encode()).decode()
    body = {"sources": [{"kind": "base64", "name": "报告.txt", "data": data}]}
    now = client.post("/v1/extract/source", json=body).json()
    uploaded = client.post("/v1/extract/file", files={"files": ("报告.txt", report_text.encode())}).json()
    assert without_time(now) == without_time(uploaded)
    assert without_time(result(client, submit(client, "source/async", json=body)).json()) == without_time(now)


def test_the_only_document_that_fails_is_answered_with_its_problem(client: httpx.Client) -> None:
    files = {"files": ("坏.docx", b"PK\x03\x04broken")}
    now = client.post("/v1/extract/file", files=files)
    later = result(client, submit(client, "file/async", files=files))
    assert (now.status_code, later.status_code) == (422, 409)
    assert now.headers["content-type"] == later.headers["content-type"] == "application/problem+json"
    assert {**later.json(), "status": 422} == now.json()


def test_a_batch_is_a_task_for_each(client: httpx.Client, report_text: str) -> None:
    body = {"texts": [{"name": "甲", "text": report_text}, {"name": "乙", "text": "二〇二三年。"}]}
    answer = client.post("/v1/extract/text/batch", json=body)
    tasks = answer.json()["tasks"]
    assert answer.status_code == 202
    texts = [result(client, task["id"]).json()["document"]["text"] for task in tasks]
    assert texts == [report_text, "二〇二三年。"]


def test_the_same_request_with_the_same_key_is_one_task(client: httpx.Client, report_text: str) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    body = {"text": report_text}
    tasks = {client.post("/v1/extract/text/async", json=body, headers=headers).json()["id"] for _ in range(3)}
    other = client.post("/v1/extract/text/async", json={"text": "甲"}, headers=headers)
    assert len(tasks) == 1
    assert other.status_code == 422
    assert other.json()["type"] == "urn:jixi:problem:idempotency-key-reused"


def test_events_tell_of_the_way_and_of_the_end(client: httpx.Client, report_text: str) -> None:
    task = submit(client, "text/async", json={"text": report_text})
    with client.stream("GET", f"/v1/status/{task}/events", timeout=70) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = list(stream.iter_lines())
    told = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert told[-1]["status"] == "success"
    assert [one["share"] for one in told] == sorted(one["share"] for one in told)
    assert [line for line in lines if line.startswith("event: ")][-1] == "event: done"


def test_a_deleted_task_is_gone(client: httpx.Client, report_text: str) -> None:
    task = submit(client, "text/async", json={"text": report_text})
    assert client.delete(f"/v1/tasks/{task}").status_code == 204
    for answer in (
        client.get(f"/v1/status/{task}"),
        client.get(f"/v1/result/{task}"),
        client.delete(f"/v1/tasks/{task}"),
    ):
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:jixi:problem:unknown-task"
    assert client.get(f"/v1/status/{task}/events").status_code == 404


def test_tasks_are_listed_from_the_newest(client: httpx.Client) -> None:
    made = [submit(client, "text/async", json={"text": f"第{number}份。"}) for number in range(3)]
    listed = client.get("/v1/tasks", params={"limit": 3, "kind": "extract"}).json()["tasks"]
    assert [task["id"] for task in listed] == made[::-1]
    older = client.get("/v1/tasks", params={"limit": 1, "before": listed[1]["created"]}).json()["tasks"]
    assert older[0]["id"] == made[0]


def test_what_is_cancelled_has_no_result(client: httpx.Client, report_text: str) -> None:
    tasks = [submit(client, "text/async", json={"text": report_text}) for _ in range(60)]
    assert client.post(f"/v1/tasks/{tasks[-1]}/cancel").json()["status"] == "cancelled"
    answer = client.get(f"/v1/result/{tasks[-1]}")
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:jixi:problem:task-cancelled"
    for task in tasks[:-1]:  # the next test finds nothing under way
        client.post(f"/v1/tasks/{task}/cancel")


def test_a_webhook_to_an_internal_address_is_refused_before_anything_is_stored(client: httpx.Client) -> None:
    before = client.get("/v1/tasks").json()
    body = {"text": "甲", "webhook": "http://169.254.169.254/latest"}
    answer = client.post("/v1/extract/text/async", json=body)
    assert answer.json()["type"] == "urn:jixi:problem:address-refused"
    assert client.get("/v1/tasks").json() == before


def test_too_many_files_are_refused(client: httpx.Client) -> None:
    answer = client.post("/v1/extract/file/async", files=[("files", (f"{n}.txt", b"x")) for n in range(201)])
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:jixi:problem:too-many-files"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ({"kind": "base64", "name": "a", "data": "%%%"}, "invalid-request"),
        ({"kind": "http", "url": "http://example.org/a.docx"}, "address-refused"),
        ({"kind": "ftp", "url": "x"}, "invalid-request"),
    ],
)
def test_a_source_that_cannot_be_had_is_refused(client: httpx.Client, source: dict[str, str], kind: str) -> None:
    for way in ("source", "source/async", "source/batch"):
        answer = client.post(f"/v1/extract/{way}", json={"sources": [source]})
        assert answer.status_code == 422
        assert answer.json()["type"] == f"urn:jixi:problem:{kind}"
