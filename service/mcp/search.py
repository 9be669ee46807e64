"""Search over the records of an archive: the datasets that ``jixi batch`` writes (``service.batch.schema``)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds

from service.errors import DocumentError

Json = dict[str, Any]
Row = dict[str, Any]

ABOUT = ("name", "title", "organisation", "fiscal_year")
EXACT = {"value_text": "value", "target_text": "target", "full_mark_text": "full_mark", "score_text": "score"}
PLAIN = ("record_id", "kind", "indicator", "unit", "bound", "period", "stage", "section", "start", "end", "confidence")


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; ``None`` asks for everything. ``indicator`` and ``organisation`` are parts of names."""

    indicator: str | None = None
    organisation: str | None = None
    year: str | None = None
    kind: str | None = None
    limit: int = 50


class Archive:
    """The output folder of ``jixi batch``; read anew at every search, so that it may grow meanwhile."""

    def __init__(self, out: Path) -> None:
        if not (out / "records").is_dir():
            raise DocumentError(f"需要 jixi batch 的输出目录，“{out}”里没有 records；请检查路径。")
        self._out = out

    def search(self, query: Query) -> Json:
        """The matching records in the order of the datasets, each with its report; whether there are more."""
        documents = self._documents(query)
        found: list[Json] = []
        for row in self._records(query, documents):
            if len(found) == query.limit:
                return {"records": found, "more": True}
            found.append(_record(row, documents[row["extraction_id"]]))
        return {"records": found, "more": False}

    def _documents(self, query: Query) -> dict[str, Row]:
        """The current row of each document that the query admits, by its ``extraction_id``."""
        columns = ["extraction_id", "document_id", "processed", *ABOUT]
        current: dict[str, Row] = {}
        for row in ds.dataset(self._out / "documents").to_table(columns=columns).to_pylist():
            known = current.get(row["document_id"])
            if known is None or known["processed"] <= row["processed"]:
                current[row["document_id"]] = row
        return {row["extraction_id"]: row for row in current.values() if _admits(query, row)}

    def _records(self, query: Query, documents: dict[str, Row]) -> Iterator[Row]:
        wanted = [ds.field("extraction_id").isin(list(documents))]
        if query.kind:
            wanted.append(ds.field("kind") == query.kind)
        if query.indicator:
            wanted.append(pc.match_substring(ds.field("indicator"), query.indicator))
        columns = ["extraction_id", *PLAIN, *EXACT]
        scanner = ds.dataset(self._out / "records").scanner(columns=columns, filter=reduce(and_, wanted))
        for batch in scanner.to_batches():
            yield from batch.to_pylist()


def _admits(query: Query, row: Row) -> bool:
    if query.year and row["fiscal_year"] != query.year:
        return False
    return not query.organisation or query.organisation in (row["organisation"] or row["title"] or "")


def _record(row: Row, document: Row) -> Json:
    data = {name: row[name] for name in PLAIN} | {name: row[exact] for exact, name in EXACT.items()}
    data["document"] = {name: document[name] for name in ABOUT if document[name]}
    return {name: value for name, value in data.items() if value not in (None, [])}
