"""Templates and static files."""

import mimetypes
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import Any

from fastapi import Request
from jinja2 import Environment
from starlette.responses import HTMLResponse

from service.api.security.caller import caller_of
from service.page.templates import environment_of
from service.store import TaskStatus
from service.web.views import Row

STATIC = "static"
SHARED = ("labels.css",)
"""Style sheets that the page shares with the single file of ``service.page``."""

STATES = {
    TaskStatus.PENDING: "排队中",
    TaskStatus.STARTED: "处理中",
    TaskStatus.SUCCESS: "完成",
    TaskStatus.FAILURE: "失败",
    TaskStatus.CANCELLED: "已取消",
}


@dataclass(frozen=True, slots=True)
class Static:
    """A file as it is served."""

    data: bytes
    media_type: str
    digest: str


@cache
def static_file(name: str) -> Static | None:
    """The file ``name``, or ``None`` where there is none; nothing above the folder can be asked for."""
    parts = name.split("/")
    if any(part.startswith(".") or not part for part in parts):
        return None
    folder = files("service.page") if name in SHARED else files("service.web").joinpath(STATIC)
    path = folder.joinpath(*parts)
    if not path.is_file():
        return None
    data = path.read_bytes()
    media = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Static(data, media, sha256(data).hexdigest()[:12])


def static(name: str) -> str:
    """The address of a static file, with its digest."""
    found = static_file(name)
    assert found is not None, name
    return f"/static/{name}?v={found.digest}"


def local(moment: datetime) -> str:
    """A time as it is on this machine."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def by_section(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Neighbouring rows under the path of their section."""
    return [(section, list(members)) for section, members in groupby(rows, key=lambda row: row.section)]


@cache
def environment() -> Environment:
    """The templates."""
    found = environment_of("service.web", "templates")
    found.globals |= {"static": static, "states": STATES}
    found.filters |= {"local": local, "by_section": by_section}
    return found


def page(request: Request, name: str, status: int = 200, **context: Any) -> HTMLResponse:
    """The page ``name`` for who is asking."""
    caller = caller_of(request.scope)
    html = environment().get_template(name).render(caller=caller, here=request.url.path, **context)
    return HTMLResponse(html, status)
