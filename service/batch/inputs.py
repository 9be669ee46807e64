"""Entries → contents: files are read a few ahead, archives are taken apart a member at a time."""

import hashlib
import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from service.batch.sources import Entry
from service.batch.work import Setup
from service.batch.workers import members
from service.documents import check_size
from service.documents.formats import archive_format
from service.errors import DocumentError, JixiError
from service.system import told

READERS, AHEAD = 4, 8
"""Files that are read at the same time, and those that wait read: what a far store takes long for costs no time."""


@dataclass(frozen=True)
class Input:
    """One report to be, with its bytes or the reason why there are none."""

    name: str
    content: bytes | JixiError

    @cached_property
    def document_id(self) -> str | None:
        """The digest of the content."""
        return hashlib.sha256(self.content).hexdigest() if isinstance(self.content, bytes) else None


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive on the disk, whose members are the reports."""

    path: Path


def inputs(entries: Iterable[Entry], setup: Setup) -> Iterator[Input]:
    """The reports that ``entries`` stand for, in their order; what cannot be read comes as its error."""
    with TemporaryDirectory(prefix="jixi-batch-") as scratch, ThreadPoolExecutor(READERS) as executor:
        reader = _Reader(setup, Path(scratch))
        waiting: deque[tuple[Entry, Future[bytes | _Archive | JixiError]]] = deque()
        rest = iter(entries)
        while True:
            waiting.extend((entry, executor.submit(reader.read, entry)) for entry in islice(rest, AHEAD - len(waiting)))
            if not waiting:
                return
            entry, future = waiting.popleft()
            found = future.result()
            if isinstance(found, _Archive):
                for member in members(found.path, entry.name, setup):
                    yield Input(member.name, member.content)
                reader.forget(found.path)
            else:
                yield Input(entry.name, found)


class _Reader:
    """Reads entries; far files by way of a copy in ``scratch``."""

    def __init__(self, setup: Setup, scratch: Path) -> None:
        self._limit, self._scratch = setup.limits.bytes, scratch

    def read(self, entry: Entry) -> bytes | _Archive | JixiError:
        """The content of ``entry``, or the archive that it is."""
        if not isinstance(entry.place, str):
            return entry.place
        try:
            if entry.is_local:
                return self._file(Path(entry.place), entry.name)
            return self._far(entry.place, entry.name)
        except JixiError as error:
            return error
        except FileNotFoundError:
            return DocumentError(f"“{entry.name}”在列出之后不见了，可能已被移走或删除；放回后再次运行即可。")
        except OSError as error:
            return DocumentError(f"“{entry.name}”无法打开（{told(error)}）；请检查权限和路径。")

    def forget(self, path: Path) -> None:
        """Remove the copy of a far file."""
        if path.parent == self._scratch:
            path.unlink()

    def _far(self, place: str, name: str) -> bytes | _Archive:
        from service.batch.remote import fetch  # noqa: PLC0415 -- loads the engine, which local reading need not

        copy = self._scratch / hashlib.sha256(place.encode()).hexdigest()
        try:
            fetch(place, copy)
            found = self._file(copy, name)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        if not isinstance(found, _Archive):
            copy.unlink()
        return found

    def _file(self, path: Path, name: str) -> bytes | _Archive:
        # A pipe would be waited for, and a folder or device is no report: what it is is asked before it is opened.
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(f"“{name}”不是普通文件，没有读取。")
        with path.open("rb") as file:
            if archive_format(file):
                return _Archive(path)
            check_size(os.fstat(file.fileno()).st_size, self._limit, f"“{name}”")
            return file.read(self._limit + 1)
