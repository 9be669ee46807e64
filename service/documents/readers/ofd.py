"""OFD (GB/T 33190) → blocks: the text objects of each page with their places, and the rules that its paths draw."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element

from service.documents.blocks import Read
from service.documents.layout.pages import lay_out
from service.documents.layout.pages_shapes import Box, Glyph, Sheet
from service.documents.limits import Deadline, Limits
from service.documents.source import PageSize
from service.errors import DamagedDocumentError, DocumentTooLargeError, EncryptedDocumentError

if TYPE_CHECKING:
    from ofdkit import OFDDocument, Page, TextRun

POINTS = 72 / 25.4
"""Points in a millimetre, which OFD counts in."""

ASCENT, DESCENT = 0.88, 0.12
NARROW = 0.5
"""Width of a Latin letter or digit in heights of type where the file does not state it."""

STRAIGHT = 0.2
"""Millimetres within which a stroke is level or upright."""

THIN = 0.9
"""Millimetres up to which a closed shape is a ruling line."""

MOST_STROKES = 20_000
COMMAND = re.compile(r"([SMLCQBA])|(-?\d+(?:\.\d+)?)")
Point = tuple[float, float]


def read_ofd(data: bytes, limits: Limits) -> Read:
    """The blocks of an OFD file. Raises a ``DocumentError`` where it is encrypted, damaged, or exceeds ``limits``."""
    import ofdkit  # noqa: PLC0415 -- only OFD files need it

    _check_package(data, limits)
    deadline = Deadline(limits)
    try:
        with ofdkit.open(data) as document:
            _check_pages(len(document.pages), limits)
            sheets = list(_sheets(document, limits, deadline))
    except ofdkit.OFDLimitError as error:
        raise DocumentTooLargeError("它的内部文件过大或含有不允许的实体声明，没有展开；请重新导出。") from error
    except ofdkit.OFDError as error:
        raise DamagedDocumentError("需要完整的 OFD 文件，它已损坏或缺少页面；请重新下载或重新导出。") from error
    blocks, furniture = lay_out(sheets)
    return Read(
        format="ofd",
        blocks=blocks,
        pages=tuple(PageSize(sheet.width, sheet.height) for sheet in sheets),
        furniture=furniture,
        notes=tuple(_notes(sheets)),
    )


def _check_package(data: bytes, limits: Limits) -> None:
    """Members, expansion and encryption, told by the directory before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DamagedDocumentError("需要完整的 OFD 文件，它的压缩包已损坏；请重新下载或重新导出。") from error
    if any(member.flag_bits & 1 for member in members) or any("Encryption" in one.filename for one in members):
        raise EncryptedDocumentError("需要没有口令的文件，它已加密；请去掉打开口令后重试。")
    if len(members) > limits.members + 20 * limits.pages:
        raise DocumentTooLargeError(f"它由 {len(members):,} 个部分组成，超过上限；请拆分后分别处理，或调高上限。")
    if sum(member.file_size for member in members) > limits.expanded(len(data)):
        raise DocumentTooLargeError("它解压后的大小超过上限，可能是压缩炸弹；请核实来源，或调高上限。")


def _check_pages(count: int, limits: Limits) -> None:
    if count > limits.pages:
        raise DocumentTooLargeError(
            f"一份报告最多 {limits.pages:,} 页，它有 {count:,} 页；请拆分后分别处理，或调高上限。"
        )


def _sheets(document: "OFDDocument", limits: Limits, deadline: Deadline) -> Iterator[Sheet]:
    characters = 0
    for page in document.pages:
        deadline.check()
        left, top, width, height = page.box
        glyphs = [glyph for run in page.runs for glyph in _glyphs(run, left, top)]
        characters += len(glyphs)
        if characters > limits.characters:
            raise DocumentTooLargeError(
                f"一份报告最多 {limits.characters:,} 字，它有更多；请拆分后分别处理，或调高上限。"
            )
        rules = list(_rules(document, page))
        yield Sheet(page.index + 1, width * POINTS, height * POINTS, glyphs, rules)


def _glyphs(run: "TextRun", left: float, top: float) -> Iterator[Glyph]:
    """The characters of a run; its width is divided among them by their kind."""
    weights = [1.0 if east_asian_width(char) in "WF" else NARROW for char in run.text]
    unit = run.width / sum(weights) if run.width > 0 else run.size
    x = run.x - left
    above, below = run.y - top - ASCENT * run.size, run.y - top + DESCENT * run.size
    for char, weight in zip(run.text, weights, strict=True):
        yield Glyph(char, Box(x * POINTS, above * POINTS, (x + weight * unit) * POINTS, below * POINTS))
        x += weight * unit


def _rules(document: "OFDDocument", page: "Page") -> Iterator[Box]:
    """The level and upright strokes of a page and of the template below it; the library reads text alone."""
    if page.location is None:
        return
    root = document._package.read_xml(page.location)
    budget = MOST_STROKES
    for path in _paths(root):
        if budget <= 0:
            return
        strokes = list(_strokes(path))
        budget -= len(strokes) + 1
        for (x0, y0), (x1, y1) in strokes:
            left, top = page.box[:2]
            sides = min(x0, x1) - left, min(y0, y1) - top, max(x0, x1) - left, max(y0, y1) - top
            yield Box(*(side * POINTS for side in sides))


def _paths(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if _name(element) == "PathObject")


def _name(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _strokes(path: Element) -> Iterator[tuple[Point, Point]]:
    """The strokes of a path object in millimetres of the page; curves are left out, a thin shape is one stroke."""
    left, top, width, height = _numbers(path.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    if 0 < min(width, height) <= THIN or (min(width, height) == 0 and max(width, height) > 0):
        yield (left, top), (left + width, top + height)
        return
    a, b, c, d, e, f = _numbers(path.get("CTM"), 6) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    drawn = next((child.text or "" for child in path if _name(child) == "AbbreviatedData"), "")
    for polygon in _polygons(drawn):
        placed = [(a * x + c * y + e + left, b * x + d * y + f + top) for x, y in polygon]
        for one, two in pairwise(placed):
            if abs(one[0] - two[0]) <= STRAIGHT or abs(one[1] - two[1]) <= STRAIGHT:
                yield one, two


def _numbers(value: str | None, count: int) -> list[float] | None:
    try:
        numbers = [float(part) for part in (value or "").split()]
    except ValueError:
        return None
    return numbers if len(numbers) == count else None


def _polygons(drawn: str) -> Iterator[list[Point]]:
    """The straight stretches of ``M x y L x y … C``."""
    polygon: list[Point] = []
    command = ""
    numbers: list[float] = []
    for letter, number in COMMAND.findall(drawn):
        if letter:
            command, numbers = letter, []
            if letter == "C" and len(polygon) > 1:
                polygon.append(polygon[0])
            continue
        numbers.append(float(number))
        if command in "SM" and len(numbers) == 2:
            if len(polygon) > 1:
                yield polygon
            polygon, numbers = [(numbers[0], numbers[1])], []
        elif command == "L" and len(numbers) == 2:
            polygon.append((numbers[0], numbers[1]))
            numbers = []
    if len(polygon) > 1:
        yield polygon


def _notes(sheets: Sequence[Sheet]) -> Iterator[str]:
    if empty := [sheet.number for sheet in sheets if not sheet.glyphs]:
        shown = "、".join(map(str, empty[:10]))
        yield f"第 {shown} 页没有文字，可能是图片，没有识别。"
