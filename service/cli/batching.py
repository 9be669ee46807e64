"""``jixi batch``: an archive of reports into datasets. Its work is imported when it runs."""

import os
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.errors import ModelError

if TYPE_CHECKING:
    from service.batch.progress import Progress

NOTHING, SOME_FAILED = 1, 3
CODES = (
    f"退出码：0 全部完成；{NOTHING} 一份也没有完成，或无法写出；2 用法不对；{SOME_FAILED} 其中一些失败"
    "（见 errors，其余已完成）；130 中断。"
)


class Log(StrEnum):
    """How the progress is told: for people, or as one JSON object a line."""

    TEXT = "text"
    JSON = "json"


KINDS = ("xlsx", "csv")


def _known_kinds(text: str | None) -> str | None:
    if text is not None and not set(text.split(",")) <= set(KINDS):
        raise typer.BadParameter(f"应为 xlsx、csv 或 xlsx,csv，得到 {text}")
    return text


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("batch", help=f"处理成批的报告：可中断、可续做，结果为 Parquet 数据集。{CODES}")(batch)


def batch(  # noqa: PLR0913, PLR0917 -- as many parameters as the command has options
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCES...",
            help="文件、目录、通配符、压缩包、清单（.csv 或 .jsonl，有 path 或 text 列），或 s3:// 等地址。",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="输出目录；再次运行只做新的和变了的。")],
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, help="同时处理几份；默认为处理器核数。集群上按每台机器计。")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="ADDRESS", help="Ray 集群的地址，如 ray://主机:10001；默认用本机。")
    ] = None,
    retry_errors: Annotated[bool, typer.Option("--retry-errors", help="重试以前失败的。")] = False,
    also: Annotated[
        str | None,
        typer.Option("--also", metavar="xlsx,csv", callback=_known_kinds, help="另外写出工作簿、CSV 表。"),
    ] = None,
    log: Annotated[Log, typer.Option("--log", help="进度写成文字，或每步一行 JSON（写到标准错误）。")] = Log.TEXT,
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="DIR", envvar="JIXI_MODEL", help="模型目录；默认用随包安装的模型。"),
    ] = None,
    max_mb: Annotated[
        float, typer.Option("--max-mb", min=0.001, envvar="JIXI_MAX_MB", help="一份报告的大小上限（MB）。")
    ] = 20,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="一份报告最多处理几秒。")] = 300,
    memory_mb: Annotated[int, typer.Option("--memory-mb", min=256, help="每个处理进程的内存上限（MB）。")] = 4096,
    chunk: Annotated[int, typer.Option("--chunk", min=1, help="每多少份写盘一次；中断时最多重做这么多。")] = 200,
) -> None:
    """Process everything under SOURCES that is new; exit with 0, 1 or 3."""
    started = time.monotonic()
    from service.batch.run import Options, new_run_id, run_batch  # noqa: PLC0415 -- loads the engine
    from service.batch.work import Setup, archive_limits  # noqa: PLC0415
    from service.cli.batch_progress import closing, telling  # noqa: PLC0415
    from service.cli.summarising import write_summary  # noqa: PLC0415
    from service.documents.limits import MEGABYTE  # noqa: PLC0415

    limits = archive_limits(int(max_mb * MEGABYTE), timeout)
    setup = Setup(new_run_id(), model, limits=limits, seconds=timeout, memory=memory_mb * MEGABYTE)
    options = Options(
        sources, out, setup, workers or _cores(), on, retry_errors, chunk, also.split(",") if also else (), started
    )
    with telling(log is Log.JSON) as tell:
        try:
            progress = run_batch(options, tell)
        except ModelError as error:  # its own exit code would say here that some have failed
            typer.echo(error.message, err=True)
            raise typer.Exit(NOTHING) from error
    code = _code(progress)
    page = write_summary(out) if code != NOTHING else None
    if log is Log.TEXT:
        typer.echo(closing(progress, out, page), err=True)
    raise typer.Exit(code)


def _code(progress: "Progress") -> int:
    from service.batch.schema import Result  # noqa: PLC0415

    results = progress.results
    if not results[Result.DOCUMENT] + results[Result.KNOWN]:
        return NOTHING
    return SOME_FAILED if results[Result.ERROR] + results[Result.KNOWN_ERROR] else 0
