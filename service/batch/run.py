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

from service.batch.counting import count_beside
from service.batch.engine import Engine
from service.batch.inputs import Input, inputs
from service.batch.output import Output
from service.batch.progress import Event, Progress, Step, Tell, silent
from service.batch.rows import Failure, Row, input_error_row, table, unpacked
from service.batch.schema import FORMAT, Result
from service.batch.sheets import write_sheets
from service.batch.sources import entries
from service.batch.work import Answer, Setup, Versions, Work
from service.documents.limits import MEGABYTE
from service.errors import OutputError

CHUNK = 200
"""Documents that are committed at once: what a crash costs at most."""
CHUNK_BYTES = 64 * MEGABYTE
CHUNK_INPUTS = 5_000
"""Inputs after which a chunk ends even where all of them are known."""
COUNTED = {
    Result.DOCUMENT: "documents",
    Result.ERROR: "errors",
    Result.DUPLICATE: "duplicates",
    Result.KNOWN: "known",
    Result.KNOWN_ERROR: "known_errors",
}
"""The columns of ``runs``."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do; ``setup`` is how its workers do it, ``also`` what it writes besides: xlsx, csv.

    ``started`` is when the command was, by the monotonic clock.
    """

    sources: Sequence[str]
    out: Path
    setup: Setup
    workers: int = 1
    on: str | None = None
    retry_errors: bool = False
    chunk: int = CHUNK
    also: Sequence[str] = ()
    started: float = field(default_factory=time.monotonic)


def new_run_id() -> str:
    """A name that sorts by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{token_hex(3)}"


def run_batch(options: Options, tell: Tell = silent) -> Progress:
    """Process what is new under ``options.sources``; what became of every input.

    Raises ``DocumentError`` for a source that is not there, ``ModelError`` without a model, ``OutputError`` where the
    result cannot be written or the engine fails; what was committed before that is kept and not done again.
    """
    found = entries(options.sources, options.out)
    output = Output(options.out)
    try:
        engine = Engine(options.setup, options.workers, options.on)
        try:
            progress = _Run(options, output, engine, tell).all(inputs(found, options.setup))
        finally:
            engine.close()
        if options.also:
            write_sheets(options.out, options.also)
        return progress
    finally:
        output.close()


@dataclass(slots=True)
class _Chunk:
    """What is committed at once."""

    works: dict[str, Work] = field(default_factory=dict)
    sources: list[Row] = field(default_factory=list)
    errors: list[Row] = field(default_factory=list)

    def is_full(self, documents: int) -> bool:
        """Whether it holds as much as may be lost."""
        size = sum(len(work.data) for work in self.works.values())
        return len(self.works) >= documents or size >= CHUNK_BYTES or len(self.sources) >= CHUNK_INPUTS


class _Run:
    """One run; ``met`` are the extraction ids that it has seen, ``done`` and ``failed`` those of runs before."""

    def __init__(self, options: Options, output: Output, engine: Engine, tell: Tell) -> None:
        self._options, self._output, self._engine, self._tell = options, output, engine, tell
        self._versions: Versions = engine.versions
        self._progress = Progress(options.setup.run_id, started=options.started)
        self._started = datetime.now(UTC)
        self._done = output.known("documents")
        self._failed = set() if options.retry_errors else output.known("errors") - self._done
        self._met: set[bytes] = set()
        self._committed: Counter[Result] = Counter()
        self._characters = self._chunks = 0

    def all(self, found: Iterable[Input]) -> Progress:
        """Process everything in ``found``."""
        self._output.end_runs()
        self._record("running")
        self._say(Event(Step.STARTED))
        count_beside(self._progress, self._options.sources, self._options.out)
        step = Step.INTERRUPTED
        try:
            chunk = _Chunk()
            for one in found:
                self._sort(one, chunk)
                if chunk.is_full(self._options.chunk):
                    self._commit(chunk)
                    chunk = _Chunk()
            self._commit(chunk)
            step = Step.FINISHED
        finally:
            with suppress(OutputError):  # what stopped the run is told already
                self._record(step)
            self._say(Event(step))
        return self._progress

    def _sort(self, one: Input, chunk: _Chunk) -> None:
        """Put ``one`` where it belongs: to the work, to the errors, or to what is known."""
        if isinstance(one.content, bytes):
            document_id = one.document_id or ""
            work = Work(one.name, document_id, self._versions.extraction_id(document_id), one.content)
            if self._account(chunk, one, work.extraction_id, Result.DOCUMENT):
                chunk.works[work.extraction_id] = work
            return
        failure = Failure(self._progress.run_id, one.content.kind, one.content.message, datetime.now(UTC))
        row = input_error_row(one.name, self._versions, failure)
        if self._account(chunk, one, row["extraction_id"], Result.ERROR, failure.reason):
            chunk.errors.append(row)

    def _account(self, chunk: _Chunk, one: Input, extraction_id: str, new: Result, reason: str = "") -> bool:
        """Enter ``one`` among the sources of ``chunk``; whether it is new."""
        key = bytes.fromhex(extraction_id)
        result = self._before(key) or new
        self._met.add(key)
        chunk.sources.append(
            {
                "run_id": self._progress.run_id,
                "name": one.name,
                "document_id": one.document_id,
                "extraction_id": extraction_id,
                "result": result,
                "bytes": len(one.content) if isinstance(one.content, bytes) else None,
            }
        )
        if result is not Result.DOCUMENT:
            self._settle(one.name, result, reason)
        return result is new

    def _before(self, key: bytes) -> Result | None:
        """What is known of the content ``key``."""
        if key in self._done:
            return Result.KNOWN
        if key in self._failed:
            return Result.KNOWN_ERROR
        return Result.DUPLICATE if key in self._met else None

    def _settle(self, name: str, result: Result, reason: str = "") -> None:
        self._progress.results[result] += 1
        self._say(Event(Step.INPUT, name, result, reason))

    def _say(self, event: Event) -> None:
        self._tell(event, self._progress)

    def _commit(self, chunk: _Chunk) -> None:
        """Process the works of ``chunk`` and write all of its rows."""
        if not chunk.sources:
            return
        answers = list(map(self._answered(chunk), self._engine.process(list(chunk.works.values()))))
        failed = {answer.extraction_id for answer in answers if not answer.succeeded}
        for row in chunk.sources:
            if row["result"] is Result.DOCUMENT and row["extraction_id"] in failed:
                row["result"] = Result.ERROR
        self._chunks += 1
        self._output.commit(f"{self._progress.run_id}-{self._chunks:06d}", _tables(chunk, answers))
        self._committed.update(row["result"] for row in chunk.sources)
        self._characters += sum(answer.characters for answer in answers)
        self._say(Event(Step.COMMITTED))

    def _answered(self, chunk: _Chunk) -> Callable[[Answer], Answer]:
        def told(answer: Answer) -> Answer:
            self._progress.characters += answer.characters
            name = chunk.works[answer.extraction_id].name
            self._settle(name, Result.DOCUMENT if answer.succeeded else Result.ERROR, answer.reason)
            return answer

        return told

    def _record(self, status: str) -> None:
        """Write the row of this run anew."""
        options = self._options
        row: dict[str, Any] = {
            "run_id": self._progress.run_id,
            "status": status,
            "started": self._started,
            "finished": None if status == "running" else datetime.now(UTC),
            "sources": list(options.sources),
            **asdict(self._versions),
            "format": FORMAT,
            "workers": options.workers,
            "runner": options.on or "native",
            "inputs": self._committed.total(),
            **{column: self._committed[result] for result, column in COUNTED.items()},
            "characters": self._characters,
            "seconds": self._progress.seconds,
        }
        self._output.replace("runs", self._progress.run_id, table("runs", [row]))


def _tables(chunk: _Chunk, answers: Sequence[Answer]) -> Mapping[str, pa.Table]:
    """The rows of ``chunk`` by dataset."""
    tables = {"sources": table("sources", chunk.sources)}
    for dataset in ("documents", "records", "checks", "errors"):
        found = (
            [unpacked(streams)] if (streams := [one.rows[dataset] for one in answers if dataset in one.rows]) else []
        )
        if dataset == "errors" and chunk.errors:
            found.append(table(dataset, chunk.errors))
        if found:
            tables[dataset] = pa.concat_tables(found)
    return tables
