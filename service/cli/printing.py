"""Extractions in the formats of the command line, and where they go."""

import io
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import typer
from rich.console import Console

from service.cli import view
from service.errors import OutputError
from service.exports import FORMATS, MARK, csv_of, json_of, jsonl_of
from service.extraction import Extraction
from service.system import told

EXPORT_WIDTH = 120

RENDERERS: Mapping[str, Callable[[Extraction], str]] = {"json": json_of, "jsonl": jsonl_of, "csv": csv_of}


def write_file(style: str, extraction: Extraction, original: bytes, output: Path | None) -> None:
    """The extraction in a format of files to ``output`` or to standard output; raises ``OutputError``."""
    if output is None and style != "html" and sys.stdout.isatty():
        raise OutputError(f"{style} 不是给终端看的；请用 -o 写入文件，例如 -o 结果.{style}。")
    write_bytes(FORMATS[style].write(extraction, original), output)


def write(text: str, output: Path | None) -> None:
    """``text`` as UTF-8 to ``output`` (whole or not at all) or to standard output; raises ``OutputError``."""
    data = text.encode()
    write_bytes(MARK + data if output is not None and output.suffix == ".csv" else data, output)


def write_bytes(data: bytes, output: Path | None) -> None:
    """``data`` to ``output``, whole or not at all, or to standard output; raises ``OutputError``."""
    if output is None:
        typer.echo(data, nl=False)
        return
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
