"""A route of the page: what goes wrong is told as a page to people, and as problem+json to scripts."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from service.api.errors import UnauthenticatedError
from service.errors import JixiError
from service.web.templates import page


class PageRoute(APIRoute):
    """Answers a person who navigates with a page; htmx and ``fetch`` get the API's answer and show it in place."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with errors told."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except (JixiError, RequestValidationError, HTTPException) as error:
                if not navigates(request):
                    raise
                return _told(request, error)

        return handle


def navigates(request: Request) -> bool:
    """Whether a person went to this address, and no script of the page asked."""
    return "hx-request" not in request.headers and "application/json" not in request.headers.get("accept", "")


def _told(request: Request, error: JixiError | RequestValidationError | HTTPException) -> Response:
    if isinstance(error, UnauthenticatedError):
        return RedirectResponse(f"/login?next={quote(request.url.path)}", 303)
    if isinstance(error, JixiError):
        return page(request, "error.html", int(error.http_status), title=error.title, detail=error.message)
    return page(request, "error.html", 422, title="请求不合格式", detail="地址或表单里有不合格式的内容；请回到上一页。")
