import gzip
import io
import tarfile

import pytest

from service.documents import Document, Limits, read_document, read_documents
from service.errors import DocumentError, DocumentTooLargeError, EmptyDocumentError
from tests.documents.packing import FILES, PACKERS, zipped


def names(found: list[Document | DocumentError]) -> list[str]:
    return [one.source.name for one in found if isinstance(one, Document) and one.source is not None]


@pytest.mark.parametrize("suffix", PACKERS)
def test_each_member_is_a_document_of_its_own(suffix: str) -> None:
    found = list(read_documents(PACKERS[suffix](FILES), f"全县.{suffix}"))
    assert sorted(names(found)) == [f"全县.{suffix}/{name}" for name in sorted(FILES)]
    assert {one.text for one in found if isinstance(one, Document)} == {
        "一、概况\n收入5万元。\n",
        "项目 | 数\n甲 | 1\n乙 | 2\n丙 | 3\n",
    }


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_member_that_fails_never_loses_the_others(suffix: str) -> None:
    files = {"坏.docx": zipped(FILES)[:60], "空.txt": b"", **FILES}
    found = list(read_documents(PACKERS[suffix](files), "包"))
    assert len(names(found)) == 2
    errors = [one for one in found if isinstance(one, DocumentError)]
    assert len(errors) == 2
    assert any("坏.docx" in error.message for error in errors)


def test_names_in_gbk_are_readable() -> None:
    plain = zipped({"report-name-1.txt": b"1 yuan"})
    data = plain.replace(b"report-name-1.txt", "水务局自评报.txt".encode("gb18030")[:17].ljust(17, b"t"))
    assert "水务局自评报" in names(list(read_documents(data, "包.zip")))[0]


def test_archives_in_archives_are_read_to_a_depth() -> None:
    data = zipped(FILES)
    for _ in range(2):
        data = zipped({"内.zip": data})
    assert len(names(list(read_documents(data, "外.zip")))) == 2
    (error,) = read_documents(data, "外.zip", limits=Limits(nesting=2))
    assert isinstance(error, DocumentTooLargeError)
    assert "最多 2 层" in error.message


def test_what_systems_leave_behind_is_passed_over() -> None:
    litter = {"__MACOSX/._自评.txt": b"\0", "~$自评.docx": b"\0", ".DS_Store": b"\0"}
    assert len(list(read_documents(zipped({**litter, **FILES}), "包"))) == 2


def test_links_and_paths_upwards_lead_nowhere() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        link = tarfile.TarInfo("链接.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        info = tarfile.TarInfo("../../外面.txt")
        info.size = 6
        archive.addfile(info, io.BytesIO("收入".encode()))
    assert names(list(read_documents(stream.getvalue(), "包.tar"))) == ["包.tar/外面.txt"]


def test_an_archive_of_one_report_is_that_report() -> None:
    assert read_document(gzip.compress("收入5万元。\n".encode()), "自评.txt.gz").text == "收入5万元。\n"


def test_an_archive_of_several_reports_is_no_single_document() -> None:
    with pytest.raises(DocumentError, match="多份文件"):
        read_document(zipped(FILES), "全县.zip")


def test_an_empty_archive_is_told() -> None:
    (error,) = read_documents(zipped({}), "空.zip")
    assert isinstance(error, EmptyDocumentError)
