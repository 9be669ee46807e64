"""What runs in a process of its own, so that a document may hang it or kill it; ``launch`` starts it."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from itertools import islice
from multiprocessing.connection import Connection
from time import perf_counter

from service.batch.rows import Failure, extraction_rows, failed, packed
from service.batch.work import Answer, Setup, Unpacking, Versions, Work
from service.documents.formats import archive_format
from service.documents.reader import unpacked
from service.errors import JixiError
from service.extraction import Extraction, Provenance
from service.pipeline import Pipeline
from service.processing import process


def load(setup: Setup) -> Pipeline:
    """The pipeline of a real run: one core for each worker."""
    return Pipeline.load(setup.model, threads=1)


def documents(connection: Connection, setup: Setup) -> None:
    """Tell the versions, or why there are none; then answer one ``Work`` after another."""
    try:
        pipeline = _named(setup.loader)(setup)
    except JixiError as error:
        connection.send(error.message)
        return
    origin = Provenance.of(pipeline.tagger.version)
    versions = Versions(origin.model, origin.rules, origin.code)
    connection.send(versions)
    while True:
        connection.send(_answer(pipeline, connection.recv(), setup, versions))


def archives(connection: Connection, setup: Setup) -> None:
    """Answer each ``Unpacking`` with its members one after another, then with ``None``."""
    connection.send(None)
    while True:
        request: Unpacking = connection.recv()
        with open(request.path, "rb") as file:
            if told := archive_format(file):
                members = unpacked(file, request.name, *told, setup.limits)
                for member in islice(members, request.skip, None):
                    connection.send(member)
        connection.send(None)


def _answer(pipeline: Pipeline, work: Work, setup: Setup, versions: Versions) -> Answer:
    started = perf_counter()
    outcome = next(process(pipeline, work.data, work.name, setup.limits)).result
    seconds, now = perf_counter() - started, datetime.now(UTC)
    if isinstance(outcome, Extraction):
        rows = extraction_rows(outcome, work, setup.run_id, seconds, now)
        return Answer(work.extraction_id, versions, True, len(outcome.document.text), packed(rows))
    failure = Failure(setup.run_id, outcome.kind, outcome.message, now, seconds=seconds)
    return failed(work, versions, failure)


def _named(loader: str) -> Callable[[Setup], Pipeline]:
    module, function = loader.split(":")
    found: Callable[[Setup], Pipeline] = getattr(import_module(module), function)
    return found
