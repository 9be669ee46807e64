"""Extractions in the formats of the command line, and where they go."""

import csv
import io
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import typer
from rich.console import Console

from service.cli import view
from service.cli.system import told
from service.errors import OutputError
from service.extraction import Extraction
from service.records import Record

COLUMNS = (
    *("id", "kind", "section", "indicator", "value", "unit", "bound", "period", "stage", "target", "target_bound"),
    *("change", "full_mark", "score", "deduction", "reason", "parent", "split", "same_as", "total", "group"),
    *("growth_only", "basis", "confidence", "start", "end"),
)
FORMULA = ("=", "+", "-", "@", "\t")
TEXT_COLUMNS = frozenset({"section", "indicator", "reason", "unit"})
EXPORT_WIDTH = 120


def render_json(extraction: Extraction) -> str:
    """The contract's object."""
    return extraction.to_json() + "\n"


def render_jsonl(extraction: Extraction) -> str:
    """A record a line; ``review`` is true on those that a person should look at."""
    marked = _marked(extraction)
    lines = ({**record.as_json(), **({"review": True} if record.id in marked else {})} for record in extraction.records)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def render_csv(extraction: Extraction) -> str:
    """A record a row; ``section`` joined by ``/``, ``change`` as basis, value, unit joined by ``; ``.

    Where a review was asked for, the column ``review`` is 1 for the records that a person should look at.
    """
    table = io.StringIO()
    columns = COLUMNS if extraction.review is None else (*COLUMNS, "review")
    marked = _marked(extraction)
    writer = csv.DictWriter(table, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**_row(record), "review": 1 if record.id in marked else ""} for record in extraction.records)
    return table.getvalue()


def _marked(extraction: Extraction) -> frozenset[str]:
    """The ids of the records that a person should look at."""
    return frozenset(extraction.review.records if extraction.review else ())


RENDERERS: Mapping[str, Callable[[Extraction], str]] = {"json": render_json, "jsonl": render_jsonl, "csv": render_csv}


def render_html(extraction: Extraction, original: bytes) -> str:
    """A page for browsers that needs nothing else; the pages of ``original`` are drawn where it has some."""
    from service.page import render_page  # noqa: PLC0415 -- loads the templates

    return render_page(extraction, original)


def _row(record: Record) -> dict[str, object]:
    data = record.as_json()
    mentions = record.mentions
    row = {name: data.get(name, "") for name in COLUMNS}
    row["section"] = "/".join(record.section)
    row["change"] = "; ".join(f"{change.basis}{change.value:f}{change.unit}" for change in record.change)
    row["start"] = min((mention.start for mention in mentions), default="")
    row["end"] = max((mention.end for mention in mentions), default="")
    return {name: _inert(value) if name in TEXT_COLUMNS else value for name, value in row.items()}


def _inert(value: object) -> object:
    """Text that a spreadsheet would run as a formula, made plain by a quote before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write(text: str, output: Path | None) -> None:
    """``text`` as UTF-8 to ``output`` (whole or not at all) or to standard output; raises ``OutputError``."""
    data = text.encode()
    if output is None:
        typer.echo(data, nl=False)
        return
    if output.suffix == ".csv":
        data = b"\xef\xbb\xbf" + data  # without the mark, spreadsheets take it for the system's encoding
    partial = output.with_name(f".{output.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OutputError(f"结果无法写入“{output}”（{told(error)}）；请检查目录和权限。") from error


def print_report(extraction: Extraction, output: Path | None) -> None:
    """The view for people, in colour on a terminal and plain in a file."""
    if output is None:
        Console().print(view.report(extraction))
        return
    write(view_text(extraction), output)


def view_text(extraction: Extraction) -> str:
    """The view for people as plain text."""
    console = Console(file=io.StringIO(), width=EXPORT_WIDTH, record=True)
    console.print(view.report(extraction))
    return console.export_text()


def print_checks(extraction: Extraction) -> None:
    """Title, checks and summary."""
    Console().print(view.checks_only(extraction))
