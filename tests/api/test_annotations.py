from __future__ import annotations

import io
import json
import zipfile

import httpx
import pytest

from service.jobs import readiness

SPANS = [{"label": "AMOUNT", "start": 2, "end": 7}]
BODY = {"text": "支出100万元。", "entities": SPANS, "name": "更正", "model": "v2"}


def test_a_correction_is_kept_and_deleted(client: httpx.Client) -> None:
    kept = client.post("/v1/annotations", json=BODY)
    assert kept.status_code == 201
    told = kept.json()
    assert (told["characters"], told["entities"]) == (8, 1)
    assert client.get(f"/v1/annotations/{told['id']}").json() == {**BODY, "records": None}
    assert told in client.get("/v1/annotations").json()["annotations"]
    assert client.delete(f"/v1/annotations/{told['id']}").status_code == 204
    gone = client.get(f"/v1/annotations/{told['id']}")
    assert (gone.status_code, gone.json()["type"]) == (404, "urn:jixi:problem:unknown-annotation")


def test_what_is_exported_comes_back_with_its_records(client: httpx.Client, report_text: str) -> None:
    extraction = client.post("/v1/extract/text", json={"text": report_text}).json()
    spans = [{name: one[name] for name in ("label", "start", "end")} for one in extraction["entities"]]
    body = {"text": report_text, "entities": spans, "records": extraction["records"], "name": "整份.txt"}
    kept = client.post("/v1/annotations", json=body).json()
    exported = client.get("/v1/annotations/export")
    assert "attachment" in exported.headers["content-disposition"]
    lines = [json.loads(line) for line in exported.text.split("\n") if line]
    (line,) = (line for line in lines if line["id"] == kept["id"])
    document = extraction["document"]
    assert line["meta"]["title"] == document["title"]
    assert all(report_text[one["start"] : one["end"]] == one["text"] for one in line["entities"])
    assert line["records"] == extraction["records"]
    client.delete(f"/v1/annotations/{kept['id']}")

    data = json.dumps(line, ensure_ascii=False).encode()
    again = client.post("/v1/annotations/file", files={"file": ("annotations.jsonl", data)})
    (imported,) = again.json()["annotations"]
    assert again.json()["findings"] == []
    shown = client.get(f"/v1/annotations/{imported['id']}").json()
    assert shown["entities"] == spans
    assert [one["indicator"] for one in shown["records"]] == [one["indicator"] for one in extraction["records"]]
    client.delete(f"/v1/annotations/{imported['id']}")


@pytest.mark.parametrize("span", [(2, 99), (7, 2), (3, 3)])
def test_a_span_outside_the_text_is_refused(client: httpx.Client, span: tuple[int, int]) -> None:
    body = {**BODY, "entities": [{"label": "AMOUNT", "start": span[0], "end": span[1]}]}
    answer = client.post("/v1/annotations", json=body)
    assert answer.status_code == 422
    assert "/entities/0" in answer.json()["detail"]


def test_a_file_of_another_tool_is_taken_with_what_was_found_in_it(client: httpx.Client) -> None:
    lines = [
        {"text": "2023年，支出100万元。", "label": [[0, 5, "PERIOD"], [6, 8, "INDICATOR"], [8, 13, "金额"]]},
        {"text": "坏", "label": [[0, 5, "PERIOD"]]},
    ]
    data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("all.jsonl", data)
    form = {"mapping": json.dumps({"金额": "AMOUNT"})}
    answer = client.post("/v1/annotations/file", files={"file": ("all.zip", packed.getvalue())}, data=form)
    assert answer.status_code == 201, answer.text
    (kept,) = answer.json()["annotations"]
    assert kept["entities"] == 3
    assert any("[0, 5)" in finding for finding in answer.json()["findings"])
    shown = client.get(f"/v1/annotations/{kept['id']}").json()
    assert shown["entities"][2] == {"label": "AMOUNT", "start": 8, "end": 13}


def test_a_file_without_annotations_is_refused_with_the_reason(client: httpx.Client) -> None:
    answer = client.post("/v1/annotations/file", files={"file": ("x.jsonl", b"{}\n")})
    assert answer.status_code == 422
    assert "x.jsonl" in answer.json()["detail"]


def test_a_training_needs_annotations_that_are_there(client: httpx.Client) -> None:
    answer = client.post("/v1/models/train", json={"annotations": ["none"]})
    assert answer.status_code == 404


def _kept(client: httpx.Client, count: int) -> list[str]:
    return [client.post("/v1/annotations", json=BODY).json()["id"] for _ in range(count)]


def test_a_training_on_too_few_reports_is_refused_at_once(client: httpx.Client) -> None:
    answer = client.post("/v1/models/train", json={"annotations": _kept(client, 4)})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:jixi:problem:training-impossible")
    assert "只有 4 份标注，至少要 5 份" in answer.json()["detail"]


def test_a_training_without_its_programs_is_refused_at_once(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "PACKAGES", ("json", "no_such_package"))
    stored = client.post("/v1/models/train", json={"annotations": _kept(client, 5)})
    uploaded = client.post("/v1/models/train/file", files={"file": ("a.jsonl", b"{}")})
    for answer in (stored, uploaded):
        assert answer.status_code == 409
        assert "缺 no_such_package" in answer.json()["detail"]
        assert "pip install 'jixi[training]'" in answer.json()["detail"]


def test_a_training_is_a_task(client: httpx.Client) -> None:
    kept = _kept(client, 5)
    answer = client.post("/v1/models/train", json={"annotations": kept, "promote": False, "base": "current"})
    assert answer.status_code == 202
    task = answer.json()
    assert (task["kind"], task["status"]) == ("train", "pending")
    uploaded = client.post(
        "/v1/models/train/file", files={"file": ("a.jsonl", b"{}")}, data={"options": '{"promote": false}'}
    )
    assert uploaded.status_code == 202
    for id in (task["id"], uploaded.json()["id"]):
        assert client.post(f"/v1/tasks/{id}/cancel").json()["status"] == "cancelled"
    wrong = client.post("/v1/models/train/file", files={"file": ("a.jsonl", b"{}")}, data={"options": '{"epoch": 1}'})
    assert wrong.status_code == 422
