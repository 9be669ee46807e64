"""Text that is a table: the same separator the same number of times in each of its lines."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence

DELIMITERS = (",", ";", "\t")
SAMPLE_LINES = 200
LEAST_LINES = 3
PROSE = re.compile(r"[。；！？：]\s*$")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
LONGEST_CELL = 60
REGULAR = 0.9
"""Share of the lines that must have the same number of cells, titles and notes above and below being few."""


def is_delimited(text: str) -> bool:
    """Whether ``text`` is a table and no report: commas of sentences and of thousands are no separators."""
    return find_delimiter(text) is not None


def find_delimiter(text: str) -> str | None:
    """The delimiter that cuts ``text`` into rows of equally many cells, or ``None``."""
    lines = [line for line in text[:200_000].split("\n")[:SAMPLE_LINES] if line.strip()]
    if len(lines) < LEAST_LINES or sum(PROSE.search(line) is not None for line in lines) > len(lines) / 5:
        return None
    sample = "\n".join(lines) + "\n"
    bare = THOUSANDS.sub("", sample)  # where all commas part thousands, none parts cells
    found = ((_regular(_rows(sample, one)), one) for one in DELIMITERS if one in bare)
    return max(((cells, one) for cells, one in found if cells), default=(0, None))[1]


def read_rows(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    """The rows of ``text``; quoted cells may hold the delimiter and line breaks."""
    csv.field_size_limit(10_000_000)
    yield from csv.reader(text.splitlines(keepends=True), delimiter=delimiter)


def _rows(sample: str, delimiter: str) -> list[Sequence[str]]:
    try:
        return [row for row in read_rows(sample, delimiter) if any(cell.strip() for cell in row)]
    except csv.Error:
        return []


def _regular(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells that nearly all ``rows`` have; zero where they have one, or differ, or are prose."""
    if len(rows) < LEAST_LINES:
        return 0
    ((cells, count),) = Counter(map(len, rows)).most_common(1)
    if cells == 1 or count < REGULAR * len(rows):
        return 0
    lengths = sorted(len(cell) for row in rows for cell in row)
    return cells if lengths[len(lengths) // 2] <= LONGEST_CELL else 0
