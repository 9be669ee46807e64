"""What a reader takes out of a file before anything is settled: spans as stated, in whatever unit they were counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpora.formats.findings import Place
from corpora.report import META_FIELDS, AnnotatedReport

FAMILIES = ("department", "project", "final_accounts", "work_report", "other")


@dataclass(frozen=True, slots=True)
class DraftSpan:
    """A span as its file states it.

    ``start`` and ``end`` are half-open but their unit is not known yet; ``text`` is the surface that the file gives
    for the span, ``None`` where its format has no place for one; ``label`` is the file's own word.
    """

    start: int
    end: int
    label: str
    place: Place
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as its file states it; ``meta`` holds ``folder`` and the fields of a report that the file gave."""

    text: str
    spans: Sequence[DraftSpan]
    place: Place
    id: str | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    counted: bool = True
    """Whether the offsets were counted by the tool that wrote the file, so that it may have miscounted."""
    records: Sequence[Mapping[str, Any]] | None = None
    """Records with their mentions as the contract has them, where the file brings any: Jixi's own exports do."""


def meta_of(report: AnnotatedReport) -> dict[str, str]:
    """The fields of ``report`` that say something, for formats with a place for them."""
    fields = {"folder": report.folder, **report.meta}
    blank = {"family": "other"}
    return {name: value for name, value in fields.items() if value and value != blank.get(name)}


def known_meta(data: Mapping[str, object]) -> dict[str, str]:
    """The entries of ``data`` that are fields of a report and have a fitting value."""
    meta = {
        name: value
        for name in ("folder", *META_FIELDS)
        if isinstance(value := data.get(name), str) and value and "\n" not in value
    }
    if meta.get("family", FAMILIES[0]) not in FAMILIES:
        del meta["family"]
    if "fiscal_year" in meta and not (meta["fiscal_year"].isascii() and len(meta["fiscal_year"]) == 4):
        del meta["fiscal_year"]
    return meta
