"""An extraction as a workbook: records, checks, entities.

A figure stands there twice: as text, exact, and as a number to reckon with, which a spreadsheet keeps to 15 digits.
"""

import io
from collections.abc import Callable, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any

import xlsxwriter

from models.labels import Label
from service.checks import Check, Rule, Status
from service.extraction import Extraction
from service.records import Record, RecordKind
from service.records.record import plain
from service.wording import (
    KINDS,
    MEASURED,
    RULES,
    STAGES,
    STATUSES,
    change_of,
    label_name,
    printed,
    target_of,
    unit_name,
    value_of,
)

Column = tuple[str, int, Callable[[Any], object]]
"""Head, width in characters, and what stands under it."""

LONGEST_CELL = 32_767
"""Characters that a cell can hold."""


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


RECORDS: Sequence[Column] = (
    ("编号", 7, lambda r: r.id),
    ("类别", 7, lambda r: KINDS[r.kind]),
    ("名称", 36, lambda r: r.indicator),
    ("写作", 18, lambda r: printed(r, *MEASURED, Label.SCORE) or value_of(r)),
    ("数值（精确）", 18, lambda r: _exact(r.value)),
    ("数值", 16, lambda r: _number(r.value)),
    ("单位", 8, lambda r: unit_name(r.unit or "")),
    ("界限", 6, lambda r: r.bound),
    ("时间", 12, lambda r: r.period),
    ("阶段", 10, lambda r: STAGES[r.stage] if r.stage else None),
    ("目标", 16, target_of),
    ("变动", 24, lambda r: "；".join(map(change_of, r.change))),
    ("分值", 8, lambda r: _number(r.full_mark)),
    ("得分", 8, lambda r: _number(r.score)),
    ("扣分", 8, lambda r: _number(r.deduction)),
    ("扣分原因", 30, lambda r: r.reason),
    ("上级", 7, lambda r: r.parent),
    ("同一事实", 9, lambda r: r.same_as),
    ("章节", 30, lambda r: " › ".join(r.section)),
    ("页", 6, lambda r: next((m.page for m in r.mentions if m.page), None)),
    ("把握", 8, lambda r: r.confidence),
)
YES = "是"
ORDER = (Status.VIOLATED, Status.UNDECIDABLE, Status.HOLDS)
PERCENT = frozenset({Rule.EXECUTION_RATE, Rule.COMPLETION_RATE, Rule.SHARE, Rule.CHANGE_RATE})
CHECKS: Sequence[Column] = (
    ("结果", 10, lambda c: STATUSES[c.status]),
    ("规则", 12, lambda c: RULES[c.rule]),
    ("说明", 90, lambda c: c.message),
    ("写作", 18, lambda c: _exact(c.stated)),
    ("算得", 18, lambda c: _exact(c.computed)),
    ("容差", 12, lambda c: _exact(c.tolerance)),
    ("所涉记录", 20, lambda c: " ".join(c.records)),
)
ENTITIES: Sequence[Column] = (
    ("标签", 10, lambda e: label_name(e.label)),
    ("文字", 40, lambda e: e.text),
    ("始", 8, lambda e: e.start),
    ("止（不含）", 10, lambda e: e.end),
    ("把握", 8, lambda e: e.confidence),
)


def workbook_of(extraction: Extraction, corrected: Set[str] = frozenset()) -> bytes:
    """The bytes of the workbook; ``corrected``: the ids of the records that a person changed."""
    stream = io.BytesIO()
    # In memory, and nothing that a report says becomes a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": extraction.document.title or "", "comments": _origin(extraction)})
        checks = sorted(extraction.checks, key=lambda check: ORDER.index(check.status))
        _sheet(book, "记录", [*RECORDS, *_flags(extraction, corrected)], extraction.records)
        _sheet(book, "核对", _with_units(extraction), checks)
        _sheet(book, "实体", ENTITIES, extraction.entities)
    return stream.getvalue()


def _flags(extraction: Extraction, corrected: Set[str]) -> Sequence[Column]:
    """What a person should look at, and what a person changed."""
    review = frozenset(extraction.review.records if extraction.review else ())
    return (
        ("复核", 6, lambda r: YES if r.id in review else None),
        ("更正过", 8, lambda r: YES if r.id in corrected else None),
    )


def _with_units(extraction: Extraction) -> Sequence[Column]:
    """``CHECKS`` with the unit of the figures behind them."""
    records = {record.id: record for record in extraction.records}
    at = next(number for number, (name, *_) in enumerate(CHECKS) if name == "容差") + 1
    return (*CHECKS[:at], ("单位", 8, lambda check: _unit(check, records)), *CHECKS[at:])


def _unit(check: Check, records: Mapping[str, Record]) -> str:
    """That of the record that states the claim, unless the claim is a rate, or how many times as much something is."""
    record = records.get(check.records[0]) if check.records else None
    if check.stated is None and check.computed is None:
        return ""
    if check.rule in PERCENT:
        return "%"
    if record is None or record.kind is RecordKind.SCORE:
        return "分" if record else ""
    if check.rule is Rule.RATIO and any(one.ratio and one.value == check.stated for one in record.change):
        return "倍"
    return unit_name(record.unit or "")


def _origin(extraction: Extraction) -> str:
    origin = extraction.provenance
    return f"绩析 {origin.code}，模型 {origin.model}，规则 {origin.rules}"


def _sheet(book: Any, name: str, columns: Sequence[Column], rows: Sequence[Any]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1})
    sure = book.add_format({"num_format": "0%"})
    for at, (title, width, _) in enumerate(columns):
        sheet.set_column(at, at, width, sure if title == "把握" else None)
        sheet.write_string(0, at, title, head)
    for line, row in enumerate(rows, 1):
        for at, (_, _, cell) in enumerate(columns):
            _write(sheet, line, at, cell(row))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _write(sheet: Any, line: int, at: int, value: object) -> None:
    if isinstance(value, int | float):
        sheet.write_number(line, at, value)
    elif value is not None and value != "":
        sheet.write_string(line, at, str(value)[:LONGEST_CELL])
