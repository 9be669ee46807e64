"""Requests that the service makes itself, to addresses that others have named: never to where they could not go alone.

A name is resolved once, its addresses are judged, and the connection goes to the address that was judged: a name that
resolves to something else a moment later gains nothing. Redirects are judged like the first address.
"""

import socket
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, ip_address
from time import monotonic
from urllib.parse import unquote

import httpx

from service.errors import DocumentTooLargeError, JixiError

REDIRECTS = 3
NAT64 = "64:ff9b::"


class OutboundError(JixiError):
    """An address that the service does not go to, or that does not answer as it should."""

    kind = "address-refused"
    title = "地址不可用"
    http_status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file from an address, and what the address calls it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outbound:
    """Where requests may go: with ``private`` to addresses of internal networks too, with ``hosts`` only to those.

    ``seconds`` is for a whole exchange, redirects included.
    """

    private: bool = False
    hosts: Collection[str] = ()
    seconds: float = 30

    def check(self, url: str) -> None:
        """Raises ``OutboundError`` where a request to ``url`` would be refused."""
        self._judged(_parsed(url))

    def fetch(self, url: str, max_bytes: int) -> Fetched:
        """The file at ``url``; raises ``OutboundError``, ``DocumentTooLargeError``."""
        end = monotonic() + self.seconds
        target = _parsed(url)
        for _ in range(REDIRECTS + 1):
            with self._sent("GET", target, end) as response:
                if response.is_redirect:
                    target = target.join(response.headers.get("location", ""))
                    continue
                if response.status_code != HTTPStatus.OK:
                    raise OutboundError(f"{target.host} 回答 {response.status_code}，没有给出文件；请检查地址。")
                return Fetched(_name(target), _body(response, max_bytes, end))
        raise OutboundError(f"{target.host} 转向超过 {REDIRECTS} 次；请给出文件本身的地址。")

    def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> int:
        """Send ``content`` to ``url``; the status of the answer, redirects not followed. Raises ``OutboundError``."""
        with self._sent("POST", _parsed(url), monotonic() + self.seconds, content, headers) as response:
            return response.status_code

    @contextmanager
    def _sent(
        self,
        method: str,
        url: httpx.URL,
        end: float,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[httpx.Response]:
        address = self._judged(url)
        request = httpx.Request(
            method,
            url.copy_with(host=str(address)),
            headers={**(headers or {}), "Host": url.netloc.decode(), "Accept-Encoding": "identity"},
            content=content,
            extensions={"sni_hostname": url.host, "timeout": httpx.Timeout(max(0.1, end - monotonic())).as_dict()},
        )
        try:
            with httpx.Client(trust_env=False) as client:
                response = client.send(request, stream=True)
                try:
                    yield response
                finally:
                    response.close()
        except httpx.HTTPError as error:
            raise OutboundError(f"{url.host} 没有应答（{type(error).__name__}）；请检查地址，或稍后重试。") from error

    def _judged(self, url: httpx.URL) -> IPv4Address | IPv6Address:
        """The address to connect to; every address of the name has to be one that may be gone to."""
        if self.hosts and url.host.lower() not in {host.lower() for host in self.hosts}:
            raise OutboundError(f"管理员没有允许访问 {url.host}；请改为上传文件。")
        addresses = _resolved(url)
        if not self.private and not all(map(_is_public, addresses)):
            raise OutboundError(f"{url.host} 是内网或本机地址，不可访问；请改为上传文件，或请管理员放行。")
        return min(addresses, key=lambda address: address.version)  # not every machine has a way for version 6


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise OutboundError("需要一个 http 或 https 地址；请检查地址。") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise OutboundError("需要一个 http 或 https 地址；请检查地址。")
    if parsed.userinfo:
        raise OutboundError("地址中不可带用户名与口令；请去掉。")
    return parsed


def _resolved(url: httpx.URL) -> list[IPv4Address | IPv6Address]:
    try:
        found = socket.getaddrinfo(url.host, url.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutboundError(f"主机名 {url.host} 无法解析；请检查地址。") from error
    return [ip_address(str(one[4][0]).partition("%")[0]) for one in found]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if inner := address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]:
            return _is_public(inner)
        if address.exploded.startswith(ip_address(NAT64).exploded[:29]):
            return _is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


def _body(response: httpx.Response, max_bytes: int, end: float) -> bytes:
    data = bytearray()
    for chunk in response.iter_raw():
        data += chunk
        if len(data) > max_bytes:
            raise DocumentTooLargeError(f"地址中的文件超过上限 {max_bytes:,} 字节；请拆分后分别处理，或调高上限。")
        if monotonic() > end:
            raise OutboundError(f"从 {response.url.host} 取文件用时过长；请改为上传文件。")
    return bytes(data)


def _name(url: httpx.URL) -> str:
    return unquote(url.path.rstrip("/").rpartition("/")[2]) or url.host
