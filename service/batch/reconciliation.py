"""The reports of an output folder against each other: the datasets in, the dataset ``reconcile`` out.

Reports are compared within their unit only. The rows of an archive lie in the order in which they were processed, so
that they are first dealt out to so many parts that each fits in memory; the reports of a unit all fall into one part.
"""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute, parquet

from service.batch.archive import RECORD_COLUMNS, Archive, record_of
from service.batch.output import Output
from service.batch.schema import column, figure, figures
from service.checks import Status
from service.documents import Family
from service.reconcile import Excerpt, Finding, Report, Rule, Severity, Side, Sketches, copied, owner_key, reconcile
from service.records import Record

FOLDER = "reconcile"
CHUNK = 5000
"""Findings that are turned into rows at a time."""

PART = 100_000
"""Records of a part; as Python objects they take half a gigabyte."""

Progress = Callable[[str, int, int], None]
"""Is told what is under way, how much of it is done, and how much there is."""

SIDE = pa.struct(
    [
        column("document_id", pa.string(), "原件内容的 SHA-256"),
        column("name", pa.string(), "文件路径"),
        column("title", pa.string(), "标题"),
        column("fiscal_year", pa.string(), "年度"),
        column("record_id", pa.string(), "记录在报告中的编号；整段文字时为空"),
        column("start", pa.int64(), "起点，按字符计，含"),
        column("end", pa.int64(), "终点，按字符计，不含"),
        column("text", pa.string(), "原文"),
        column("page", pa.int32(), "页码，从 1 起"),
    ]
)
FINDINGS = pa.schema(
    [
        column("finding_id", pa.string(), "规则与两处出处的摘要，再次核对时不变", null=False),
        column("rule", pa.string(), "规则，如 opening_balance、prior_year", null=False),
        column("status", pa.string(), "holds 一致、violated 不一致、undecidable 无法判定", null=False),
        column("severity", pa.string(), "contradiction 矛盾、notice 提请注意、doubt 存疑、none 无", null=False),
        column("organisation", pa.string(), "单位"),
        column("indicator", pa.string(), "指标名称；整段文字时为空"),
        column("unit", pa.string(), "单位；金额为币种代码"),
        column("period", pa.string(), "所说的年度"),
        *figure("stated", "左边的报告所写"),
        *figure("computed", "按右边的报告算得"),
        *figure("tolerance", "容许的误差"),
        column("matched", pa.string(), "凭什么认为两处说的是同一件事"),
        column("message", pa.string(), "说明"),
        column("left", SIDE, "提出说法的报告"),
        column("right", SIDE, "与之核对的报告"),
    ]
)
COLUMNS = ("document_id", "extraction_id", "name", "title", "organisation", "fiscal_year", "family", "records")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reconciliation found: how many claims of each rule came out as what, over how many documents."""

    counts: Counter[tuple[Rule, Status]]
    documents: int

    def of(self, status: Status) -> int:
        """The number of findings that came out as ``status``."""
        return sum(count for (_, one), count in self.counts.items() if one is status)


def reconcile_archive(path: Path, progress: Progress | None = None) -> Outcome:
    """Compare the reports in ``path`` and write the dataset ``reconcile`` there, in place of the one before.

    Raises ``DocumentError`` where there are none and ``OutputError`` where the dataset cannot be written.
    """
    archive, counts, tables = Archive(path), Counter[tuple[Rule, Status]](), [FINDINGS.empty_table()]
    output = Output(path)
    try:
        comparison = _Comparison(archive, progress or _silent)
        found = comparison.findings()
        while chunk := list(islice(found, CHUNK)):
            counts.update((one.rule, one.status) for one in chunk)
            tables.append(findings_table(chunk))
        (path / FOLDER).mkdir(exist_ok=True)
        output.replace(FOLDER, "findings", pa.concat_tables(tables))
    finally:
        output.close()
    return Outcome(counts, len(comparison.reports))


def findings_table(findings: Sequence[Finding]) -> pa.Table:
    """``findings`` as rows of the dataset."""
    return pa.Table.from_pylist([_row(finding) for finding in findings], schema=FINDINGS)


def _row(finding: Finding) -> dict[str, Any]:
    data = finding.model_dump(exclude={"stated", "computed", "tolerance"})
    for name in ("stated", "computed", "tolerance"):
        data |= figures(name, getattr(finding, name))
    return {**data, "finding_id": finding.id, "severity": finding.severity}


def read_findings(path: Path, severities: Collection[Severity] = tuple(Severity)) -> list[Finding]:
    """The findings of the last reconciliation in ``path`` of ``severities``, the gravest first."""
    file = path / FOLDER / "findings.parquet"
    if not file.exists():
        return []
    rows = parquet.read_table(file, schema=FINDINGS, filters=[("severity", "in", list(severities))]).to_pylist()
    found = [_finding(row) for row in rows]
    return sorted(found, key=lambda one: (list(Severity).index(one.severity), one.organisation, one.period or ""))


def _finding(row: dict[str, Any]) -> Finding:
    exact = {name: row[f"{name}_text"] for name in ("stated", "computed", "tolerance")}
    sides = {name: Side.model_validate(row[name]) for name in ("left", "right")}
    return Finding.model_validate({**row, **exact, **sides})


def _silent(_what: str, _done: int, _all: int) -> None: ...


class _Comparison:
    """The documents of an archive, and what is found on them."""

    def __init__(self, archive: Archive, progress: Progress) -> None:
        self.archive, self.progress = archive, progress
        self.rows = archive.documents(COLUMNS)
        self.extractions = self.rows["extraction_id"].combine_chunks()
        self.reports = [_bare_report(row) for row in self.rows.select(COLUMNS[:-1]).to_pylist()]

    def findings(self) -> Iterator[Finding]:
        """What the reports say of each other, unit by unit, then the copied paragraphs."""
        part_of = self._parts()
        with tempfile.TemporaryDirectory(prefix="jixi-reconcile-") as folder:
            parts = _Parts(Path(folder), int(part_of.max(initial=-1)) + 1)
            sketches = self._deal_texts(parts, part_of)
            for batch, numbers in self.archive.scan("records", RECORD_COLUMNS, self.extractions):
                parts.deal("records", batch, numbers, part_of)
            parts.close()
            for part in range(parts.count):
                self.progress("比对各单位的报告", part, parts.count)
                yield from reconcile(self._of_part(parts, part))
        yield from self._copies(sketches)

    def _parts(self) -> NDArray[np.int32]:
        """The part of each document; -1 for those whose unit has no other report."""
        keys = [owner_key(report.title, report.organisation) if report.year else None for report in self.reports]
        shared = {key for key, count in Counter(keys).items() if key is not None and count > 1}
        records = compute.sum(self.rows["records"]).as_py() or 0
        count = 1 + records // PART
        return np.array([crc32(key.encode()) % count if key in shared else -1 for key in keys], dtype=np.int32)

    def _deal_texts(self, parts: "_Parts", part_of: NDArray[np.int32]) -> Sketches:
        sketches, done = Sketches(), 0
        for batch, numbers in self.archive.scan("documents", ("extraction_id", "text"), self.extractions):
            parts.deal("documents", batch, numbers, part_of)
            for number, text in zip(numbers.to_pylist(), batch.column("text").to_pylist(), strict=True):
                sketches.add(number, text)
            done += len(batch)
            self.progress("读取正文", done, len(self.reports))
        return sketches

    def _of_part(self, parts: "_Parts", part: int) -> Iterator[Report]:
        records: dict[int, list[Record]] = defaultdict(list)
        for row in parts.rows("records", part):
            records[row["number"]].append(record_of(row))
        for row in parts.rows("documents", part):
            number = row["number"]
            yield replace(self.reports[number], text=row["text"], records=records.pop(number, []))

    def _copies(self, sketches: Sketches) -> Iterator[Finding]:
        """Paragraphs that share a hash, read again and compared in full."""
        pairs = sorted(sketches.candidates())
        wanted: dict[int, set[int]] = defaultdict(set)
        for at in {at for pair in pairs for at in pair}:
            wanted[sketches.passages[at].document].add(at)
        excerpts: dict[int, Excerpt] = {}
        involved = self.extractions.take(pa.array(sorted(wanted), pa.int64()))
        ordered = sorted(wanted)
        for batch, numbers in self.archive.scan("documents", ("extraction_id", "text"), involved):
            for place, text in zip(numbers.to_pylist(), batch.column("text").to_pylist(), strict=True):
                for at in wanted[ordered[place]]:
                    one = sketches.passages[at]
                    excerpts[at] = Excerpt(self.reports[one.document], one.start, one.end, text[one.start : one.end])
        for done, (one_, other) in enumerate(pairs):
            self.progress("比对段落", done, len(pairs))
            if (finding := copied(excerpts[one_], excerpts[other])) is not None:
                yield finding


class _Parts:
    """Rows dealt out to ``count`` files for each dataset in ``folder``."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self._writers: dict[tuple[str, int], pa.RecordBatchFileWriter] = {}

    def deal(self, name: str, batch: pa.RecordBatch, numbers: pa.Array, part_of: NDArray[np.int32]) -> None:
        """Add the rows of ``batch``, each with the number of its document, to the parts of their documents."""
        batch = batch.append_column("number", numbers)
        parts = part_of[numbers.to_numpy(zero_copy_only=False)]
        for part in np.unique(parts[parts >= 0]).tolist():
            self._writer(name, part, batch.schema).write_batch(batch.filter(pa.array(parts == part)))

    def close(self) -> None:
        """All rows are in their files."""
        for writer in self._writers.values():
            writer.close()

    def rows(self, name: str, part: int) -> Iterator[dict[str, Any]]:
        """The rows of one part."""
        path = self._path(name, part)
        if not path.exists():
            return
        with pa.ipc.open_file(str(path)) as file:
            for index in range(file.num_record_batches):
                yield from file.get_batch(index).to_pylist()

    def _writer(self, name: str, part: int, schema: pa.Schema) -> pa.RecordBatchFileWriter:
        if (name, part) not in self._writers:
            options = pa.ipc.IpcWriteOptions(compression="zstd")
            self._writers[name, part] = pa.ipc.new_file(str(self._path(name, part)), schema, options=options)
        return self._writers[name, part]

    def _path(self, name: str, part: int) -> Path:
        return self.folder / f"{name}-{part}.arrow"


def _bare_report(row: dict[str, str]) -> Report:
    return Report(
        row["document_id"],
        row["name"] or row["document_id"][:12],
        row["title"],
        row["organisation"],
        row["fiscal_year"],
        Family(row["family"] or Family.OTHER),
        "",
        (),
    )
