"""The page, put into an application."""

from fastapi import FastAPI
from starlette.responses import Response

from service.web.routes import router
from service.web.templates import static_file

YEAR = 31_536_000


def install(app: FastAPI) -> None:
    """Give ``app`` the page; its routes are no part of the API's description."""
    app.include_router(router, include_in_schema=False)
    app.add_api_route("/static/{name:path}", _static, include_in_schema=False)


def _static(name: str, v: str = "") -> Response:
    """A static file; asked for by its digest, it stays with the browser."""
    found = static_file(name)
    if found is None:
        return Response(status_code=404)
    cache = f"public, max-age={YEAR}, immutable" if v == found.digest else "no-cache"
    return Response(found.data, media_type=found.media_type, headers={"Cache-Control": cache})
