"""``jixi key create|list|revoke``: who may use the service from another machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from service.store import Keys

SCOPES = ("extract", "annotate", "train", "admin")
CLIENT = "extract"

app = typer.Typer(help="密钥：建立、列出、撤销", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add ``key`` to the command."""
    parent.add_typer(app, name="key")


def _scope(text: str) -> str:
    if text not in SCOPES:
        raise typer.BadParameter(f"没有权限 {text}；可用的有 {'、'.join(SCOPES)}")
    return text


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="给谁用的，例如 财政局系统")],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope", "-s", metavar="SCOPE", parser=_scope, help=f"权限，可多次：{'、'.join(SCOPES)}；默认 {CLIENT}"
        ),
    ] = None,
) -> None:
    """建立一个密钥，只在这时显示一次。"""
    from service.store import Scope  # noqa: PLC0415 -- `jixi --help` waits for no database

    with _keys() as keys:
        key, text = keys.create(name, [Scope(one) for one in scope or [CLIENT]])
    typer.echo(f"编号 {key.prefix}，权限 {'、'.join(sorted(key.scopes))}；密钥只显示这一次：", err=True)
    typer.echo(text)


@app.command("list")
def list_keys() -> None:
    """列出全部密钥；密钥本身没有保存，无从显示。"""
    with _keys() as keys:
        for key in keys.list():
            used = f"{key.used:%Y-%m-%d}" if key.used else "从未"
            state = f"  已撤销 {key.revoked:%Y-%m-%d}" if key.revoked else ""
            scopes = ",".join(sorted(key.scopes))
            typer.echo(f"{key.prefix}  {key.name}  {scopes}  建立 {key.created:%Y-%m-%d}  上次使用 {used}{state}")


@app.command()
def revoke(prefix: Annotated[str, typer.Argument(metavar="编号", help="jixi key list 所列的编号")]) -> None:
    """撤销一个密钥；运行中的服务几秒之内就不再接受它。"""
    with _keys() as keys:
        key = keys.revoke(prefix)
    typer.echo(f"已撤销 {key.prefix}（{key.name}）。")


@contextmanager
def _keys() -> "Iterator[Keys]":
    from service.settings import Settings  # noqa: PLC0415
    from service.store import Database, Keys  # noqa: PLC0415

    settings = Settings.load()
    database = Database.at(settings.data, settings.database_address)
    try:
        yield Keys(database)
    finally:
        database.close()
