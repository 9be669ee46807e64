"""Reports for the tests of the reconciliation, written as briefly as they say things."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from service.documents import Family
from service.reconcile import Report
from tests.checks.build import records_of


def report(title: str, *items: Mapping[str, Any], body: str = "", **fields: Any) -> Report:
    """A report of 云岫县水务局, unless told otherwise, with the records of ``items``, a line for each.

    An item has its ``print``; ``ahead`` and ``behind`` are the words around name and figure.
    """
    around = [(item.get("ahead", ""), item.get("behind", "")) for item in items]
    lines = [f"{a}{item['indicator']}{item['print']}{b}。" for item, (a, b) in zip(items, around, strict=True)]
    text = "\n".join([title, *lines, body])
    start = len(title) + 1
    stated = [{name: value for name, value in item.items() if name not in ("ahead", "behind")} for item in items]
    placed = records_of(text[start:], stated)
    records = [
        one.model_copy(
            update={
                "mentions": tuple(
                    m.model_copy(update={"start": m.start + start, "end": m.end + start}) for m in one.mentions
                )
            }
        )
        for one in placed
    ]
    year = next((word for word in ("2021", "2022", "2023") if word in title), None)
    known: dict[str, Any] = {
        "document_id": title,
        "name": f"{title}.txt",
        "title": title,
        "organisation": "云岫县水务局",
        "fiscal_year": year,
        "family": Family.FINAL_ACCOUNTS,
    }
    return Report(**{**known, **fields}, text=text, records=records)


def wan(name: str, figure: str, **fields: Any) -> dict[str, Any]:
    """An amount in 万元."""
    value = str(round(Decimal(figure) * 10000))
    return {"kind": "amount", "indicator": name, "value": value, "unit": "CNY", "print": f"{figure}万元", **fields}
