"""Versions of the model: their figures, which is in use, training a new one, putting one in use and taking it back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path as Folder
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from models.registry import Registry
from models.registry.differences import differences
from models.store import MANIFEST, StoreError, Version, open_version
from service.api.dependencies import InUse, Known, Trainer
from service.api.errors import UnknownVersionError, VersionConflictError
from service.api.problems import responses
from service.protocol import (
    Activation,
    ModelCard,
    ModelDifference,
    ModelDifferences,
    ModelList,
    ModelSwitch,
    ModelVersion,
    RollBack,
)

router = APIRouter(tags=["模型"])

Name = Annotated[str, Path(max_length=100, description="版本的名称。")]


@router.get(
    "/v1/models",
    response_description="各版本",
    summary="全部模型版本",
    description="名称、成绩、是否正在使用。",
    responses=responses(503),
)
def list_versions(_: Known) -> ModelList:
    """Every version."""
    registry = Registry()
    return ModelList(
        versions=[_version(one.name, one.bundled, one.current, _manifest(one.path)) for one in registry.versions()]
    )


@router.get(
    "/v1/models/current",
    response_description="版本",
    summary="正在使用的模型版本",
    description="登记为启用的版本；`/version` 的 model 是这个进程已载入的。",
    responses=responses(404, 409, 503),
)
def current(_: Known) -> ModelCard:
    """The version in use."""
    return _card(_current())


@router.get(
    "/v1/models/{name}",
    response_description="版本",
    summary="一个模型版本",
    description="清单的全文：成绩、数据与代码的版本、每个文件的校验和；以及何时启用、因何启用。",
    responses=responses(404, 409, 503),
)
def show(name: Name, _: Known) -> ModelCard:
    """The version with its manifest and history."""
    return _card(name)


@router.get(
    "/v1/models/{name}/diff",
    response_description="不同之处",
    summary="比较两个模型版本",
    description="设置、数据、代码、成绩与文件；默认与正在使用的版本比较。",
    responses=responses(404, 409, 503),
)
def diff(
    name: Name, _: Known, to: Annotated[str | None, Query(max_length=100, description="另一个版本。")] = None
) -> ModelDifferences:
    """In what the version differs from another."""
    other = to or _current()
    found = differences(_open(name), _open(other))
    return ModelDifferences(
        left=name,
        right=other,
        differences=[ModelDifference(name=one.name, left=one.left, right=one.right) for one in found],
    )


@router.post(
    "/v1/models/{name}/activate",
    response_description="版本",
    summary="启用一个模型版本",
    description="核对每个文件的校验和之后启用；正在处理的请求不受影响，之后的用新版本。",
    responses=responses(404, 409, 503),
)
def activate(name: Name, engine: InUse, caller: Trainer, body: Activation | None = None) -> ModelCard:
    """Put the version in use."""
    _open(name)
    with _conflict():
        Registry().promote(name, _why(body, caller.owner))
    engine.refresh()
    return _card(name)


@router.post(
    "/v1/models/rollback",
    response_description="版本",
    summary="退回模型版本",
    description="退回之前启用的版本，或 `version` 指定的版本。",
    responses=responses(404, 409, 503),
)
def rollback(engine: InUse, caller: Trainer, body: RollBack | None = None) -> ModelCard:
    """Put the version before in use again."""
    wanted = body.version if body else None
    if wanted:
        _open(wanted)
    with _conflict():
        path = Registry().rollback(wanted, _why(body, caller.owner))
    engine.refresh()
    return _card(path.name)


def _why(body: Activation | None, owner: str) -> str:
    return f"{body.why if body and body.why else '经接口'}（{owner}）"


def _card(name: str) -> ModelCard:
    registry, version = Registry(), _open(name)
    listed = next((one for one in registry.versions() if one.path == version.path), None)
    told = _version(name, bool(listed and listed.bundled), bool(listed and listed.current), version.manifest)
    switches = [ModelSwitch(**asdict(one)) for one in registry.journal.switches if one.name == name]
    return ModelCard(**told.model_dump(), manifest=version.manifest, switches=switches)


def _version(name: str, bundled: bool, current: bool, manifest: dict[str, Any]) -> ModelVersion:
    return ModelVersion(
        name=name,
        bundled=bundled,
        current=current,
        made=manifest.get("made"),
        labels=manifest.get("labels"),
        metrics=manifest.get("metrics") or {},
    )


def _current() -> str:
    try:
        return Registry().current_name
    except StoreError as error:
        raise UnknownVersionError(f"{error}。") from error


def _open(name: str) -> Version:
    """The version, verified; raises ``UnknownVersionError``, ``VersionConflictError`` where it is damaged."""
    try:
        path = Registry().find(name)
    except StoreError as error:
        raise UnknownVersionError(f"{error}。") from error
    with _conflict():
        return open_version(path)


def _manifest(path: Folder) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


@contextmanager
def _conflict() -> Iterator[None]:
    try:
        yield
    except (StoreError, OSError) as error:
        raise VersionConflictError(f"{error}。") from error
