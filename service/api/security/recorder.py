"""The audit of what was asked for and refused: each request that may change something, with its outcome."""

import logging
from collections.abc import Mapping

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.security.caller import caller_of
from service.api.security.guard import SAFE
from service.errors import JixiError
from service.store import Audit

log = logging.getLogger("jixi.api")
REFUSED = frozenset({401, 403})
TOO_MANY = 429
MARKED = ("/label-studio/predict", "/label-studio/setup")
ON_THE_PAGE = ("/tasks/{id}/{index:int}/preview", "/tasks/{id}/{index:int}/record")
LEAVES_NOTHING = frozenset({"/v1/extract/text", "/v1/extract/file", "/v1/extract/source", *MARKED, *ON_THE_PAGE})
"""What is answered and forgotten: counted in the metrics, and noted here only where it was refused."""


class Recorder:
    """ASGI middleware: notes who did what to which object, once it was answered; never what a document says."""

    def __init__(self, app: ASGIApp, audit: Audit) -> None:
        self.app = app
        self.audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        status = 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            if scope["type"] == "http" and _matters(scope, status):
                await to_thread.run_sync(self._note, scope, status)

    def _note(self, scope: Scope, status: int) -> None:
        who = caller_of(scope).owner or caller_of(scope).bucket
        try:
            self.audit.note(who, f"{scope['method']} {route_of(scope)}", subject_of(scope), str(status))
        except JixiError as error:
            log.error("审计未能写入：%s", error.message)


def _matters(scope: Scope, status: int) -> bool:
    if status == TOO_MANY:
        return False  # who asks too often must not fill the database with it
    return status in REFUSED or (scope["method"] not in SAFE and route_of(scope) not in LEAVES_NOTHING)


def route_of(scope: Scope) -> str:
    """The path of the route with its parameters by name; what no route has is told as such, however many there are."""
    return str(getattr(scope.get("route"), "path", None) or "(none)")


def subject_of(scope: Scope) -> str:
    """The ids in the path."""
    parameters: Mapping[str, object] = scope.get("path_params", {})
    return " ".join(str(value) for value in parameters.values())[:200]
