import shutil
import subprocess
from pathlib import Path

import pytest

from service.documents import Limits, read_document
from service.documents.readers import programs
from service.errors import DamagedDocumentError, DocumentTooLargeError, MissingReaderError
from tests.documents import specimen

TIME = Limits(seconds=600)


@pytest.mark.parametrize("target", ["doc", "rtf", "odt"])
def test_documents_of_other_programs_say_the_same_as_the_word_document(target: str) -> None:
    data = specimen.docx()
    other = read_document(specimen.converted(data, "docx", target), limits=TIME)
    assert other.text == read_document(data).text
    assert other.source is not None
    assert other.source.format == target


@pytest.mark.parametrize("target", ["xls", "ods"])
def test_workbooks_of_other_programs_say_the_same_as_the_current_ones(target: str) -> None:
    data = specimen.xlsx()
    other = read_document(specimen.converted(data, "xlsx", target), limits=TIME)
    assert other.text == read_document(data).text


def test_old_documents_are_read_without_the_office_program_too(monkeypatch: pytest.MonkeyPatch) -> None:
    specimen.program("antiword")
    data = specimen.converted(specimen.docx(), "docx", "doc")
    monkeypatch.setattr(programs, "OFFICE", ("no-such-program",))
    document = read_document(data, "报告.doc")
    assert "年初批复预算1,320.5万元" in document.text
    assert "公务接待费 | 6.00 | 4.35 | 5.00 | 3.20" in document.text
    assert document.source is not None
    assert "antiword" in document.source.notes[0]


def test_old_workbooks_are_read_without_the_office_program_too(monkeypatch: pytest.MonkeyPatch) -> None:
    data = specimen.converted(specimen.xlsx(), "xlsx", "xls")
    monkeypatch.setattr(programs, "OFFICE", ("no-such-program",))
    document = read_document(data, "报告.xls")
    assert "公务接待费 | 6.00 | 4.35 | 5.00 | 3.20" in document.text
    assert document.source is not None
    assert "LibreOffice" in document.source.notes[0]


def test_a_missing_program_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "OFFICE", ("no-such-program",))
    with pytest.raises(MissingReaderError, match="libreoffice-writer-nogui"):
        read_document(b"{\\rtf1\\ansi text}", "报告.rtf")


def test_a_program_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    with pytest.raises(DocumentTooLargeError, match="秒"):
        programs.run(["/bin/sh", "-c", "sleep 4242 & sleep 4242"], tmp_path, Limits(seconds=1))
    found = (
        subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
        if shutil.which("ps")
        else None
    )
    assert found is None or "sleep 4242" not in found.stdout.replace("sleep 4242 &", "")


def test_a_program_gets_no_more_memory_than_allowed(tmp_path: Path) -> None:
    greedy = "x = bytearray(600 * 1024 * 1024)"
    with pytest.raises(DamagedDocumentError):
        programs.run(["python3", "-c", greedy], tmp_path, Limits(memory=300 * 1024 * 1024))


def test_a_program_sees_nothing_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "secret")
    assert b"secret" not in programs.run(["/usr/bin/env"], tmp_path, Limits())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_an_old_document_cut_off_ends_in_an_error_or_in_what_is_left(share: float) -> None:
    data = specimen.converted(specimen.docx(), "docx", "doc")
    try:
        document = read_document(data[: int(len(data) * share)], "断.doc", limits=TIME)
    except DamagedDocumentError as error:
        assert "断.doc" in error.message  # noqa: PT017 -- either outcome is right
    else:
        assert document.text.strip()
