"""The members of a 7z archive, taken out into memory: it is compressed as a whole, so that they come all at once."""

import io
from typing import Any

import py7zr
from py7zr.io import Py7zIO, WriterFactory

from service.documents.archives import LITTER, Budget
from service.documents.limits import megabytes
from service.errors import DocumentError, DocumentTooLargeError


def taken_out(archive: py7zr.SevenZipFile, done: dict[str, bytes | DocumentError], budget: Budget) -> None:
    """Put the files of ``archive`` into ``done`` as they are completed."""
    for info in archive.list():
        if not info.is_directory:
            budget.enter()
    archive.extractall(factory=_Factory(done, budget))


class _Factory(WriterFactory):
    def __init__(self, done: dict[str, bytes | DocumentError], budget: Budget) -> None:
        self._done, self._budget = done, budget

    def create(self, filename: str) -> Py7zIO:
        return _Writer(filename, self._done, self._budget)


class _Writer(Py7zIO):
    """Collects one member; what exceeds the limit of a file is counted and dropped."""

    def __init__(self, name: str, done: dict[str, bytes | DocumentError], budget: Budget) -> None:
        self._name, self._done, self._budget = name, done, budget
        self._buffer = io.BytesIO()
        self._size = 0

    def write(self, s: Any) -> int:
        self._budget.count(len(s))
        self._size += len(s)
        if self._size <= self._budget.limits.bytes:
            self._buffer.write(s)
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        return self._buffer.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._buffer.seek(offset, whence)

    def flush(self) -> None:
        return None

    def size(self) -> int:
        return self._size

    def close(self) -> None:
        if self._name.split("/")[-1].startswith(LITTER):
            return
        most = self._budget.limits.bytes
        self._done[self._name] = (
            DocumentTooLargeError(f"一份报告最多 {megabytes(most)}，这份有 {megabytes(self._size)}；请调高上限")
            if self._size > most
            else self._buffer.getvalue()
        )
