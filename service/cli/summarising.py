"""``jixi summary``: the page that sums up an output folder."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("summary", help="概览：成批处理的结果汇成一页网页，有分数、执行率、不符与失败的图表。")(summary)


def summary(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="jixi batch 的输出目录。", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="写到哪里；默认为 OUT/summary.html。", show_default=False),
    ] = None,
) -> None:
    """Write the page of OUT, and say where."""
    typer.echo(f"已写入 {write_summary(out, output)}")


def write_summary(out: Path, output: Path | None = None) -> Path:
    """Write the page of the output folder ``out`` to ``output``, by default into it; where it stands."""
    from service.batch.summary import FILE, summary_page  # noqa: PLC0415 -- loads pyarrow
    from service.cli import printing  # noqa: PLC0415

    file = output or out / FILE
    printing.write(summary_page(out), file)
    return file
