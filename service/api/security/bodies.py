"""A limit on request bodies, enforced while they arrive and not after they have filled the memory."""

import asyncio
import contextlib

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import TITLES, problem
from service.api.security.buckets import Buckets
from service.api.security.caller import Caller, caller_of

UNKNOWN = 64 * 1024
"""Bytes that are read from those who have not said who they are."""

PASSED_OVER, PATIENCE = 4 * 1024 * 1024, 2.0
"""Bytes and seconds of a refused body at most that are thrown away before the answer."""


class LimitBody:
    """ASGI middleware: bodies above a limit are answered with 413, whether or not they announce their length.

    ``upload`` bytes for files, ``other`` for the rest, which is held in memory; little for those who are not known.
    What came is counted in ``buckets``.
    """

    def __init__(self, app: ASGIApp, upload: int, other: int, buckets: Buckets) -> None:
        self.app = app
        self.upload, self.other = upload, other
        self.buckets = buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, caller = Headers(scope=scope), caller_of(scope)
        limit = self._limit(headers, caller)
        announced = headers.get("content-length", "0")
        if announced.isdigit() and int(announced) > limit:
            await _pass_over(receive)
            await _refuse(limit, caller, scope, receive, send)
            return
        await self._count(limit, scope, receive, send)

    def _limit(self, headers: Headers, caller: Caller) -> int:
        if not caller.known:
            return UNKNOWN
        return self.upload if headers.get("content-type", "").startswith("multipart/form-data") else self.other

    async def _count(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application; once too much has come, it sees the client go, and the client sees the refusal."""
        received, more = 0, False

        async def counted() -> Message:
            nonlocal received, more
            message = await receive()
            received += len(message.get("body", b""))
            more = message.get("more_body", False)
            return message if received <= limit else {"type": "http.disconnect"}

        async def unless_refused(message: Message) -> None:
            if received <= limit:
                await send(message)

        caller = caller_of(scope)
        try:
            await self.app(scope, counted, unless_refused)
        finally:
            self.buckets.spend(caller.bucket, received)
        if received > limit:
            if more:
                await _pass_over(receive)
            await _refuse(limit, caller, scope, receive, send)


async def _refuse(limit: int, caller: Caller, scope: Scope, receive: Receive, send: Send) -> None:
    kind, title, advice = TITLES[413]
    advice = advice if caller.known else "不带密钥的请求只能很小；除本机以外，请带上密钥。"
    response = problem(413, kind, title, f"请求体最多 {limit:,} 字节。{advice}")
    response.headers["Connection"] = "close"
    await response(scope, receive, send)


async def _pass_over(receive: Receive) -> None:
    """Throw away what is on its way: a socket closed with bytes unread resets before the client has its answer."""
    left, more = PASSED_OVER, True
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while more and left > 0:
                message = await receive()
                more = message["type"] == "http.request" and message.get("more_body", False)
                left -= len(message.get("body", b""))
