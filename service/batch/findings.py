"""Findings as JSON, as a table for spreadsheets, and as a page for browsers."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence

from service.batch.pages import render
from service.exports.tabular import inert
from service.reconcile import Finding, Severity
from service.reconcile.wording import RULES, SEVERITIES
from service.records.record import plain

FIGURES = ("stated", "computed", "tolerance")
SIDE = ("document_id", "name", "title", "fiscal_year", "record_id", "start", "end", "text", "page")
COLUMNS = (
    *("finding_id", "rule", "status", "severity", "organisation", "indicator", "unit", "period", *FIGURES),
    *("message", "matched", *(f"left_{name}" for name in SIDE), *(f"right_{name}" for name in SIDE)),
)


def findings_json(findings: Sequence[Finding]) -> str:
    """A JSON array, an object for each finding."""
    rows = [
        {"finding_id": one.id, "severity": one.severity, **one.model_dump(mode="json", exclude_none=True)}
        for one in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def findings_csv(findings: Sequence[Finding]) -> str:
    """A row for each finding; the columns of the two sides begin with ``left_`` and ``right_``."""
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for one in findings:
        row = {"finding_id": one.id, "severity": one.severity, **one.model_dump(exclude={"left", "right"})}
        row |= {name: plain(figure) for name in FIGURES if (figure := getattr(one, name)) is not None}
        for side in ("left", "right"):
            row |= {f"{side}_{name}": value for name, value in getattr(one, side).model_dump().items()}
        writer.writerow({name: inert(value) for name, value in row.items()})
    return table.getvalue()


def findings_html(findings: Sequence[Finding]) -> str:
    """A page that needs nothing else."""
    groups = [
        (severity.value, SEVERITIES[severity], [one for one in findings if one.severity is severity])
        for severity in Severity
    ]
    return render("findings.html", groups=groups, rules=RULES)


RENDERERS: Mapping[str, Callable[[Sequence[Finding]], str]] = {
    "json": findings_json,
    "csv": findings_csv,
    "html": findings_html,
}
