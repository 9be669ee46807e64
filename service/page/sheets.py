"""The pages of the original as pictures, with the boxes of what was found on them."""

import base64
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.documents import read_document
from service.documents.limits import Limits
from service.documents.readers.pdf_process import answers
from service.documents.source import PageSize, Source
from service.errors import DocumentError
from service.extraction import Extraction
from service.page.spans import Span
from service.page.templates import templates

DPI = 110
QUALITY = 68
MOST_PICTURES = 80
"""Pages that are shown as pictures; a longer report shows those with the most records."""

NATIVE = {b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""Images that browsers show as they are."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page, in points, and what was found in it."""

    left: float
    top: float
    width: float
    height: float
    label: str
    records: str
    text: str


@dataclass(frozen=True, slots=True)
class Print:
    """Characters as the reader placed them: left, baseline, width, height of type."""

    text: str
    left: float
    baseline: float
    width: float
    size: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size in points, its picture as a data URI or else its print, and the boxes on it."""

    number: int
    width: float
    height: float
    picture: str
    prints: Sequence[Print]
    marks: Sequence[Mark]


def sheets_of(extraction: Extraction, spans: Sequence[Span], data: bytes | None) -> list[Sheet]:
    """The pages of the original that are to be shown; none where it has no pages."""
    source, text = extraction.document.source, extraction.document.text
    if source is None or not source.pages:
        return []
    marks = marks_of(extraction, spans)
    numbers = _shown(len(source.pages), marks)
    pictures = _pictures(source, numbers, data) if data else {}
    prints = _prints(source, text, set(numbers) - set(pictures))
    return [_sheet(number, source.pages[number - 1], pictures, prints, marks) for number in numbers]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as an image."""

    data: bytes
    media_type: str


SINGLE_DPI = 130


def picture_of(data: bytes, name: str, size: PageSize, number: int) -> Picture:
    """The page ``number`` of the file ``data``, whose size is ``size``: drawn, or else set from its characters.

    What cannot be drawn, an original that is gone among others, is an empty page.
    """
    native = next((kind for start, kind in NATIVE.items() if data.startswith(start)), None)
    if native:
        return Picture(data, native)
    if _is_pdf(data):
        for answer in _drawn(data, [number], SINGLE_DPI):
            return Picture(base64.b64decode(answer["jpeg"]), "image/jpeg")
    try:
        document = read_document(data, name) if data and not _is_pdf(data) else None
    except DocumentError:
        document = None
    prints = _prints(document.source, document.text, {number}) if document and document.source else {}
    sheet = Sheet(number, size.width, size.height, "", prints.get(number, ()), ())
    return Picture(templates().get_template("sheet.svg").render(sheet=sheet).encode(), "image/svg+xml")


def _sheet(
    number: int,
    size: PageSize,
    pictures: Mapping[int, str],
    prints: Mapping[int, Sequence[Print]],
    marks: Mapping[int, Sequence[Mark]],
) -> Sheet:
    return Sheet(
        number, size.width, size.height, pictures.get(number, ""), prints.get(number, ()), marks.get(number, ())
    )


def marks_of(extraction: Extraction, spans: Sequence[Span]) -> Mapping[int, Sequence[Mark]]:
    """The boxes of ``spans`` by page: where the records say that they stand, and else where the document does."""
    source, text = extraction.document.source, extraction.document.text
    said = {(m.start, m.end): m.places for record in extraction.records for m in record.mentions if m.places}
    marks: dict[int, list[Mark]] = defaultdict(list)
    for span in spans:
        places = said.get((span.start, span.end)) or (source.places(span.start, span.end) if source else ())
        for place in places:
            if place.page is not None and place.box is not None:
                left, top, right, bottom = place.box
                mark = Mark(
                    left, top, right - left, bottom - top, span.label, span.records, text[span.start : span.end]
                )
                marks[place.page].append(mark)
    return marks


def _shown(count: int, marks: Mapping[int, Sequence[Mark]]) -> list[int]:
    busiest = sorted(range(1, count + 1), key=lambda number: -len(marks.get(number, ())))
    return sorted(busiest[:MOST_PICTURES])


def _pictures(source: Source, numbers: Sequence[int], data: bytes) -> Mapping[int, str]:
    """The pages as data URIs; an original that cannot be drawn is shown by its print."""
    native = next((kind for start, kind in NATIVE.items() if data.startswith(start)), None)
    if native and len(source.pages) == 1:
        return {1: f"data:{native};base64,{base64.b64encode(data).decode()}"}
    if not _is_pdf(data):
        return {}
    drawn = _drawn(data, numbers, DPI)
    return {answer["number"]: f"data:image/jpeg;base64,{answer['jpeg']}" for answer in drawn}


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _drawn(data: bytes, numbers: Sequence[int], dpi: int) -> list[Mapping[str, Any]]:
    """The answers of the process that draws; none where it fails."""
    request = {"task": "picture", "numbers": list(numbers), "dpi": dpi, "quality": QUALITY, "pixels": 4_000_000}
    try:
        return list(answers("pdf_worker.py", request, data, Limits()))
    except DocumentError:
        return []


def _prints(source: Source, text: str, numbers: set[int]) -> Mapping[int, Sequence[Print]]:
    prints: dict[int, list[Print]] = defaultdict(list)
    for segment in source.segments:
        place = segment.place
        if place.page in numbers and place.box is not None:
            prints[place.page].extend(_print(text[segment.start : segment.end], place.box))
    for one in source.furniture:
        if one.place.page in numbers and one.place.box is not None:
            prints[one.place.page].extend(_print(one.text, one.place.box))
    return prints


def _print(text: str, box: tuple[float, float, float, float]) -> Iterator[Print]:
    left, top, right, bottom = box
    if text.strip():
        size = bottom - top
        yield Print(text, left, bottom - 0.12 * size, right - left, size)
