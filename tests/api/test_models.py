"""Versions of the model over HTTP: shown, compared, put in use and taken back while the service answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from loopback import running, settings_in, wait_for

from models.registry import Registry
from models.store import write_manifest


@pytest.fixture(scope="module")
def server(tiny_version: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service with the version ``first`` in use and ``second`` beside it."""
    folder = tmp_path_factory.mktemp("versions")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JIXI_MODELS", str(folder / "home"))
        registry = Registry()
        for name in ("first", "second"):
            version = shutil.copytree(tiny_version, folder / name)
            metrics = {"test": {"entities": 0.5 if name == "first" else 0.75}}
            write_manifest(version, {"version": name, "metrics": metrics})
            registry.install(version)
        registry.promote("first")
        with running(settings_in(folder / "data"), None) as client:
            wait_for(lambda: client.get("/ready").status_code == 200)
            yield client


def test_versions_are_listed_and_shown_with_their_figures(server: httpx.Client) -> None:
    listed = {one["name"]: one for one in server.get("/v1/models").json()["versions"]}
    assert listed["first"]["current"]
    assert listed["second"]["metrics"] == {"test": {"entities": 0.75}}
    shown = server.get("/v1/models/second").json()
    assert shown["manifest"]["files"]
    assert server.get("/v1/models/current").json()["name"] == "first"


def test_two_versions_are_compared(server: httpx.Client) -> None:
    found = server.get("/v1/models/second/diff").json()
    assert (found["left"], found["right"]) == ("second", "first")
    assert {"name": "metrics.test.entities", "left": 0.75, "right": 0.5} in found["differences"]
    assert server.get("/v1/models/first/diff", params={"to": "first"}).json()["differences"] == []


def test_a_version_is_put_in_use_and_taken_back(server: httpx.Client) -> None:
    card = server.post("/v1/models/second/activate", json={"why": "更好"}).json()
    assert card["current"]
    assert card["switches"][-1]["why"] == "更好（local）"
    assert server.get("/version").json()["model"] == "second"  # at once, not when it is next looked at
    back = server.post("/v1/models/rollback").json()
    assert (back["name"], back["switches"][-1]["way"]) == ("first", "rollback")
    assert server.get("/version").json()["model"] == "first"
    assert server.post("/v1/models/rollback", json={"version": "second"}).json()["name"] == "second"
    assert server.post("/v1/models/first/activate").json()["name"] == "first"


@pytest.mark.parametrize("name", ["none", "..", "%2e%2e", "a b"])
def test_a_version_that_is_not_there_is_told(server: httpx.Client, name: str) -> None:
    for method, path in (("GET", ""), ("GET", "/diff"), ("POST", "/activate")):
        answer = server.request(method, f"/v1/models/{name}{path}")
        assert answer.status_code in (404, 405)


def test_a_damaged_version_is_not_put_in_use(server: httpx.Client) -> None:
    (Registry().find("second") / "model.onnx").write_bytes(b"broken")
    answer = server.post("/v1/models/second/activate")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:jixi:problem:version-conflict")
    assert server.get("/v1/models/current").json()["name"] == "first"
