"""How a version of the model lies on disk and how it is read: verified by checksum, never pickled.

A version is a folder ``weights/NAME`` with ``manifest.json``; ``weights/current`` names the version in use. Which
versions an installation has is told by ``models.registry``.
"""

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from models.calibration import FILE as CALIBRATION
from models.calibration import Calibration
from models.files import write_atomically
from models.tags import Scheme

MANIFEST = "manifest.json"
NETWORK = "model.onnx"
TOKENIZER = "tokenizer.json"
CHECKPOINT = "checkpoint"
POINTER = "current"

SUFFIXES = frozenset({".onnx", ".safetensors", ".json", ".txt", ".md", ".svg"})
"""The kinds of file that a version may hold: weights that are data and nothing else, and words about them.

Pickles, the other usual form of weights, run the code that they contain when they are read."""
_NAME = re.compile(r"\w[\w.+-]{0,99}")


class StoreError(ValueError):
    """A model folder that is missing, incomplete or altered."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the model on disk; ``manifest`` is the JSON object beside its files."""

    path: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """The name under which extractions record the version."""
        return str(self.manifest.get("version", self.path.name))

    @property
    def network(self) -> Path:
        """The ONNX file."""
        return self.path / NETWORK

    @property
    def scheme(self) -> Scheme:
        """The tags of the labels that the manifest lists; those of the guide where it lists none."""
        try:
            return Scheme.of(self.manifest.get("labels", ()))
        except (TypeError, ValueError) as error:
            raise StoreError(f"{self.path / MANIFEST} 的 labels 无法使用：{error}") from error

    @property
    def calibration(self) -> Calibration | None:
        """The calibration that the manifest lists; raises ``ValueError`` where it cannot be read."""
        return Calibration.read(self.path / CALIBRATION) if CALIBRATION in self.manifest["files"] else None


def bundled_weights() -> Path:
    """The folder of versions inside the installed package."""
    return Path(str(files("models"))) / "weights"


def current_version(weights: Path | None = None) -> Path:
    """The folder of the version in use; raises ``StoreError`` where the pointer names none."""
    weights = weights or bundled_weights()
    pointer = weights / POINTER
    if not pointer.is_file():
        raise StoreError(f"{weights} 中没有 {POINTER} 文件，不知道该用哪个模型版本")
    return weights / pointer.read_text(encoding="utf-8").strip()


def digest(path: Path) -> str:
    """The SHA-256 of a file, as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_version(path: Path) -> Version:
    """Read and verify the version in the folder ``path``; raises ``StoreError`` where a file is missing or altered."""
    manifest_path = path / MANIFEST
    if not manifest_path.is_file():
        raise StoreError(f"{path} 不是模型目录：缺少 {MANIFEST}")
    try:
        manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
        listed = dict(manifest["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{manifest_path} 无法读取：{error}") from error
    for name, expected in listed.items():
        _check_listed(path, name)
        file = path / name
        if not file.is_file():
            raise StoreError(f"模型目录 {path} 缺少 {name}")
        if digest(file) != expected:
            raise StoreError(f"模型文件 {file} 与清单的校验和不符，请重新安装或重新导出")
    return Version(path, manifest)


def _check_listed(path: Path, name: str) -> None:
    """Refuse what no version of ours holds: a file outside of the folder, or of a kind that can run code."""
    place = PurePosixPath(name.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or ":" in name:
        raise StoreError(f"模型目录 {path} 的清单指向目录之外：{name}")
    if place.suffix not in SUFFIXES:
        raise StoreError(f"模型目录 {path} 含有 {name}：只接受 safetensors 与 ONNX 权重，不接受可执行的格式")


def checked_name(name: str) -> str:
    """``name``; raises ``StoreError`` where it cannot be the name of a version, and so of its folder."""
    if not _NAME.fullmatch(name) or name == POINTER:
        raise StoreError(f"“{name}”不能作版本名：应为文字、数字、点、加号与连字符，以文字或数字开头")
    return name


def add_calibration(path: Path, calibration: Calibration) -> None:
    """Write ``calibration`` into the version in the folder ``path`` and list it; raises ``StoreError``."""
    details = {name: value for name, value in open_version(path).manifest.items() if name != "files"}
    calibration.write(path / CALIBRATION)
    write_manifest(path, details)


def write_manifest(path: Path, details: dict[str, Any]) -> None:
    """Write ``manifest.json`` over all files of the folder ``path``, with their checksums and ``details``."""
    listed = {
        file.relative_to(path).as_posix(): digest(file)
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.name != MANIFEST and not file.name.startswith(".")
    }
    text = json.dumps({**details, "files": listed}, ensure_ascii=False, indent=1)
    write_atomically(path / MANIFEST, text + "\n")


def promote(path: Path, weights: Path | None = None) -> Path:
    """Copy the version in ``path`` into ``weights`` and point ``current`` at it, in one atomic step at the end.

    Returns the new folder; raises ``StoreError`` where ``path`` holds no intact version.
    """
    weights = weights or bundled_weights()
    version = open_version(path)
    target = weights / version.name
    if target.resolve() != path.resolve():
        shutil.copytree(path, target, dirs_exist_ok=True)
    write_atomically(weights / POINTER, version.name + "\n")
    return target
