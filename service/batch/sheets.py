"""The current rows of an output folder as tables for people: ``results.xlsx`` and a CSV for each dataset."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

import pyarrow.dataset as datasets
import xlsxwriter

from service.batch.archive import Archive
from service.batch.output import WORK
from service.batch.rows import Row
from service.batch.schema import DATASETS
from service.errors import DocumentError, OutputError
from service.exports import MARK
from service.exports.tabular import inert
from service.system import told

WORKBOOK = "results.xlsx"
SHEET_ROWS = 1_000_000
"""Rows of a sheet below its head; a spreadsheet has 1,048,576."""
EXACT_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; what has more is written as text."""
LONGEST_CELL = 32_767

REPORT = {"name": "文件", "organisation": "单位", "fiscal_year": "年度"}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "documents": {
        **REPORT,
        "title": "标题",
        "family": "类型",
        "format": "格式",
        "pages": "页数",
        "characters": "字数",
        "records": "记录数",
        "checks": "核对数",
        "violated": "不符",
        "undecidable": "无法判定",
        "confidence_mean": "平均把握",
        "confidence_min": "最低把握",
        "model": "模型",
        "rules": "规则",
        "document_id": "内容摘要",
    },
    "records": {
        **REPORT,
        "record_id": "编号",
        "kind": "类别",
        "section": "章节",
        "indicator": "指标",
        "value_text": "数值",
        "unit": "单位（数值）",
        "bound": "界限",
        "period": "时间",
        "stage": "阶段",
        "target_text": "目标",
        "target_bound": "目标界限",
        "changes": "变动",
        "full_mark_text": "分值",
        "score_text": "得分",
        "deduction_text": "扣分",
        "reason": "扣分原因",
        "parent": "上级",
        "same_as": "同一事实",
        "confidence": "把握",
        "start": "起",
        "end": "止（不含）",
        "document_id": "内容摘要",
    },
    "checks": {
        **REPORT,
        "rule": "规则",
        "status": "结果",
        "stated_text": "写作",
        "computed_text": "算得",
        "tolerance_text": "容差",
        "records": "所涉记录",
        "message": "说明",
        "document_id": "内容摘要",
    },
    "errors": {
        "name": "文件",
        "kind": "错误",
        "reason": "原因",
        "tries": "次数",
        "processed": "时间",
        "document_id": "内容摘要",
    },
}
"""The columns of each table by their names in the datasets, with the heads of the sheets."""
TITLES = {"documents": "报告", "records": "记录", "checks": "核对", "errors": "失败"}


def write_sheets(out: Path, kinds: Iterable[str]) -> None:
    """Write ``xlsx`` and ``csv``, what is in ``kinds``, into ``out``. Raises ``OutputError``."""
    try:
        for kind in kinds:
            WRITERS[kind](out, _Current(out))
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        why = told(error) if isinstance(error, OSError) else str(error)
        raise OutputError(f"表格无法写入“{out}”（{why}）；数据集已写好，排除问题后再次运行即可。") from error


class _Current:
    """The rows that count at present, with what is told of their reports."""

    def __init__(self, out: Path) -> None:
        self._out = out
        documents = DATASETS["documents"].empty_table()
        self._archive: Archive | None = None
        with suppress(DocumentError):  # nothing was successful so far
            self._archive = Archive(out)
            documents = self._archive.documents(("extraction_id", "document_id", *REPORT))
        self._ids = documents["extraction_id"].combine_chunks()
        self._reports = [documents[name] for name in REPORT]
        self._documents = frozenset(documents["document_id"].to_pylist())

    def rows(self, dataset: str) -> Iterator[Row]:
        """The rows of ``dataset`` one after another."""
        if dataset == "errors":
            yield from self._errors()
        elif self._archive is not None:
            own = [name for name in COLUMNS[dataset] if name in DATASETS[dataset].names]
            for batch, numbers in self._archive.scan(dataset, ["extraction_id", *dict.fromkeys(own)], self._ids):
                for row, number in zip(batch.to_pylist(), numbers.to_pylist(), strict=True):
                    yield {**self._report(number), **row}

    def _report(self, number: int) -> Row:
        return {name: column[number].as_py() for name, column in zip(REPORT, self._reports, strict=True)}

    def _errors(self) -> Iterator[Row]:
        """The last error of each content or input of which there is no document."""
        last: dict[str, Row] = {}
        files = sorted(str(file) for file in (self._out / "errors").glob("*.parquet"))
        found = datasets.dataset(files, schema=DATASETS["errors"], format="parquet")
        for batch in found.to_batches(columns=["extraction_id", *COLUMNS["errors"]]):
            last |= {row["document_id"] or row["extraction_id"]: row for row in batch.to_pylist()}
        yield from (row for known_by, row in last.items() if known_by not in self._documents)


def _write_csv(out: Path, current: _Current) -> None:
    for dataset, columns in COLUMNS.items():
        partial = out / WORK / f"{dataset}.csv.partial"
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.write(MARK.decode())
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for row in current.rows(dataset):
                writer.writerow([inert(_cell(row.get(name))) for name in columns])
        partial.replace(out / f"{dataset}.csv")


def _write_workbook(out: Path, current: _Current) -> None:
    partial = out / WORK / f"{WORKBOOK}.partial"
    # Row by row to the disk; and nothing that a report says becomes a formula or a link.
    options = {
        "constant_memory": True,
        "tmpdir": str(out / WORK),
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(str(partial), options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        for dataset, columns in COLUMNS.items():
            _sheets(book.add_worksheet, head, dataset, columns, current.rows(dataset))
    partial.replace(out / WORKBOOK)


def _sheets(
    add: Callable[[str], Any], head: Any, dataset: str, columns: Mapping[str, str], rows: Iterator[Row]
) -> None:
    """As many sheets as the rows need, one at least."""
    for number in count(1):
        part = list(islice(rows, 1))
        if number > 1 and not part:
            return
        sheet = add(TITLES[dataset] + (str(number) if number > 1 else ""))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns.values(), head)
        for line, row in enumerate(chain(part, islice(rows, SHEET_ROWS - 1)), 1):
            for at, name in enumerate(columns):
                _write_cell(sheet, line, at, _cell(row.get(name)), is_figure=name.endswith("_text"))


def _write_cell(sheet: Any, line: int, at: int, value: object, is_figure: bool) -> None:
    """A figure is a number where a spreadsheet keeps all of its digits."""
    if is_figure and value and len(Decimal(str(value)).as_tuple().digits) <= EXACT_DIGITS:
        value = float(str(value))
    if isinstance(value, int | float):
        sheet.write_number(line, at, value)
    elif value:
        sheet.write_string(line, at, str(value)[:LONGEST_CELL])


def _cell(value: Any) -> str | int | float:
    """What stands in one cell: lists joined, times in UTC to the second, nothing for what is not stated."""
    if isinstance(value, list):
        return "；".join(str(_cell(one)) for one in value)
    if isinstance(value, dict):  # a change
        return f"{value['basis']}{value['value_text']}{value['unit']}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return "" if value is None else value if isinstance(value, str | int | float) else str(value)


WRITERS: Mapping[str, Callable[[Path, _Current], None]] = {"csv": _write_csv, "xlsx": _write_workbook}
