"""What was named on the command line → the files and texts that it stands for, one after another.

Only paths are listed here, a folder at a time: a listing of a million files is never in memory.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import has_magic, iglob
from pathlib import Path

from service.batch.lists import is_list, listed_in
from service.documents.archives import LITTER
from service.errors import DocumentError
from service.system import told

REMOTE = "://"


@dataclass(frozen=True, slots=True)
class Entry:
    """A place to read from, or a text, or the reason why there is none; ``name`` is what people know it by."""

    name: str
    place: str | bytes | DocumentError

    @property
    def is_local(self) -> bool:
        """Whether the place is on a disk of this machine."""
        return isinstance(self.place, str) and REMOTE not in self.place


def entries(sources: Sequence[str], out: Path) -> Iterator[Entry]:
    """Every file under ``sources``; ``out`` itself is none of them. Raises ``DocumentError`` for one that is not there.

    A source is a file, a folder, a pattern, a list of paths or texts (``.csv``, ``.jsonl``), or a place such as
    ``s3://bucket/prefix``. The error comes before the first entry.
    """
    for source in sources:
        _must_exist(source)
    return _all(sources, out.resolve())


def _must_exist(source: str) -> None:
    if REMOTE in source or Path(source).exists():
        return
    if has_magic(source):
        if next(iglob(source, recursive=True), None) is not None:
            return
        raise DocumentError(f"没有文件符合“{source}”；请检查路径，并给通配符加引号。")
    raise DocumentError(f"“{source}”不存在；请检查路径。")


def _all(sources: Sequence[str], out: Path) -> Iterator[Entry]:
    for source in sources:
        if REMOTE not in source and is_list(Path(source)):
            for name, place in listed_in(Path(source)):
                yield from _of_place(place, out) if isinstance(place, str) else [Entry(name, place)]
        else:
            yield from _of_place(source, out)


def _of_place(place: str, out: Path) -> Iterator[Entry]:
    if REMOTE in place:
        from service.batch.remote import listed  # noqa: PLC0415 -- loads the engine, which local listing need not

        yield from (Entry(*found) for found in listed(place))
    elif Path(place).is_dir():
        yield from _walk(place, out)
    elif has_magic(place) and not Path(place).exists():
        for found in iglob(place, recursive=True, include_hidden=False):
            if not Path(found).is_dir() and not _is_inside(found, out):
                yield _file(found)
    else:
        yield _file(place)


def _walk(folder: str, out: Path) -> Iterator[Entry]:
    """The files below ``folder`` in the order of their names; links to folders are not followed."""
    try:
        with os.scandir(folder) as found:
            inside = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield Entry(folder, DocumentError(f"目录“{folder}”无法列出（{told(error)}）；请检查权限。"))
        return
    for entry in inside:
        if entry.name.startswith(LITTER):
            continue
        if entry.is_dir(follow_symlinks=False):
            if Path(entry.path).resolve() != out:
                yield from _walk(entry.path, out)
        elif not (entry.is_symlink() and entry.is_dir()):
            yield _file(entry.path)


def _file(path: str) -> Entry:
    return Entry(Path(path).as_posix(), path)


def _is_inside(path: str, folder: Path) -> bool:
    return Path(path).resolve().is_relative_to(folder)
