"""The files of an import: one, a folder of them, or a zip archive; and how their bytes become characters."""

import codecs
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpora.formats.findings import Findings, Place, PlacedError
from corpora.inline import line_column

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the mark of UTF-16-LE
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ZIP = b"PK\x03\x04"
LARGEST = 512 * 2**20
"""Bytes that an archive may hold unpacked: more is no annotation but an accident or an attack."""
DAMAGED_SHARE = 0.01
"""A file with fewer broken characters than this is damaged UTF-8, not another encoding."""
HIDDEN = ("__MACOSX", ".")


@dataclass(frozen=True, slots=True)
class File:
    """A file of an import; ``name`` is its path inside the folder or archive, with ``/``."""

    path: Path
    data: bytes
    name: str

    @property
    def place(self) -> Place:
        """Its beginning."""
        return Place(self.path)

    @property
    def stem(self) -> str:
        """Its name without folders and endings."""
        return self.path.name.split(".")[0]

    def text(self) -> str:
        """Its characters, line ends as they are, without a byte order mark; raises ``PlacedError``."""
        for mark, encoding in BOMS:
            if self.data.startswith(mark):
                return self._decode(self.data[len(mark) :], encoding)
        try:
            return self._decode(self.data, "utf-8")
        except PlacedError:
            rough = self.data.decode("utf-8", "replace")
            if rough.count("\ufffd") <= max(1, DAMAGED_SHARE * len(rough)):
                raise
            return self._decode(self.data, "gb18030")

    def _decode(self, data: bytes, encoding: str) -> str:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            read = data[: error.start].decode(encoding, "replace")
            line, column = line_column(read, len(read))
            raise PlacedError(Place(self.path, line, column), f"此处不是 {encoding.upper()} 的字符") from error


def read_files(path: Path) -> list[File]:
    """The file ``path``, or every file in that folder or zip archive, by name; raises ``PlacedError``."""
    try:
        if path.is_dir():
            inside = sorted(entry for entry in path.rglob("*") if entry.is_file())
            names = [(entry, entry.relative_to(path).as_posix()) for entry in inside]
            return [File(entry, entry.read_bytes(), name) for entry, name in names if not _hidden(name)]
        return unpack(path, path.read_bytes())
    except (OSError, zipfile.BadZipFile) as error:
        raise PlacedError(Place(path), f"无法读取（{error}）") from error


def unpack(path: Path, data: bytes) -> list[File]:
    """``data`` as one file named ``path``, or its members where it is a zip archive; raises ``PlacedError``."""
    if not data.startswith(ZIP):
        return [File(path, data, path.name)]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda member: member.filename)
        if sum(member.file_size for member in members) > LARGEST:
            raise PlacedError(Place(path), f"压缩包解开后超过 {LARGEST // 2**20} MiB，请分成几个")
        return [File(path / m.filename, archive.read(m), m.filename) for m in members if not _hidden(m.filename)]


def texts(files: list[File], findings: Findings) -> Iterator[tuple[File, str]]:
    """Each file with its characters; a file that cannot be decoded is reported and passed over."""
    for file in files:
        try:
            yield file, file.text()
        except PlacedError as error:
            findings.leave_out_file(error.place, error.message)


def _hidden(name: str) -> bool:
    return any(part.startswith(HIDDEN) for part in name.split("/"))
