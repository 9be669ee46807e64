"""``jixi reconcile``: the reports of an output folder against each other."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

CONTRADICTED = 4
"""Exit code where reports contradict each other; ``check`` has the same for a report that contradicts itself."""


class Style(StrEnum):
    """How the findings are printed: for people, for programs, for spreadsheets, for browsers."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    told = f"各份报告互相核对：年初年末、上年数、目标、重复的事实、雷同的段落；有矛盾时退出码为 {CONTRADICTED}。"
    app.command("reconcile", help=told)(reconcile)


def reconcile(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="jixi batch 的输出目录。", show_default=False)],
    style: Annotated[Style, typer.Option("--format", "-f", help="输出格式。")] = Style.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="写入文件，而不是标准输出。")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="也列出存疑与一致的核对。")] = False,
) -> None:
    """Compare the reports in OUT, write the dataset there, print what was found; exit with 4 on contradictions."""
    from service.batch.findings import RENDERERS  # noqa: PLC0415 -- loads pyarrow
    from service.batch.reconciliation import read_findings, reconcile_archive  # noqa: PLC0415
    from service.checks import Status  # noqa: PLC0415
    from service.cli import findings_view, printing  # noqa: PLC0415
    from service.reconcile import Severity  # noqa: PLC0415

    with findings_view.steps() as progress:
        outcome = reconcile_archive(out, progress)
    wanted = tuple(Severity) if everything else (Severity.CONTRADICTION, Severity.NOTICE)
    found = read_findings(out, wanted)
    if style is Style.TABLE:
        findings_view.show(found, outcome, output)
    else:
        printing.write(RENDERERS[style.value](found), output)
    if outcome.of(Status.VIOLATED):
        raise typer.Exit(CONTRADICTED)
