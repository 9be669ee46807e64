"""The reports of an archive as the model in use reads them, and how much of that is likely wrong."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpora import AnnotatedReport
from corpora.likeness import Shingles, overlap, shingles
from models.labels import Label
from service.documents import Limits
from service.errors import JixiError
from service.extraction import Extraction
from service.pipeline import Pipeline
from service.processing import process
from service.quantities import find

MISSED = 0.25
"""How many of the figures that got no label should have one. Of 1,331 such figures in 148 reports that a model had not
seen, 303 lay in an annotated entity; the others were years, numbers of documents and of lists."""
HELD_OUT = 0.5
"""From this overlap on, a report is one that the frozen splits hold: a retraining would refuse it."""
NAMES = frozenset({Label.INDICATOR, Label.ACTION})


@dataclass(frozen=True)
class Candidate:
    """A report that may be annotated; ``likest``: the known report that shares most of its wording, and how much."""

    name: str
    extraction: Extraction
    shingles: Shingles
    likest: tuple[str, float] = ("", 0.0)
    new_names: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The characters that were read."""
        return self.extraction.document.text

    @cached_property
    def figures(self) -> tuple[int, int]:
        """How many figures the grammar reads in the text, and how many of them are part of no entity."""
        found = find(self.text)
        inside = {at for entity in self.extraction.entities for at in range(entity.start, entity.end)}
        return len(found), sum(inside.isdisjoint(range(figure.start, figure.end)) for figure in found)

    @cached_property
    def mistakes(self) -> tuple[float, float]:
        """How many entities are likely wrong, by their confidence, and how many are likely missing."""
        return sum(1 - entity.confidence for entity in self.extraction.entities), MISSED * self.figures[1]

    @property
    def doubt(self) -> float:
        """One minus the F1 of entities that is to be expected, 0–1; 1 where nothing was found."""
        wrong, missing = self.mistakes
        found = len(self.extraction.entities)
        right = found - wrong
        return 1 - 2 * right / (found + right + missing) if found else 1.0

    @property
    def least_sure(self) -> float | None:
        """The mean confidence of the least sure tenth of the records (one at least); ``None`` without records."""
        confidences = sorted(record.confidence for record in self.extraction.records)
        worst = confidences[: max(1, len(confidences) // 10)]
        return sum(worst) / len(worst) if worst else None


@dataclass(frozen=True, slots=True)
class Left:
    """A file of the archive, or a member of one, that cannot be suggested, and why."""

    name: str
    why: str


class Known:
    """What is annotated already: the reports that the model learned, and those that only measure it."""

    def __init__(self, learned: Sequence[AnnotatedReport], frozen: Sequence[AnnotatedReport] = ()) -> None:
        self._learned = {report.key: shingles(report.text) for report in learned}
        self._frozen = {report.key: shingles(report.text) for report in frozen}
        self._names = {_plain(e.text) for report in learned for e in report.entities if e.label in NAMES}

    def likest(self, own: Shingles) -> tuple[str, float]:
        """The learned report that shares most with ``own``, and how much, 0–1."""
        alike = ((key, overlap(own, other)) for key, other in self._learned.items())
        return max(alike, key=lambda pair: pair[1], default=("", 0.0))

    def held_out(self, own: Shingles) -> str | None:
        """The frozen report that ``own`` is a copy of."""
        return next((key for key, other in self._frozen.items() if overlap(own, other) >= HELD_OUT), None)

    def new_names(self, extraction: Extraction) -> tuple[str, ...]:
        """The names of ``extraction`` that no annotation has, in the order of the text, each once."""
        names = dict.fromkeys(_plain(e.text) for e in extraction.entities if e.label in NAMES)
        return tuple(name for name in names if name not in self._names)


def sample(archive: Path, most: int, seed: int) -> tuple[list[Path], int]:
    """At most ``most`` files under ``archive``, drawn by ``seed``, in order; and how many there are."""
    files = sorted(path for path in archive.rglob("*") if path.is_file() and not path.name.startswith("."))
    drawn = files if len(files) <= most else sorted(random.Random(seed).sample(files, most))
    return drawn, len(files)


def candidates(file: Path, archive: Path, pipeline: Pipeline, known: Known) -> Iterator[Candidate | Left]:
    """What ``file``, which lies under ``archive``, holds: a report, or as many as are in it."""
    name = file.relative_to(archive).as_posix()
    try:
        data = file.read_bytes()
    except OSError as error:
        yield Left(name, f"无法打开（{error.strerror}）")
        return
    for outcome in process(pipeline, data, name, Limits()):
        if isinstance(outcome.result, JixiError):
            yield Left(outcome.name, outcome.result.message)
        else:
            yield of(outcome.name, outcome.result, known)


def of(name: str, extraction: Extraction, known: Known) -> Candidate | Left:
    """The report ``name``, as ``extraction`` has it."""
    own = shingles(extraction.document.text)
    if frozen := known.held_out(own):
        return Left(name, f"与留作评测的 {frozen} 雷同，不能用来训练")
    return Candidate(name, extraction, own, known.likest(own), known.new_names(extraction))


def _plain(name: str) -> str:
    return "".join(name.split())
