"""A report as it is kept: the file, what was extracted from it, and what a person has made of that."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.errors import JixiError
from service.extraction import Extraction
from service.jobs import Jobs
from service.pipeline import Pipeline
from service.store import Annotation, Annotations, TaskPendingError, UnknownAnnotationError
from service.web.corrections import corrected, edits_between
from service.web.edits import Edit


class UnreadableError(JixiError):
    """The document ended in an error, which this tells again."""

    kind = "unreadable-document"
    title = "文档无法读取"


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report: its file, its extraction as the model made it, and the edits that were saved."""

    name: str
    data: bytes
    original: Extraction
    edits: Sequence[Edit]

    def corrected(self, pipeline: Pipeline) -> Extraction:
        """The extraction with the saved edits."""
        return corrected(pipeline, self.original, self.edits)


def stored_report(
    jobs: Jobs, notes: Annotations, id: str, index: int, reach: str | None, pipeline: Pipeline
) -> StoredReport:
    """The document ``index`` of the task ``id``; raises its own error, ``UnknownTaskError``, ``TaskPendingError``."""
    kept = jobs.document(id, index, reach)
    if kept.error is not None:
        raise UnreadableError(kept.error.detail)
    if kept.extraction is None:
        raise TaskPendingError("这份报告还没有处理完；请稍后再看。")
    original = Extraction.from_json(kept.extraction)
    saved = annotation(notes, id, index, reach)
    edits = edits_between(pipeline, original, saved.entities, saved.records) if saved else ()
    return StoredReport(kept.name, kept.data, original, edits)


def annotation_id(id: str, index: int) -> str:
    """The annotation of a document goes by the document's own address."""
    return f"{id}.{index}"


def annotation(notes: Annotations, id: str, index: int, reach: str | None) -> Annotation | None:
    """What was saved of the corrections, if anything."""
    try:
        return notes.get(annotation_id(id, index), reach)
    except UnknownAnnotationError:
        return None
