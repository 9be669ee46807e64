"""An extraction as a workbook: records, checks, entities.

A figure stands there twice: as text, exact, and as a number to reckon with, which a spreadsheet keeps to 15 digits.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from models.labels import Entity
from service.checks import Check
from service.extraction import Extraction
from service.records import Record
from service.records.record import plain
from service.wording import KINDS, RULES, STAGES, STATUSES, change_of, label_name, target_of, value_of

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
    ("写作", 18, value_of),
    ("数值（精确）", 18, lambda r: _exact(r.value)),
    ("数值", 16, lambda r: _number(r.value)),
    ("单位", 8, lambda r: r.unit),
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


def workbook_of(extraction: Extraction) -> bytes:
    """The bytes of the workbook."""
    stream = io.BytesIO()
    # In memory, and nothing that a report says becomes a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": extraction.document.title or "", "comments": _origin(extraction)})
        records: Iterable[Record] = extraction.records
        checks: Iterable[Check] = extraction.checks
        entities: Iterable[Entity] = extraction.entities
        for name, columns, rows in (("记录", RECORDS, records), ("核对", CHECKS, checks), ("实体", ENTITIES, entities)):
            _sheet(book, name, columns, list(rows))
    return stream.getvalue()


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
