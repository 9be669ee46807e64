"""Files that somebody made to do harm, and files that broke on their way."""

import io
import random
import struct
import zipfile
import zlib

import docx
import openpyxl
import pytest

from service.documents import Limits, read_document, read_documents
from service.errors import DamagedDocumentError, DocumentError, DocumentTooLargeError, EncryptedDocumentError
from tests.documents.packing import PACKERS, seven_zipped, zipped

MEGABYTE = 1024 * 1024
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("汀岚县水务局2023年度部门整体支出绩效自评报告")
    document.add_table(3, 3).cell(1, 1).text = "1,860.5"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in range(20):
        book.active.append(["水费", row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """The package ``data`` with another content of ``name``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, part if info.filename == name else old.read(info))
    return stream.getvalue()


def body(inner: str, head: str = "") -> bytes:
    return with_part(
        word(),
        "word/document.xml",
        f'{head}<w:document xmlns:w="{WORD}"><w:body>{inner}</w:body></w:document>'.encode(),
    )


@pytest.mark.parametrize("suffix", ["zip", "tar.gz", "tar.bz2", "tar.xz", "7z"])
def test_a_bomb_is_stopped_while_it_goes_off(suffix: str) -> None:
    bomb = PACKERS[suffix]({"自评.txt": b"1" * (11 * MEGABYTE)})
    found = list(read_documents(bomb, "炸弹", limits=Limits(expansion=20)))
    assert found
    assert all(isinstance(one, DocumentTooLargeError) for one in found)


def test_what_an_archive_announces_is_not_believed() -> None:
    data = bytearray(zipped({"自评.txt": b"1" * (11 * MEGABYTE)}))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + place
        data[at : at + 4] = struct.pack("<I", 5)
    (error,) = read_documents(bytes(data), "炸弹.zip", limits=Limits(expansion=20))
    assert isinstance(error, DocumentError)


def test_a_bomb_in_a_word_document_is_stopped() -> None:
    with pytest.raises(DocumentTooLargeError, match="压缩炸弹"):
        read_document(body("<w:p/>" * (2 * MEGABYTE)), "炸弹.docx", limits=Limits(expansion=20))


def test_a_zip_that_holds_itself_comes_to_an_end() -> None:
    data = b"1"
    for _ in range(30):
        data = zipped({"自己.zip": data})
    found = list(read_documents(data, "自己.zip"))
    assert [type(one) for one in found] == [DocumentTooLargeError]


def test_too_many_members_are_refused() -> None:
    data = zipped({f"{number}.txt": b"1" for number in range(50)})
    found = list(read_documents(data, "多.zip", limits=Limits(members=10)))
    assert isinstance(found[-1], DocumentTooLargeError)
    assert len(found) == 11


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_entities_are_never_resolved(head: str) -> None:
    data = body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>" if "x" in head and "dtd" not in head else "<w:p/>", head)
    with pytest.raises(DocumentError, match="DTD"):
        read_document(data, "外部.docx")


def test_deep_xml_is_refused() -> None:
    with pytest.raises(DocumentError):
        read_document(body("<w:sdt><w:sdtContent>" * 5_000 + "</w:sdtContent></w:sdt>" * 5_000), "深.docx")


def test_tables_in_tables_do_not_exhaust_the_stack() -> None:
    inner = "<w:p><w:r><w:t>底</w:t></w:r></w:p>"
    for _ in range(60):
        inner = f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    assert "底" in read_document(body(inner), "套.docx").text


@pytest.mark.parametrize("tag", ["div", "span", "b", "a", "x", "table><tr><td"])
def test_a_deep_page_is_refused_or_read_in_time(tag: str) -> None:
    page = "<html><body>" + f"<{tag}>" * 100_000 + "收入5万元。"
    try:
        read_document(page.encode(), "深.html")
    except DocumentTooLargeError as error:
        assert "嵌套" in error.message  # noqa: PT017 -- either outcome is right


def test_spans_of_a_page_are_limited() -> None:
    page = (
        "<html><body><table>"
        + "<tr><td rowspan=65534 colspan=1000>甲</td><td>乙</td></tr>" * 3_000
        + "</table></body></html>"
    )
    with pytest.raises(DocumentTooLargeError):
        read_document(page.encode(), "宽.html")


def test_a_sheet_with_cells_at_its_ends_stays_small() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
        b'<row r="1048576"><c r="A1048576"><v>3</v></c><c r="B1048576"><v>4</v></c></row></sheetData>'
        b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    )
    assert len(read_document(with_part(workbook(), "xl/worksheets/sheet1.xml", sheet), "远.xlsx").text) < 100


@pytest.mark.parametrize("make", [word, workbook])
def test_a_file_cut_off_anywhere_is_told(make: "type[bytes]") -> None:
    data = make()
    for share in range(1, 10):
        with pytest.raises(DocumentError, match="报告"):
            read_document(data[: len(data) * share // 10], "报告")


@pytest.mark.parametrize(
    "make", [word, workbook, lambda: zipped({"自评.txt": b"1" * 5_000}), lambda: seven_zipped({"a": b"1"})]
)
def test_flipped_bytes_end_in_a_document_or_an_error_of_its_own(make: "type[bytes]") -> None:
    noise = random.Random(11)
    whole = make()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(noise.randint(1, 8)):
            data[noise.randrange(len(data))] = noise.randrange(256)
        assert list(read_documents(bytes(data), "报告"))


def encrypted_package() -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415

    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(word())).encrypt("密码", stream)
    return stream.getvalue()


def test_a_document_with_a_password_is_told() -> None:
    pytest.importorskip("msoffcrypto")
    with pytest.raises(EncryptedDocumentError, match="密码"):
        read_document(encrypted_package(), "密.docx")


def test_members_with_a_password_are_told() -> None:
    data = bytearray(zipped({"自评.txt": b"12345"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    (error,) = read_documents(bytes(data), "密.zip")
    assert isinstance(error, EncryptedDocumentError)
    (error,) = read_documents(seven_zipped({"自评.txt": b"12345"}, "密码"), "密.7z")
    assert isinstance(error, EncryptedDocumentError)


@pytest.mark.parametrize("name", ["报告.pdf", "报告.txt", "报告.xls", "报告"])
def test_the_name_decides_nothing(name: str) -> None:
    document = read_document(word(), name)
    assert document.source is not None
    assert document.source.format == "docx"


def test_a_container_without_a_document_is_told() -> None:
    with pytest.raises(DamagedDocumentError, match="doc"):
        read_document(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "报告.doc")


def test_a_stream_that_only_begins_is_damaged() -> None:
    (error,) = read_documents(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + zlib.compress(b"1" * 100)[2:20], "报告.gz")
    assert isinstance(error, DamagedDocumentError)
