"""Recognition of page images. One page is recognised for all tests here: it takes seconds."""

import io
import math
from difflib import SequenceMatcher

import numpy as np
import pytest
from PIL import Image

from service.documents import Limits, read_document
from service.documents.layout.pages_grids import lattices_of
from service.documents.layout.pages_shapes import Box
from service.documents.readers import ocr_worker
from service.errors import DamagedDocumentError, DocumentTooLargeError
from tests.documents import specimen

SKEW = 1.6


def squeezed(text: str) -> str:
    return "".join(text.translate(str.maketrans("（），：；", "(),:;")).split())


def test_a_skewed_scan_reads_nearly_as_its_original() -> None:
    pdf, _, scan = specimen.scanned()
    original = read_document(pdf)
    matcher = SequenceMatcher(None, squeezed(original.text), squeezed(scan.text), autojunk=False)
    assert matcher.ratio() > 0.98
    assert scan.source is not None
    assert scan.source.format == "scan"
    assert any("识别" in note for note in scan.source.notes)


def test_the_ruled_tables_of_a_scan_become_rows() -> None:
    lines = specimen.scanned()[2].text.splitlines()
    assert "公务用车运行维护费 | 12.00 | 11.80 | 12.00 | 11.00" in lines
    assert any(line.startswith("|  | 新建管护站 | ") and " | 30 | 24 | " in line for line in lines)


def test_the_boxes_of_a_scan_lie_where_the_print_lies_on_the_skewed_page() -> None:
    pdf, _, scan = specimen.scanned()
    original = read_document(pdf)
    assert original.source is not None
    assert scan.source is not None
    size = original.source.pages[0]
    for words in ("1,500万元", "882.5小时", "14.20"):
        there, here = original.text.index(words), scan.text.index(words)
        expected = original.source.places(there, there + len(words))[0].box
        found = scan.source.places(here, here + len(words))[0].box
        assert expected is not None
        assert found is not None
        x, y = (expected[0] + expected[2]) / 2 - size.width / 2, (expected[1] + expected[3]) / 2 - size.height / 2
        sine, cosine = math.sin(math.radians(SKEW)), math.cos(math.radians(SKEW))
        turned = size.width / 2 + x * cosine - y * sine, size.height / 2 + x * sine + y * cosine
        assert (found[0] + found[2]) / 2 == pytest.approx(turned[0], abs=6)
        assert (found[1] + found[3]) / 2 == pytest.approx(turned[1], abs=4)


@pytest.mark.parametrize("skew", [-3.0, 0.0, 2.0])
def test_a_stamp_across_a_table_neither_hides_its_rules_nor_adds_to_them(skew: float) -> None:
    pytest.importorskip("cv2")
    image = np.array(Image.open(io.BytesIO(specimen.scan(specimen.reportlab_pdf(), skew=skew, stamp=True, noise=15))))
    found = ocr_worker._skew(image)
    assert found == pytest.approx(skew, abs=0.25)
    points = 72 / 200
    rules = [Box(*(side * points for side in rule)) for rule in ocr_worker._rules(ocr_worker._turned(image, found))]
    lattice = lattices_of(rules)[0]
    expected = {(row, column, cell.rows, cell.columns) for row, column, cell in specimen.places(specimen.BUDGET)}
    assert {(span.row, span.column, span.rows, span.columns) for span in lattice.spans} == expected


def picture(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_an_image_of_too_many_pixels_is_refused_before_it_is_unpacked(kind: str) -> None:
    bomb = (
        picture(Image.new("1", (40_000, 30_000)), kind, compression="group4")
        if kind == "TIFF"
        else picture(Image.new("1", (40_000, 30_000)), kind)
    )
    assert len(bomb) < 1_000_000
    with pytest.raises(DocumentTooLargeError, match="1,200,000,000 像素"):
        read_document(bomb)


def test_more_images_in_a_file_than_pages_allowed_are_refused() -> None:
    frames = [Image.new("L", (20, 20), shade) for shade in range(9)]
    with pytest.raises(DocumentTooLargeError, match="9 页"):
        read_document(picture(frames[0], "TIFF", save_all=True, append_images=frames[1:]), limits=Limits(pages=8))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_truncated_image_is_damaged(kind: str) -> None:
    noisy = Image.effect_noise((300, 300), 90).convert("RGB")
    data = picture(noisy, kind)
    with pytest.raises(DamagedDocumentError, match="损坏"):
        read_document(data[: len(data) // 3])


def test_a_page_that_lies_on_its_side_is_turned_to_be_read_and_its_boxes_lie_on_the_page_as_scanned() -> None:
    pdf, _, upright = specimen.scanned()
    with Image.open(io.BytesIO(specimen.scan(pdf, dpi=100))) as image:
        document = read_document(picture(image.rotate(90, expand=True), "PNG"), limits=Limits(seconds=900))
    assert SequenceMatcher(None, squeezed(document.text), squeezed(upright.text), autojunk=False).ratio() > 0.95
    assert document.source is not None
    assert document.source.pages[0].width > document.source.pages[0].height
    boxes = [one.place.box for one in document.source.segments if one.place.box and one.end - one.start > 4]
    assert sum(box[3] - box[1] > box[2] - box[0] for box in boxes) > 0.9 * len(boxes)
