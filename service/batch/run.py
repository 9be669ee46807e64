"""A run over an archive: read, leave out what is known, process, commit, a chunk at a time."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import pyarrow as pa

from service.batch.engine import Engine
from service.batch.inputs import Input, inputs
from service.batch.output import Output
from service.batch.rows import Failure, Row, input_error_row, table, unpacked
from service.batch.schema import FORMAT, Result
from service.batch.sources import entries
from service.batch.work import MEGABYTE, Answer, Setup, Versions, Work
from service.errors import OutputError

CHUNK = 200
"""Documents that are committed at once: what a crash costs at most."""
CHUNK_BYTES = 64 * MEGABYTE
CHUNK_INPUTS = 5_000
"""Inputs after which a chunk ends even where all of them are known."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do; ``setup`` is how its workers do it."""

    sources: Sequence[str]
    out: Path
    setup: Setup
    workers: int = 1
    on: str | None = None
    retry_errors: bool = False
    chunk: int = CHUNK


@dataclass(slots=True)
class Progress:
    """How far a run has come. ``results`` counts inputs by ``Result``; its sum is the number of inputs."""

    run_id: str
    started: float = field(default_factory=time.monotonic)
    results: Counter[Result] = field(default_factory=Counter)
    characters: int = 0
    last_error: str = ""

    @property
    def inputs(self) -> int:
        """Inputs of which it is known what became of them."""
        return self.results.total()

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started


Tell = Callable[[str, Progress], None]
"""Is told of each step: ``started``, ``document``, ``error``, ``committed``, ``finished``, ``interrupted``."""


def new_run_id() -> str:
    """A name that sorts by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{token_hex(3)}"


def run_batch(options: Options, tell: Tell = lambda step, progress: None) -> Progress:
    """Process what is new under ``options.sources``; what became of every input.

    Raises ``DocumentError`` for a source that is not there, ``ModelError`` without a model, ``OutputError`` where the
    result cannot be written or the engine fails; what was committed before that is kept and not done again.
    """
    found = entries(options.sources, options.out)
    output = Output(options.out)
    try:
        engine = Engine(options.setup, options.workers, options.on)
        try:
            return _Run(options, output, engine, tell).all(inputs(found, options.setup))
        finally:
            engine.close()
    finally:
        output.close()


@dataclass(slots=True)
class _Chunk:
    """What is committed at once."""

    works: list[Work] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    errors: list[Row] = field(default_factory=list)

    def is_full(self, documents: int) -> bool:
        """Whether it holds as much as may be lost."""
        size = sum(len(work.data) for work in self.works)
        return len(self.works) >= documents or size >= CHUNK_BYTES or len(self.sources) >= CHUNK_INPUTS


class _Run:
    def __init__(self, options: Options, output: Output, engine: Engine, tell: Tell) -> None:
        self._options, self._output, self._engine, self._tell = options, output, engine, tell
        self._progress = Progress(options.setup.run_id)
        self._started = datetime.now(UTC)
        self._done = output.known("documents")
        self._failed = set() if options.retry_errors else output.known("errors") - self._done
        self._met: set[bytes] = set()
        self._chunks = 0

    @property
    def _versions(self) -> Versions:
        return self._engine.versions

    def all(self, found: Iterable[Input]) -> Progress:
        self._record("running")
        self._tell("started", self._progress)
        status = "interrupted"
        try:
            chunk = _Chunk()
            for one in found:
                self._sort(one, chunk)
                if chunk.is_full(self._options.chunk):
                    self._commit(chunk)
                    chunk = _Chunk()
            if chunk.sources:
                self._commit(chunk)
            status = "finished"
        finally:
            with suppress(OutputError):  # what stopped the run is told already
                self._record(status)
            self._tell(status, self._progress)
        return self._progress

    def _sort(self, one: Input, chunk: _Chunk) -> None:
        """Put ``one`` where it belongs: to the work, to the errors, or to what is known."""
        if not isinstance(one.content, bytes):
            failure = Failure(self._progress.run_id, one.content.kind, one.content.message, datetime.now(UTC))
            row = input_error_row(one.name, self._versions, failure)
            self._account(chunk, one, row["extraction_id"], Result.ERROR, lambda: chunk.errors.append(row))
            return
        document_id = one.document_id
        assert document_id is not None
        work = Work(one.name, document_id, self._versions.extraction_id(document_id), one.content)
        self._account(chunk, one, work.extraction_id, Result.DOCUMENT, lambda: chunk.works.append(work))

    def _account(self, chunk: _Chunk, one: Input, extraction_id: str, result: Result, add: Callable[[], None]) -> None:
        key = bytes.fromhex(extraction_id)
        if key in self._met:
            result = Result.DUPLICATE
        elif key in self._done:
            result = Result.KNOWN
        elif key in self._failed:
            result = Result.KNOWN_ERROR
        else:
            self._met.add(key)
            add()
        size = len(one.content) if isinstance(one.content, bytes) else None
        chunk.sources.append(
            {
                "run_id": self._progress.run_id,
                "name": one.name,
                "document_id": one.document_id,
                "extraction_id": extraction_id,
                "result": result,
                "bytes": size,
            }
        )

    def _commit(self, chunk: _Chunk) -> None:
        answers = [self._told(answer) for answer in self._engine.process(chunk.works)] if chunk.works else []
        failed = {answer.extraction_id for answer in answers if not answer.succeeded}
        for row in chunk.sources:
            if row["result"] is Result.DOCUMENT and row["extraction_id"] in failed:
                row["result"] = Result.ERROR
        self._chunks += 1
        self._output.commit(f"{self._progress.run_id}-{self._chunks:06d}", self._tables(chunk, answers))
        self._progress.results.update(row["result"] for row in chunk.sources)
        self._tell("committed", self._progress)

    def _told(self, answer: Answer) -> Answer:
        self._progress.characters += answer.characters
        self._tell("document" if answer.succeeded else "error", self._progress)
        return answer

    def _tables(self, chunk: _Chunk, answers: Sequence[Answer]) -> Mapping[str, pa.Table]:
        tables = {"sources": table("sources", chunk.sources)}
        for dataset in ("documents", "records", "checks", "errors"):
            streams = [answer.rows[dataset] for answer in answers if dataset in answer.rows]
            found = [unpacked(streams)] if streams else []
            if dataset == "errors" and chunk.errors:
                found.append(table("errors", chunk.errors))
            if found:
                tables[dataset] = pa.concat_tables(found)
        return tables

    def _record(self, status: str) -> None:
        """Write the row of this run anew."""
        progress, options = self._progress, self._options
        row: dict[str, Any] = {
            "run_id": progress.run_id,
            "status": status,
            "started": self._started,
            "finished": None if status == "running" else datetime.now(UTC),
            "sources": list(options.sources),
            **asdict(self._versions),
            "format": FORMAT,
            "workers": options.workers,
            "runner": options.on or "native",
            "inputs": progress.inputs,
            **{f"{result}s" if result is not Result.KNOWN else "known": progress.results[result] for result in Result},
            "characters": progress.characters,
            "seconds": progress.seconds,
        }
        self._output.replace("runs", progress.run_id, table("runs", [row]))
