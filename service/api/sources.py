"""The files of a request, however they come: uploaded, inside it, or at an address."""

import base64
import binascii
import unicodedata
from collections.abc import Iterator, Sequence

from anyio import to_thread
from fastapi import UploadFile

from service.answers import Named
from service.api.errors import RequestError, TooManyFilesError
from service.documents.limits import megabytes
from service.errors import DocumentTooLargeError
from service.outbound import Outbound, OutboundError
from service.protocol import Base64Source, HttpSource
from service.settings import Settings

UNNAMED = "文件"
LONGEST = 255


def named(files: Sequence[UploadFile], settings: Settings) -> Iterator[Named]:
    """The files one after the other, read when their turn comes; raises ``TooManyFilesError`` at once."""
    _check_count(len(files), settings)
    return ((plain_name(one.filename), one.file.read()) for one in files)


async def fetched(sources: Sequence[HttpSource | Base64Source], settings: Settings) -> list[Named]:
    """The files of ``sources``; raises ``RequestError``, ``OutboundError``, ``DocumentTooLargeError``."""
    return await to_thread.run_sync(fetch, sources, settings)


def fetch(sources: Sequence[HttpSource | Base64Source], settings: Settings) -> list[Named]:
    """The same, from a thread."""
    _check_count(len(sources), settings)
    found, size = [], 0
    for number, source in enumerate(sources):
        name, data = _decoded(number, source) if isinstance(source, Base64Source) else _got(source.url, settings)
        size += len(data)
        if size > settings.max_request_bytes:
            raise DocumentTooLargeError(f"一次最多 {megabytes(settings.max_request_bytes)}；请分几次。")
        found.append((plain_name(name), data))
    return found


def plain_name(name: str | None) -> str:
    """The name of a file as it may be kept and shown: no control characters, not too long."""
    shown = "".join(sign for sign in name or "" if unicodedata.category(sign) not in ("Cc", "Cs"))
    return shown.strip()[-LONGEST:] or UNNAMED


def _decoded(number: int, source: Base64Source) -> Named:
    try:
        return source.name, base64.b64decode("".join(source.data.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise RequestError(f"/sources/{number}/data：不是合法的 Base64。") from error


def _got(url: str, settings: Settings) -> Named:
    if not settings.sources_http:
        raise OutboundError("这里没有开放从网址取报告；请改为上传文件，或请管理员设置 JIXI_SOURCES_HTTP。")
    outbound = Outbound(settings.outbound_private, settings.sources_hosts, settings.sources_seconds)
    file = outbound.fetch(url, settings.max_bytes)
    return file.name, file.data


def _check_count(count: int, settings: Settings) -> None:
    if count > settings.max_files:
        raise TooManyFilesError(f"一次最多 {settings.max_files} 个文件，得到 {count} 个；请分几次，或打成压缩包。")
