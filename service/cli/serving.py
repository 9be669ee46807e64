"""Start the service: the page, the API, and the workers beside them.

The application is named by its import string, not imported: the two skins do not know each other. Settings travel in
the environment, which is also how they are set without this command, and how the workers get them.
"""

import logging
import os
import signal
import socket
import sys
from types import FrameType
from typing import NoReturn

import typer
import uvicorn

from service.errors import JixiError
from service.jobs import supervised
from service.settings import PREFIX, Settings, is_loopback
from service.store import Database, Keys
from service.system import told

APPLICATION = "service.server:create_app"
BACKLOG = 2048
GRACE = 30
"""Seconds that requests have to come to their end once the process was asked to."""


class ListenError(JixiError):
    """The address cannot be listened at."""

    kind = "cannot-listen"
    title = "无法监听"


def serve(**given: object) -> None:
    """Serve until interrupted; what is ``given`` goes before the environment. Raises ``ListenError``."""
    for name, value in given.items():
        if value is not None:
            os.environ[f"{PREFIX}{name.upper()}"] = str(value)
    settings = Settings.load()
    with _listening(settings) as listener:
        _greet(settings, listener)
        signal.signal(signal.SIGTERM, _leave)  # in its turn, after the server's own: the workers are waited for
        with supervised(settings.workers):
            _run(settings, listener)


def _run(settings: Settings, listener: socket.socket) -> None:
    logging.getLogger("jixi").setLevel(logging.INFO)
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        log_level="info",
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        timeout_graceful_shutdown=GRACE,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:  # told again by the server when it has ended
        typer.echo("已停止。", err=True)


def _listening(settings: Settings) -> socket.socket:
    place = f"{settings.host}:{settings.port}"
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family)
    except OSError as error:
        raise ListenError(f"监听地址 {place} 无法使用（{error.strerror}）；请检查 --host。") from error
    try:
        if sys.platform != "win32":  # there it would let two services listen at once
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ListenError(f"无法监听 {place}（{told(error)}）；请换一个 --port，或停掉占用它的程序。") from error
    return listener


def _greet(settings: Settings, listener: socket.socket) -> None:
    """Where to go, and, where others can reach the service, whether they can use it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    typer.echo(f"绩析在 http://{host}:{listener.getsockname()[1]} ，接口说明在 /docs；Ctrl+C 停止。", err=True)
    if is_loopback(settings.host):
        return
    database = Database.at(settings.data, settings.database_address)
    try:
        if not any(key.revoked is None for key in Keys(database).list()):
            typer.echo("别的机器须有密钥才能使用，现在一个也没有；jixi key create 建立密钥。", err=True)
    finally:
        database.close()


def _leave(_: int, __: FrameType | None) -> NoReturn:
    raise SystemExit(0)
