"""Who has no key sees a place to enter one, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi.testclient import TestClient

from service.server import create_app
from service.settings import Settings
from service.store import Audit, Database, Keys, Scope

if TYPE_CHECKING:
    from pathlib import Path

    from service.pipeline import Pipeline

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def client(data: Path, pipeline: Pipeline) -> Iterator[TestClient]:
    """A browser in front of a service that trusts no address."""
    app = create_app(Settings.load(data=data, loopback_open=False, allowed_hosts=("testserver",)), lambda: pipeline)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def _key(data: Path, *scopes: Scope) -> str:
    database = Database.at(data)
    secret = Keys(database).create("评价处", scopes)[1]
    database.close()
    return secret


def _enter(client: TestClient, key: str, next: str = "/") -> httpx.Response:
    return client.post("/login", data={"key": key, "next": next})


def test_without_a_key_every_page_leads_to_the_login(client: TestClient) -> None:
    for address in ("/", "/tasks", "/tasks/x", "/tasks/x/0", "/compare", "/models", "/models/v2"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={address}")
    assert client.get("/login").status_code == 200


def test_a_script_of_the_page_gets_the_problem_and_no_page(client: TestClient) -> None:
    answer = client.get("/tasks/x/progress", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_key_opens_the_page_and_no_script_can_read_it(client: TestClient, data: Path) -> None:
    answer = _enter(client, _key(data, Scope.EXTRACT), "/tasks")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/tasks").status_code == 200
    client.post("/logout")
    assert client.get("/tasks").status_code == 303


def test_a_wrong_key_is_told_in_place(client: TestClient) -> None:
    answer = _enter(client, "jixi_nobody_nothing")
    assert answer.status_code == 401
    assert "密钥不对" in answer.text
    assert "set-cookie" not in answer.headers


def test_a_key_that_is_no_longer_good_leads_to_the_login_again(client: TestClient) -> None:
    client.cookies.set("jixi_key", "jixi_old_gone")
    assert client.get("/").status_code == 303
    assert client.get("/login").status_code == 200


@pytest.mark.parametrize("next", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_the_login_leads_to_no_other_site(client: TestClient, data: Path, next: str) -> None:
    assert _enter(client, _key(data, Scope.EXTRACT), next).headers["location"] == "/"


def test_a_page_of_another_site_can_change_nothing(client: TestClient, data: Path) -> None:
    _enter(client, _key(data, Scope.ADMIN))
    answer = client.post("/models/rollback", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_a_key_for_extraction_alone_neither_corrects_nor_trains(client: TestClient, data: Path) -> None:
    _enter(client, _key(data, Scope.EXTRACT))
    script = {"HX-Request": "true"}
    assert client.put("/tasks/x/0/annotation", json={"edits": []}, headers=script).status_code == 403
    assert client.post("/models/rollback", headers=script).status_code == 403
    assert "退回上一个版本" not in client.get("/models").text


def test_nothing_inline_is_allowed_and_nothing_inline_is_there(client: TestClient) -> None:
    answer = client.get("/login")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", ".hidden", "vendor", "nothing.js", "vendor/../../app.py"])
def test_only_static_files_are_served(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_static_files_are_kept_by_their_digest(client: TestClient) -> None:
    page = client.get("/login").text
    address = page.split('src="/static/theme.js')[1].split('"')[0]
    assert "immutable" in client.get(f"/static/theme.js{address}").headers["cache-control"]
    assert client.get("/static/theme.js").headers["cache-control"] == "no-cache"


def test_a_preview_leaves_nothing_in_the_audit(client: TestClient, data: Path) -> None:
    _enter(client, _key(data, Scope.ANNOTATE, Scope.EXTRACT))
    client.post("/tasks/x/0/preview", json={"edits": []}, headers={"HX-Request": "true"})
    client.delete("/tasks/x", headers={"HX-Request": "true"})
    database = Database.at(data)
    deeds = [deed.action for deed in Audit(database).newest()]
    database.close()
    assert any("DELETE" in deed for deed in deeds)
    assert not any("preview" in deed for deed in deeds)
