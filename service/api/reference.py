"""The reference for people: each call with a recipe, as a page of the service itself and for ``docs/api.md``."""

import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from service.api.security.headers import POLICY

METHODS = ("get", "post", "delete")
BASE = "http://127.0.0.1:8000"
PLACES = {"id": "$ID", "name": "v2"}
FILES = {"files": "自评.docx", "file": "annotations.jsonl"}
STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.6 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow: auto; padding: .7rem; border: 1px solid #8886; border-radius: .3rem; font-size: .85rem; }
h2 { margin-top: 2.5rem; font-size: 1.1rem; } nav a { display: block; }
td, th { padding: 0 1rem 0 0; text-align: left; }
"""
STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
CSP = POLICY.replace("style-src 'self'", f"style-src 'sha256-{STYLE_HASH}'")

Operation = dict[str, Any]


def install(app: FastAPI) -> None:
    """Add the page to ``app``."""

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(page(app.openapi()), headers={"Content-Security-Policy": CSP})


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    """Path, method, operation of each call."""
    for path, item in description["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def recipe(path: str, method: str, operation: Operation, description: dict[str, Any]) -> str:
    """The call as a command line."""
    for name, value in PLACES.items():
        path = path.replace(f"{{{name}}}", value)
    lines = [f"curl -s{'N' if path.endswith('/events') else ''} {BASE}{path}"]
    if method == "delete":
        lines[0] = f"curl -s -X DELETE {BASE}{path}"
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        schema = _resolved(content["multipart/form-data"]["schema"], description)
        lines += [f"-F {name}=@{FILES[name]}" for name in schema["properties"] if name in FILES]
    elif "application/json" in content:
        body = _example(content["application/json"]["schema"], description)
        lines += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(body, ensure_ascii=False)}'"]
    elif method == "post":
        lines[0] = f"curl -s -X POST {BASE}{path}"
    return " \\\n  ".join(lines)


def answer_example(operation: Operation) -> Any:
    """What the call answers, where an example is given."""
    return operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("example")


def page(description: dict[str, Any]) -> str:
    """The page: no script, nothing from another site."""
    calls = list(operations(description))
    links = "".join(f'<a href="#{_anchor(path, method)}">{_call(path, method)}</a>' for path, method, _ in calls)
    parts = "".join(_part(path, method, operation, description) for path, method, operation in calls)
    info = description["info"]
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(info["title"])} 接口</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<h1>{escape(info['title'])} {escape(info['version'])} HTTP 接口</h1><p>{escape(info['description'])}</p>"
        f'<p>机器可读的描述：<a href="/openapi.json">/openapi.json</a></p><nav>{links}</nav>{parts}</html>'
    )


def _part(path: str, method: str, operation: Operation, description: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{status}<td>{escape(answer['description'])}<td>{'、'.join(answer.get('content', {}))}"
        for status, answer in operation["responses"].items()
    )
    return (
        f'<h2 id="{_anchor(path, method)}">{_call(path, method)}</h2>'
        f"<p><b>{escape(operation['summary'])}</b>。{escape(operation.get('description', ''))}</p>"
        f"<pre>{escape(recipe(path, method, operation, description))}</pre>"
        f"<table><tr><th>状态<th>含义<th>内容</tr>{rows}</table>"
    )


def _call(path: str, method: str) -> str:
    return f"<code>{method.upper()} {escape(path)}</code>"


def _anchor(path: str, method: str) -> str:
    return method + "".join(sign if sign.isalnum() else "-" for sign in path)


def _example(schema: dict[str, Any], description: dict[str, Any]) -> Any:
    schema = _resolved(schema, description)
    if "examples" in schema:
        return schema["examples"][0]
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], description)
    return {name: value["examples"][0] for name, value in schema.get("properties", {}).items() if value.get("examples")}


def _resolved(schema: dict[str, Any], description: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: dict[str, Any] = description["components"]["schemas"][reference.rpartition("/")[2]]
    return found
