"""The commands of the service: ``extract``, ``check``, ``serve``. Their work is imported when they run."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from service.cli.batching import register as register_batch
from service.cli.keys import register as register_keys
from service.cli.reconciling import register as register_reconcile
from service.cli.summarising import register as register_summary
from service.quantities.commands import register as register_quantities

VIOLATED = 4
"""Exit code of ``check`` for a report that contradicts itself; scripts tell it from a failure to read."""

DATA = "上传的文件、任务、结果、标注与密钥存在环境变量 JIXI_DATA 指定的目录，默认为系统的用户数据目录。"

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="报告（Word、Excel、PDF、网页、文本等，或它们的压缩包）；- 表示标准输入。",
        show_default=False,
    ),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="OUT", help="写入文件，而不是标准输出。")]
Model = Annotated[
    Path | None, typer.Option("--model", metavar="DIR", envvar="JIXI_MODEL", help="模型目录；默认用随包安装的模型。")
]
MaxSize = Annotated[float, typer.Option("--max-mb", min=0.001, envvar="JIXI_MAX_MB", help="一份报告的大小上限（MB）。")]


def percentage(text: str) -> float:
    """``10%``, ``10`` or ``10％`` as 10.0."""
    try:
        percent = float(text.strip().rstrip("%％"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise typer.BadParameter(f"应为 0 到 100 之间的百分数，如 10%，得到 {text}")
    return percent


Review = Annotated[
    float | None,
    typer.Option(
        "--review",
        metavar="N%",
        parser=percentage,
        help="标出最没有把握的 N% 的记录，请人复核；并说明其余记录预计的错误率。",
    ),
]


class Format(StrEnum):
    """How ``extract`` prints: for people, for programs, for spreadsheets, annotated for a browser or for Word."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the service's commands to ``app``."""
    app.command("extract", help="抽取一份报告的实体、记录，并核对它自己的算术。")(extract)
    app.command("check", help=f"只核对：列出不符之处；有不符时退出码为 {VIOLATED}。")(check)
    app.command("serve", help=f"启动服务：网页、HTTP 接口（说明在 /docs）和后台工作进程。{DATA}")(serve)
    register_batch(app)
    register_reconcile(app)
    register_summary(app)
    app.command("worker", help="启动一个后台工作进程：从队列里取任务（抽取、训练、回调）。")(worker)
    register_keys(app)
    register_quantities(app)


def extract(
    file: File,
    style: Annotated[
        Format,
        typer.Option("--format", "-f", help="输出格式；jsonl、csv 每行一条记录，xlsx 是工作簿，docx、html 带标注。"),
    ] = Format.TABLE,
    output: Output = None,
    review: Review = None,
    model: Model = None,
    max_mb: MaxSize = 20,
) -> None:
    """Print everything that one report says, in the wanted format."""
    from service.cli import members, printing, reading  # noqa: PLC0415 -- loads the model's runtime

    read = reading.read_bytes(file, int(max_mb * reading.MEGABYTE))
    if members.is_of_several(read[0]):
        found = members.results(read, model, max_mb)
        members.print_all((one.with_review(review) for one in found) if review is not None else found, style, output)
        return
    extraction = reading.extract_read(read, model, max_mb)
    if review is not None:
        extraction = extraction.with_review(review)
    if style is Format.TABLE:
        printing.print_report(extraction, output)
    elif style.value in printing.RENDERERS:
        printing.write(printing.RENDERERS[style.value](extraction), output)
    else:
        printing.write_file(style.value, extraction, read[0], output)


def check(file: File, model: Model = None, max_mb: MaxSize = 20) -> None:
    """Print what the report claims and contradicts; exit with 4 where it contradicts itself."""
    from service.checks import Status  # noqa: PLC0415
    from service.cli import members, printing, reading  # noqa: PLC0415

    read = reading.read_bytes(file, int(max_mb * reading.MEGABYTE))
    if members.is_of_several(read[0]):
        if members.check_all(members.results(read, model, max_mb)):
            raise typer.Exit(VIOLATED)
        return
    extraction = reading.extract_read(read, model, max_mb)
    printing.print_checks(extraction)
    if extraction.checks_with(Status.VIOLATED):
        raise typer.Exit(VIOLATED)


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址，默认 127.0.0.1；0.0.0.0 对外开放，须有密钥。")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="端口，默认 8000；0 表示任选。")] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, max=64, help="后台工作进程数，默认 1；0 表示由 jixi worker 另行启动。")
    ] = None,
    model: Model = None,
    max_mb: MaxSize = 20,
) -> None:
    """Serve the page and the HTTP API, with workers beside them, until interrupted."""
    from service.cli import serving  # noqa: PLC0415

    serving.serve(host=host, port=port, workers=workers, model=model, max_mb=max_mb)


def worker(
    id: Annotated[
        str | None,
        typer.Option(
            "--id", envvar="JIXI_WORKER_ID", help="固定的名称，不可与别的工作进程相同；默认按本机与序号取名。"
        ),
    ] = None,
    with_parent: Annotated[bool, typer.Option("--with-parent", help="标准输入关闭时结束。", hidden=True)] = False,
) -> None:
    """Take tasks from the queue until interrupted; a second SIGTERM changes nothing."""
    from service.cli import working  # noqa: PLC0415

    working.work(id, with_parent)
