"""What a call is answered with, the same whether it waited or came back for it: one extraction, or one per document."""

from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import Any

from service.documents import Document, Limits, check_size, checked_text, make_document
from service.errors import JixiError
from service.extraction import Extraction
from service.pipeline import Pipeline, Progress
from service.processing import Outcome, extracted, process

SUBJECT = "text 字段"
PROBLEM = "urn:jixi:problem:"

Json = dict[str, Any]
Named = tuple[str, bytes]
"""The name and the bytes of a file."""


def extraction_of_text(
    pipeline: Pipeline, text: str, max_bytes: int, review: float | None = None, progress: Progress | None = None
) -> Extraction:
    """The extraction of a report that came as text; raises ``JixiError``. What looks like HTML in it stays text."""
    extraction = extracted(pipeline, text_document(text, max_bytes), progress)
    if isinstance(extraction, JixiError):
        raise extraction
    return extraction if review is None else extraction.with_review(review)


def text_document(text: str, max_bytes: int) -> Document:
    """``text`` as a document, its line breaks made ``\\n``; raises ``DocumentError``."""
    check_size(len(text.encode("utf-8", "surrogatepass")), max_bytes, SUBJECT)
    return make_document(checked_text(text.removeprefix("\ufeff").replace("\r\n", "\n"), SUBJECT))


def answer_to_files(pipeline: Pipeline, files: Iterable[Named], limits: Limits, review: float | None = None) -> Json:
    """The answer for ``files``; raises the error of a document that is the only one."""
    started = perf_counter()
    outcomes = [outcome for name, data in files for outcome in process(pipeline, data, name, limits)]
    return answer([document_answer(outcome, review) for outcome in outcomes], outcomes, perf_counter() - started)


def answer(documents: Sequence[Json], outcomes: Sequence[Outcome], seconds: float) -> Json:
    """The answer made of those of its documents; raises the error of a document that is the only one."""
    if len(outcomes) == 1 and isinstance(outcomes[0].result, JixiError):
        raise outcomes[0].result
    return {"status": overall(documents), "documents": list(documents), "processing_seconds": round(seconds, 3)}


def overall(documents: Sequence[Json]) -> str:
    """``success``, ``failure``, or ``partial_success`` where some of ``documents`` failed."""
    failed = sum(document["status"] == "failure" for document in documents)
    return "success" if not failed else "failure" if failed == len(documents) else "partial_success"


def document_answer(outcome: Outcome, review: float | None = None) -> Json:
    """What is told of one document: its extraction, or the problem it ended in."""
    result = outcome.result
    if isinstance(result, JixiError):
        return {"name": outcome.name, "status": "failure", "error": problem_of(result)}
    told = result if review is None else result.with_review(review)
    return {"name": outcome.name, "status": "success", "extraction": told.as_json()}


def problem_of(error: JixiError) -> Json:
    """The error as problem details of RFC 9457."""
    return {
        "type": f"{PROBLEM}{error.kind}",
        "title": error.title,
        "status": int(error.http_status),
        "detail": error.message,
    }
