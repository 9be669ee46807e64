"""Tasks as they are worked on. Every method may be called again after a crash and changes nothing a second time.

A task that was cancelled or deleted meanwhile takes nothing more; the method says so, and the worker lets go.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from service.store import tables, times
from service.store.database import Database
from service.store.packing import packed
from service.store.task import OPEN, Failure, Json, Task, TaskKind, TaskStatus, Upload
from service.store.tasks import SHOWN, as_task

table = tables.tasks


class Turn(Enum):
    """What to do about a document."""

    WORK = auto()
    OVER = auto()
    """It has its outcome."""
    GIVEN_UP = auto()
    """It was tried as often as may be, and ended none of the times."""
    LET_GO = auto()
    """The task is no more, or was cancelled."""


@dataclass(frozen=True, slots=True)
class Place:
    """A document in its task: the upload that it is in, and its number in the whole task from 0."""

    task: str
    upload: int
    position: int
    name: str


class Work:
    """The tasks in one database, for workers. ``retention`` in milliseconds counts from the end of a task."""

    def __init__(self, database: Database, retention: int) -> None:
        self._database, self._retention = database, retention

    def begin(self, id: str) -> tuple[Task, Json] | None:
        """The task, begun, and its options; ``None`` where there is nothing to do for it."""
        with self._database.writing() as connection:
            connection.execute(
                update(table)
                .where(table.c.id == id, table.c.status == TaskStatus.PENDING)
                .values(status=TaskStatus.STARTED, started=times.now(), message="正在处理")
            )
            row = connection.execute(select(*SHOWN, table.c.options).where(_open(id))).one_or_none()
        return None if row is None else (as_task(row), json.loads(row.options))

    def task(self, id: str) -> Task | None:
        """The task, if it is still there."""
        with self._database.reading() as connection:
            row = connection.execute(select(*SHOWN).where(table.c.id == id)).one_or_none()
        return None if row is None else as_task(row)

    def is_open(self, id: str) -> bool:
        """Whether the task still wants work."""
        with self._database.reading() as connection:
            return _is_open(connection, id)

    def upload(self, id: str, position: int) -> tuple[Upload, int] | None:
        """An upload, and how often it was opened before without a document of it coming to its end."""
        uploads = tables.uploads
        mine = (uploads.c.task == id) & (uploads.c.position == position)
        with self._database.writing() as connection:
            row = connection.execute(select(uploads).where(mine)).one_or_none()
            if row is None or not _is_open(connection, id):
                return None
            connection.execute(update(uploads).where(mine).values(tries=uploads.c.tries + 1))
        return Upload(row.name, row.data), row.tries

    def uploads(self, id: str) -> int:
        """How many uploads the task has."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).where(tables.uploads.c.task == id)).scalar_one()

    def done_of(self, id: str, upload: int) -> int:
        """How many documents of the upload have their outcome."""
        mine = (tables.documents.c.task == id) & (tables.documents.c.upload == upload) & tables.documents.c.over
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).where(mine)).scalar_one()

    def turn(self, place: Place, tries: int) -> Turn:
        """What to do about the document: counted before it is tried, so that one that kills its worker counts too."""
        documents, mine = tables.documents, _document(place)
        with self._database.writing() as connection:
            if not _is_open(connection, place.task):
                return Turn.LET_GO
            row = connection.execute(select(documents.c.tries, documents.c.over).where(mine)).one_or_none()
            if row is None:
                connection.execute(
                    insert(documents).values(
                        task=place.task, position=place.position, upload=place.upload, name=place.name, tries=1
                    )
                )
                return Turn.WORK
            if row.over:
                return Turn.OVER
            if row.tries >= tries:
                return Turn.GIVEN_UP
            connection.execute(update(documents).where(mine).values(tries=documents.c.tries + 1))
            return Turn.WORK

    def keep(self, place: Place, outcome: Json | Failure) -> None:
        """Keep what came of the document, unless something was kept before, or the task was let go."""
        failed = isinstance(outcome, Failure)
        values = {"error": json.dumps(outcome.as_json())} if failed else {"extraction": packed(outcome)}  # type: ignore[union-attr]
        with self._database.writing() as connection:
            if not _is_open(connection, place.task):
                return
            kept = connection.execute(
                update(tables.documents)
                .where(_document(place), tables.documents.c.over.is_(False))
                .values(over=True, name=place.name, **values)
            )
            if kept.rowcount:
                column = table.c.failed if failed else table.c.done
                connection.execute(update(table).where(table.c.id == place.task).values({column: column + 1}))
                connection.execute(
                    update(tables.uploads)
                    .where(tables.uploads.c.task == place.task, tables.uploads.c.position == place.upload)
                    .values(tries=0)
                )

    def progress(self, id: str, share: float, message: str, documents: int | None = None) -> bool:
        """Tell how far the task is; whether it still wants work. ``share`` never falls."""
        more = {} if documents is None else {"documents": documents}
        higher = func.max if self._database.is_file else func.greatest
        with self._database.writing() as connection:
            told = connection.execute(
                update(table).where(_open(id)).values(share=higher(table.c.share, share), message=message, **more)
            )
            return bool(told.rowcount)

    def finish(self, id: str, result: Json | Failure | None = None) -> Task | None:
        """End the task, unless it has ended: with ``result``, as a failure, or with what its documents came to.

        Returns the task however it ended; ``None`` where it is no more.
        """
        with self._database.writing() as connection:
            ended = _end(connection, id, result)
            now = times.now()
            connection.execute(
                update(table).where(_open(id)).values(finished=now, expires=now + self._retention, share=1.0, **ended)
            )
            row = connection.execute(select(*SHOWN).where(table.c.id == id)).one_or_none()
        return None if row is None else as_task(row)

    def waiting(self, age: int, recent: int | None = None) -> list[tuple[str, TaskKind]]:
        """The tasks that have not ended and were created at least ``age`` milliseconds ago.

        With ``recent``, of those that were not begun only the ones created in that many milliseconds.
        """
        query = select(table.c.id, table.c.kind).where(table.c.status.in_(OPEN), table.c.created <= times.now() - age)
        if recent is not None:
            query = query.where(or_(table.c.created > times.now() - recent, table.c.status == TaskStatus.STARTED))
        with self._database.reading() as connection:
            return [(row.id, TaskKind(row.kind)) for row in connection.execute(query)]

    def renewals(self, id: str) -> int:
        """How often the task was begun anew, this time included."""
        with self._database.writing() as connection:
            connection.execute(update(table).where(table.c.id == id).values(renewals=table.c.renewals + 1))
            return connection.execute(select(table.c.renewals).where(table.c.id == id)).scalar_one_or_none() or 0

    def unfinished(self, ids: Collection[str]) -> set[str]:
        """Those of ``ids`` that are tasks and have not ended."""
        query = select(table.c.id).where(table.c.id.in_(ids), table.c.status.in_(OPEN))
        with self._database.reading() as connection:
            return set(connection.execute(query).scalars())

    def expire(self) -> list[str]:
        """Delete every task whose time is over, with all that was kept for it; their ids."""
        with self._database.writing() as connection:
            over = list(connection.execute(select(table.c.id).where(table.c.expires < times.now())).scalars())
            for start in range(0, len(over), 500):
                connection.execute(delete(table).where(table.c.id.in_(over[start : start + 500])))
        return over


def _open(id: str) -> ColumnElement[bool]:
    return (table.c.id == id) & table.c.status.in_(OPEN)


def _is_open(connection: Connection, id: str) -> bool:
    # On PostgreSQL the lock makes a cancellation wait for the end of this transaction.
    return connection.execute(select(table.c.id).where(_open(id)).with_for_update()).one_or_none() is not None


def _document(place: Place) -> ColumnElement[bool]:
    return (tables.documents.c.task == place.task) & (tables.documents.c.position == place.position)


def _end(connection: Connection, id: str, result: Json | Failure | None) -> Json:
    """The columns of a task that has ended."""
    if isinstance(result, Failure):
        return _failed(json.dumps(result.as_json()))
    if result is not None:
        return {
            "status": TaskStatus.SUCCESS,
            "message": "已完成",
            "error": None,
            "result": json.dumps(result, ensure_ascii=False),
        }
    documents = tables.documents
    query = select(documents.c.error).where(documents.c.task == id, documents.c.over).order_by(documents.c.position)
    errors = list(connection.execute(query).scalars())
    if len(errors) == 1 and errors[0] is not None:
        return {**_failed(errors[0]), "documents": 1}
    return {"status": TaskStatus.SUCCESS, "message": "已完成", "documents": len(errors)}


def _failed(error: str) -> Json:
    return {"status": TaskStatus.FAILURE, "message": "未能完成", "error": error}
