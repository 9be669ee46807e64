"""What it costs to read a report in each format without pages, and whether the text is exact.

``python benchmarks/documents.py [--output FILE] [--repeats N] [NAME …]``; from the repository root, since the files are
those of the tests. Each file is read by a process of its own, with an answer for each repeat. ``exact``: every line of
the known text comes out as it is, in its order, and no other. ``seconds`` is the fastest repeat by the clock and
``processor`` what it took of the processors, helpers included; ``peak_mb`` is the memory of the larger process.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from service.documents import Limits, read_document, read_documents
from tests.documents import packing, specimen

Maker = Callable[[], bytes]


@cache
def word() -> bytes:
    """The report as a Word document."""
    return specimen.docx()


def long_word() -> bytes:
    """The report forty times over."""
    return specimen.docx([block for _ in range(40) for block in specimen.REPORT])


def big_table() -> str:
    """Twenty thousand lines of ten cells."""
    rows = (",".join([f"项目{row}", *(f"{row * column / 4:.2f}" for column in range(1, 10))]) for row in range(20_000))
    return "\n".join(rows) + "\n"


def big_workbook() -> bytes:
    """The same table in a workbook, as numbers with a format."""
    import openpyxl  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("表")
    for row in range(20_000):
        cells: list[Any] = [f"项目{row}"]
        for column in range(1, 10):
            cell = WriteOnlyCell(sheet, row * column / 4)
            cell.number_format = "0.00"
            cells.append(cell)
        sheet.append(cells)
    with NamedTemporaryFile(suffix=".xlsx") as file:
        book.save(file.name)
        return Path(file.name).read_bytes()


FILES: dict[str, Maker] = {
    "txt": lambda: "\n".join(lines()).encode(),
    "docx": word,
    "docx, 40×": long_word,
    "doc": lambda: specimen.converted(word(), "docx", "doc"),
    "rtf": lambda: specimen.converted(word(), "docx", "rtf"),
    "odt": lambda: specimen.converted(word(), "docx", "odt"),
    "html": lambda: specimen.html_page().encode(),
    "xlsx": specimen.xlsx,
    "xls": lambda: specimen.converted(specimen.xlsx(), "xlsx", "xls"),
    "ods": lambda: specimen.converted(specimen.xlsx(), "xlsx", "ods"),
    "xlsx, 200 000 cells": big_workbook,
    "csv, 200 000 cells": lambda: big_table().encode("gb18030"),
    "zip of 100 docx": lambda: packing.zipped({f"{number}.docx": word() for number in range(100)}),
}


def lines() -> list[str]:
    """The known text of the report, line by line, as the tests of all formats expect it."""
    from tests.documents.test_nine_formats import expected  # noqa: PLC0415

    return expected().split("\n")


def wanted(name: str) -> list[str]:
    """The lines that the file ``name`` is to give."""
    if "cells" in name:
        return big_table().replace(",", " | ").splitlines()
    if name in ("xlsx", "xls", "ods"):
        return sorted(lines())  # the tables are on sheets of their own, behind the words before them
    return lines() * {"docx, 40×": 40, "zip of 100 docx": 100}.get(name, 1)


def measure(name: str, data: bytes, repeats: int) -> dict[str, Any]:
    """Read ``data`` in this process."""
    limits, seconds, processor = Limits(seconds=600), [], []
    for _ in range(repeats):
        started, used = time.perf_counter(), _processor()
        if name.startswith("zip"):
            texts = [getattr(one, "text", "") for one in read_documents(data, name, limits=limits)]
        else:
            texts = [read_document(data, name, limits=limits).text]
        seconds.append(time.perf_counter() - started)
        processor.append(_processor() - used)
    found = [line for text in texts for line in text.splitlines() if line]
    found = sorted(line for line in found if line in lines()) if name in ("xlsx", "xls", "ods") else found
    kilobytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "format": name,
        "bytes": len(data),
        "characters": sum(map(len, texts)),
        "exact": found == wanted(name),
        "seconds": round(min(seconds), 3),
        "processor": round(min(processor), 3),
        "peak_mb": kilobytes // 1024,
    }


def _processor() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usages)


def main() -> None:
    """Read each file in a process of its own and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.names[0], Path(options.one).read_bytes(), options.repeats)))
        return
    results = []
    print("| 格式 | 字数 | 逐字一致 | 秒 | 处理器秒 | 内存峰值（MB） |\n| --- | --- | --- | --- | --- | --- |")
    for name in options.names or FILES:
        with NamedTemporaryFile() as file:
            Path(file.name).write_bytes(FILES[name]())
            command = [sys.executable, __file__, "--one", file.name, "--repeats", str(options.repeats), name]
            answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        one = json.loads(answer.splitlines()[-1])
        results.append(one)
        exact = "是" if one["exact"] else "否"
        figures = f"{one['seconds']} | {one['processor']} | {one['peak_mb']}"
        print(f"| {one['format']} | {one['characters']:,} | {exact} | {figures} |", flush=True)
    if options.output:
        options.output.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
