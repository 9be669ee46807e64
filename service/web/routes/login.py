"""Where a key is entered; on the machine itself nobody needs one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from service.api.dependencies import Anyone, service_of
from service.api.security.identify import COOKIE
from service.web.routes.route import PageRoute
from service.web.templates import page

router = APIRouter(route_class=PageRoute)

LONGEST = 200


@router.get("/login")
def login(request: Request, caller: Anyone, next: str = "/") -> Response:
    """The form."""
    if caller.known:
        return RedirectResponse(_own(next), 303)
    return page(request, "login.html", next=_own(next), problem="")


@router.post("/login")
def enter(
    request: Request, key: Annotated[str, Form(max_length=LONGEST)], next: Annotated[str, Form()] = "/"
) -> Response:
    """Keep the key in a cookie that no script can read and no other site can send."""
    if service_of(request).keys.verify(key.strip()) is None:
        return page(request, "login.html", 401, next=_own(next), problem="密钥不对，或已被撤销；请检查后重试。")
    response = RedirectResponse(_own(next), 303)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, key.strip(), httponly=True, samesite="strict", secure=secure, path="/")
    return response


@router.post("/logout")
def leave() -> Response:
    """Forget the key."""
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


def _own(address: str) -> str:
    """``address`` where it is one of this site, else the start."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
