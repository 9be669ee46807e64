"""``jixi model list|show|diff|verify|use`` and ``jixi rollback``: which versions there are and which one is in use."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="写成 JSON")]
Name = Annotated[str, typer.Argument(help="版本名，或一个版本目录")]

app = typer.Typer(help="模型版本：列出、查看、比较、校验、启用", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the commands to ``parent``."""
    parent.add_typer(app, name="model")
    parent.command("rollback")(rollback)


@app.command("list")
def list_versions(as_json: AsJson = False) -> None:
    """列出全部版本；* 是当前版本。"""
    from models.registry import Registry

    with _told():
        versions = [(one, _manifest(one.path)) for one in Registry().versions()]
    if as_json:
        rows = [
            {"name": one.name, "path": str(one.path), "bundled": one.bundled, "current": one.current, **_gist(manifest)}
            for one, manifest in versions
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one, manifest in versions:
        gist = _gist(manifest)
        figures = "，".join(f"{where} {told['entities']:.4f}" for where, told in gist["metrics"].items())
        place = "随包" if one.bundled else "本机"
        typer.echo(f"{'*' if one.current else ' '} {one.name}  {place}  {gist['made'] or '—'}  {figures}".rstrip())


@app.command()
def show(name: Annotated[str | None, typer.Argument(help="版本名或目录，默认为当前版本")] = None) -> None:
    """显示一个版本的清单与启用的历史。"""
    from models.registry import Registry
    from models.store import open_version

    registry = Registry()
    with _told():
        version = open_version(_path(registry, name))
    typer.echo(json.dumps(version.manifest, ensure_ascii=False, indent=1))
    for switch in registry.journal.switches:
        if switch.name == version.name:
            typer.echo(
                f"{switch.at or '安装时'}  {'退回' if switch.way == 'rollback' else '启用'}  {switch.why}".rstrip()
            )


@app.command()
def diff(left: Name, right: Name) -> None:
    """比较两个版本：设置、数据、代码、成绩与文件。"""
    from models.registry import Registry
    from models.registry.differences import differences
    from models.store import open_version

    registry = Registry()
    with _told():
        versions = [open_version(_path(registry, name)) for name in (left, right)]
    found = differences(*versions)
    for field in found:
        typer.echo(f"{field.name}: {_value(field.left)} → {_value(field.right)}")
    if not found:
        typer.echo("没有不同。")


@app.command()
def verify(name: Annotated[str | None, typer.Argument(help="版本名或目录，默认为全部")] = None) -> None:
    """核对每个文件的校验和；有一个不符，退出码为 3。"""
    from models.registry import Registry
    from models.store import StoreError, open_version

    registry = Registry()
    with _told():
        paths = [_path(registry, name)] if name else [one.path for one in registry.versions()]
    failed = 0
    for path in paths:
        try:
            count = len(open_version(path).manifest["files"])
            typer.echo(f"{path.name}：{count} 个文件完好")
        except StoreError as error:
            failed += 1
            typer.echo(f"{path.name}：{error}", err=True)
    if failed:
        raise typer.Exit(3)


@app.command()
def use(name: Name, why: Annotated[str, typer.Option(help="记入历史的理由")] = "手工启用") -> None:
    """启用一个版本；目录则先复制进来。运行中的服务会自行换上。"""
    from models.registry import Registry
    from models.store import MANIFEST

    registry = Registry()
    with _told():
        chosen = registry.install(Path(name)).name if (Path(name) / MANIFEST).is_file() else name
        registry.promote(chosen, why)
    typer.echo(f"当前版本：{chosen}")


def rollback(
    name: Annotated[str | None, typer.Argument(help="退回到哪个版本，默认为之前启用的那个")] = None,
    why: Annotated[str, typer.Option(help="记入历史的理由")] = "",
) -> None:
    """退回之前启用的版本，或指定的版本；运行中的服务会自行换回。"""
    from models.registry import Registry

    with _told():
        path = Registry().rollback(name, why)
    typer.echo(f"当前版本：{path.name}")


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with a version as one line and the exit code of models."""
    from models.store import StoreError
    from service.errors import ModelError

    try:
        yield
    except (StoreError, OSError) as error:
        raise ModelError(str(error)) from error


def _path(registry: Any, name: str | None) -> Path:
    from models.store import MANIFEST

    if name is None:
        current: Path = registry.current()
        return current
    if (Path(name) / MANIFEST).is_file():
        return Path(name)
    found: Path = registry.find(name)
    return found


def _manifest(path: Path) -> dict[str, Any]:
    from models.store import MANIFEST

    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _gist(manifest: dict[str, Any]) -> dict[str, Any]:
    names = ("made", "retraining", "labels")
    return {**{name: manifest.get(name) for name in names}, "metrics": manifest.get("metrics") or {}}


def _value(value: Any) -> str:
    return "无" if value is None else json.dumps(value, ensure_ascii=False)
