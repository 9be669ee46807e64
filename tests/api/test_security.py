"""Who may do what. A request that was forwarded counts as one from elsewhere, whoever forwards it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from loopback import running, settings_in, wait_for

from service.api.errors import TooManyRequestsError
from service.api.security.buckets import Buckets
from service.api.security.caller import LOCAL
from service.settings import Settings, is_loopback
from service.store import Audit, Database, Deed, Keys, Scope

if TYPE_CHECKING:
    from pathlib import Path

    from service.pipeline import Pipeline

AWAY = {"X-Forwarded-For": "203.0.113.7"}
BODY = {"text": "2023年，支出100万元。"}
Key = Callable[..., str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("secured")


@pytest.fixture(scope="module")
def server(pipeline: Pipeline, folder: Path) -> Iterator[httpx.Client]:
    with running(settings_in(folder, allowed_origins="https://oa.example"), lambda: pipeline) as client:
        wait_for(lambda: client.get("/ready").status_code == 200)
        yield client


@pytest.fixture(scope="module")
def key(database: Database) -> Key:
    return lambda *scopes: Keys(database).create("测试", [Scope(scope) for scope in scopes])[1]


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:jixi:problem:")


def test_the_machine_itself_needs_no_key(server: httpx.Client) -> None:
    assert server.post("/v1/extract/text", json=BODY).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        AWAY,
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 proxy"},
        {"Host": "jixi.example"},
        {"Host": "127.0.0.1.nip.io"},
    ],
    ids=str,
)
def test_any_other_address_does(server: httpx.Client, headers: dict[str, str]) -> None:
    for method, path, body in (
        ("POST", "/v1/extract/text", BODY),
        ("GET", "/v1/tasks", None),
        ("GET", "/v1/models", None),
        ("GET", "/v1/annotations", None),
        ("GET", "/metrics", None),
        ("GET", "/version", None),
        ("POST", "/v1/models/rollback", {}),
    ):
        answer = server.request(method, path, json=body, headers=headers)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert kind(answer) == "unauthenticated"
    assert server.get("/health", headers=headers).status_code == 200


def test_every_address_of_the_api_but_those_that_watch_it_asks_who_is_there(server: httpx.Client) -> None:
    open_ = {"/health", "/ready", "/label-studio/health"}
    for path, item in server.get("/openapi.json").json()["paths"].items():
        for method in item:
            where = path.replace("{id}", "x").replace("{name}", "v2")
            answer = server.request(method.upper(), where, headers=AWAY, json={})
            assert (answer.status_code not in (401, 422)) == (path in open_), f"{method} {path}"


@pytest.mark.parametrize("way", ["X-Api-Key", "Bearer", "Basic", "cookie"])
def test_a_key_opens_what_its_scopes_name(server: httpx.Client, key: Key, way: str) -> None:
    secret = key("extract")
    asked: dict[str, Any] = {
        "X-Api-Key": {"headers": {**AWAY, "X-Api-Key": secret}},
        "Bearer": {"headers": {**AWAY, "Authorization": f"Bearer {secret}"}},
        "Basic": {"headers": AWAY, "auth": ("label-studio", secret)},
        "cookie": {"headers": {**AWAY, "Cookie": f"jixi_key={secret}"}},
    }[way]
    assert server.post("/v1/extract/text", json=BODY, **asked).status_code == 200
    refused = server.post("/v1/models/rollback", json={}, **asked)
    assert refused.status_code == 403
    assert kind(refused) == "forbidden"


@pytest.mark.parametrize("wrong", ["jixi", "jixi_x_y", "jixi_000000000000_" + "x" * 43, "钥匙", "a" * 10_000])
def test_what_is_no_key_opens_nothing_not_even_on_the_machine_itself(server: httpx.Client, wrong: str) -> None:
    for headers in ({"X-Api-Key": wrong.encode()}, {"Authorization": b"Bearer " + wrong.encode()}):
        assert server.post("/v1/extract/text", json=BODY, headers=headers).status_code == 401


def test_a_revoked_key_opens_nothing(server: httpx.Client, database: Database) -> None:
    kept, secret = Keys(database).create("旧", [Scope.ADMIN])
    Keys(database).revoke(kept.prefix)
    assert server.get("/v1/tasks", headers={**AWAY, "X-Api-Key": secret}).status_code == 401


def test_a_key_sees_its_own_tasks_and_an_administrator_all(server: httpx.Client, key: Key) -> None:
    mine, other, admin = ({**AWAY, "X-Api-Key": key(scope)} for scope in ("extract", "extract", "admin"))
    task = server.post("/v1/extract/text/async", json=BODY, headers=mine).json()["id"]
    assert server.get(f"/v1/status/{task}", headers=mine).status_code == 200
    assert server.get(f"/v1/status/{task}", headers=admin).status_code == 200
    assert task in str(server.get("/v1/tasks?everyone=true", headers=admin).json())
    for path in (f"/v1/status/{task}", f"/v1/status/{task}/events", f"/v1/result/{task}"):
        assert server.get(path, headers=other).status_code == 404
    assert server.delete(f"/v1/tasks/{task}", headers=other).status_code == 404
    assert server.post(f"/v1/tasks/{task}/cancel", headers=other).status_code == 404
    assert task not in str(server.get("/v1/tasks?everyone=true", headers=other).json())


@pytest.mark.parametrize(
    ("headers", "served"),
    [
        ({}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "https://oa.example"}, True),
    ],
    ids=str,
)
def test_the_page_of_another_site_changes_nothing(server: httpx.Client, headers: dict[str, str], served: bool) -> None:
    answer = server.post("/v1/extract/text", json=BODY, headers=headers)
    assert answer.status_code == (200 if served else 403)
    assert ("access-control-allow-origin" in answer.headers) == (headers.get("Origin") == "https://oa.example")


def test_our_own_page_does(server: httpx.Client) -> None:
    origin = str(server.base_url).rstrip("/")
    assert server.post("/v1/extract/text", json=BODY, headers={"Origin": origin}).status_code == 200


def test_every_answer_carries_the_headers_that_protect_the_reader(server: httpx.Client) -> None:
    for path in ("/health", "/v1/nothing", "/docs", "/openapi.json"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert len(headers["x-request-id"]) == 32


def test_the_unknown_may_send_little(server: httpx.Client) -> None:
    answer = server.post("/v1/extract/text", json={"text": "万" * 40_000}, headers=AWAY)
    assert answer.status_code == 413
    assert "密钥" in answer.json()["detail"]


def test_who_asks_too_often_waits(pipeline: Pipeline, tmp_path: Path) -> None:
    with running(settings_in(tmp_path, requests_per_minute=3), lambda: pipeline) as client:
        wait_for(lambda: client.get("/ready").status_code == 200)
        answers = [client.get("/health", headers=AWAY) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
        assert client.get("/health").status_code == 200  # the machine itself is not counted


def test_a_bucket_fills_again() -> None:
    now = 0.0
    buckets = Buckets(2, 1, lambda: now)
    buckets.admit("a")
    buckets.admit("a")
    with pytest.raises(TooManyRequestsError):
        buckets.admit("a")
    buckets.admit("b")
    now = 30.0
    buckets.admit("a")
    buckets.spend("b", 3 * 1024 * 1024)
    with pytest.raises(TooManyRequestsError) as refused:
        buckets.admit("b")
    assert refused.value.retry_seconds == pytest.approx(121, abs=1)
    now += 121
    buckets.admit("b")
    for _ in range(1000):
        buckets.admit(LOCAL)


def test_the_audit_tells_who_did_what_and_no_text(
    server: httpx.Client, database: Database, key: Key, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {**AWAY, "X-Api-Key": key("extract", "annotate")}
    with caplog.at_level(logging.DEBUG):
        task = server.post("/v1/extract/text/async", json={"text": "机密内容"}, headers=headers).json()["id"]
        server.delete(f"/v1/tasks/{task}", headers=headers)
        server.post("/v1/models/rollback", json={"why": "机密内容"}, headers=headers)
        server.get("/v1/tasks", headers=AWAY)
    who = headers["X-Api-Key"].split("_")[1]

    def deeds() -> list[Deed]:
        return [deed for deed in Audit(database).newest(20)[::-1] if deed.who == who or deed.action == "GET /v1/tasks"]

    wait_for(lambda: deeds()[-1].action == "GET /v1/tasks")  # noted once it was answered
    assert [(deed.who, deed.action, deed.subject, deed.outcome) for deed in deeds()[-4:]] == [
        (who, "POST /v1/extract/text/async", "", "202"),
        (who, "DELETE /v1/tasks/{id}", task, "204"),
        (who, "POST /v1/models/rollback", "", "403"),
        ("address:127.0.0.1", "GET /v1/tasks", "", "401"),
    ]
    assert "机密内容" not in caplog.text + str(deeds())
    assert headers["X-Api-Key"] not in caplog.text


def test_figures_are_told_by_route(server: httpx.Client) -> None:
    server.post("/v1/extract/text", json=BODY)
    server.get("/v1/status/unknown")
    answer = server.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'jixi_http_requests_total{method="POST",route="/v1/extract/text",status="200"}' in answer.text
    assert 'route="/v1/status/{id}",status="404"' in answer.text
    assert "process_resident_memory_bytes" in answer.text
    assert "jixi_extracted_characters_total" in answer.text


@pytest.mark.parametrize(
    ("given", "opens"),
    [
        ({"host": "127.0.0.1"}, True),
        ({"host": "::1"}, True),
        ({"host": "0.0.0.0"}, False),
        ({"host": "192.0.2.1"}, False),
        ({"host": "127.0.0.1", "loopback_open": False}, False),
        ({"host": "0.0.0.0", "loopback_open": True}, True),
    ],
    ids=str,
)
def test_the_loopback_is_open_where_nobody_else_can_come(given: dict[str, Any], opens: bool) -> None:
    assert Settings(**given).opens_loopback is opens


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        *((own, True) for own in ("127.0.0.1", "127.9.9.9", "::1", "[::1]", "::ffff:127.0.0.1", "localhost")),
        *((other, False) for other in ("", "10.0.0.1", "localhost.evil.example", "0.0.0.0")),
    ],
)
def test_the_loopback_is_told_from_what_looks_like_it(host: str, is_own: bool) -> None:
    assert is_loopback(host) is is_own
