"""Versions side by side: those inside the package and those that this installation has made.

The package is never written to. What is trained here lives in a home of its own, whose pointer goes before that of
the package as soon as there is one.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from platformdirs import user_data_path

from models.files import locked, settle
from models.registry.journal import Journal, Switch
from models.store import MANIFEST, POINTER, StoreError, Version, bundled_weights, checked_name, open_version

HOME = "JIXI_MODELS"
"""The environment variable that names the home."""
LOCK = ".lock"
INCOMING = ".incoming-"


def default_home() -> Path:
    """The folder in ``JIXI_MODELS``, or ``models`` in the user's data folder of this system."""
    named = os.environ.get(HOME)
    return Path(named) if named else user_data_path("jixi", appauthor=False) / "models"


@dataclass(frozen=True, slots=True)
class Listed:
    """A version as a list shows it; ``bundled``: it is part of the package."""

    name: str
    path: Path
    bundled: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Registry:
    """The versions of ``home`` and those of the package, ``bundled``."""

    home: Path = field(default_factory=default_home)
    bundled: Path = field(default_factory=bundled_weights)

    @property
    def journal(self) -> Journal:
        """The history of the home; before anything was promoted there, that of the package."""
        own = Journal.read(self.home / POINTER)
        return own if own.switches else Journal.read(self.bundled / POINTER)

    @property
    def current_name(self) -> str:
        """The name of the version in use; raises ``StoreError`` where no pointer names one."""
        name = self.journal.current
        if name is None:
            raise StoreError(f"{self.bundled} 中没有 {POINTER} 文件，不知道该用哪个模型版本")
        return name

    def current(self) -> Path:
        """The folder of the version in use; raises ``StoreError`` where it is named by nothing or not there."""
        return self.find(self.current_name)

    def find(self, name: str) -> Path:
        """The folder of the version ``name``; raises ``StoreError`` where there is none."""
        for root in (self.home, self.bundled):
            if (root / checked_name(name) / MANIFEST).is_file():
                return root / name
        there = "、".join(listed.name for listed in self.versions()) or "一个也没有"
        raise StoreError(f"没有名为“{name}”的模型版本；现有：{there}")

    def versions(self) -> list[Listed]:
        """Every version, those of the package first, each part by the time of its making."""
        current = self.journal.current
        return [
            Listed(path.name, path, root == self.bundled, path.name == current)
            for root in (self.bundled, self.home)
            for path in sorted(self._folders(root), key=_made)
        ]

    def _folders(self, root: Path) -> Iterator[Path]:
        for path in root.iterdir() if root.is_dir() else ():
            hidden = path.name.startswith(".") or (root == self.home and (self.bundled / path.name).is_dir())
            if not hidden and (path / MANIFEST).is_file():
                yield path

    def install(self, path: Path) -> Path:
        """Copy the version in the folder ``path`` into the home under its name; the new folder.

        It appears there whole or not at all. A version that is there already is left as it is; raises ``StoreError``
        where that is another one of the same name, or where ``path`` holds no intact version.
        """
        version = open_version(path)
        self.home.mkdir(parents=True, exist_ok=True)
        with locked(self.home / LOCK):
            self._sweep()
            for root in (self.home, self.bundled):
                if (root / version.name / MANIFEST).is_file():
                    return _same(version, root / version.name)
            return self._copy(version)

    def _copy(self, version: Version) -> Path:
        scratch = Path(mkdtemp(prefix=INCOMING, dir=self.home))
        for name in (MANIFEST, *version.manifest["files"]):
            target = scratch / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(version.path / name, target)
        open_version(scratch)
        scratch.chmod(0o755)
        target = self.home / checked_name(version.name)
        os.replace(scratch, target)
        settle(self.home)
        return target

    def _sweep(self) -> None:
        """Remove what an interrupted copy has left."""
        for left in self.home.glob(f"{INCOMING}*"):
            shutil.rmtree(left, ignore_errors=True)

    def promote(self, name: str, why: str = "", expected: str | None = None) -> Path:
        """Put the version ``name`` in use; its folder.

        ``expected``: the version that must be in use until then, for a decision that was made against it. Raises
        ``StoreError`` where another one is, or where ``name`` is not intact.
        """
        version = open_version(self.find(name))
        self.home.mkdir(parents=True, exist_ok=True)
        with locked(self.home / LOCK):
            journal = self.journal
            if journal.current == name:
                return version.path
            if expected is not None and journal.current != expected:
                raise StoreError(f"其间当前版本已由 {expected} 换成 {journal.current}，比较不再成立；请重新训练或评测")
            journal.after(Switch.now(name, "promote", why)).write(self.home / POINTER)
        return version.path

    def rollback(self, name: str | None = None, why: str = "") -> Path:
        """Put the version before the current one in use again, or the one called ``name``; its folder.

        Raises ``StoreError`` where there is none, or where it is not intact.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        with locked(self.home / LOCK):
            journal = self.journal
            wanted = name or journal.before
            if wanted is None:
                raise StoreError(f"在 {journal.current} 之前没有启用过别的版本，无可退回")
            version = open_version(self.find(wanted))
            if wanted != journal.current:
                journal.after(Switch.now(wanted, "rollback", why)).write(self.home / POINTER)
        return version.path


def _made(path: Path) -> tuple[str, str]:
    try:
        return str(json.loads((path / MANIFEST).read_text(encoding="utf-8")).get("made", "")), path.name
    except (ValueError, AttributeError):
        return "", path.name


def _same(version: Version, there: Path) -> Path:
    if open_version(there).manifest["files"] != version.manifest["files"]:
        raise StoreError(f"{there} 已是名为“{version.name}”的另一个版本；请换一个名称")
    return there
