"""Archives → their members one after another, in memory and under limits; nothing is ever written by its name."""

import bz2
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any, Protocol, cast

from service.documents.formats import Format
from service.documents.limits import MEGABYTE, Limits, megabytes
from service.errors import DamagedDocumentError, DocumentError, DocumentTooLargeError, EncryptedDocumentError

CHUNK = 1 << 16
UTF8_NAME, ENCRYPTED = 0x800, 0x1
LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", "~$", "._")
"""What systems and programs leave in folders."""
BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, ValueError, EOFError, KeyError, NotImplementedError, RuntimeError),
)
DAMAGED = "文件不完整或已损坏，从损坏处起无法解压；请重新下载"
LOCKED = "压缩包有密码保护；请解压后处理，或重新打包为不加密的压缩包"
GZIP_WINDOW = 31
MAGIC = 6
"""Bytes in which every signature of a compressed stream lies."""
STOPS = "压缩包解压后超过"


class Stream(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive by its path there, with its bytes or the reason why there are none."""

    name: str
    content: bytes | DocumentError


@dataclass(slots=True)
class Budget:
    """What all archives in one file may still give, nested ones included."""

    limits: Limits
    left: int
    members: int = field(default=0)

    @classmethod
    def of(cls, size: int, limits: Limits) -> "Budget":
        """The budget of a file of ``size`` bytes."""
        return cls(limits, max(10 * MEGABYTE, size * limits.expansion))

    def take(self, stream: Stream) -> bytes:
        """The bytes of a member, counted while they come; raises ``DocumentTooLargeError`` where there are too many."""
        chunks: list[bytes] = []
        size = 0
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            self.count(len(chunk))
            if size > self.limits.bytes:
                raise DocumentTooLargeError(f"一份报告最多 {megabytes(self.limits.bytes)}，这份更大；请调高上限")
            chunks.append(chunk)
        return b"".join(chunks)

    def count(self, size: int) -> None:
        """Take ``size`` bytes away; raises ``ExhaustedError`` where none are left."""
        self.left -= size
        if self.left < 0:
            raise ExhaustedError(f"{STOPS}原大小的 {self.limits.expansion} 倍（像是压缩炸弹），其余没有读取")

    def enter(self) -> None:
        """Count one more member; raises ``ExhaustedError`` where there are too many."""
        self.members += 1
        if self.members > self.limits.members:
            raise ExhaustedError(f"压缩包里的文件多于 {self.limits.members} 份，其余没有读取；请分开打包，或调高上限")


class ExhaustedError(DocumentTooLargeError):
    """A limit of the whole archive, behind which no member is read."""


def members(archive: IO[bytes], format_: Format, budget: Budget) -> Iterator[Member]:
    """The files in ``archive`` in its order; one that cannot be taken out comes with its error."""
    try:
        for member in OPENERS[format_](archive, budget):
            yield Member(_shown(member.name), member.content)
    except ExhaustedError as error:
        yield Member("", error)
    except EncryptedDocumentError as error:
        yield Member("", error)
    except BROKEN as error:
        damaged = DamagedDocumentError(DAMAGED)
        damaged.__cause__ = error
        yield Member("", damaged)


def _shown(name: str) -> str:
    """A path for people: no drive, no root, no way upwards."""
    steps = PurePosixPath(name.replace("\\", "/")).parts
    return "/".join(step for step in steps if step not in ("/", "..", ".") and not step.endswith(":"))


def _is_litter(name: str) -> bool:
    return any(step.startswith(LITTER) for step in name.replace("\\", "/").split("/"))


def _zip(file: IO[bytes], budget: Budget) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            name = _zip_name(info)
            if info.is_dir() or _is_litter(name):
                continue
            budget.enter()
            yield Member(name, _zip_member(archive, info, budget))


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes | DocumentError:
    if info.flag_bits & ENCRYPTED:
        return EncryptedDocumentError(LOCKED)
    try:
        with archive.open(info) as stream:
            return budget.take(stream)
    except ExhaustedError:
        raise
    except DocumentError as error:
        return error
    except BROKEN:
        return DamagedDocumentError("它在压缩包里已损坏，无法解压；请重新打包")


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as it was written: archivers of Chinese systems write GBK and mark nothing."""
    if info.flag_bits & UTF8_NAME:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _tar(file: IO[bytes], budget: Budget) -> Iterator[Member]:
    stream: Stream = file
    head = file.read(MAGIC)
    file.seek(0)
    for opener, signature in ((bz2.BZ2Decompressor, b"BZh"), (_xz, b"\xfd7zXZ"), (_gzip, b"\x1f\x8b")):
        if head.startswith(signature):
            stream = _Inflated(file, opener, budget)
    with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|", errors="surrogateescape") as archive:
        for info in archive:
            name = _tar_name(info.name)
            if not info.isreg() or _is_litter(name):
                continue  # links and devices lead out of the archive
            budget.enter()
            content = archive.extractfile(info)
            if content is not None:
                yield Member(name, _tar_member(content, budget))


def _tar_member(stream: Stream, budget: Budget) -> bytes | DocumentError:
    try:
        return budget.take(stream)
    except ExhaustedError:
        raise
    except DocumentTooLargeError as error:
        return error


def _tar_name(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _gzip() -> Any:
    return zlib.decompressobj(GZIP_WINDOW)


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(memlimit=256 * MEGABYTE)


class _Inflated:
    """A compressed stream as it comes out, a chunk at a time and counted; joined streams are one."""

    def __init__(self, file: IO[bytes], opener: Callable[[], Any], budget: Budget) -> None:
        self._file, self._opener, self._budget = file, opener, budget
        self._inflater = opener()
        self._ready = self._behind = b""

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, fewer only at the end."""
        pieces, wanted = [], size if size >= 0 else self._budget.left + 1
        while wanted > 0 and (self._ready or self._more()):
            piece, self._ready = self._ready[:wanted], self._ready[wanted:]
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def _more(self) -> bool:
        """Inflate one chunk more; whether there was one."""
        while not self._ready:
            if self._inflater.eof:
                rest, more = self._inflater.unused_data, self._file.read(CHUNK)
                if not rest.strip(b"\0") and not more:
                    return False
                self._inflater, self._behind = self._opener(), rest + more
            chunk = getattr(self._inflater, "unconsumed_tail", b"") or self._behind or self._file.read(CHUNK)
            self._behind = b"" if chunk is self._behind else self._behind
            if not chunk and getattr(self._inflater, "needs_input", True):
                raise EOFError
            self._ready = self._inflater.decompress(chunk, CHUNK * 16)
            self._budget.count(len(self._ready))
        return True


def _gzip_file(file: IO[bytes], budget: Budget) -> Iterator[Member]:
    """One compressed file, or a tar archive in it."""
    head = _Inflated(file, _gzip, Budget.of(0, budget.limits)).read(tarfile.BLOCKSIZE)
    file.seek(0)
    try:
        tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        budget.enter()
        yield Member("", _tar_member(_Inflated(file, _gzip, budget), budget))
    else:
        yield from _tar(file, budget)


def _seven_zip(file: IO[bytes], budget: Budget) -> Iterator[Member]:
    import py7zr  # noqa: PLC0415 -- only such archives need it

    from service.documents.seven_zip import taken_out  # noqa: PLC0415

    done: dict[str, bytes | DocumentError] = {}
    try:
        with py7zr.SevenZipFile(file) as archive:
            if archive.needs_password():
                raise EncryptedDocumentError(LOCKED)
            taken_out(archive, done, budget)
    except (py7zr.exceptions.ArchiveError, *BROKEN, AttributeError, IndexError, TypeError) as error:
        yield from (Member(name, content) for name, content in done.items())
        raise zipfile.BadZipFile from error
    yield from (Member(name, content) for name, content in done.items())


OPENERS: Mapping[Format, Callable[[IO[bytes], Budget], Iterator[Member]]] = {
    Format.ZIP: _zip,
    Format.TAR: _tar,
    Format.GZIP: _gzip_file,
    Format.SEVEN_ZIP: _seven_zip,
}
