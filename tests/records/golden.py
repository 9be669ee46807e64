"""Reads ``golden.txt``: tagged texts with the records that they must give."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpora.inline import parse
from models.labels import Entity

PATH = Path(__file__).with_name("golden.txt")


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    entities: tuple[Entity, ...]
    records: list[dict[str, Any]]


def read_cases() -> list[Case]:
    cases = []
    for block in PATH.read_text(encoding="utf-8").split("\n== ")[1:]:
        name, _, rest = block.partition("\n")
        source, _, lines = rest.partition("\n--\n")
        marked = parse(source)
        records = [read_record(line) for line in lines.splitlines() if line]
        cases.append(Case(name, marked.text, tuple(marked.entities), records))
    return cases


def read_record(line: str) -> dict[str, Any]:
    number, kind, indicator, *fields = line.split(" ")
    record: dict[str, Any] = {"id": number, "kind": kind, "indicator": indicator}
    for entry in fields:
        key, _, value = entry.partition("=")
        record[key] = read_changes(value) if key == "change" else True if value == "true" else value
    return record


def read_changes(text: str) -> list[dict[str, str]]:
    return [dict(zip(("basis", "value", "unit"), change.split(":"), strict=True)) for change in text.split("+")]
