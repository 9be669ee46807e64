"""Tasks as they are asked for, looked up, cancelled and deleted: the side of those who wait for them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.store import tables, times
from service.store.database import Database
from service.store.errors import ReusedKeyError, UnknownDocumentError, UnknownTaskError
from service.store.packing import unpacked
from service.store.task import OPEN, Failure, Json, Task, TaskKind, TaskStatus, TrainingRequest, Upload

HIDDEN = ("options", "result", "idempotency", "digest", "renewals")
SHOWN = [column for column in tables.tasks.c if column.name not in HIDDEN]
UNKNOWN = "没有任务 {}，或者它的保留期已过；请检查编号。"


@dataclass(frozen=True, slots=True)
class NewTask:
    """What a task is made of; ``key`` is the Idempotency-Key."""

    kind: TaskKind
    owner: str
    name: str
    uploads: Sequence[Upload]
    options: Json = field(default_factory=dict)
    webhook: str | None = None
    key: str | None = None

    def digest(self) -> str:
        """Tells whether two requests ask for the same."""
        sha = hashlib.sha256(json.dumps([self.kind, self.options, self.webhook], sort_keys=True).encode())
        for upload in self.uploads:
            sha.update(upload.name.encode() + b"\0" + hashlib.sha256(upload.data).digest())
        return sha.hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it is kept: of which upload it came, and as the which one of those in it."""

    name: str
    upload: Upload
    member: int
    extraction: Json | None
    error: Failure | None


class Tasks:
    """The tasks in one database. ``owner`` limits what is seen to that owner's; ``None`` sees everything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewTask) -> tuple[Task, bool]:
        """The task, stored with its uploads when this returns, and whether it is new.

        Raises ``ReusedKeyError`` where its key was used for another request of the same owner.
        """
        try:
            with self._database.writing() as connection:
                task = _inserted(connection, new)
        except IntegrityError:
            return self._earlier(new), False
        return task, True

    def _earlier(self, new: NewTask) -> Task:
        table = tables.tasks
        with self._database.reading() as connection:
            query = select(*SHOWN, table.c.digest).where(table.c.owner == new.owner, table.c.idempotency == new.key)
            row = connection.execute(query).one()
        if row.digest != new.digest():
            raise ReusedKeyError("同一个 Idempotency-Key 之前用于另一个请求；请换一个，或者原样重发之前的请求。")
        return as_task(row)

    def get(self, id: str, owner: str | None = None) -> Task:
        """The task; raises ``UnknownTaskError``."""
        with self._database.reading() as connection:
            return as_task(_row(connection, id, owner))

    def newest(
        self, owner: str | None = None, kind: TaskKind | None = None, limit: int = 50, before: datetime | None = None
    ) -> list[Task]:
        """At most ``limit`` tasks that were created before ``before``, the newest first."""
        query = select(*SHOWN).order_by(tables.tasks.c.created.desc(), tables.tasks.c.id).limit(limit)
        if owner is not None:
            query = query.where(tables.tasks.c.owner == owner)
        if kind is not None:
            query = query.where(tables.tasks.c.kind == kind)
        if before is not None:
            query = query.where(tables.tasks.c.created < times.as_milliseconds(before))
        with self._database.reading() as connection:
            return [as_task(row) for row in connection.execute(query)]

    def result(self, id: str, owner: str | None = None) -> tuple[Task, Json, Json | None]:
        """The task, its options, and its result where it is kept as a whole; raises ``UnknownTaskError``."""
        with self._database.reading() as connection:
            row = _row(connection, id, owner, (tables.tasks.c.options, tables.tasks.c.result))
        return as_task(row), json.loads(row.options), None if row.result is None else json.loads(row.result)

    def outcomes(self, id: str) -> list[tuple[str, Json | None, Failure | None]]:
        """Name, extraction, error of each document, in their order."""
        table = tables.documents
        query = select(table.c.name, table.c.extraction, table.c.error).where(table.c.task == id, table.c.over)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.position)).all()
        return [(row.name, unpacked(row.extraction), as_failure(row.error)) for row in rows]

    def document(self, id: str, index: int, owner: str | None = None) -> Kept:
        """The document at ``index``; raises ``UnknownDocumentError``, ``UnknownTaskError``."""
        with self._database.reading() as connection:
            _row(connection, id, owner)
            row, member = _document(connection, id, index)
            kept = _upload(connection, id, index if row is None else row.upload)
        if row is None:
            return Kept(kept.name, kept, member, None, None)
        return Kept(row.name, kept, member, unpacked(row.extraction), as_failure(row.error))

    def cancel(self, id: str, retention: int, owner: str | None = None) -> Task:
        """End the task, unless it has ended; ``retention`` in milliseconds. Raises ``UnknownTaskError``."""
        table, now = tables.tasks, times.now()
        with self._database.writing() as connection:
            _row(connection, id, owner)
            connection.execute(
                update(table)
                .where(table.c.id == id, table.c.status.in_(OPEN))
                .values(status=TaskStatus.CANCELLED, finished=now, expires=now + retention, message="已取消")
            )
            return as_task(_row(connection, id, owner))

    def delete(self, id: str, owner: str | None = None) -> None:
        """Remove the task, its uploads and its results; raises ``UnknownTaskError``."""
        with self._database.writing() as connection:
            _row(connection, id, owner)
            connection.execute(delete(tables.tasks).where(tables.tasks.c.id == id))
        self._database.sweep_out()

    def counts(self) -> dict[TaskStatus, int]:
        """How many tasks there are in each status, for metrics."""
        query = select(tables.tasks.c.status, func.count()).group_by(tables.tasks.c.status)
        with self._database.reading() as connection:
            return {TaskStatus(status): count for status, count in connection.execute(query)}


def as_task(row: Any) -> Task:
    """The task in ``row``, which has the columns ``SHOWN``."""
    return Task(
        id=row.id,
        kind=TaskKind(row.kind),
        status=TaskStatus(row.status),
        owner=row.owner,
        name=row.name,
        created=times.as_moment(row.created),
        started=times.as_moment_or_none(row.started),
        finished=times.as_moment_or_none(row.finished),
        expires=times.as_moment_or_none(row.expires),
        documents=row.documents,
        done=row.done,
        failed=row.failed,
        share=row.share,
        message=row.message,
        error=as_failure(row.error),
        webhook=row.webhook,
    )


def as_failure(text: str | None) -> Failure | None:
    """The failure that is kept as ``text``."""
    return None if text is None else Failure.from_json(json.loads(text))


def training_options(request: TrainingRequest) -> Json:
    """All of ``request`` but its bytes."""
    return {name: value for name, value in asdict(request).items() if name != "data"}


def _row(connection: Connection, id: str, owner: str | None, more: Sequence[object] = ()) -> Row[Any]:
    query = select(*SHOWN, *more).where(tables.tasks.c.id == id)
    row: Row[Any] | None = connection.execute(query).one_or_none()
    if row is None or owner not in (None, row.owner):
        raise UnknownTaskError(UNKNOWN.format(id))
    return row


def _inserted(connection: Connection, new: NewTask) -> Task:
    task = Task(
        id=str(uuid4()),
        kind=new.kind,
        status=TaskStatus.PENDING,
        owner=new.owner,
        name=new.name,
        created=times.as_moment(times.now()),
        documents=len(new.uploads) if new.kind is TaskKind.EXTRACT else 0,
        message="等待处理",
        webhook=new.webhook,
    )
    connection.execute(
        insert(tables.tasks).values(
            id=task.id,
            kind=task.kind,
            status=task.status,
            owner=task.owner,
            name=task.name,
            created=times.as_milliseconds(task.created),
            documents=task.documents,
            message=task.message,
            webhook=task.webhook,
            options=json.dumps(new.options, ensure_ascii=False),
            idempotency=new.key,
            digest=new.digest() if new.key else None,
        )
    )
    for position, upload in enumerate(new.uploads):
        connection.execute(
            insert(tables.uploads).values(task=task.id, position=position, name=upload.name, data=upload.data)
        )
    return task


def _document(connection: Connection, id: str, index: int) -> tuple[Row[Any] | None, int]:
    """The row at ``index``, if there is one by now, and how many documents of the same upload come before it."""
    table = tables.documents
    row = connection.execute(select(table).where(table.c.task == id, table.c.position == index)).one_or_none()
    if row is None:
        return None, 0
    first = select(table.c.position).where(table.c.task == id, table.c.upload == row.upload)
    return row, index - connection.execute(first.order_by(table.c.position).limit(1)).scalar_one()


def _upload(connection: Connection, id: str, position: int) -> Upload:
    table = tables.uploads
    row = connection.execute(select(table).where(table.c.task == id, table.c.position == position)).one_or_none()
    if row is None:
        raise UnknownDocumentError(f"任务 {id} 没有第 {position + 1} 份文档；请检查序号。")
    return Upload(row.name, row.data)
