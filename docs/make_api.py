"""Write ``docs/api.md`` from the application's own OpenAPI description: ``python docs/make_api.py``."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service import errors
from service.api import create_app
from service.api.problems import TITLES
from service.api.settings import Settings

OUT = Path(__file__).with_name("api.md")
HEAD = """# HTTP 接口

由 `python docs/make_api.py` 从 OpenAPI 描述生成，请勿手改。
运行中的服务在 `/docs` 有可以试用的页面，在 `/openapi.json` 有机器可读的描述。

启动：`jixi serve --host 127.0.0.1 --port 8000`。设置也可以来自环境变量：

- `JIXI_MODEL`：模型目录，默认用随包安装的模型；
- `JIXI_MAX_MB`：一份报告的大小上限，默认 20；
- `JIXI_EXTRACTIONS`：同时进行的抽取数，默认为处理器核数。

错误一律是 RFC 9457 的 `application/problem+json`：`type` 供程序判断、不会改变，
`title` 与 `detail` 供人阅读，`errors` 以 JSON 指针指出请求中的位置。
报告的正文既不写进日志，也不出现在错误里。
"""
METHODS = ("get", "post")


def reference() -> str:
    """The whole page."""
    description = create_app(Settings()).openapi()
    routes = [
        line
        for path, item in description["paths"].items()
        for method in METHODS
        if method in item
        for line in _route(path, method, item[method])
    ]
    return "\n".join([HEAD, *routes, *_problems()]) + "\n"


def _route(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"## `{method.upper()} {path}`\n"
    yield f"{operation['summary']}。{operation.get('description', '')}\n"
    yield "| 状态 | 含义 | 内容 |\n| --- | --- | --- |"
    for status, response in operation["responses"].items():
        kinds = "、".join(f"`{kind}`" for kind in response.get("content", {}))
        yield f"| {status} | {response['description']} | {kinds} |"
    yield ""
    if "requestBody" in operation:
        yield from _examples(path, operation)


def _examples(path: str, operation: dict[str, Any]) -> Iterator[str]:
    answer = operation["responses"]["200"]["content"]["application/json"]["example"]
    request = json.dumps({"text": answer["document"]["text"]}, ensure_ascii=False)
    yield f"请求：\n\n```sh\ncurl -s http://127.0.0.1:8000{path} \\"
    yield f"  -H 'Content-Type: application/json' \\\n  -d '{request}'\n```\n"
    yield f"回答（示例，有删节）：\n\n```json\n{json.dumps(answer, ensure_ascii=False, indent=1)}\n```\n"


def _problems() -> Iterator[str]:
    below = (kind for kind in _subclasses(errors.JixiError) if kind.__module__.startswith("service."))
    kinds = [errors.JixiError, *below]  # other rooms' errors do not reach the service
    rows = {kind.kind: (int(kind.http_status), kind.title) for kind in kinds if kind is not errors.OutputError}
    rows |= {name: (status, title) for status, (name, title, _) in TITLES.items()}
    rows["invalid-request"] = (422, "请求不合格式")
    yield "## 错误类型\n\n| `type` | 状态 | `title` |\n| --- | --- | --- |"
    for name, (status, title) in sorted(rows.items(), key=lambda row: (row[1][0], row[0])):
        yield f"| `urn:jixi:problem:{name}` | {status} | {title} |"


def _subclasses(kind: type) -> Iterator[Any]:
    for below in kind.__subclasses__():
        yield below
        yield from _subclasses(below)


if __name__ == "__main__":
    OUT.write_text(reference(), encoding="utf-8")
