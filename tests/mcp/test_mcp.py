"""Assistants reach the real command over its standard streams, as the protocol's own client starts it."""

import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from service.batch.archive import Archive
from service.batch.schema import DOCUMENTS, RECORDS, figures
from service.documents import make_document
from service.errors import DocumentError
from service.mcp.reports import Reports
from service.mcp.search import Query, Search
from service.pipeline import Pipeline

WRONG = "2023年，全年预算数1,200万元，全年执行数1,140万元，预算执行率90%。"


@asynccontextmanager
async def connected(*options: str) -> AsyncIterator[ClientSession]:
    """A client of ``jixi mcp`` with ``options``."""
    command = StdioServerParameters(
        command=sys.executable, args=["-c", "from service.cli import main; main()", "mcp", *options]
    )
    async with stdio_client(command) as (reading, writing), ClientSession(reading, writing) as session:
        await session.initialize()
        yield session


def answer(result: Any) -> Any:
    """What a tool answered, as an object."""
    assert not result.isError, result.content
    return json.loads(result.content[0].text)


def test_an_assistant_extracts_and_checks_a_report(tmp_path: Path) -> None:
    (tmp_path / "报告.txt").write_text(WRONG, encoding="utf-8")

    async def talk() -> None:
        async with connected("--folder", str(tmp_path)) as session:
            assert {tool.name for tool in (await session.list_tools()).tools} == {"extract_report", "check_report"}
            extracted = answer(await session.call_tool("extract_report", {"path": str(tmp_path / "报告.txt")}))
            assert {record["value"] for record in extracted["records"]} == {"12000000", "11400000", "90"}
            checked = answer(await session.call_tool("check_report", {"text": WRONG}))
            assert [check["computed"] for check in checked["checks"]] == ["95"]
            assert checked["checks"][0]["status"] == "violated"
            assert {record["id"] for record in checked["records"]} >= set(checked["checks"][0]["records"])

    anyio.run(talk)


def test_what_cannot_be_read_is_told_to_the_assistant_in_a_sentence(tmp_path: Path) -> None:
    async def talk() -> None:
        async with connected("--folder", str(tmp_path)) as session:
            for arguments in ({"path": "/etc/hostname"}, {"text": "  "}, {}, {"text": WRONG, "path": "x.txt"}):
                result = await session.call_tool("extract_report", arguments)
                assert result.isError
                assert "。" in result.content[0].text  # type: ignore[union-attr]
                assert "Traceback" not in result.content[0].text  # type: ignore[union-attr]

    anyio.run(talk)


def test_a_link_does_not_lead_out_of_the_opened_folders(tmp_path: Path, pipeline: Pipeline) -> None:
    outside, opened = tmp_path / "outside.txt", tmp_path / "opened"
    outside.write_text(WRONG, encoding="utf-8")
    opened.mkdir()
    (opened / "link.txt").symlink_to(outside)
    reports = Reports(lambda: pipeline, [opened])
    for path in (opened / "link.txt", opened / ".." / "outside.txt"):
        with pytest.raises(DocumentError, match="不在其中"):
            reports.extract(None, str(path))


def archive(tmp_path: Path, documents: Sequence[dict[str, Any]], records: Sequence[dict[str, Any]]) -> Search:
    """An archive as a batch leaves it; columns that a row lacks are null, times are now."""
    for name, schema, rows in (("documents", DOCUMENTS, documents), ("records", RECORDS, records)):
        (tmp_path / name).mkdir()
        whole = [
            {"run_id": "1", "position": 0, "record_id": "r1", "processed": datetime.now(UTC), **row} for row in rows
        ]
        pq.write_table(pa.Table.from_pylist(whole, schema), tmp_path / name / "1.parquet")
    return Search(Archive(tmp_path))


def document(number: int, organisation: str, year: str, version: str = "a") -> dict[str, Any]:
    return {
        "extraction_id": f"{number}{version}",
        "document_id": str(number),
        "name": f"{number}.docx",
        "organisation": organisation,
        "fiscal_year": year,
    }


def rate(number: int, value: str, version: str = "a") -> dict[str, Any]:
    from decimal import Decimal  # noqa: PLC0415

    return {
        "extraction_id": f"{number}{version}",
        "document_id": str(number),
        "kind": "rate",
        "indicator": "预算执行率",
        **figures("value", Decimal(value)),
    }


def test_search_finds_records_by_name_organisation_and_year(tmp_path: Path) -> None:
    documents = [
        document(1, "汀岚县水务局", "2023"),
        document(2, "汀岚县教育局", "2023"),
        document(3, "汀岚县水务局", "2022"),
    ]
    found = archive(tmp_path, documents, [rate(1, "95.10"), rate(2, "90"), rate(3, "80")])
    assert len(found.search(Query(indicator="执行率"))["records"]) == 3
    (only,) = found.search(Query(indicator="执行率", organisation="水务局", year="2023"))["records"]
    assert only["value"] == "95.1"
    assert only["document"]["name"] == "1.docx"
    assert found.search(Query(limit=2))["more"]
    assert found.search(Query(kind="amount"))["records"] == []


def test_search_sees_only_the_latest_extraction_of_a_document(tmp_path: Path) -> None:
    documents = [document(1, "水务局", "2023", "a"), document(1, "水务局", "2023", "b")]
    found = archive(tmp_path, documents, [rate(1, "9", "a"), rate(1, "95", "b")])
    assert [record["value"] for record in found.search(Query())["records"]] == ["95"]


def test_a_folder_that_no_batch_wrote_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="jixi batch"):
        Archive(tmp_path)


def test_text_has_no_source_and_still_a_document(pipeline: Pipeline) -> None:
    extraction = Reports(lambda: pipeline, []).extract(WRONG, None)
    assert extraction.document.text == make_document(WRONG).text
