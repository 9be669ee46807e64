"""Reads or draws the pages of a PDF. A program of its own: run by path, it imports nothing of the package.

A file that came from outside is parsed here, by a library in C, under the limits that the request sets; whatever
happens to this process, the caller goes on. Standard input: a line of JSON (``task``, the limits, and what the task
needs), then the file. Standard output: a line of JSON for each page, or ``{"error": …}``.
"""

import base64
import ctypes
import io
import json
import math
import resource
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Path = list[Point]

HUNDREDTHS = 100
ASCENT, DESCENT = 0.88, 0.12
"""Parts of the height of type above and below the baseline; fonts differ in what they claim, Chinese print does not."""

THIN = 2.6
"""Points up to which a filled rectangle is a ruling line."""

STRAIGHT = 0.6
MOST_SEGMENTS = 60_000
"""Pieces of paths that are looked at on a page: maps and charts have more, tables have not."""

VOTERS = 300
"""Characters that are asked which way a page is to be read."""

DEEPEST = 4
BIG_IMAGE = 0.3
UPRIGHT = math.radians(8)


def main() -> None:
    """Serve one request."""
    request = json.loads(sys.stdin.buffer.readline())
    _limit(request)
    try:
        for answer in _answers(request, sys.stdin.buffer.read()):
            print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")), flush=True)
    except MemoryError:
        print(json.dumps({"error": "memory"}), flush=True)


def _limit(request: dict[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (request["memory"], request["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (request["seconds"], request["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answers(request: dict[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        yield {"error": "encrypted" if "assword" in str(error) else "damaged"}
        return
    if not count:
        yield {"error": "damaged"}
    elif count > request["pages"]:
        yield {"error": "pages", "count": count}
    elif request["task"] == "text":
        characters = 0
        for index in range(count):
            page = _page(document, index)
            characters += len(page.get("text", ""))
            if characters > request["characters"]:
                yield {"error": "characters"}
                return
            yield page
    else:
        for number in request["numbers"]:
            yield _picture(document, number, request)


def _page(document: pdfium.PdfDocument, index: int) -> dict[str, Any]:
    """What stands on a page: its size in points, characters with boxes in hundredths of a point, rules, images."""
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return {"number": index + 1, "damaged": True}
    frame = _Frame(page)
    text_page = page.get_textpage()
    turn = frame.turned(_quarter(text_page.raw, frame.turn))
    text, boxes, stray = _characters(text_page.raw, frame)
    text_page.close()
    rules, images = _drawings(page, frame)
    answer = {
        "number": index + 1,
        "width": frame.width,
        "height": frame.height,
        "text": text,
        "boxes": boxes,
        "rules": rules,
        "images": images,
        "stray": stray,
        "turn": turn,
    }
    page.close()
    return answer


class _Frame:
    """From the coordinates of a page's content to those of the page as it is shown: turned, origin top left."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turn = page.get_rotation() // 90
        self.width, self.height = self._size()

    def _size(self) -> Point:
        size = self.right - self.left, self.top - self.bottom
        return size if self.turn % 2 == 0 else size[::-1]

    def turned(self, quarters: int) -> int:
        """Turn the page clockwise by ``quarters``, which is returned."""
        self.turn = (self.turn + quarters) % 4
        self.width, self.height = self._size()
        return quarters

    def place(self, x: float, y: float) -> Point:
        match self.turn:
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case 3:
                return self.top - y, self.right - x
        return x - self.left, self.top - y


def _quarter(handle: Any, turn: int) -> int:
    """Quarters by which a page must be turned clockwise for most of its characters to stand upright."""
    votes = [0, 0, 0, 0]
    matrix = raw.FS_MATRIX()
    count = raw.FPDFText_CountChars(handle)
    for index in range(0, count, max(1, count // VOTERS)):
        if raw.FPDFText_IsGenerated(handle, index) != 1 and raw.FPDFText_GetMatrix(handle, index, matrix):
            angle = math.atan2(matrix.b, matrix.a) - turn * math.pi / 2
            votes[round(angle / (math.pi / 2)) % 4] += 1
    return votes.index(max(votes)) if max(votes) > votes[0] else 0


def _characters(handle: Any, frame: _Frame) -> tuple[str, list[int], str]:
    """The characters that the page writes, left, top, right, bottom of each, and those that stand askew."""
    chars: list[str] = []
    boxes: list[int] = []
    stray: list[str] = []
    rect, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    for index in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, index)
        if code < 32 or 0xFFFE <= code <= 0xFFFF or raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        raw.FPDFText_GetLooseCharBox(handle, index, rect)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        scale, angle = 1.0, 0.0
        if raw.FPDFText_GetMatrix(handle, index, matrix):
            scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or 1.0
            angle = math.atan2(matrix.b, matrix.a) - frame.turn * math.pi / 2
        if abs(math.remainder(angle, 2 * math.pi)) > UPRIGHT:
            stray.append(chr(code))
            continue
        size = raw.FPDFText_GetFontSize(handle, index) * scale or rect.top - rect.bottom
        corners = frame.place(rect.left, rect.bottom), frame.place(rect.right, rect.top)
        baseline = frame.place(x.value, y.value)[1]
        left, right = sorted((corners[0][0], corners[1][0]))
        box = (left, baseline - ASCENT * size, right, baseline + DESCENT * size)
        if math.isfinite(sum(box)) and max(map(abs, box)) < 1e5:
            chars.append(chr(code))
            boxes += [round(side * HUNDREDTHS) for side in box]
    return "".join(chars), boxes, "".join(stray)


def _drawings(page: pdfium.PdfPage, frame: _Frame) -> tuple[list[list[int]], float]:
    """The ruling lines of a page, and the share of it that images cover."""
    rules: list[list[int]] = []
    covered = 0.0
    budget = MOST_SEGMENTS
    for item, matrix in _objects(page.raw, (1, 0, 0, 1, 0, 0), 0):
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            covered += _area(item, matrix)
        elif kind == raw.FPDF_PAGEOBJ_PATH and budget > 0:
            budget -= max(1, raw.FPDFPath_CountSegments(item))
            rules += [_in_hundredths(frame, first, last) for first, last in _ruled(item, matrix)]
    return rules, covered / max(frame.width * frame.height, 1.0)


def _objects(container: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """The objects of a page or form with the matrix that applies to them."""
    in_form = depth > 0
    count = raw.FPDFFormObj_CountObjects(container) if in_form else raw.FPDFPage_CountObjects(container)
    for index in range(count):
        get = raw.FPDFFormObj_GetObject if in_form else raw.FPDFPage_GetObject
        item = get(container, index)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM:
            if depth < DEEPEST:
                yield from _objects(item, _composed(_matrix(item), matrix), depth + 1)
        else:
            yield item, matrix


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, found):
        return (1, 0, 0, 1, 0, 0)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _composed(inner: Matrix, outer: Matrix) -> Matrix:
    """First ``inner``, then ``outer``."""
    (a, b, c, d, e, f), (g, h, i, j, k, m) = inner, outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _apply(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _area(item: Any, matrix: Matrix) -> float:
    sides = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(item, *sides):
        return 0.0
    left, bottom, right, top = (side.value for side in sides)
    (x0, y0), (x1, y1) = _apply(matrix, left, bottom), _apply(matrix, right, top)
    return abs((x1 - x0) * (y1 - y0))


def _ruled(item: Any, outer: Matrix) -> Iterator[tuple[Point, Point]]:
    """The straight level and upright strokes of a path; a thin filled rectangle is one."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    matrix = _composed(_matrix(item), outer)
    for path in _subpaths(item, matrix):
        lefts, tops = [x for x, _ in path], [y for _, y in path]
        if max(max(lefts) - min(lefts), 0) <= THIN or max(tops) - min(tops) <= THIN:
            yield (min(lefts), min(tops)), (max(lefts), max(tops))
        elif stroke.value:
            for (x0, y0), (x1, y1) in pairwise(path):
                if abs(x0 - x1) <= STRAIGHT or abs(y0 - y1) <= STRAIGHT:
                    yield (x0, y0), (x1, y1)


def _subpaths(item: Any, matrix: Matrix) -> Iterator[Path]:
    """The polygons of a path; curves are left out."""
    path: Path = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(item), MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind != raw.FPDF_SEGMENT_LINETO and len(path) > 1:
            yield path
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            path = []
            continue
        if kind == raw.FPDF_SEGMENT_MOVETO:
            path = []
        path.append(_apply(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment) and len(path) > 1:
            path.append(path[0])
    if len(path) > 1:
        yield path


def _in_hundredths(frame: _Frame, first: Point, last: Point) -> list[int]:
    (x0, y0), (x1, y1) = frame.place(*first), frame.place(*last)
    sides = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    return [round(max(min(side, 1e5), -1e5) * HUNDREDTHS) for side in sides]


def _picture(document: pdfium.PdfDocument, number: int, request: dict[str, Any]) -> dict[str, Any]:
    """A page drawn at ``dpi``, or coarser where it would have more than ``pixels``, as JPEG in base 64."""
    page = document[number - 1]
    width, height = page.get_size()
    scale = request["dpi"] / 72
    scale = min(scale, math.sqrt(request["pixels"] / max(width * height, 1)))
    image = page.render(scale=scale).to_pil().convert("RGB")
    page.close()
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=request["quality"], optimize=True)
    return {"number": number, "jpeg": base64.b64encode(stream.getvalue()).decode(), "width": width, "height": height}


if __name__ == "__main__":
    main()
