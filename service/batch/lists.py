"""Lists of reports: a CSV with a head or a JSON object a line, each with a path or a text.

Columns: ``path`` (or 路径, 文件) or ``text`` (or 正文, 文本); ``id`` (or 编号, 名称) names a text. Others are
passed over. A path is relative to the folder of the list.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from service.errors import DocumentError
from service.system import told

PATH, TEXT, ID = ("path", "路径", "文件"), ("text", "正文", "文本"), ("id", "编号", "名称")
SUFFIXES = (".csv", ".jsonl", ".ndjson")
HEAD = 65_536
LONGEST_FIELD = 100_000_000
"""Characters of one field of a CSV; what is too long for a report is refused later, by name."""

Listed = tuple[str, str | bytes | DocumentError]


def is_list(path: Path) -> bool:
    """Whether the file is a list of reports and not a report: its columns tell."""
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        return False
    try:
        row = next(_rows(path), None)
    except (OSError, ValueError, csv.Error, DocumentError):
        return path.suffix.lower() != ".csv"
    return row is not None and any(name in row for name in (*PATH, *TEXT))


def listed_in(path: Path) -> Iterator[Listed]:
    """Each line of the list: its name, and a path, or a text as UTF-8, or what is wrong with it."""
    number = 0
    try:
        for number, row in enumerate(_rows(path), 1):
            yield _listed(path, number, row)
    except (OSError, ValueError, csv.Error) as error:
        why = told(error) if isinstance(error, OSError) else str(error)
        yield (
            f"{path.as_posix()}#{number + 1}",
            DocumentError(f"清单“{path.name}”第 {number + 1} 条起无法读取（{why}）；请检查它的格式。"),
        )


def _listed(path: Path, number: int, row: Mapping[str, Any]) -> Listed:
    name = f"{path.as_posix()}#{_first(row, ID) or number}"
    if place := _first(row, PATH):
        return name, place if "://" in place else str(path.parent / place)
    if text := _first(row, TEXT):
        return name, text.encode("utf-8", "surrogatepass")
    return name, DocumentError(f"清单“{path.name}”第 {number} 条既没有路径（path）也没有正文（text）。")


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(value) for name in names if (value := row.get(name)) not in (None, "")), "")


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding=_encoding(path), newline="") as lines:
        if path.suffix.lower() == ".csv":
            csv.field_size_limit(LONGEST_FIELD)
            yield from csv.DictReader(lines)
        else:
            for line in lines:
                if line.strip():
                    row = json.loads(line)
                    yield row if isinstance(row, dict) else {}


def _encoding(path: Path) -> str:
    """UTF-8, or what spreadsheets of Chinese systems write; told by the first characters."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    try:
        head[: len(head) - 4 if len(head) == HEAD else None].decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8-sig" if len(head) == HEAD and error.start > HEAD - 8 else "gb18030"
    return "utf-8-sig"
