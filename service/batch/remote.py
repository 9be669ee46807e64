"""Places that the engine reads: ``s3://``, ``gs://``, ``az://``, ``file://`` and what else it knows.

Keys and endpoints come from the environment of the engine, such as ``AWS_ACCESS_KEY_ID`` and ``AWS_ENDPOINT_URL``.
"""

import shutil
from collections.abc import Iterator
from glob import has_magic
from pathlib import Path

from service.batch.quiet import daft
from service.documents.archives import LITTER
from service.errors import DocumentError
from service.system import told

ADVICE = "请检查地址、权限和网络"


def listed(place: str) -> Iterator[tuple[str, str | DocumentError]]:
    """Name and place of each file under the prefix, the pattern or the file ``place``; or why they cannot be listed."""
    for pattern in [place] if has_magic(place) else [f"{place.rstrip('/')}/**", place]:
        found: int = 0
        error: Exception | None = None
        try:
            for found, path in enumerate(_paths(pattern), 1):  # noqa: B007 -- counted
                yield path, path
        except Exception as caught:  # the engine's errors share no base but this
            error = caught
        if found:
            break
    if error or not found:
        why = f"（{_reason(error)}）" if error else ""
        yield place, DocumentError(f"“{place}”没有列出文件{why}；{ADVICE}。")


def _paths(pattern: str) -> Iterator[str]:
    for batch in daft.from_glob_path(pattern).select("path").to_arrow_iter():
        for path in batch.column("path").to_pylist():
            if not path.rsplit("/", 1)[-1].startswith(LITTER):
                yield path


def fetch(place: str, target: Path) -> None:
    """Copy the file at ``place`` to ``target``; raises ``DocumentError``."""
    try:
        with daft.File(place).open() as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    except Exception as error:
        why = told(error) if isinstance(error, OSError) else _reason(error)
        raise DocumentError(f"“{place}”无法读取（{why}）；{ADVICE}。") from error


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[-1].strip()[:200] if lines else type(error).__name__
