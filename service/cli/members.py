"""Archives on the command line: a result for each report in them, a line on standard error for each that fails."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from service.checks import Status
from service.cli import printing
from service.cli.reading import Read, extract_each
from service.documents import is_archive
from service.errors import DocumentError, JixiError, OutputError
from service.exports import csv_of
from service.extraction import Extraction

NAME = "report"
"""The field of a record in lists of several reports that names its file."""


def is_of_several(data: bytes) -> bool:
    """Whether ``data`` may hold more than one report."""
    return is_archive(data)


def results(read: Read, model: Path | None, max_mb: float) -> Iterator[Extraction]:
    """The extractions of the reports that can be read; the others are told. Raises the last error where none can."""
    done, last = 0, None
    for one in extract_each(read, model, max_mb):
        if isinstance(one, JixiError):
            last = one
            typer.echo(one.message, err=True)
        else:
            done += 1
            yield one
    if last is not None and done:
        raise typer.Exit(last.exit_code)
    if last is not None:
        raise DocumentError("压缩包里没有一份报告可以读取。")


def print_all(extractions: Iterator[Extraction], style: str, output: Path | None) -> None:
    """All ``extractions``: a JSON array, or records with the name of their report, or one view after another."""
    if style in {"html", "docx", "xlsx"}:
        raise OutputError(f"{style} 格式一次只写一份报告；请解开压缩包后逐份处理，或改用 json。")
    found: list[Extraction] = []
    failed: typer.Exit | None = None
    try:
        for one in extractions:
            if style == "table" and output is None:
                typer.echo(f"── {_name(one)}")
                printing.print_report(one, None)
            found.append(one)
    except typer.Exit as exit_:  # some could not be read: the others are still written
        failed = exit_
    if style != "table" or output is not None:
        printing.write(_text(found, style), output)
    if failed is not None:
        raise failed


def check_all(extractions: Iterator[Extraction]) -> bool:
    """Print the checks of all ``extractions``; whether one of them is violated."""
    violated = False
    for one in extractions:
        typer.echo(f"── {_name(one)}")
        printing.print_checks(one)
        violated |= bool(one.checks_with(Status.VIOLATED))
    return violated


def _name(extraction: Extraction) -> str:
    source = extraction.document.source
    return source.name if source else ""


def _text(found: Sequence[Extraction], style: str) -> str:
    if style == "json":
        return json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2) + "\n"
    if style == "jsonl":
        lines = ({NAME: _name(one), **record.as_json()} for one in found for record in one.records)
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if style == "csv":
        return _csv(found)
    return "\n".join(f"── {_name(one)}\n{printing.view_text(one)}" for one in found)


def _csv(found: Sequence[Extraction]) -> str:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    for index, one in enumerate(found):
        head, *rows = csv.reader(io.StringIO(csv_of(one)))
        if index == 0:
            writer.writerow([NAME, *head])
        writer.writerows([_name(one), *row] for row in rows)
    return table.getvalue()
