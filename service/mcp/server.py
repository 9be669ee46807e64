"""The server: its tools and what it tells an assistant about them."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

from anyio import to_thread
from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from service.errors import JixiError
from service.mcp import answers
from service.mcp.reports import Reports

if TYPE_CHECKING:
    from service.mcp.search import Search

INSTRUCTIONS = (
    "绩析从中文财政与绩效报告里抽取金额、数量、比率和评分，并验算报告自己说的算术。"
    "金额一律以元为单位，数值是精确的十进制字符串，请照抄，不要改写或四舍五入；"
    "每条记录的 mentions 给出它在原文中的起止位置（按字符计，不含终点）。"
    "violated 是报告自相矛盾之处，undecidable 是缺数字、无法判定。"
)
READS = ToolAnnotations(readOnlyHint=True, idempotentHint=True, openWorldHint=False)

Text = Annotated[str | None, Field(description="报告全文；与 path 二选一")]
FilePath = Annotated[
    str | None,
    Field(description="报告文件（Word、Excel、PDF、OFD、网页、文本等），须在开放的目录里；与 text 二选一"),
]
P = ParamSpec("P")
R = TypeVar("R")


def create_server(reports: Reports, search: "Search | None" = None) -> FastMCP[None]:
    """A server with the tools ``extract_report`` and ``check_report``; with a ``search``, ``search_records`` too."""
    server = FastMCP("jixi", instructions=INSTRUCTIONS)
    _add_reports(server, reports)
    if search is not None:
        _add_search(server, search)
    return server


def _add_reports(server: FastMCP[None], reports: Reports) -> None:
    @server.tool(title="抽取报告", annotations=READS, structured_output=False)
    async def extract_report(
        text: Text = None,
        path: FilePath = None,
        limit: Annotated[int, Field(ge=1, le=5000, description="最多返回多少条记录")] = 500,
    ) -> dict[str, Any]:
        """抽取一份报告：标题、单位、年度，各条记录（指标、数值、时间、阶段、目标、得分……），以及自相矛盾之处。"""
        return answers.extracted(await _in_thread(reports.extract)(text, path), limit)

    @server.tool(title="核对报告", annotations=READS, structured_output=False)
    async def check_report(text: Text = None, path: FilePath = None) -> dict[str, Any]:
        """验算一份报告自己说的算术：其中之和、执行率、增减幅、占比、分值与得分合计；不符的在前，附所依据的记录。"""
        return answers.checked(await _in_thread(reports.extract)(text, path))


def _add_search(server: FastMCP[None], search: "Search") -> None:
    from service.mcp.search import Query  # noqa: PLC0415 -- needs pyarrow, which only an archive needs

    @server.tool(title="查找记录", annotations=READS, structured_output=False)
    async def search_records(
        indicator: Annotated[str | None, Field(description="指标名称里的字，如 预算执行率")] = None,
        organisation: Annotated[str | None, Field(description="单位名称里的字")] = None,
        year: Annotated[str | None, Field(description="报告年度，如 2023", pattern=r"^\d{4}$")] = None,
        kind: Annotated[str | None, Field(description="amount 金额、count 数量、rate 比率、score 评分")] = None,
        limit: Annotated[int, Field(ge=1, le=1000, description="最多返回多少条")] = 50,
    ) -> dict[str, Any]:
        """在 jixi batch 处理过的存档里查找记录；每条带报告名称、单位、年度和在正文中的位置。"""
        return await _in_thread(search.search)(Query(indicator, organisation, year, kind, limit))


def _in_thread(work: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """``work`` in a thread; what it cannot do is told to the assistant in one sentence."""

    @wraps(work)
    async def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await to_thread.run_sync(lambda: work(*args, **kwargs))
        except JixiError as error:
            raise ToolError(error.message) from None

    return run
