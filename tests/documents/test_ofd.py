"""OFD files (GB/T 33190), made by hand as the standard lays them down."""

import io
import zipfile

import pytest

from service.documents import Limits, read_document
from service.errors import DamagedDocumentError, DocumentError, DocumentTooLargeError, EncryptedDocumentError
from tests.documents import specimen


def test_text_and_ruled_tables_of_an_ofd_file_are_read() -> None:
    lines = read_document(specimen.ofd()).text.splitlines()
    assert lines[0] == "白石岭林场2023年度整体支出绩效自评报告"
    assert "公务用车运行维护费 | 12.00 | 11.80 | 12.00 | 11.00" in lines
    assert "|  | 新建管护站 | ≥10个 | 8个 | 30 | 24 | 两处征地推迟，列入下年计划" in lines
    assert any(line.endswith("其中：基本支出620万元，项目支出805万元。") for line in lines)


def test_boxes_of_an_ofd_page_are_in_points() -> None:
    document = read_document(
        specimen.package([f"<ofd:Layer>{specimen.text_object('决算12.5万元', 50, 100, 4)}</ofd:Layer>"])
    )
    assert document.source is not None
    assert document.source.format == "ofd"
    assert document.source.pages[0].height == pytest.approx(297 * 72 / 25.4)
    box = document.source.places(2, 6)[0].box
    assert box is not None
    assert box[0] == pytest.approx((50 + 8) * 72 / 25.4, abs=0.5)
    assert box[2] - box[0] == pytest.approx(4 * 2 * 72 / 25.4, abs=0.5)
    assert box[1] < 100 * 72 / 25.4 < box[3]


def test_a_damaged_ofd_file_is_told() -> None:
    whole = specimen.ofd()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<broken" if name.endswith("Document.xml") else old.read(name))
    with pytest.raises(DamagedDocumentError, match="损坏"):
        read_document(stream.getvalue())


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_ofd_file_is_refused(share: float) -> None:
    whole = specimen.ofd()
    with pytest.raises(DocumentError):
        read_document(whole[: int(len(whole) * share)])


def test_entities_of_an_ofd_file_are_not_expanded() -> None:
    layer = specimen.text_object("正文", 20, 20, 4)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(specimen.package([layer]))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("Document.xml"):
                entity = b'?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
                content = content.replace(b"?>", entity, 1)
            new.writestr(name, content)
    with pytest.raises(DocumentError):
        read_document(stream.getvalue())


def test_an_ofd_file_that_unpacks_to_too_much_is_refused() -> None:
    layer = f"<ofd:Layer><!--{' ' * 40_000_000}-->{specimen.text_object('正文', 20, 20, 4)}</ofd:Layer>"
    with pytest.raises(DocumentTooLargeError, match="解压"):
        read_document(specimen.package([layer]), limits=Limits(expansion=20))


def test_more_pages_than_allowed_are_refused() -> None:
    layer = f"<ofd:Layer>{specimen.text_object('正文', 20, 20, 4)}</ofd:Layer>"
    with pytest.raises(DocumentTooLargeError, match="5 页"):
        read_document(specimen.package([layer] * 5), limits=Limits(pages=4))


def test_an_encrypted_ofd_file_is_told() -> None:
    stream = io.BytesIO(specimen.ofd())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("Encryptions.xml", "<a/>")
    with pytest.raises(EncryptedDocumentError, match="口令"):
        read_document(stream.getvalue())
