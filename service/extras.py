"""The optional parts of the program, and the command that installs them."""

LIBRARIES = {"daft": "batch", "pyarrow": "batch", "ray": "cluster", "mcp": "mcp", "rapidocr": "ocr"}
"""The extra that brings a library; every other one comes with ``training``."""


def extra_of(library: str) -> str:
    """The extra that brings the top-level module of ``library``: ``pyarrow.parquet`` → ``batch``."""
    return LIBRARIES.get(library.partition(".")[0], "training")


def command_for(extra: str) -> str:
    """How to install ``extra``, for the end of a message; the package is on no index, so its source is named too."""
    return f"pip install 'jixi[{extra}]'（源码目录里：pip install -e '.[{extra}]'）"
