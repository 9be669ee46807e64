"""One file through the pipeline: the same function in ``extract``, in a batch and in the service."""

import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

from service.documents import Document, Limits, read_documents
from service.errors import DocumentError, JixiError
from service.extraction import Extraction
from service.pipeline import Pipeline, Progress

log = logging.getLogger("jixi")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: its extraction, or the error that it ended in.

    ``name`` is that of the file; a member's is its path behind the name of the archive: ``全县.zip/水务局/自评.docx``.
    """

    name: str
    result: Extraction | JixiError


def process(
    pipeline: Pipeline, data: bytes, name: str, limits: Limits, progress: Progress | None = None
) -> Iterator[Outcome]:
    """The outcome of the report in ``data``, or of each report in the archive that it is, as they come.

    ``progress`` is told the share done of each document in turn. Raises nothing for what is in ``data``.
    """
    for document in read_documents(data, name, limits=limits):
        if isinstance(document, DocumentError):
            yield Outcome(document.document or name, document)
        else:
            yield Outcome(document.source.name if document.source else name, extracted(pipeline, document, progress))


def extracted(pipeline: Pipeline, document: Document, progress: Progress | None = None) -> Extraction | JixiError:
    """The extraction of ``document``; what goes wrong in our own code is logged and comes as an error as well."""
    try:
        return pipeline.extract(document, progress)
    except JixiError as error:
        return error
    except Exception as error:
        return unforeseen(error)


def unforeseen(error: Exception) -> JixiError:
    """What callers are told of an ``error`` in our own code.

    Its message may quote the document: the log gets the places in the code, and nothing else.
    """
    log.error("抽取失败：%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return JixiError("抽取时发生内部错误，已记入日志；请把报告的类型告诉维护者。")
