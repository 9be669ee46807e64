"""What an output folder holds at present: of each document the row that was processed last, and what belongs to it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as datasets
from pyarrow import compute

from service.batch.schema import DATASETS
from service.errors import DocumentError
from service.records import Record

ROWS = 8192
"""Rows of a batch: a few megabytes of records, some tens of megabytes of texts."""

PARTS = ("bound", "period", "stage", "parent", "same_as", "split", "target_bound", "growth_only", "basis", "total")
RECORD_COLUMNS = (
    *("extraction_id", "record_id", "kind", "indicator", "value_text", "unit", *PARTS, "target_text", "changes"),
    *("full_mark_text", "score_text", "deduction_text", "section", "mentions"),
)
"""The columns that a record is made of again."""


class Archive:
    """The datasets in ``path``. Raises ``DocumentError`` where no batch has written there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not any((path / "documents").glob("*.parquet")):
            raise DocumentError(f"“{path}”里没有批处理的结果；请先运行 jixi batch 来源 -o {path}。")

    def documents(self, columns: Sequence[str]) -> pa.Table:
        """``columns`` of the current row of each document, ordered by ``document_id``."""
        wanted = list(dict.fromkeys([*columns, "document_id", "extraction_id", "processed"]))
        table = self.dataset("documents").to_table(columns=wanted)
        table = table.sort_by(
            [("document_id", "ascending"), ("processed", "descending"), ("extraction_id", "ascending")]
        )
        ids = table["document_id"].combine_chunks()
        if len(ids) < 2:
            return table
        first = compute.not_equal(ids[1:], ids[:-1])
        return table.filter(pa.concat_arrays([pa.array([True]), first]))

    def dataset(self, name: str) -> datasets.Dataset:
        """The dataset ``name``, under the schema that it is written with."""
        files = sorted(str(file) for file in (self.path / name).glob("*.parquet"))
        return datasets.dataset(files, schema=DATASETS[name], format="parquet")

    def scan(
        self, name: str, columns: Sequence[str], extractions: pa.Array
    ) -> Iterator[tuple[pa.RecordBatch, pa.Array]]:
        """The rows of ``extractions`` in ``name``, batch by batch, each row with the number of its extraction."""
        scanner = self.dataset(name).scanner(
            columns=list(columns), batch_size=ROWS, use_threads=False, batch_readahead=1
        )
        for batch in scanner.to_batches():
            numbers = compute.index_in(batch.column("extraction_id"), value_set=extractions)
            known = compute.is_valid(numbers)
            yield batch.filter(known), numbers.filter(known)


def record_of(row: dict[str, Any]) -> Record:
    """The record that a row of ``records`` was made of, without what only the pipeline knows of it."""
    fields: dict[str, Any] = {name: row[name] for name in PARTS if row[name] is not None}
    for name in ("value", "target", "full_mark", "score", "deduction"):
        if (text := row[f"{name}_text"]) is not None:
            fields[name] = Decimal(text)
    changes = [
        {"basis": one["basis"], "value": Decimal(one["value_text"]), "unit": one["unit"], "ratio": one["ratio"]}
        for one in row["changes"] or ()
    ]
    mentions = [{name: one[name] for name in ("label", "start", "end", "text", "page")} for one in row["mentions"]]
    return Record.model_validate(
        {
            **fields,
            "id": row["record_id"],
            "kind": row["kind"],
            "indicator": row["indicator"],
            "unit": row["unit"],
            "section": row["section"] or (),
            "change": changes,
            "mentions": mentions,
        }
    )
