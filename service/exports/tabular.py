"""Extractions as JSON, a record a line, and CSV."""

import csv
import io
import json
from collections.abc import Set

from service.extraction import Extraction
from service.records import Record

COLUMNS = (
    *("id", "kind", "section", "indicator", "value", "unit", "bound", "period", "stage", "target", "target_bound"),
    *("change", "full_mark", "score", "deduction", "reason", "parent", "split", "same_as", "total", "group"),
    *("growth_only", "basis", "confidence", "start", "end"),
)
FORMULA = ("=", "+", "-", "@", "\t")
TEXT_COLUMNS = frozenset({"section", "indicator", "reason", "unit"})


def json_of(extraction: Extraction) -> str:
    """The contract's object."""
    return extraction.to_json() + "\n"


def jsonl_of(extraction: Extraction, corrected: Set[str] = frozenset()) -> str:
    """A record a line; ``review`` is true on those that a person should look at, ``corrected`` on those changed."""
    flags = {"review": _marked(extraction), "corrected": corrected}
    lines = (
        {**record.as_json(), **{name: True for name, ids in flags.items() if record.id in ids}}
        for record in extraction.records
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def csv_of(extraction: Extraction, corrected: Set[str] = frozenset()) -> str:
    """A record a row; ``section`` joined by ``/``, ``change`` as basis, value, unit joined by ``; ``.

    Where a review was asked for, the column ``review`` is 1 for the records that a person should look at; where a
    person changed any, the column ``corrected`` is 1 for those.
    """
    table = io.StringIO()
    flags = {"review": _marked(extraction), "corrected": corrected}
    asked = {"review": extraction.review is not None, "corrected": bool(corrected)}
    columns = (*COLUMNS, *(name for name, wanted in asked.items() if wanted))
    writer = csv.DictWriter(table, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(
        {**row_of(record), **{name: 1 if record.id in ids else "" for name, ids in flags.items()}}
        for record in extraction.records
    )
    return table.getvalue()


def row_of(record: Record) -> dict[str, object]:
    """The cells of ``record`` under ``COLUMNS``."""
    data = record.as_json()
    mentions = record.mentions
    row = {name: data.get(name, "") for name in COLUMNS}
    row["section"] = "/".join(record.section)
    row["change"] = "; ".join(f"{change.basis}{change.value:f}{change.unit}" for change in record.change)
    row["start"] = min((mention.start for mention in mentions), default="")
    row["end"] = max((mention.end for mention in mentions), default="")
    return {name: inert(value) if name in TEXT_COLUMNS else value for name, value in row.items()}


def _marked(extraction: Extraction) -> frozenset[str]:
    """The ids of the records that a person should look at."""
    return frozenset(extraction.review.records if extraction.review else ())


def inert(value: object) -> object:
    """Text that a spreadsheet would run as a formula, made plain by a quote before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
