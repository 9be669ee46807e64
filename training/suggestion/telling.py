"""The chosen reports in words, as plain values, and as annotated reports for a person to correct."""

from collections.abc import Iterator, Sequence
from typing import Any

from corpora import AnnotatedReport
from training.suggestion.candidates import Candidate
from training.suggestion.choosing import Choice

FOLDER = "suggested"
SHOWN = 3
"""New names that a reason quotes."""
NEW = 0.15
"""Up to this overlap with everything that is known, the layout of a report is new."""


def reasons(choice: Choice) -> Iterator[str]:
    """Why this report, the weightiest first."""
    one = choice.candidate
    if not one.extraction.entities:
        yield "一个实体也没有找到"
    figures, bare = one.figures
    if bare:
        yield f"{figures} 个数字中 {bare} 个没有标签"
    if one.least_sure is not None:
        yield f"最没有把握的一成记录平均 {one.least_sure:.2f}"
    key, share = one.likest
    yield f"版式新：语料中最像的 {key} 只同 {share:.0%}" if share < NEW else f"与语料中的 {key} 同 {share:.0%}"
    if choice.alike:
        yield f"另有 {choice.alike} 份与它同一模板"
    if one.new_names:
        rest = "等" if len(one.new_names) > SHOWN else ""
        yield f"语料没有的名称 {len(one.new_names)} 个：{'、'.join(one.new_names[:SHOWN])}{rest}"


def plain(number: int, choice: Choice) -> dict[str, Any]:
    """Plain values; ``id`` is that of ``annotated``."""
    one = choice.candidate
    return {
        "id": _id(number),
        "file": one.name,
        "gain": round(choice.gain, 4),
        "expected_f1": round(1 - one.doubt, 4),
        "expected_corrections": round(sum(one.mistakes), 1),
        "characters": len(one.text),
        "entities": len(one.extraction.entities),
        "figures": one.figures[0],
        "figures_without_label": one.figures[1],
        "least_sure_records": None if one.least_sure is None else round(one.least_sure, 4),
        "likest": {"report": one.likest[0], "overlap": round(one.likest[1], 4)},
        "alike": choice.alike,
        "new_names": list(one.new_names),
        "reasons": list(reasons(choice)),
    }


def annotated(chosen: Sequence[Choice]) -> list[AnnotatedReport]:
    """The chosen reports with what the model found in them, in their order; nobody has annotated their records."""
    return [_report(number, choice.candidate) for number, choice in enumerate(chosen, start=1)]


def _report(number: int, one: Candidate) -> AnnotatedReport:
    document = one.extraction.document
    return AnnotatedReport(
        id=_id(number),
        folder=FOLDER,
        text=document.text,
        entities=one.extraction.entities,
        records=None,
        family=document.family.value,
        title=document.title or "",
        organisation=document.organisation or "",
        fiscal_year=document.fiscal_year,
    )


def _id(number: int) -> str:
    return f"{FOLDER}-{number:02d}"
