"""The story of one report: document → entities → records → checks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from models.calibration import Calibration
from models.labels import Entity
from service.cells import settle_cells
from service.checks import run_checks
from service.confidence import rated
from service.documents import Document
from service.errors import ModelError
from service.extraction import Extraction, Provenance
from service.places import with_places
from service.quantities import find, find_periods
from service.records import Record, build_records

Spans = Sequence[tuple[int, int]]
Progress = Callable[[float], None]
"""Is told which share of the work is done, 0 to 1."""

Mend = Callable[[list[Record]], list[Record]]
"""Records as a person wants them."""

TAGGED, LINKED, VERIFIED = 0.9, 0.95, 1.0
"""The shares of the work that are done with the entities, with the records, with the checks."""


class EntityTagger(Protocol):
    """What the pipeline needs of a tagger; ``models.tagger.Tagger`` is one."""

    @property
    def version(self) -> str:
        """The name under which extractions record the model."""

    def tag(self, text: str, quantities: Spans, periods: Spans) -> list[Entity]:
        """The entities of ``text``; the grammar reads ``quantities`` and ``periods``, half-open spans, in it."""


@runtime_checkable
class ReportingTagger(EntityTagger, Protocol):
    """A tagger that tells how far it has come."""

    @property
    def reports_progress(self) -> bool:
        """Marks such taggers."""

    def tag(self, text: str, quantities: Spans, periods: Spans, progress: Progress | None = None) -> list[Entity]:
        """As of any tagger; ``progress`` is told the share of ``text`` that is tagged."""


@runtime_checkable
class CalibratedTagger(EntityTagger, Protocol):
    """A tagger that may know how sure the records are that come of its entities."""

    @property
    def calibration(self) -> Calibration | None:
        """What was fitted for this model; ``None`` leaves the confidences raw."""


class Pipeline:
    """Turns documents into extractions. Holds no state of a document, so threads may share one."""

    def __init__(self, tagger: EntityTagger) -> None:
        self.tagger = tagger

    @classmethod
    def load(cls, model: Path | None = None, threads: int = 0) -> "Pipeline":
        """A pipeline with the model in the folder ``model``, or with the bundled one; ``threads`` 0 takes all cores.

        Raises ``ModelError`` where the folder holds no usable model.
        """
        from models.tagger import Tagger  # noqa: PLC0415 -- loads onnxruntime; `jixi --help` must not wait for it

        try:
            return cls(Tagger.load(model, threads))
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"模型无法加载：{error}。请检查模型目录，或重新安装 jixi。") from error

    def extract(self, document: Document, progress: Progress | None = None) -> Extraction:
        """Everything that can be read from ``document`` and verified in it; ``progress`` is told the share done."""
        tell = progress or _silent
        entities = settle_cells(document.text, self._entities(document.text, progress))
        tell(TAGGED)
        return self.linked(document, entities, tell=tell)

    def linked(
        self, document: Document, entities: Sequence[Entity], mend: Mend | None = None, tell: Progress | None = None
    ) -> Extraction:
        """What follows from ``entities``, found or given by a person; ``mend`` may change records before the checks."""
        tell = tell or _silent
        records = build_records(document, entities)
        if mend is not None:
            records = mend(records)
        tell(LINKED)
        checks = run_checks(document, records)
        if isinstance(self.tagger, CalibratedTagger) and (fitted := self.tagger.calibration) and fitted.records:
            records = rated(document.text, entities, records, checks, fitted.records)
        records = with_places(document, records)
        tell(VERIFIED)
        return Extraction(
            document=document,
            entities=tuple(entities),
            records=tuple(records),
            checks=tuple(checks),
            provenance=Provenance.of(self.tagger.version),
        )

    def _entities(self, text: str, progress: Progress | None) -> list[Entity]:
        quantities = [(quantity.start, quantity.end) for quantity in find(text)]
        periods = find_periods(text)
        if progress is not None and isinstance(self.tagger, ReportingTagger):
            return self.tagger.tag(text, quantities, periods, lambda share: progress(share * TAGGED))
        return self.tagger.tag(text, quantities, periods)


def _silent(_: float) -> None:
    """Nobody asks how far the work has come."""
