"""Keeps the pages of other sites from sending requests through the browser of someone who may."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.errors import ForeignOriginError
from service.api.problems import respond

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OwnOrigin:
    """ASGI middleware: refuses what changes something and comes from a page that is neither ours nor allowed.

    Programs send no Origin. Reading across origins is not refused: without CORS headers, browsers keep the answer.
    """

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self.app = app
        self.allowed = frozenset(origin.rstrip("/").lower() for origin in allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in SAFE and self._is_foreign(Headers(scope=scope)):
            error = ForeignOriginError(
                "这个请求来自别的网站的页面；若该网站可信，或服务在反向代理之后以别的域名对外，"
                "请管理员把来源列入 JIXI_ALLOWED_ORIGINS。"
            )
            await respond(error)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_foreign(self, headers: Headers) -> bool:
        origin = headers.get("origin", "").lower()
        if not origin:
            return headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")
        return origin not in self.allowed and urlsplit(origin).netloc != headers.get("host", "").lower()
