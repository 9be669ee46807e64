"""What it costs to read a report in each paged format, and how exactly scans are read.

``python benchmarks/formats.py [--output FILE] [NAME …]``; from the repository root, since the files are those of the
tests. Each file is read by a process of its own. ``exact``: the share of the characters of the original that come out,
one minus the edits that lead from one text to the other, blanks and the width of punctuation apart. Seconds are those
of the processor, the workers' included; the memory is the peak of the larger of the two processes.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from service.documents import Limits, read_document
from tests.documents import specimen

Maker = Callable[[], bytes]


def long_report() -> list[Any]:
    """The report eight times over, the words of a dozen pages."""
    return [block for _ in range(8) for block in specimen.REPORT]


FILES: dict[str, Maker] = {
    "PDF (ReportLab)": specimen.reportlab_pdf,
    "PDF (Chromium)": specimen.chromium_pdf,
    "PDF (LibreOffice)": lambda: specimen.converted(specimen.docx(), "docx", "pdf"),
    "PDF, 8×": lambda: specimen.reportlab_pdf(long_report()),
    "OFD": specimen.ofd,
    "scan 200 dpi": lambda: specimen.scan(specimen.reportlab_pdf()),
    "scan 150 dpi": lambda: specimen.scan(specimen.reportlab_pdf(), dpi=150),
    "scan, 1.5°": lambda: specimen.scan(specimen.reportlab_pdf(), skew=1.5),
    "scan, -3°": lambda: specimen.scan(specimen.reportlab_pdf(), skew=-3),
    "scan, 3°": lambda: specimen.scan(specimen.reportlab_pdf(), skew=3),
    "scan, stamped": lambda: specimen.scan(specimen.reportlab_pdf(), stamp=True),
    "scan, 2°, stamped, noisy": lambda: specimen.scan(specimen.reportlab_pdf(), skew=2, stamp=True, noise=18),
    "scan 100 dpi, 2°, stamped, noisy": lambda: specimen.scan(
        specimen.reportlab_pdf(), skew=2, stamp=True, noise=18, dpi=100
    ),
    "scan 72 dpi": lambda: specimen.scan(specimen.reportlab_pdf(), dpi=72),
}
FOLDING = str.maketrans("（），：；？！％", "(),:;?!%", " \n|")


def main() -> None:
    """Read each file in a process of its own and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.names[0], Path(options.one).read_bytes()), ensure_ascii=False))
        return
    results = []
    for name in options.names or FILES:
        with NamedTemporaryFile() as file:
            file.write(FILES[name]())
            file.flush()
            command = [sys.executable, __file__, "--one", file.name, name]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        results.append(json.loads(done.stdout.splitlines()[-1]))
        print(results[-1], flush=True)
        if options.output:
            options.output.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def measure(name: str, data: bytes) -> dict[str, Any]:
    """Exactness, pages, boxes, rows of tables, seconds and megabytes of one file."""
    original = read_document(specimen.reportlab_pdf(long_report() if "8×" in name else specimen.REPORT)).text
    before, started = _processor(), time.perf_counter()
    document = read_document(data, limits=Limits(seconds=3_600))
    wall, spent = time.perf_counter() - started, _processor() - before
    assert document.source is not None
    pages, text = len(document.source.pages), document.text
    boxed = sum(segment.end - segment.start for segment in document.source.segments if segment.place.box)
    rows = [line for line in original.splitlines() if " | " in line]
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "name": name,
        "kilobytes": len(data) // 1024,
        "pages": pages,
        "exact": round(1 - edits(folded(original), folded(text)) / len(folded(original)), 4),
        "boxes": round(boxed / sum(char not in "\n |" for char in text), 3),
        "rows": f"{sum(row in text.splitlines() for row in rows)}/{len(rows)}",
        "seconds_a_page": round(spent / pages, 2),
        "wall": round(wall, 1),
        "megabytes": peak // 1024,
    }


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def folded(text: str) -> str:
    """``text`` without blanks, punctuation in half width."""
    return text.translate(FOLDING)


def edits(one: Sequence[str], two: Sequence[str]) -> int:
    """The least number of insertions, deletions and replacements that lead from ``one`` to ``two``."""
    row = list(range(len(two) + 1))
    for at, char in enumerate(one, start=1):
        corner, row[0] = row[0], at
        for index, other in enumerate(two, start=1):
            corner, row[index] = row[index], min(corner + (char != other), row[index] + 1, row[index - 1] + 1)
    return row[-1]


if __name__ == "__main__":
    main()
