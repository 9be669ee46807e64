"""Recognises the text of page images. A program of its own: run by path, it imports nothing of the package.

Standard input: a line of JSON (``numbers`` of PDF pages, or none for an image file; ``pixels``, ``memory``,
``seconds``), then the file. Standard output: a line of JSON for each page, or ``{"error": …}``.
"""

import io
import json
import logging
import math
import resource
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[Any]

HUNDREDTHS = 100
DPI = 200
"""Pixels per inch at which pages are drawn; finer ones take longer and are read no better."""

MOST_SIDE = 2_600
"""Pixels of the longer side above which an image is made smaller for recognition."""

STEEPEST, STEP = 4.0, 0.1
"""Degrees up to which print may be askew, and how finely that is told."""

RULE_SHARE = 0.025
"""Length of a ruling line as a share of the longer side."""

THICKEST = 0.005
"""Thickness of a ruling line, at most, as a share of the longer side."""

COLOURED = 60
"""Difference of the colours of a pixel from which on it belongs to a stamp and to no ruling line."""

BRIGHT = 130
"""Brightness below which a pixel is black print whatever its tint, as where a stamp crosses it."""

A4_HEIGHT = 842.0
LEAST_TELLING = 3
"""Characters from which on a line tells by its shape which way it runs."""

SURE = 0.5
"""Confidence below which a line is left out: stains and stamps read as letters."""


def main() -> None:
    """Serve one request."""
    request = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_DATA, (request["memory"], request["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        for answer in _answers(request, data):
            print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")), flush=True)
    except MemoryError:
        print(json.dumps({"error": "memory"}), flush=True)
    except ImportError as error:
        print(json.dumps({"error": "missing", "name": error.name or "rapidocr"}), flush=True)


def _answers(request: dict[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    engine: Any = None
    for number, image, width, height in _images(request, data):
        if isinstance(image, dict):
            yield image
            return
        engine = engine or _engine()
        yield _page(engine, number, image, width, height)


def _engine() -> Any:
    logging.disable(logging.CRITICAL)
    from rapidocr import RapidOCR  # noqa: PLC0415 -- heavy, and not installed everywhere

    return RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 2})


def _images(request: dict[str, Any], data: bytes) -> Iterator[tuple[int, Any, float, float]]:
    """Number, pixels, width and height in points of each page; an error in place of the pixels ends it."""
    if numbers := request.get("numbers"):
        import pypdfium2 as pdfium  # noqa: PLC0415

        document = pdfium.PdfDocument(data)
        for number in numbers:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(DPI / 72, MOST_SIDE / max(width, height), math.sqrt(request["pixels"] / (width * height)))
            yield number, np.array(page.render(scale=scale).to_pil().convert("RGB")), width, height
            page.close()
        return
    yield from _frames(request, data)


def _frames(request: dict[str, Any], data: bytes) -> Iterator[tuple[int, Any, float, float]]:
    from PIL import Image, ImageOps  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # the request's own limit is looked at before anything is decoded
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"))
        frames = getattr(picture, "n_frames", 1)
        if frames > request["pages"]:
            yield 1, {"error": "pages", "count": frames}, 0, 0
            return
        for index in range(frames):
            picture.seek(index)
            if (count := picture.width * picture.height) > request["pixels"]:
                yield index + 1, {"error": "pixels", "count": count}, 0, 0
                return
            turned = ImageOps.exif_transpose(picture.convert("RGB"))
            width, height = _size_in_points(picture, turned.size)
            turned.thumbnail((MOST_SIDE, MOST_SIDE))
            yield index + 1, np.array(turned), width, height
    except (OSError, SyntaxError, ValueError, EOFError):
        yield 1, {"error": "damaged"}, 0, 0


def _size_in_points(picture: Any, size: tuple[int, int]) -> tuple[float, float]:
    """By the resolution that the file states, where it can be; else as if it were a page of A4."""
    dpi = float((picture.info.get("dpi") or (0, 0))[0] or 0)
    points = 72 / dpi if 60 <= dpi <= 1200 else A4_HEIGHT / max(size)
    return size[0] * points, size[1] * points


def _page(engine: Any, number: int, image: Image, width: float, height: float) -> dict[str, Any]:
    """The characters of an image, as if it were turned upright, and the quarters and the skew that it was turned by."""
    upright, skew, lines, turn = *_read(engine, image), 0
    if _is_sideways(lines):
        turn = max((1, 3), key=lambda quarters: _sureness(engine, np.rot90(image, -quarters)))
        image, width, height = np.ascontiguousarray(np.rot90(image, -turn)), height, width
        upright, skew, lines = _read(engine, image)
    points = width / image.shape[1] * HUNDREDTHS
    text: list[str] = []
    boxes: list[int] = []
    for line in lines:
        for char, corners in line:
            lefts, tops = corners[:, 0], corners[:, 1]
            text.append(char)
            boxes += [round(float(side) * points) for side in (lefts.min(), tops.min(), lefts.max(), tops.max())]
    return {
        "number": number,
        "width": width,
        "height": height,
        "text": text,
        "boxes": boxes,
        "rules": [[round(side * points) for side in rule] for rule in _rules(upright)],
        "skew": round(skew, 2),
        "turn": turn,
    }


def _read(engine: Any, image: Image) -> tuple[Image, float, list[list[tuple[str, NDArray[np.float64]]]]]:
    """``image`` turned back by its skew, that skew, and the lines that are read so."""
    skew = _skew(image)
    upright = _turned(image, skew) if abs(skew) >= STEP else image
    return upright, skew, list(_lines(engine, upright))


def _lines(engine: Any, image: Image) -> Iterator[list[tuple[str, NDArray[np.float64]]]]:
    """The characters of each line that is read surely enough, with their corners in pixels."""
    result = engine(image, return_word_box=True, return_single_char_box=True)
    if result.txts is None or not result.word_results:
        return
    for score, words in zip(result.scores, result.word_results, strict=True):
        if score >= SURE:
            yield [(text, np.asarray(corners, dtype=float)) for text, _, corners in words if text]


def _is_sideways(lines: list[list[tuple[str, NDArray[np.float64]]]]) -> bool:
    """Whether most print runs up or down the page: its letters are recognised, if at all, as others."""
    upright = sideways = 0
    for line in lines:
        corners = np.concatenate([one for _, one in line]) if len(line) >= LEAST_TELLING else np.zeros((0, 2))
        if len(corners):
            width, height = np.ptp(corners, axis=0)
            upright, sideways = upright + len(line) * (width >= height), sideways + len(line) * (height > 1.5 * width)
    return bool(sideways > upright)


def _sureness(engine: Any, image: Image) -> float:
    """How surely the lines of ``image`` are read as they stand, those that are upside down included."""
    return float(sum(engine(np.ascontiguousarray(image), use_cls=False).scores or ()))


def _skew(image: Image) -> float:
    """Degrees, clockwise, by which the lines of print are turned: where their shadows to the side are sharpest."""
    import cv2  # noqa: PLC0415

    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    scale = 900 / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)).astype(np.uint8)

    def sharpness(angle: float) -> float:
        shadow = _turned(ink, angle, fill=0).sum(axis=1, dtype=np.int64)
        return float(((shadow[1:] - shadow[:-1]) ** 2).sum())

    coarse = max(np.arange(-STEEPEST, STEEPEST + 0.01, 0.5), key=lambda angle: sharpness(float(angle)))
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, STEP), key=lambda angle: sharpness(float(angle)))
    return float(fine) if sharpness(float(fine)) > 1.02 * sharpness(0.0) else 0.0


def _turned(image: Image, angle: float, fill: int = 255) -> Image:
    """``image`` turned back by ``angle`` degrees that its print is turned clockwise."""
    import cv2  # noqa: PLC0415

    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(fill,) * 3)


def _rules(image: Image) -> Iterator[tuple[float, float, float, float]]:
    """Ruling lines in pixels: long straight strokes, level or upright."""
    import cv2  # noqa: PLC0415

    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 10)
    brightest = image.max(axis=2).astype(np.int16)
    ink[(brightest - image.min(axis=2) > COLOURED) & (brightest > BRIGHT)] = 0
    length, thickest = max(20, int(RULE_SHARE * max(grey.shape))), max(6, int(THICKEST * max(grey.shape)))
    for size, thicken in (((length, 1), (1, 3)), ((1, length), (3, 1))):
        thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, thicken))
        strokes = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        _, _, stats, _ = cv2.connectedComponentsWithStats(strokes)
        for left, top, width, height, _ in stats[1:]:
            if max(width, height) >= 8 * min(width, height) and min(width, height) <= thickest:
                yield float(left), float(top), float(left + width), float(top + height)


if __name__ == "__main__":
    main()
