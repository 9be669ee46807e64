"""Files as callers name them."""

from pathlib import Path

File = str | Path | tuple[str, bytes]
"""A path, or a name and bytes."""


def read(file: File) -> tuple[str, bytes]:
    """The name and the bytes of ``file``."""
    return file if isinstance(file, tuple) else (Path(file).name, Path(file).read_bytes())
