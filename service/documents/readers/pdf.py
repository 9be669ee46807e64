"""PDF → blocks: the characters of its text layer; pages that have none are recognised from their image."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.documents.blocks import Read
from service.documents.layout.pages import lay_out
from service.documents.layout.pages_shapes import BLANKS, Box, Glyph, Sheet
from service.documents.limits import Limits
from service.documents.readers.ocr import recognised_pages
from service.documents.readers.pdf_process import answers
from service.documents.source import PageSize
from service.errors import DamagedDocumentError, MissingReaderError

WORKER = "pdf_worker.py"
HUNDREDTHS = 100
FEW = 8
"""Characters of a page below which an image on it is what people read."""

LARGE_IMAGE = 0.4
"""Share of the page that images cover where the page is a scan."""

UNREADABLE = 0.3
"""Share of characters without a meaning, from which on a text layer is worth nothing."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page as its text layer has it; ``images`` is the share of the page that images cover."""

    sheet: Sheet
    images: float
    damaged: bool = False

    @property
    def is_scan(self) -> bool:
        """Whether its text can only be had from its image."""
        inked = [glyph.char for glyph in self.sheet.glyphs if glyph.char not in BLANKS]
        if len(inked) < FEW:
            return self.images >= LARGE_IMAGE
        return sum(map(_means_nothing, inked)) > UNREADABLE * len(inked)


def _means_nothing(char: str) -> bool:
    """A character of a font that does not say what its shapes mean."""
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or ord(char) >= 0xF0000


def read_pdf(data: bytes, limits: Limits) -> Read:
    """The blocks of a PDF. Raises a ``DocumentError`` where it is encrypted, damaged, or exceeds ``limits``."""
    pages = read_pages(data, limits)
    scans = [page.sheet.number for page in pages if page.is_scan]
    notes = list(_notes(data, pages))
    sheets = [page.sheet for page in pages]
    if scans:
        sheets = _with_recognised(data, sheets, scans, limits, notes)
    blocks, furniture = lay_out(sheets)
    return Read(
        format="scan" if scans and 2 * len(scans) >= len(sheets) else "pdf",
        blocks=blocks,
        pages=tuple(PageSize(*sheet.size) for sheet in sheets),
        furniture=furniture,
        notes=tuple(notes),
    )


def read_pages(data: bytes, limits: Limits) -> list[PdfPage]:
    """The pages of a PDF with what their text layers say."""
    request = {"task": "text"}
    found = [_page(answer) for answer in answers(WORKER, request, data, limits)]
    if not found or all(page.damaged for page in found):
        raise DamagedDocumentError("需要完整的文件，它没有可以打开的页；请重新下载或重新导出。")
    return found


def _page(answer: Mapping[str, Any]) -> PdfPage:
    if answer.get("damaged"):
        return PdfPage(Sheet(answer["number"], 595.0, 842.0, ()), 0.0, damaged=True)
    boxes = [side / HUNDREDTHS for side in answer["boxes"]]
    glyphs = [Glyph(char, Box(*boxes[4 * index : 4 * index + 4])) for index, char in enumerate(answer["text"])]
    rules = [Box(*(side / HUNDREDTHS for side in rule)) for rule in answer["rules"]]
    stray = [answer["stray"]] if answer["stray"].strip() else []
    sheet = Sheet(answer["number"], answer["width"], answer["height"], glyphs, rules, stray=stray, turn=answer["turn"])
    return PdfPage(sheet, answer["images"])


def _notes(data: bytes, pages: Sequence[PdfPage]) -> list[str]:
    notes = []
    if b"%%EOF" not in data[-2048:]:
        notes.append("文件末尾缺少结束标记，可能不完整；已读出其中能够打开的部分。")
    if damaged := [page.sheet.number for page in pages if page.damaged]:
        notes.append(f"{_listed(damaged)}无法打开，已跳过。")
    return notes


def _listed(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:10]))
    return f"第 {shown} {'等 ' + str(len(numbers)) + ' ' if len(numbers) > 10 else ''}页"


def _with_recognised(
    data: bytes, sheets: Sequence[Sheet], scans: Sequence[int], limits: Limits, notes: list[str]
) -> list[Sheet]:
    """``sheets`` with the scanned ones recognised; where others have text, the reader may do without."""
    try:
        recognised = {sheet.number: sheet for sheet in recognised_pages(data, scans, limits)}
    except MissingReaderError as error:
        if len(scans) == len(sheets):
            raise
        notes.append(f"{_listed(scans)}是图片，没有识别：{error.message}")
        return list(sheets)
    notes.append(f"{_listed(scans)}没有文字层，文字由图像识别得出，可能有误。")
    return [recognised.get(sheet.number, sheet) for sheet in sheets]
