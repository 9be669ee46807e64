"""Imported reports in a folder of the corpus' own form, each beside a line that says where it came from."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpora.audit_schemes import BOM
from corpora.corpus import key_of
from corpora.errors import CorpusError
from corpora.formats.findings import Findings, Place
from corpora.report import INLINE_SUFFIX, AnnotatedReport, read_inline, write_report
from models.labels import Entity

ORIGINS = "imported.jsonl"
_FOLDER = re.compile(r"\w[\w.\-]*")
_UNSAFE = re.compile(r"[^\w\-]+")


def as_read(report: AnnotatedReport) -> AnnotatedReport:
    """``report`` with the text that the service would read: no byte order mark, line ends of one character."""
    dropped = [
        (index == 0 and character == BOM) or (character == "\r" and report.text.startswith("\n", index + 1))
        for index, character in enumerate(report.text)
    ]
    if not any(dropped):
        return report
    ahead = [0]
    for gone in dropped:
        ahead.append(ahead[-1] + (not gone))
    text = "".join(character for character, gone in zip(report.text, dropped, strict=True) if not gone)
    spans = ((e.label, ahead[e.start], ahead[e.end]) for e in report.entities)
    entities = tuple(Entity.cut(text, label, start, end) for label, start, end in spans if start < end)
    records = report.records and tuple(_moved(record, ahead, text) for record in report.records)
    return replace(report, text=text, entities=entities, records=records)


def _moved(record: Mapping[str, Any], ahead: Sequence[int], text: str) -> dict[str, Any]:
    """``record`` with its mentions where they stand in ``text``."""
    spans = ((mention, ahead[mention["start"]], ahead[mention["end"]]) for mention in record["mentions"])
    mentions = [{**mention, "start": start, "end": end, "text": text[start:end]} for mention, start, end in spans]
    return {**record, "mentions": mentions}


class Store:
    """A folder that reports are added to; none that is there is overwritten unless ``replacing`` says so."""

    def __init__(self, root: Path, replacing: bool = False) -> None:
        self.root = root
        self.replacing = replacing
        self._keys: dict[str, str] = {}
        for path in sorted(root.glob(f"*/*{INLINE_SUFFIX}")):
            try:
                self._keys[read_inline(path).text] = key_of(path)
            except CorpusError:
                self._keys[f"\0{path}"] = key_of(path)  # unreadable, but its name is taken

    def add(self, reports: Iterable[AnnotatedReport], source: Path, findings: Findings) -> list[str]:
        """Write ``reports``, which came from ``source``; the key of each that was written."""
        written, origins = [], []
        for report in map(as_read, reports):
            there = self._keys.get(report.text)
            if there is not None and not self.replacing:
                findings.leave_out_report(
                    Place(source), f"“{report.id}”的正文已在 {there}，没有再写；要换成新的标注请加 --replace"
                )
                continue
            key = there or self._free(report)
            folder, number = key.split("/")
            write_report(replace(report, id=f"{folder}-{number}", folder=folder), self.root)
            self._keys[report.text] = key
            written.append(key)
            origins.append({"report": key, "source": source.name, "id": report.id})
        self._append(origins)
        return written

    def _free(self, report: AnnotatedReport) -> str:
        """The report's own key where it has one that is free, else the next number of its folder."""
        taken = set(self._keys.values())
        folder, _, number = report.id.rpartition("-")
        if folder == report.folder and _FOLDER.fullmatch(folder) and number.isalnum() and report.key not in taken:
            return report.key
        folder = _UNSAFE.sub("-", report.folder).strip("-") or "imported"
        return next(key for n in range(1, len(taken) + 2) if (key := f"{folder}/{n:02d}") not in taken)

    def _append(self, origins: list[dict[str, str]]) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ORIGINS).open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(origin, ensure_ascii=False) + "\n" for origin in origins)
