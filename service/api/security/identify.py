"""Finds out who is asking from the head of a request, before any of its body is read."""

import base64
import binascii
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Scope as Connection

from service.api.errors import RefusedError, UnauthenticatedError
from service.api.problems import respond
from service.api.security.buckets import Buckets
from service.api.security.caller import Caller, anonymous, local
from service.api.security.keyring import Keyring
from service.settings import is_loopback

COOKIE = "jixi_key"
"""The page keeps its key here: HttpOnly, SameSite=Strict."""
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Identify:
    """ASGI middleware: puts the ``Caller`` into the state of the request, or refuses a wrong key and a hasty caller."""

    def __init__(self, app: ASGIApp, keyring: Keyring, buckets: Buckets, opens_loopback: bool) -> None:
        self.app = app
        self.keyring = keyring
        self.buckets = buckets
        self.opens_loopback = opens_loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its caller."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            caller = await self._caller(scope)
            self.buckets.admit(caller.bucket)
        except RefusedError as error:
            scope.setdefault("state", {})["caller"] = anonymous(address_of(scope))
            await respond(error)(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        await self.app(scope, receive, send)

    async def _caller(self, scope: Connection) -> Caller:
        headers = Headers(scope=scope)
        shown = _secret(headers)
        secret = _cookie(headers.get("cookie", "")) if shown is None else shown
        if secret is not None:
            # Guesses are counted by the address that they come from.
            self.buckets.admit(anonymous(address_of(scope)).bucket, weight=0)
            caller = await self.keyring.caller(secret)
            if caller is not None:
                return caller
            self.buckets.admit(anonymous(address_of(scope)).bucket)
            if shown is None:  # the page has a place to enter another key; the browser sends the old one there as well
                return anonymous(address_of(scope))
            raise UnauthenticatedError("密钥不对，或已被撤销；请向管理员索取新的密钥。")
        if self.opens_loopback and is_local(scope, headers):
            return local()
        return anonymous(address_of(scope))


def is_local(scope: Connection, headers: Headers) -> bool:
    """Whether a request was made on this machine, and for this machine.

    Not enough that its peer is: a reverse proxy is one as well, for requests from anywhere. And a page of another site
    may have had its own name resolved to this machine (DNS rebinding): the Host header then has that name.
    """
    plain = not any(name in headers for name in FORWARDED)
    direct = scope.get("http_version") != "1.0"  # what common proxies speak to those behind them, and no browser does
    return plain and direct and is_loopback(address_of(scope)) and is_loopback(_host(headers.get("host", "")))


def address_of(scope: Connection) -> str:
    """The address of the peer, empty where it has none."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _host(header: str) -> str:
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]


def _secret(headers: Headers) -> str | None:
    """The key that was shown: its own header, a bearer, the password of Basic (Label Studio has nothing else)."""
    if own := headers.get("x-api-key"):
        return own
    way, _, value = headers.get("authorization", "").partition(" ")
    if way.lower() == "bearer":
        return value.strip()
    if way.lower() == "basic":
        return _password(value)
    return None


def _password(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _cookie(header: str) -> str | None:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None
