"""Workbooks: the cells of each visible sheet as they are shown, merged cells with their spans."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from service.documents.blocks import Block, Read
from service.documents.limits import Deadline, Limits
from service.documents.readers.number_formats import BUILT_IN, shown, shown_text
from service.documents.readers.package import Element, Package, attribute, child, iterate_xml, local
from service.documents.readers.sheets import Area, Sheet, column_number, sheet_blocks
from service.documents.source import Furniture, Place
from service.errors import DamagedDocumentError, DocumentTooLargeError

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
SHEET_PARTS = frozenset({"row", "mergeCell", "col", "oddHeader", "oddFooter"})
MARGIN_CODE = re.compile(r'&(?:"[^"]*"|[LCR]|\d+|[A-Z])')
ERRORS = "#"
FALSE = ("0", "false")


def read_xlsx(data: bytes, limits: Limits) -> Read:
    """The workbook in ``data``; places are cells (``预算!C7``)."""
    package = Package(data, limits)
    relations = package.related("")
    main = next((part for kind, part in relations.values() if kind == "officeDocument"), "xl/workbook.xml")
    root = package.xml(main)
    if root is None:
        raise DamagedDocumentError("文件里没有工作簿；请用 Excel 打开检查后另存")
    workbook = _Workbook.of(package, main, root)
    listed = child(root, "sheets")
    sheets = [one for one in listed if local(one) == "sheet"] if listed is not None else []
    if len(sheets) > limits.pages:
        raise DocumentTooLargeError(f"最多 {limits.pages} 个工作表，这份文件有 {len(sheets)} 个；请拆分后分别处理")
    return workbook.read(sheets, Deadline(limits))


@dataclass(slots=True)
class _Workbook:
    """What all sheets of a workbook share, and what is said of them in the end."""

    package: Package
    relations: Mapping[str, tuple[str, str]]
    strings: list[str]
    codes: list[str]
    from_1904: bool
    notes: list[str] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    unsolved: int = 0

    @classmethod
    def of(cls, package: Package, main: str, root: Element) -> "_Workbook":
        """Shared strings, formats and the first day of the calendar of the workbook ``root``."""
        relations = package.related(main)
        named = dict(relations.values())
        strings = package.read(named.get("sharedStrings", "xl/sharedstrings.xml"))
        return cls(
            package=package,
            relations=relations,
            strings=[_string(one) for one in iterate_xml(strings, frozenset({"si"}))] if strings else [],
            codes=_codes(package.xml(named.get("styles", "xl/styles.xml"))),
            from_1904=(attribute(child(root, "workbookPr"), "date1904") or "0") not in FALSE,
        )

    def read(self, elements: list[Element], deadline: Deadline) -> Read:
        """The sheets named by ``elements`` in their order."""
        blocks: list[Block] = []
        visible = [one for one in elements if attribute(one, "state") not in ("hidden", "veryHidden")]
        for element in visible:
            name = attribute(element, "name") or ""
            kind, part = self.relations.get(attribute(element, "id") or "", ("", ""))
            if kind != "worksheet" or (data := self.package.read(part)) is None:
                continue
            sheet = self._sheet(name, data, deadline)
            blocks += sheet_blocks(sheet, titled=len(visible) > 1)
        if len(visible) < len(elements):
            self.notes.append(f"{len(elements) - len(visible)} 个隐藏的工作表没有读取。")
        if self.unsolved:
            self.notes.append(
                f"{self.unsolved} 个单元格只有公式、没有保存计算结果，读作空白；请用 Excel 打开后保存再试。"
            )
        return Read("xlsx", tuple(blocks), furniture=tuple(self.furniture), notes=tuple(self.notes))

    def _sheet(self, name: str, data: bytes, deadline: Deadline) -> Sheet:
        sheet = Sheet(name)
        row = 0
        for element in iterate_xml(data, SHEET_PARTS):
            match local(element):
                case "row":
                    deadline.check()
                    given = attribute(element, "r") or ""
                    row = int(given) if given.isdigit() else row + 1
                    self._row(sheet, row, element)
                case "mergeCell":
                    if (area := _area(attribute(element, "ref") or "")) is not None:
                        sheet.merged.append(area)
                case "col" if attribute(element, "hidden") not in (None, *FALSE):
                    sheet.hide_columns(attribute(element, "min"), attribute(element, "max"))
                case "oddHeader" | "oddFooter" as margin if text := MARGIN_CODE.sub("", element.text or "").strip():
                    self.furniture.append(Furniture(text, Place(node=f"{name}!{'页眉' if 'H' in margin else '页脚'}")))
        if sheet.hidden_rows or sheet.hidden_columns:
            self.notes.append(f"工作表“{name}”有隐藏的行或列，没有读取。")
        return sheet

    def _row(self, sheet: Sheet, row: int, element: Element) -> None:
        if attribute(element, "hidden") not in (None, *FALSE):
            sheet.hidden_rows.add(row)
            return
        column = 0
        for one in element:
            if local(one) != "c":
                continue
            match = REFERENCE.fullmatch(one.get("r") or "")
            column = column_number(match[1]) if match else column + 1
            if text := self._text(one):
                sheet.cells.setdefault(row, {})[column] = text

    def _text(self, cell: Element) -> str:
        """What a cell shows."""
        kind, style = cell.get("t", "n"), cell.get("s", "0")
        code = self.codes[int(style)] if style.isdigit() and int(style) < len(self.codes) else ""
        if kind == "inlineStr":
            return shown_text(_string(child(cell, "is")), code)
        stored = child(cell, "v")
        raw = (stored.text or "") if stored is not None else ""
        if not raw:
            self.unsolved += child(cell, "f") is not None and kind != "str"
            return ""
        if kind == "s":
            index = int(raw) if raw.isdigit() else -1
            return shown_text(self.strings[index], code) if 0 <= index < len(self.strings) else ""
        if kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        return _number(raw, code, self.from_1904) if kind == "n" else raw if kind != "str" else shown_text(raw, code)


def _number(raw: str, code: str, from_1904: bool) -> str:
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return raw
    return shown(number, code, from_1904) if number.is_finite() and abs(number.adjusted()) < 400 else raw


def _string(element: Element | None) -> str:
    """The characters of a string, its phonetic guides left out."""
    if element is None:
        return ""
    pieces = []
    for one in element:
        name = local(one)
        if name == "t":
            pieces.append(one.text or "")
        elif name == "r":
            pieces += [part.text or "" for part in one if local(part) == "t"]
    return "".join(pieces).replace("_x000D_", "")


def _codes(styles: Element | None) -> list[str]:
    """The format of each style of cells."""
    if styles is None:
        return []
    custom = child(styles, "numFmts")
    own = {one.get("numFmtId"): one.get("formatCode") or "" for one in custom} if custom is not None else {}
    formats = child(styles, "cellXfs")
    ids = [attribute(one, "numFmtId") or "0" for one in formats] if formats is not None else []
    return [own[id] if id in own else BUILT_IN.get(int(id) if id.isdigit() else 0, "") for id in ids]


def _area(reference: str) -> Area | None:
    first, _, last = reference.partition(":")
    start, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last)
    if start is None or end is None:
        return None
    return Area(int(start[2]), column_number(start[1]), int(end[2]), column_number(end[1]))
