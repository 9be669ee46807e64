"""What goes to the workers and what comes back: plain values that travel between processes and machines."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from service.documents import Limits
from service.documents.limits import MEGABYTE

ID_LENGTH = 32
"""Hex digits of an ``extraction_id``: by accident, no two are equal."""


@dataclass(frozen=True, slots=True)
class Versions:
    """What decides what a content turns into: equal contents and equal versions, equal rows."""

    model: str
    rules: str
    code: str

    def extraction_id(self, content: str) -> str:
        """The name of the work on ``content`` (a digest, or what stands for one) by this model and these rules."""
        return hashlib.sha256(f"{content}\0{self.model}\0{self.rules}".encode()).hexdigest()[:ID_LENGTH]


@dataclass(frozen=True, slots=True)
class Setup:
    """How every worker of a run works.

    ``loader`` names the function that makes the pipeline, ``module:function``. ``seconds`` is the time that one
    document may take, reading included; ``memory`` the bytes of one worker.
    """

    run_id: str
    model: Path | None = None
    loader: str = "service.batch.serving:load"
    limits: Limits = field(default_factory=Limits)
    seconds: float = 300
    memory: int = 4096 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Work:
    """One content to process, under the first name that it was met by."""

    name: str
    document_id: str
    extraction_id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one work: ``rows`` holds an Arrow stream for each dataset that gets rows.

    ``versions`` are those of the worker, ``reason`` says why it failed. ``fatal`` is a sentence where the whole run
    cannot go on, as without a model.
    """

    extraction_id: str
    versions: Versions | None = None
    succeeded: bool = False
    characters: int = 0
    rows: Mapping[str, bytes] = field(default_factory=dict)
    reason: str = ""
    fatal: str = ""


@dataclass(frozen=True, slots=True)
class Unpacking:
    """An archive to take apart, without its first ``skip`` members."""

    path: str
    name: str
    skip: int = 0


def archive_limits(size: int, seconds: float) -> Limits:
    """The limits of a run: ``size`` bytes and ``seconds`` for one report, any number of reports in an archive."""
    return Limits(bytes=size, seconds=min(seconds, Limits().seconds), members=10_000_000)
