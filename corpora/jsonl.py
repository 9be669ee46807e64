"""The JSONL that annotated reports compile to: one report a line, everything spelled out.

A line holds ``id``, ``text``, ``entities`` (``label, start, end, text``; half-open code points into ``text``),
``records`` (``null`` where nobody has annotated them), ``violations``, ``holds`` and ``meta``.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpora.errors import CorpusError
from corpora.report import META_FIELDS, AnnotatedReport
from models.labels import Entity, Label


def to_object(report: AnnotatedReport) -> dict[str, Any]:
    """The JSON object of ``report``."""
    return {
        "id": report.id,
        "text": report.text,
        "entities": [{"label": str(e.label), "start": e.start, "end": e.end, "text": e.text} for e in report.entities],
        "records": None if report.records is None else list(report.records),
        "violations": list(report.violations),
        "holds": list(report.holds),
        "meta": {"folder": report.folder, **report.meta},
    }


def from_object(data: dict[str, Any]) -> AnnotatedReport:
    """The report that ``to_object`` made ``data`` of; raises ``CorpusError`` where an entity does not fit the text."""
    try:
        entities = tuple(_entity(data["text"], entity) for entity in data["entities"])
        meta = {name: data["meta"][name] for name in META_FIELDS}
        return AnnotatedReport(
            id=data["id"],
            folder=data["meta"]["folder"],
            text=data["text"],
            entities=entities,
            records=None if data["records"] is None else tuple(data["records"]),
            violations=tuple(data["violations"]),
            holds=tuple(data["holds"]),
            **meta,
        )
    except KeyError as error:
        raise CorpusError(f"缺少字段 {error}") from error


def _entity(text: str, data: dict[str, Any]) -> Entity:
    entity = Entity.cut(text, Label(data["label"]), data["start"], data["end"])
    if entity.text != data["text"]:
        raise CorpusError(f"[{entity.start}, {entity.end}) 处应为“{data['text']}”，正文为“{entity.text}”")
    return entity


def dump(reports: Iterable[AnnotatedReport]) -> Iterator[str]:
    """A line for each report, without its line end."""
    for report in reports:
        yield json.dumps(to_object(report), ensure_ascii=False)


def write_jsonl(reports: Iterable[AnnotatedReport], path: Path) -> int:
    """Write ``reports`` to ``path``; how many there were."""
    lines = list(dump(reports))
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")
    return len(lines)


def read_jsonl(path: Path) -> list[AnnotatedReport]:
    """The reports of ``path``; raises ``CorpusError`` naming the line that cannot be read."""
    reports = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line:
            continue
        try:
            reports.append(from_object(json.loads(line)))
        except ValueError as error:
            raise CorpusError(f"{path}：第{number}行：{error}") from error
    return reports
