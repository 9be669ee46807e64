"""Write ``docs/api.md`` and ``docs/settings.md`` from what the service itself says: ``python docs/make_api.py``."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic_core import PydanticUndefined

from service import errors, server
from service.api.app import create_api
from service.api.problems import TITLES
from service.api.reference import answer_example, operations, recipe
from service.jobs import extracting
from service.settings import PREFIX, Settings

DOCS = Path(__file__).parent
HEAD = """# HTTP 接口

由 `python docs/make_api.py` 从 OpenAPI 描述生成，请勿手改。
按用途排列的写法、密钥与反向代理、Python 客户端，见[从别的程序使用](http.md)。
运行中的服务在 `/docs` 有同样的内容，在 `/openapi.json` 有机器可读的描述。

启动：`jixi serve --host 127.0.0.1 --port 8000`。设置来自环境变量，见[设置](settings.md)。

**谁可以用。** 本机的请求不用密钥；其他地址的请求须带 `X-Api-Key: …` 或 `Authorization: Bearer …`。
密钥由 `jixi key create` 建立，有四种权限：抽取（extract）、标注（annotate）、训练（train）、管理（admin，含前三种）。
只看得到自己的任务；有管理权限的看得到所有人的。前面有反向代理时，须设 `JIXI_LOOPBACK_OPEN=false`。

**错误**一律是 RFC 9457 的 `application/problem+json`：`type` 供程序判断、不会改变，
`title` 与 `detail` 供人阅读，`errors` 以 JSON 指针指出请求中的位置。429 与 503 带 `Retry-After`。
报告的正文既不写进日志，也不出现在错误里。每个回答都有 `X-Request-Id`。

**任务。** 带 `/async` 或 `/batch` 的调用在文件存下之后回答 202 与任务的编号；结果与不带它的调用相同，
在保留期内可以反复取。带 `Idempotency-Key` 重发同一请求，得到同一个任务。
`webhook` 在任务结束时收到 POST，头 `Jixi-Signature: v1=…` 是以 `JIXI_WEBHOOK_SECRET` 对
`时间戳.请求体` 所作的 HMAC-SHA256，时间戳在 `Jixi-Timestamp`。
"""
SETTINGS_HEAD = """# 设置

由 `python docs/make_api.py` 从程序生成，请勿手改。每一项都来自环境变量；口令与密钥只从环境变量来，不写在命令行上。

| 环境变量 | 默认 | 含义 |
| --- | --- | --- |
"""


def reference() -> str:
    """The page of the API."""
    description = create_api().openapi()
    routes = [
        line
        for path, method, operation in operations(description)
        for line in _route(path, method, operation, description)
    ]
    return "\n".join([HEAD, *routes, *_problems()]) + "\n"


def settings() -> str:
    """The page of the settings."""
    rows = (
        f"| `{PREFIX}{name.upper()}` | {_default(field)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    )
    return SETTINGS_HEAD + "".join(rows)


def _default(field: Any) -> str:
    if field.default is PydanticUndefined or field.default is None or field.default == ():
        return ""
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def _route(path: str, method: str, operation: dict[str, Any], description: dict[str, Any]) -> Iterator[str]:
    yield f"## `{method.upper()} {path}`\n"
    yield f"{operation['summary']}。{operation.get('description', '')}\n"
    yield f"```sh\n{recipe(path, method, operation, description)}\n```\n"
    yield from _parameters(path, operation)
    yield "| 状态 | 含义 | 内容 |\n| --- | --- | --- |"
    for status, response in operation["responses"].items():
        kinds = "、".join(f"`{kind}`" for kind in response.get("content", {}))
        yield f"| {status} | {response['description']} | {kinds} |"
    yield ""
    if path == "/v1/extract/text":
        example = json.dumps(answer_example(operation), ensure_ascii=False, indent=1)
        yield f"回答（示例，有删节）：\n\n```json\n{example}\n```\n"


def _parameters(path: str, operation: dict[str, Any]) -> Iterator[str]:
    told = [one for one in operation.get("parameters", ()) if one["in"] != "path"]
    if told:
        yield "| 参数 | 位置 | 说明 |\n| --- | --- | --- |"
        places = {"query": "查询", "header": "请求头"}
        for one in told:
            yield f"| `{one['name']}` | {places[one['in']]} | {one.get('description', '')} |"
        yield ""


def _problems() -> Iterator[str]:
    assert server  # with both, everything that raises an error of ours is loaded
    assert extracting
    kinds = [errors.JixiError, *_subclasses(errors.JixiError)]
    rows = {kind.kind: (int(kind.http_status), kind.title) for kind in kinds if _reaches(kind)}
    rows |= {name: (status, title) for status, (name, title, _) in TITLES.items()}
    yield "## 错误类型\n\n| `type` | 状态 | `title` |\n| --- | --- | --- |"
    for name, (status, title) in sorted(rows.items(), key=lambda row: (row[1][0], row[0])):
        yield f"| `urn:jixi:problem:{name}` | {status} | {title} |"


ROOMS = ("service.errors", "service.documents", "service.outbound", "service.store", "service.jobs", "service.api")
UNSEEN = ("OutputError", "SettingsError", "RefusedError", "TaskPendingError", "TaskFailedError")
"""For the terminal, or answered as something else."""


def _reaches(kind: type) -> bool:
    """Whether a caller of the service may meet the error."""
    return kind.__module__.startswith(ROOMS) and kind.__name__ not in UNSEEN


def _subclasses(kind: type) -> Iterator[Any]:
    for below in kind.__subclasses__():
        yield below
        yield from _subclasses(below)


if __name__ == "__main__":
    (DOCS / "api.md").write_text(reference(), encoding="utf-8")
    (DOCS / "settings.md").write_text(settings(), encoding="utf-8")
