"""A limit on request bodies, enforced while they arrive and not after they have filled the memory."""

import asyncio
import contextlib

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import TITLES, problem

PASSED_OVER, PATIENCE = 4 * 1024 * 1024, 2.0
"""Bytes and seconds of a refused body at most that are thrown away before the answer."""


class LimitBody:
    """ASGI middleware: bodies above ``max_bytes`` are answered with 413, whether or not they announce their length."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > self.max_bytes:
            await _pass_over(receive)
            await self._refuse(scope, receive, send)
            return
        await self._count(scope, receive, send)

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application; once too much has come, it sees the client go, and the client sees the refusal."""
        received, more = 0, False

        async def counted() -> Message:
            nonlocal received, more
            message = await receive()
            received += len(message.get("body", b""))
            more = message.get("more_body", False)
            return message if received <= self.max_bytes else {"type": "http.disconnect"}

        async def unless_refused(message: Message) -> None:
            if received <= self.max_bytes:
                await send(message)

        await self.app(scope, counted, unless_refused)
        if received > self.max_bytes:
            if more:
                await _pass_over(receive)
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind, title, advice = TITLES[413]
        detail = f"请求体最多 {self.max_bytes:,} 字节。{advice}"
        response = problem(413, kind, title, detail)
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
