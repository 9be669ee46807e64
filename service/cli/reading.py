"""From a name on the command line to an extraction."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from service.cli.progress import shown
from service.documents import Document, Limits, check_size, read_document, read_documents
from service.errors import DocumentError, JixiError
from service.extraction import Extraction
from service.pipeline import Pipeline
from service.processing import extracted
from service.system import told

STDIN = "-"
MEGABYTE = 1024 * 1024

Read = tuple[bytes, str]
"""The bytes of a file and what to call it."""

log = logging.getLogger("jixi")


def extract_read(read: Read, model: Path | None, max_mb: float) -> Extraction:
    """The extraction of one report. It is read before the model is loaded: what cannot be read is told at once."""
    data, name = read
    max_bytes = int(max_mb * MEGABYTE)
    document = read_document(data, name, max_bytes=max_bytes)
    started = perf_counter()
    pipeline = Pipeline.load(model)
    loaded = perf_counter()
    with shown(len(document.text)) as progress:
        extraction = pipeline.extract(document, progress)
    log.info("模型载入 %.2f 秒，抽取 %.2f 秒", loaded - started, perf_counter() - loaded)
    return extraction


def extract_each(read: Read, model: Path | None, max_mb: float) -> Iterator[Extraction | JixiError]:
    """The extraction of each report in an archive, or the error that it fails with, as they come."""
    data, name = read
    pipeline: Pipeline | None = None
    for document in read_documents(data, name, limits=Limits(bytes=int(max_mb * MEGABYTE))):
        if isinstance(document, DocumentError):
            yield document
            continue
        pipeline = pipeline or Pipeline.load(model)
        with shown(len(document.text)) as progress:
            yield extracted(pipeline, document, progress)


def read_file(file: str, max_bytes: int) -> Document:
    """The document in ``file``, or on standard input for ``-``; raises ``DocumentError``."""
    data, name = read_bytes(file, max_bytes)
    return read_document(data, name, max_bytes=max_bytes)


def read_bytes(file: str, max_bytes: int) -> Read:
    """The bytes of ``file`` and what to call it; raises ``DocumentError``."""
    if file == STDIN:
        # One byte more than allowed is enough to know that there is too much.
        return sys.stdin.buffer.read(max_bytes + 1), "标准输入"
    path = Path(file)
    try:
        if path.stat().st_size > max_bytes:
            check_size(path.stat().st_size, max_bytes, f"“{path.name}”")
        return path.read_bytes(), path.name
    except FileNotFoundError as error:
        raise DocumentError(f"需要一个报告文件，“{file}”不存在；请检查路径。") from error
    except IsADirectoryError as error:
        raise DocumentError(f"需要一个报告文件，“{file}”是目录；请给出其中一个文件。") from error
    except OSError as error:
        raise DocumentError(f"“{file}”无法打开（{told(error)}）；请检查权限和路径。") from error
