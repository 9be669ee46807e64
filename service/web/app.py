"""The page, put into an application."""

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.api.problems import TITLES, tell_http
from service.web.routes import router
from service.web.routes.route import navigates
from service.web.templates import page, static_file

YEAR = 31_536_000


def install(app: FastAPI) -> None:
    """Give ``app`` the page; its routes are no part of the API's description."""
    app.include_router(router, include_in_schema=False)
    app.add_api_route("/static/{name:path}", _static, include_in_schema=False)
    app.add_exception_handler(HTTPException, _lost)


async def _lost(request: Request, error: Exception) -> Response:
    """An address that there is not: a page for who went there with a browser, problem+json for programs."""
    assert isinstance(error, HTTPException)
    if (
        error.status_code not in TITLES
        or "text/html" not in request.headers.get("accept", "")
        or not navigates(request)
    ):
        return await tell_http(request, error)
    _, title, _ = TITLES[error.status_code]
    return page(request, "error.html", error.status_code, title=title, detail="请检查地址，或从上面的菜单进入。")


def _static(name: str, v: str = "") -> Response:
    """A static file; asked for by its digest, it stays with the browser."""
    found = static_file(name)
    if found is None:
        return Response(status_code=404)
    cache = f"public, max-age={YEAR}, immutable" if v == found.digest else "no-cache"
    return Response(found.data, media_type=found.media_type, headers={"Cache-Control": cache})
