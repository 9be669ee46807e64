"""Requests made up from the API's own description: none brings the server down, every answer is one that it states.

The long run: ``JIXI_EXAMPLES=300 pytest tests/api/test_openapi.py``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from loopback import running, settings_in, wait_for
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

if TYPE_CHECKING:
    from service.pipeline import Pipeline

EXAMPLES = int(os.environ.get("JIXI_EXAMPLES", "4"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SLOW = r"/file$" if EXAMPLES < 100 else r"^$"
"""Each annotation file is read by a process of its own; ``test_annotations`` has one of them."""


@pytest.fixture(scope="module")
def made_up(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    folder = tmp_path_factory.mktemp("made-up")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JIXI_MODELS", str(folder / "models"))
        with running(settings_in(folder, sync_seconds=30), lambda: pipeline) as client:
            wait_for(lambda: client.get("/ready").status_code == 200)
            schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
            schema.config.update(base_url=str(client.base_url), request_timeout=120)
            yield schema


def test_no_request_brings_the_server_down(made_up: BaseSchema) -> None:
    chosen = made_up.exclude(path_regex=rf"annotations{SLOW}|/events$")
    for operation in (result.ok() for result in chosen.get_all_operations()):

        @given(operation.as_strategy())
        @settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        def asked(case: Case) -> None:
            if "wait" in case.query:
                case.query["wait"] = 0
            case.call_and_validate(checks=CHECKS)

        asked()


def test_every_call_says_what_it_is_and_shows_an_example(client: httpx.Client) -> None:
    description = client.get("/openapi.json").json()
    for path, item in description["paths"].items():
        for method, operation in item.items():
            assert operation["summary"], (method, path)
            assert operation["tags"], (method, path)
            assert "Successful Response" not in str(operation["responses"]), (method, path)
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            named = str(body)
            if "$ref" in named:
                name = named.rpartition("/")[2].strip("'} ],")
                name = name.split("'")[0]
                model = description["components"]["schemas"][name]
                shown = "examples" in model or any("examples" in one for one in model["properties"].values())
                assert shown, (method, path, name)
