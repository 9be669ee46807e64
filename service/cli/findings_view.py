"""The findings of a reconciliation for people: what contradicts what, with the words of both reports."""

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from service.batch.reconciliation import Outcome
from service.checks import Status
from service.cli.printing import EXPORT_WIDTH, write
from service.reconcile import Finding, Severity, Side
from service.reconcile.wording import RULES, SEVERITIES

STYLES = {
    Severity.CONTRADICTION: "red",
    Severity.NOTICE: "yellow",
    Severity.DOUBT: "bright_black",
    Severity.NONE: "green",
}
LONGEST = 60
"""Characters of a paragraph that are quoted."""


def show(findings: Sequence[Finding], outcome: Outcome, output: Path | None) -> None:
    """``findings`` and the tally of all of them, in colour on a terminal and plain in a file."""
    if output is None:
        Console().print(_view(findings, outcome))
        return
    console = Console(file=io.StringIO(), width=EXPORT_WIDTH, record=True)
    console.print(_view(findings, outcome))
    write(console.export_text(), output)


def _view(findings: Sequence[Finding], outcome: Outcome) -> RenderableType:
    return Group(*_groups(findings), _tally(outcome))


def _groups(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    for severity in Severity:
        some = [finding for finding in findings if finding.severity is severity]
        if some:
            yield Text(f"{SEVERITIES[severity]} {len(some)} 项", style=f"bold {STYLES[severity]}")
            yield Padding(_table(some, STYLES[severity]), (0, 0, 1, 2))


def _table(findings: Sequence[Finding], style: str) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for finding in findings:
        grid.add_row(Text(RULES[finding.rule], style=style), Text(finding.message))
        for side in (finding.left, finding.right):
            grid.add_row("", _evidence(side))
    return grid


def _evidence(side: Side) -> Text:
    words = "".join(side.text.split())
    quote = words if len(words) <= LONGEST else words[:LONGEST] + "…"
    page = f" 第 {side.page} 页" if side.page else ""
    record = f" {side.record_id}" if side.record_id else ""
    return Text.assemble((f"{side.name}{page}{record}（{side.start}–{side.end}）", "dim"), (f" {quote}", "cyan"))


def _tally(outcome: Outcome) -> Text:
    words = [f"{outcome.documents} 份报告"]
    for status, name in ((Status.VIOLATED, "矛盾"), (Status.UNDECIDABLE, "存疑或提请注意"), (Status.HOLDS, "一致")):
        words.append(f"{name} {outcome.of(status)} 项")
    return Text.assemble(("合计  ", "bold"), "，".join(words))


@contextmanager
def steps() -> Iterator[Callable[[str, int, int], None] | None]:
    """A callback that shows on a terminal what is under way; ``None`` elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("读取", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
