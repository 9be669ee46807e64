"""Errors as RFC 9457 problem details, with Chinese titles and without the text of the document."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from service.errors import JixiError, ModelError

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5

TITLES: Mapping[int, tuple[str, str, str]] = {
    404: ("not-found", "没有这个地址", "请对照 /docs 检查路径。"),
    405: ("method-not-allowed", "这个地址不接受该方法", "请对照 /docs 检查请求方法。"),
    413: ("body-too-large", "请求过大", "请拆分报告，或请管理员调高上限。"),
}
INVALID: Mapping[str, str] = {
    "missing": "缺少这个字段",
    "string_type": "应为字符串",
    "json_invalid": "不是合法的 JSON",
    "model_attributes_type": '应为 JSON 对象，例如 {"text": "……"}，Content-Type 为 application/json',
    "dict_type": "应为 JSON 对象",
    "extra_forbidden": "没有这个字段",
    "string_unicode": "含有不成对的代理字符，不是合法的 Unicode 文本",
}


class InvalidField(BaseModel):
    """One thing that is wrong with a request; ``pointer`` is a JSON pointer into its body."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """Problem details. ``type`` is a stable URN, for programs; ``title`` and ``detail`` are for people."""

    type: str = Field(examples=["urn:jixi:problem:empty-document"])
    title: str = Field(examples=["文档没有内容"])
    status: int = Field(examples=[422])
    detail: str
    errors: list[InvalidField] | None = None


def problem(status: int, kind: str, title: str, detail: str, errors: Sequence[InvalidField] = ()) -> JSONResponse:
    """The response; ``kind`` ends the URN."""
    body = Problem(
        type=f"urn:jixi:problem:{kind}", title=title, status=status, detail=detail, errors=list(errors) or None
    )
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return JSONResponse(body.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with problem details."""
    app.add_exception_handler(JixiError, _own)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries of the errors that a route can answer with."""
    described = {413: "报告或请求过大", 422: "请求或文档无法读取", 500: "内部错误", 503: ModelError.title}
    return {
        status: {
            "description": described[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            "model": Problem,
        }
        for status in statuses
    }


def only_problems(description: dict[str, Any]) -> dict[str, Any]:
    """The framework lists a response's model under its own media type as well; problems have only theirs."""
    for item in description["paths"].values():
        for operation in item.values():
            for response in operation["responses"].values():
                if MEDIA_TYPE in response.get("content", {}):
                    response["content"] = {MEDIA_TYPE: response["content"][MEDIA_TYPE]}
    return description


async def _own(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, JixiError)
    return problem(error.http_status, error.kind, error.title, error.message)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = [
        InvalidField(pointer=_pointer(item), detail=INVALID.get(item["type"], str(item["msg"])))
        for item in error.errors()
    ]
    detail = "；".join(f"{field.pointer or '请求体'}：{field.detail}" for field in fields)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", "请求不合格式", f"{detail}。", fields)


def _pointer(item: Mapping[str, Any]) -> str:
    if item["type"] == "json_invalid":
        return ""
    return "".join(f"/{part}" for part in item["loc"] if part != "body")


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.BAD_REQUEST:  # the framework's word for a body nested too deep to parse
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", "请求不合格式", "请求体：不是合法的 JSON。")
    kind, title, detail = TITLES.get(
        error.status_code, ("http", HTTPStatus(error.status_code).phrase, str(error.detail))
    )
    response = problem(error.status_code, kind, title, detail)
    response.headers.update(error.headers or {})
    return response
