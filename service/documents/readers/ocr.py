"""Images of pages → blocks, by recognition of their characters; the library behind it is the extra ``ocr``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from service.documents.blocks import Read
from service.documents.layout.pages import lay_out
from service.documents.layout.pages_shapes import Box, Glyph, Sheet
from service.documents.limits import Limits
from service.documents.readers.pdf_process import answers
from service.documents.source import PageSize

WORKER = "ocr_worker.py"
HUNDREDTHS = 100
NOTE = "文字由图像识别得出，可能有误。"


def read_image(data: bytes, limits: Limits) -> Read:
    """The blocks of a PNG, JPEG, TIFF, BMP, GIF or WebP image, page by page; each may take the seconds of ``limits``.

    Raises a ``DocumentError`` where the image is damaged or exceeds ``limits``, or the extra ``ocr`` is missing.
    """
    sheets = list(_sheets(answers(WORKER, {"pixels": limits.pixels}, data, limits, page_by_page=True)))
    blocks, furniture = lay_out(sheets)
    pages = tuple(PageSize(*sheet.size) for sheet in sheets)
    return Read(format="scan", blocks=blocks, pages=pages, furniture=furniture, notes=(NOTE,))


def recognised_pages(data: bytes, numbers: Sequence[int], limits: Limits) -> Iterator[Sheet]:
    """The pages ``numbers`` of the PDF ``data`` as their images read."""
    request = {"numbers": list(numbers), "pixels": limits.pixels}
    return _sheets(answers(WORKER, request, data, limits, page_by_page=True))


def _sheets(found: Iterable[Mapping[str, Any]]) -> Iterator[Sheet]:
    for answer in found:
        boxes = [side / HUNDREDTHS for side in answer["boxes"]]
        glyphs = [Glyph(char, Box(*boxes[4 * index : 4 * index + 4])) for index, char in enumerate(answer["text"])]
        rules = [Box(*(side / HUNDREDTHS for side in rule)) for rule in answer["rules"]]
        yield Sheet(
            answer["number"], answer["width"], answer["height"], glyphs, rules, answer["skew"], turn=answer["turn"]
        )
