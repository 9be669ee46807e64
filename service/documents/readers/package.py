"""Office files are ZIP packages of XML: their parts, read under limits and without what XML could reach outside."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from service.documents.limits import Limits, megabytes
from service.errors import DamagedDocumentError, DocumentError, DocumentTooLargeError, EncryptedDocumentError

Element = Any
"""An element of lxml, which has no types of its own."""
CHUNK = 1 << 16
HEAD = 64 * 1024
ENCRYPTED = 0x1
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(OSError, ValueError, EOFError, KeyError, NotImplementedError, RuntimeError),
)


class Package:
    """The parts of an Office file by their names; together they may grow only to what the limits allow."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises ``DamagedDocumentError``, ``EncryptedDocumentError`` or ``DocumentTooLargeError``."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise DamagedDocumentError("文件不完整或已损坏；请重新下载，或用原来的程序打开后另存") from error
        infos = self._archive.infolist()
        if len(infos) > limits.members:
            raise DocumentTooLargeError(f"最多 {limits.members} 个部件，这份文件有 {len(infos)} 个；请检查文件来源")
        self._parts = {info.filename.lstrip("/").replace("\\", "/").lower(): info for info in infos}
        self._left = self._allowed = limits.expanded(len(data))

    def names(self, prefix: str = "") -> list[str]:
        """The names of the parts below ``prefix``, in lower case, sorted by length and letters (header2, header10)."""
        return sorted((name for name in self._parts if name.startswith(prefix)), key=lambda name: (len(name), name))

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, ``None`` where there is none; counted while they come out, whatever was announced."""
        info = self._parts.get(name.lstrip("/").lower())
        if info is None:
            return None
        if info.flag_bits & ENCRYPTED:
            raise EncryptedDocumentError("文件有密码保护；请用密码打开后另存为不加密的文件")
        chunks = []
        try:
            with self._archive.open(info) as part:
                while chunk := part.read(CHUNK):
                    self._count(len(chunk))
                    chunks.append(chunk)
        except BROKEN as error:
            raise DamagedDocumentError(
                f"文件的部件 {info.filename} 已损坏；请重新下载，或用原来的程序打开后另存"
            ) from error
        return b"".join(chunks)

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise DocumentTooLargeError(
                f"解压后超过 {megabytes(self._allowed)} 的上限（像是压缩炸弹）；请检查文件来源，或调高上限"
            )

    def xml(self, name: str) -> Element | None:
        """The root of a part of XML, or ``None`` where there is no such part."""
        data = self.read(name)
        return None if data is None else parse_xml(data)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """For each relation of ``part`` its kind (the last word of its address) and the part that it leads to."""
        folder, _, file = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{file}.rels".lstrip("/"))
        relations: dict[str, tuple[str, str]] = {}
        for one in root if root is not None else ():
            if one.get("TargetMode") == "External" or not one.get("Target"):
                continue  # nothing outside the file is ever opened
            relations[one.get("Id", "")] = (
                one.get("Type", "").rpartition("/")[2],
                _resolved(folder, one.get("Target")),
            )
        return relations


def _resolved(folder: str, target: str) -> str:
    """The name of a part from the address that another gives; ``..`` ends at the root of the package."""
    steps = [] if target.startswith("/") else folder.split("/")
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(step for step in steps if step).lower()


def parse_xml(data: bytes) -> Element:
    """The root of ``data``; entities, document types, the network and deep nesting are refused."""
    _refuse_types(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _broken(error) from error
    return root


def iterate_xml(data: bytes, names: frozenset[str]) -> Iterator[Element]:
    """Elements of ``data`` with a name in ``names`` one after another, each forgotten when the next is asked for."""
    _refuse_types(data)
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            if local(element) in names:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise _broken(error) from error


def _refuse_types(data: bytes) -> None:
    """A document type stands before the first element, and its keyword is capitals in every encoding of XML."""
    if b"<!DOCTYPE" in data[:HEAD].replace(b"\0", b""):
        raise DocumentError("文件里有文档类型声明（DTD），办公软件不会写出这种内容；为安全起见不读取")


def _broken(error: etree.XMLSyntaxError) -> DocumentError:
    if "depth" in str(error).lower():
        return DocumentTooLargeError("XML 嵌套层数超过上限；请检查文件来源")
    return DamagedDocumentError("文件的内容不完整或已损坏；请重新下载，或用原来的程序打开后另存")


def local(element: Element) -> str:
    """The name of ``element`` without its namespace: transitional and strict files differ in nothing else."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """The attribute ``name`` in whatever namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along ``path``."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def value(element: Element | None, *path: str) -> str | None:
    """The attribute ``val`` of the first descendant along ``path``."""
    return attribute(child(element, *path), "val")
