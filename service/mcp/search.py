"""Search over the records of an archive: the datasets that ``jixi batch`` writes (``service.batch.schema``)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds

from service.batch.archive import Archive

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


class Search:
    """Finds records in ``archive``; its datasets are read anew each time, so that it may grow meanwhile."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def search(self, query: Query) -> Json:
        """The matching records in the order of the datasets, each with its report; whether there are more."""
        rows = self._archive.documents(ABOUT).to_pylist()
        documents = {row["extraction_id"]: row for row in rows if _admits(query, row)}
        found: list[Json] = []
        for row in self._records(query, documents):
            if len(found) == query.limit:
                return {"records": found, "more": True}
            found.append(_record(row, documents[row["extraction_id"]]))
        return {"records": found, "more": False}

    def _records(self, query: Query, documents: Mapping[str, Row]) -> Iterator[Row]:
        wanted = [ds.field("extraction_id").isin(list(documents))]
        if query.kind:
            wanted.append(ds.field("kind") == query.kind)
        if query.indicator:
            wanted.append(pc.match_substring(ds.field("indicator"), query.indicator))
        columns = ["extraction_id", *PLAIN, *EXACT]
        scanner = self._archive.dataset("records").scanner(columns=columns, filter=reduce(and_, wanted))
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
