"""Records for the tests of the checks, written as briefly as a report says them."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.labels import Label
from service.checks import Check, run_checks
from service.documents import Document
from service.records import Mention, Record

LABELS = {"amount": Label.AMOUNT, "count": Label.COUNT, "rate": Label.RATE}


def document(text: str = "") -> Document:
    return Document(text=text)


def records_of(text: str, items: Sequence[Mapping[str, Any]]) -> list[Record]:
    """The records of ``items``, whose prints are found in ``text`` one after the other.

    An item has the fields of the contract; ``print`` is how its value is printed, ``prints`` how other figures are, as
    ``LABEL:surface``. ``back`` lets the search begin again at the start of the text.
    """
    records, cursor = [], 0
    for place, item in enumerate(items):
        fields = dict(item)
        prints = [f"{LABELS[fields['kind']]}:{fields.pop('print')}"] if "print" in fields else []
        prints += fields.pop("prints", [])
        cursor = 0 if fields.pop("back", False) else cursor
        mentions = []
        for written in prints:
            label, _, surface = written.partition(":")
            start = text.index(surface, cursor)
            cursor = start + len(surface)
            mentions.append(Mention(label=Label(label), start=start, end=cursor, text=surface))
        fields.setdefault("id", f"r{place + 1}")
        records.append(Record.model_validate({**fields, "mentions": mentions}))
    return records


def checks_of(text: str, items: Sequence[Mapping[str, Any]]) -> list[Check]:
    return run_checks(document(text), records_of(text, items))


def amount(name: str, value: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "amount", "indicator": name, "value": value, "unit": "CNY", **fields}


def count(name: str, value: str, unit: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "count", "indicator": name, "value": value, "unit": unit, **fields}


def rate(name: str, value: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "rate", "indicator": name, "value": value, "unit": "%", **fields}


def line(name: str, full_mark: str | None = None, score: str | None = None, **fields: Any) -> dict[str, Any]:
    """A score line; figures that are not given are not stated."""
    points = {"full_mark": full_mark, "score": score}
    return {"kind": "score", "indicator": name, **{key: value for key, value in points.items() if value}, **fields}


def outcome(checks: Sequence[Check], rule: str) -> list[str]:
    """The statuses of the checks of one rule, in order."""
    return [str(check.status) for check in checks if check.rule == rule]
