"""What every step of a run has at hand."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from corpora import AnnotatedReport, read_corpus
from models.registry import Registry
from models.store import MANIFEST, Version, digest, open_version
from training.run import data_hash
from training.transaction.lint import Linted, data_key, lint
from training.transaction.progress import Progress
from training.transaction.settings import RetrainSettings
from training.transaction.state import Json, State

ENCODER, CURRENT = "encoder", "current"


class RefusedError(Exception):
    """The new version does not come into use, for ``reasons``; everything is as before."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The old reports: those that are replayed, those that are frozen for decisions, those for figures alone."""

    train: Sequence[AnnotatedReport]
    dev: Sequence[AnnotatedReport]
    test: Sequence[AnnotatedReport] = ()

    @classmethod
    def read(cls) -> "Corpus":
        """The corpus of the package."""
        return cls(read_corpus("train"), read_corpus("dev"), read_corpus("test"))

    @property
    def frozen(self) -> dict[str, str]:
        """The texts that must not be learned, by key."""
        return {report.key: report.text for report in (*self.dev, *self.test)}


@dataclass(frozen=True, slots=True)
class Request:
    """``new``: folder of annotated reports. ``folder``: where the run lives. ``archive``: folder of plain reports.

    ``start``: ``current``, ``encoder`` or the name of a version to train from. ``drop_faulty`` goes on without reports
    that have a problem. ``test`` adds the figures of the test split to the report; they decide nothing. Without
    ``promote`` the run ends before the new version would come into use.
    """

    new: Path
    folder: Path
    settings: RetrainSettings
    archive: Path | None = None
    start: str = CURRENT
    name: str | None = None
    drop_faulty: bool = False
    test: bool = False
    promote: bool = True

    def inputs(self, corpus: Corpus) -> Json:
        """What must be the same for a run to go on where it was."""
        data = hashlib.sha256(json.dumps(data_key(self.new)).encode()).hexdigest()
        return {
            "new": data,
            "old": data_hash(corpus.train),
            "archive": str(self.archive) if self.archive else None,
            "start": self.start,
            "drop_faulty": self.drop_faulty,
            "settings": json.loads(json.dumps(self.settings.as_dict())),
        }


@dataclass
class Run:
    """One run: what was asked for, what it works with, how far it is."""

    request: Request
    corpus: Corpus
    registry: Registry
    state: State
    progress: Progress

    @property
    def settings(self) -> RetrainSettings:
        """The settings of the run."""
        return self.request.settings

    @property
    def folder(self) -> Path:
        """The folder of the run."""
        return self.request.folder

    @cached_property
    def linted(self) -> Linted:
        """The new reports."""
        return lint(self.request.new, self.corpus.frozen)

    @cached_property
    def old(self) -> Version:
        """The version that was in use when the run began: what the new one is compared with."""
        return open_version(self.registry.find(self.state.facts["old"]))

    @property
    def name(self) -> str:
        """The name of the new version."""
        return str(self.state.facts["name"])

    @property
    def version(self) -> Path:
        """The folder of the new version."""
        return self.folder / self.name

    def side(self, name: str) -> list[AnnotatedReport]:
        """The new reports of ``train`` or ``held_out``."""
        keys = set(self.state.steps["split"][name])
        return [report for report in self.linted.reports if report.key in keys]

    def result(self, step: str) -> Json:
        """What came of a step that is done."""
        return self.state.steps[step]


def facts_of(registry: Registry, name: str) -> Json:
    """What is settled when a run begins: its version's name, and which version is in use."""
    current = registry.current()
    return {"name": name, "old": current.name, "old_manifest": digest(current / MANIFEST)}


def read_json(path: Path) -> Any:
    """The JSON in ``path``, or ``None`` where it is not there."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
