"""The command ``jixi mcp``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Transport(StrEnum):
    """How an assistant reaches the server."""

    STDIO = "stdio"
    HTTP = "http"


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("mcp", help="以 MCP 向智能助手提供抽取、核对，以及在存档里查找。")(serve)


def serve(
    folders: Annotated[
        list[Path] | None,
        typer.Option("--folder", metavar="DIR", help="助手可以读取其中报告的目录，可给多个；默认当前目录。"),
    ] = None,
    archive: Annotated[
        Path | None, typer.Option("--archive", metavar="OUT", help="jixi batch 的输出目录，供查找记录。")
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="DIR", envvar="JIXI_MODEL", help="模型目录。")
    ] = None,
    transport: Annotated[
        Transport, typer.Option(help="stdio 由助手启动本命令；http 在本机端口上提供 /mcp。")
    ] = Transport.STDIO,
    port: Annotated[int, typer.Option(min=1, max=65535, help="http 的端口，只监听 127.0.0.1。")] = 8765,
) -> None:
    """Serve until the assistant hangs up, or until interrupted."""
    from service.mcp.reports import Reports
    from service.mcp.server import create_server
    from service.pipeline import Pipeline

    opened = None
    if archive is not None:
        from service.batch.archive import Archive
        from service.mcp.search import Search

        opened = Search(Archive(archive))
    server = create_server(Reports(lambda: Pipeline.load(model), folders or [Path()]), opened)
    server.settings.port = port
    server.run("stdio" if transport is Transport.STDIO else "streamable-http")
