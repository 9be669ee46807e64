"""The page that sums up an output folder: how it went, what was found, what a person should look at."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
from pyarrow import compute
from pyarrow import dataset as datasets

from service.batch.archive import Archive
from service.batch.charts import Bar, bars, histogram, measured, stacked
from service.batch.pages import render
from service.batch.reconciliation import read_findings
from service.checks import Rule, Status
from service.checks.vocabulary import pattern, plain_name
from service.documents import Family
from service.page.entries import FORMATS
from service.reconcile import Severity
from service.reconcile.wording import RULES as BETWEEN
from service.wording import FAMILIES, RULES

FILE = "summary.html"
LOWEST = 15
LISTED = 20
"""Documents, units and reasons that a list shows."""

FULL = 100.0
SCORE_EDGES = (0, 60, 70, 75, 80, 85, 90, 92, 94, 96, 98, 100.001)
RATE_EDGES = (*range(0, 101, 5), 105, 110)
ERRORS = {
    "unreadable-document": "无法读取",
    "empty-document": "没有内容",
    "document-too-large": "过大",
    "encrypted-document": "已加密",
    "damaged-document": "已损坏",
    "unsupported-document": "格式不支持",
    "missing-reader": "缺少读取程序",
    "killed-worker": "处理进程被终止",
    "timed-out": "超时",
    "internal": "内部错误",
}
COLUMNS = (
    *("name", "title", "organisation", "fiscal_year", "family", "format", "characters", "records", "checks"),
    *("violated", "undecidable", "confidence_mean", "confidence_min", "model", "rules", "code"),
)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A document that a person should look at, and why; ``link`` leads to the file where it is still there."""

    name: str
    link: str | None
    title: str
    facts: str
    violated: int
    confidence: float | None
    lowest: float | None


def summary_page(path: Path) -> str:
    """The page of the output folder ``path``; raises ``DocumentError`` where no batch has written there."""
    archive = Archive(path)
    documents = archive.documents(COLUMNS)
    rows = documents.select(COLUMNS).to_pylist()
    scores = list(_total_scores(archive, documents))
    rates = list(_execution_rates(archive, documents["extraction_id"]))
    runs = _runs(archive)
    return render(
        "summary.html",
        folder=path.resolve().name,
        totals=_totals(rows),
        runs=runs[:LISTED],
        results=_results(runs[0]) if runs else [],
        formats=bars(Counter(FORMATS.get(row["format"] or "txt", row["format"]) for row in rows)),
        families=bars(Counter(FAMILIES[Family(row["family"] or "other")] for row in rows)),
        years=bars(Counter(row["fiscal_year"] or "没有年度" for row in rows), most=8),
        scores=_lowest_scores(scores),
        score_columns=histogram([value for _, value in scores], SCORE_EDGES),
        score_median=median(value for _, value in scores) if scores else None,
        scored=len(scores),
        rate_columns=histogram(rates, RATE_EDGES),
        rate_median=median(rates) if rates else None,
        rates=len(rates),
        rules=_rules(archive, documents["extraction_id"]),
        between=_between(path),
        doubtful=[_doubtful(row) for row in _to_review(rows)],
        errors=_errors(archive),
        origin=rows[0] if rows else None,
    )


def _totals(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    def total(name: str) -> int:
        return sum(row[name] or 0 for row in rows)

    units = {row["organisation"] for row in rows} - {None}
    numbers = {
        "份报告": len(rows),
        "个单位": len(units),
        "字": total("characters"),
        "条记录": total("records"),
        "项核对": total("checks"),
        "项不符": total("violated"),
    }
    return [(f"{number:,}", name) for name, number in numbers.items()]


def _current(table: pa.Table, extractions: pa.ChunkedArray) -> pa.Table:
    """The rows of ``table`` that belong to ``extractions``."""
    return table.filter(compute.is_in(table["extraction_id"], value_set=extractions.combine_chunks()))


def _total_scores(archive: Archive, documents: pa.Table) -> Iterator[tuple[str | None, float]]:
    """The unit and the total score out of 100 of each report that states one, the first in the report."""
    wanted = ("extraction_id", "position", "full_mark_text", "score_text")
    total = datasets.field("total") & datasets.field("score_text").is_valid()
    table = archive.dataset("records").to_table(columns=list(wanted), filter=total)
    table = _current(table, documents["extraction_id"]).sort_by([("position", "ascending")])
    owners = dict(zip(documents["extraction_id"].to_pylist(), documents["organisation"].to_pylist(), strict=True))
    seen: set[str] = set()
    for row in table.to_pylist():
        score, full = Decimal(row["score_text"]), Decimal(row["full_mark_text"] or FULL)
        if row["extraction_id"] not in seen and 0 <= score <= full and full > 0:
            seen.add(row["extraction_id"])
            yield owners[row["extraction_id"]], round(float(score / full) * FULL, 2)


def _lowest_scores(scores: Sequence[tuple[str | None, float]]) -> list[Bar]:
    """The mean score of each unit, the lowest first."""
    units: dict[str, list[float]] = defaultdict(list)
    for unit, score in scores:
        if unit is not None:
            units[unit].append(score)
    means = [(unit, round(sum(some) / len(some), 1)) for unit, some in units.items()]
    return measured(sorted(means, key=lambda item: (item[1], item[0]))[:LOWEST], FULL)


def _execution_rates(archive: Archive, extractions: pa.ChunkedArray) -> Iterator[float]:
    """Every execution rate in percent that a report states for the first time."""
    percent = (datasets.field("kind") == "rate") & (datasets.field("unit") == "%")
    first = datasets.field("same_as").is_null() & datasets.field("value_text").is_valid()
    table = archive.dataset("records").to_table(
        columns=["extraction_id", "indicator", "value_text"], filter=percent & first
    )
    table = _current(table, extractions)
    for name, value in zip(table["indicator"].to_pylist(), table["value_text"].to_pylist(), strict=True):
        if pattern("rates", "execution").search(plain_name(name)) and Decimal(value) >= 0:
            yield float(value)


def _rules(archive: Archive, extractions: pa.ChunkedArray) -> list[Bar]:
    """Of each rule how many checks came out as what, the most violated first."""
    table = _current(archive.dataset("checks").to_table(columns=["extraction_id", "rule", "status"]), extractions)
    counted = table.group_by(["rule", "status"]).aggregate([([], "count_all")]).to_pylist()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in counted:
        counts[row["rule"]][row["status"]] += row["count_all"]
    order = sorted(counts, key=lambda rule: (-counts[rule][Status.VIOLATED], -counts[rule].total()))
    kinds = (Status.VIOLATED, Status.UNDECIDABLE, Status.HOLDS)
    return stacked([(RULES[Rule(rule)], {kind.value: counts[rule][kind] for kind in kinds}) for rule in order])


def _between(path: Path) -> list[Bar]:
    """The findings between reports by rule, where the archive was reconciled."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in read_findings(path, (Severity.CONTRADICTION, Severity.NOTICE, Severity.DOUBT)):
        counts[BETWEEN[one.rule]][one.severity] += 1
    kinds = {Severity.CONTRADICTION: "violated", Severity.NOTICE: "notice", Severity.DOUBT: "undecidable"}
    rows = [(rule, {name: count[kind] for kind, name in kinds.items()}) for rule, count in counts.items()]
    return stacked(sorted(rows, key=lambda row: -row[1]["violated"]))


def _to_review(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The documents with most contradictions, then those whose records are least sure."""
    some = [row for row in rows if row["records"]]
    return sorted(some, key=lambda row: (-(row["violated"] or 0), row["confidence_mean"] or 0.0, row["name"]))[:LISTED]


def _doubtful(row: Mapping[str, Any]) -> Doubtful:
    file = Path(row["name"])
    facts = (row["organisation"], row["fiscal_year"], f"{row['records']} 条记录")
    return Doubtful(
        name=row["name"],
        link=file.resolve().as_uri() if file.is_file() else None,
        title="".join((row["title"] or "").split()) or "（没有标题）",
        facts=" · ".join(fact for fact in facts if fact),
        violated=row["violated"] or 0,
        confidence=row["confidence_mean"],
        lowest=row["confidence_min"],
    )


def _runs(archive: Archive) -> list[dict[str, Any]]:
    """The runs, the latest first, each with its speed."""
    if not any((archive.path / "runs").glob("*.parquet")):
        return []
    rows = archive.dataset("runs").to_table().sort_by([("started", "descending")]).to_pylist()
    return [{**row, "speed": row["characters"] / row["seconds"] if row["seconds"] else None} for row in rows]


def _results(run: Mapping[str, Any]) -> list[Bar]:
    """What became of the inputs of a run."""
    names = {
        "documents": "处理成功",
        "errors": "失败",
        "duplicates": "内容重复",
        "known": "以前已处理",
        "known_errors": "以前已失败",
    }
    kinds = {"errors": "violated", "known_errors": "violated"}
    return stacked([(name, {kinds.get(key, "plain"): run[key]}) for key, name in names.items() if run[key]])


def _errors(archive: Archive) -> list[tuple[Bar, str, str]]:
    """The kinds of errors with a bar, an example and its reason."""
    if not any((archive.path / "errors").glob("*.parquet")):
        return []
    done = set(archive.documents(())["document_id"].to_pylist())
    table = archive.dataset("errors").to_table(columns=["document_id", "name", "kind", "reason", "processed"])
    rows = table.sort_by([("processed", "ascending")]).to_pylist()
    latest = {row["document_id"] or row["name"]: row for row in rows if row["document_id"] not in done}
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in latest.values():
        groups[row["kind"]].append(row)
    order = sorted(groups, key=lambda kind: -len(groups[kind]))
    drawn = stacked([(ERRORS.get(kind, kind), {"violated": len(groups[kind])}) for kind in order])
    return [(bar, groups[kind][0]["name"], groups[kind][0]["reason"]) for bar, kind in zip(drawn, order, strict=True)]
