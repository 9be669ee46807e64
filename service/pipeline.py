"""The story of one report: document → entities → records → checks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from models.labels import Entity
from service.checks import run_checks
from service.documents import Document
from service.errors import ModelError
from service.extraction import Extraction, Provenance
from service.quantities import find, find_periods
from service.records import build_records

Spans = Sequence[tuple[int, int]]


class EntityTagger(Protocol):
    """What the pipeline needs of a tagger; ``models.tagger.Tagger`` is one."""

    @property
    def version(self) -> str:
        """The name under which extractions record the model."""

    def tag(self, text: str, quantities: Spans, periods: Spans) -> list[Entity]:
        """The entities of ``text``; the grammar reads ``quantities`` and ``periods``, half-open spans, in it."""


class Pipeline:
    """Turns documents into extractions. Holds no state of a document, so threads may share one."""

    def __init__(self, tagger: EntityTagger) -> None:
        self.tagger = tagger

    @classmethod
    def load(cls, model: Path | None = None) -> "Pipeline":
        """A pipeline with the model in the folder ``model``, or with the bundled one.

        Raises ``ModelError`` where the folder holds no usable model.
        """
        from models.tagger import Tagger  # noqa: PLC0415 -- loads onnxruntime; `jixi --help` must not wait for it

        try:
            return cls(Tagger.load(model))
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"模型无法加载：{error}。请检查模型目录，或重新安装 jixi。") from error

    def extract(self, document: Document) -> Extraction:
        """Everything that can be read from ``document`` and verified in it."""
        quantities = [(quantity.start, quantity.end) for quantity in find(document.text)]
        entities = self.tagger.tag(document.text, quantities, find_periods(document.text))
        records = build_records(document, entities)
        checks = run_checks(document, records)
        return Extraction(
            document=document,
            entities=tuple(entities),
            records=tuple(records),
            checks=tuple(checks),
            provenance=Provenance.of(self.tagger.version),
        )
