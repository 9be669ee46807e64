"""Errors as RFC 9457 problem details, with Chinese titles and without the text of the document."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from service.answers import PROBLEM, problem_of
from service.api.errors import RefusedError
from service.errors import JixiError
from service.protocol import InvalidField, Problem
from service.store import TaskFailedError

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5

TITLES: Mapping[int, tuple[str, str, str]] = {
    404: ("not-found", "没有这个地址", "请对照 /docs 检查路径。"),
    405: ("method-not-allowed", "这个地址不接受该方法", "请对照 /docs 检查请求方法。"),
    413: ("body-too-large", "请求过大", "请拆分后分几次上传，或请管理员调高上限。"),
}
INVALID: Mapping[str, str] = {
    "missing": "缺少这个字段",
    "string_type": "应为字符串",
    "string_too_short": "不能为空",
    "string_too_long": "太长",
    "list_type": "应为数组",
    "too_short": "不能为空",
    "too_long": "太多",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "float_parsing": "应为数",
    "float_type": "应为数",
    "finite_number": "应为有限的数",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "enum": "不是可用的值",
    "literal_error": "不是可用的值",
    "union_tag_invalid": "不是可用的值",
    "union_tag_not_found": "缺少 kind",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "datetime_from_date_parsing": "应为 ISO 8601 的时刻",
    "datetime_parsing": "应为 ISO 8601 的时刻",
    "string_pattern_mismatch": "含有不能用的字符",
    "json_invalid": "不是合法的 JSON",
    "model_attributes_type": '应为 JSON 对象，例如 {"text": "……"}，Content-Type 为 application/json',
    "dict_type": "应为 JSON 对象",
    "extra_forbidden": "没有这个字段",
    "string_unicode": "含有不成对的代理字符，不是合法的 Unicode 文本",
}
MEANING: Mapping[int, str] = {
    401: "需要密钥",
    403: "没有权限",
    404: "没有这个对象",
    409: "任务失败或已取消",
    413: "报告或请求过大",
    415: "不支持这种文档",
    422: "请求或文档无法读取",
    429: "请求过于频繁",
    500: "内部错误",
    501: "缺少读取这种文档的程序",
    503: "模型或存储不可用",
    504: "处理超时",
}
REFUSALS = (401, 403, 422, 429, 500)
"""What any route behind a key may answer."""


def problem(status: int, kind: str, title: str, detail: str, errors: Sequence[InvalidField] = ()) -> JSONResponse:
    """The response; ``kind`` ends the URN."""
    body = Problem(type=f"{PROBLEM}{kind}", title=title, status=status, detail=detail, errors=list(errors) or None)
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return JSONResponse(body.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def respond(error: JixiError) -> JSONResponse:
    """The response to ``error``."""
    told = problem_of(error)
    response = problem(told["status"], error.kind, told["title"], told["detail"])
    if error.http_status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="jixi"'
    if isinstance(error, RefusedError) and error.retry_seconds is not None:
        response.headers["Retry-After"] = str(error.retry_seconds)
    return response


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with problem details."""
    app.add_exception_handler(TaskFailedError, _failed)
    app.add_exception_handler(JixiError, _own)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, tell_http)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries of the errors that a route behind a key can answer with: ``statuses`` and the refusals."""
    return _described(sorted({*statuses, *REFUSALS}))


def open_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The entries of a route that needs no key; a wrong one is refused all the same."""
    return _described(sorted({*statuses, 401, 429, 500}))


def _described(statuses: Sequence[int]) -> dict[int | str, dict[str, Any]]:
    return {
        status: {
            "description": MEANING[status],
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
    return respond(error)


async def _failed(_: Request, error: Exception) -> JSONResponse:
    """A task that failed: of the kind that it failed with, so that both ways of calling are told apart by one thing."""
    assert isinstance(error, TaskFailedError)
    failure = error.failure
    return problem(HTTPStatus.CONFLICT, failure.kind, failure.title, failure.detail)


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


async def tell_http(_: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses, as problem details."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.BAD_REQUEST:  # the framework's word for a body nested too deep to parse
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", "请求不合格式", "请求体：不是合法的 JSON。")
    kind, title, detail = TITLES.get(
        error.status_code, ("http", HTTPStatus(error.status_code).phrase, str(error.detail))
    )
    response = problem(error.status_code, kind, title, detail)
    response.headers.update(error.headers or {})
    return response
