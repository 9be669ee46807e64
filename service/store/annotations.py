"""Annotations that people made on the page, through the API or in Label Studio: what a training can learn from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select

from service.store import tables, times
from service.store.database import Database
from service.store.errors import UnknownAnnotationError
from service.store.task import Json

table = tables.annotations


@dataclass(frozen=True, slots=True)
class Annotation:
    """A corrected report.

    ``entities``: objects with ``label``, ``start``, ``end`` (half-open code points of ``text``) as extractions have
    them. ``records``: as extractions have them, ``None`` where nobody looked at them. ``name``: of the report's file.
    ``model``: the version whose extraction was corrected; empty where there was none.
    """

    id: str
    author: str
    name: str
    created: datetime
    model: str
    text: str
    entities: Sequence[Mapping[str, Any]]
    records: Sequence[Mapping[str, Any]] | None = field(default=None)

    def as_json(self) -> Json:
        """A plain object."""
        told: Json = {
            "id": self.id,
            "author": self.author,
            "name": self.name,
            "created": self.created.isoformat(timespec="milliseconds"),
            "model": self.model,
            "text": self.text,
            "entities": list(self.entities),
        }
        return told if self.records is None else {**told, "records": list(self.records)}

    def as_doccano(self) -> str:
        """One line of doccano's JSONL."""
        spans = [[entity["start"], entity["end"], str(entity["label"])] for entity in self.entities]
        return json.dumps({"id": self.id, "text": self.text, "label": spans}, ensure_ascii=False) + "\n"


class Annotations:
    """The annotations in one database. ``author`` limits what is seen to that author's; ``None`` sees everything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(  # noqa: PLR0913 -- a field of the annotation a parameter
        self,
        text: str,
        entities: Sequence[Mapping[str, Any]],
        records: Sequence[Mapping[str, Any]] | None = None,
        *,
        author: str,
        name: str = "",
        model: str = "",
        id: str | None = None,
    ) -> Annotation:
        """Keep an annotation; one with the same ``id`` is replaced (which must be the same author's)."""
        annotation = Annotation(
            id or str(uuid4()), author, name, times.as_moment(times.now()), model, text, entities, records
        )
        with self._database.writing() as connection:
            if id is not None:
                before = connection.execute(select(table.c.author).where(table.c.id == id)).scalar_one_or_none()
                if before not in (None, author):
                    raise UnknownAnnotationError(f"没有标注 {id}；请检查编号。")
                connection.execute(delete(table).where(table.c.id == id))
            connection.execute(
                insert(table).values(
                    id=annotation.id,
                    author=author,
                    name=name,
                    created=times.as_milliseconds(annotation.created),
                    model=model,
                    text=text,
                    entities=json.dumps(list(entities), ensure_ascii=False),
                    records=None if records is None else json.dumps(list(records), ensure_ascii=False),
                )
            )
        return annotation

    def list(
        self, author: str | None = None, limit: int = 100, before: datetime | None = None, ids: Sequence[str] = ()
    ) -> list[Annotation]:
        """At most ``limit`` annotations saved before ``before``, the newest first; of ``ids`` alone where there are."""
        query = select(table).order_by(table.c.created.desc(), table.c.id).limit(limit)
        if author is not None:
            query = query.where(table.c.author == author)
        if before is not None:
            query = query.where(table.c.created < times.as_milliseconds(before))
        if ids:
            query = query.where(table.c.id.in_(ids))
        with self._database.reading() as connection:
            return [_annotation(row) for row in connection.execute(query)]

    def each(self, author: str | None = None) -> Iterator[Annotation]:
        """Every annotation, the oldest first, read one at a time: all their texts together may be large."""
        query = select(table.c.id).order_by(table.c.created, table.c.id)
        if author is not None:
            query = query.where(table.c.author == author)
        with self._database.reading() as connection:
            ids = connection.execute(query).scalars().all()
        for id in ids:
            with self._database.reading() as connection:
                row = connection.execute(select(table).where(table.c.id == id)).one_or_none()
            if row is not None:  # deleted meanwhile
                yield _annotation(row)

    def get(self, id: str, author: str | None = None) -> Annotation:
        """The annotation; raises ``UnknownAnnotationError``."""
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == id)).one_or_none()
        if row is None or author not in (None, row.author):
            raise UnknownAnnotationError(f"没有标注 {id}；请检查编号。")
        return _annotation(row)

    def delete(self, id: str, author: str | None = None) -> None:
        """Remove the annotation for good; raises ``UnknownAnnotationError``."""
        self.get(id, author)
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.id == id))
        self._database.sweep_out()

    def as_doccano(self, author: str | None = None, ids: Sequence[str] = ()) -> str:
        """Them all, or those of ``ids``, as doccano's JSONL, the oldest first: what a training takes."""
        query = select(table).order_by(table.c.created, table.c.id)
        if author is not None:
            query = query.where(table.c.author == author)
        if ids:
            query = query.where(table.c.id.in_(ids))
        with self._database.reading() as connection:
            return "".join(_annotation(row).as_doccano() for row in connection.execute(query))


def _annotation(row: Any) -> Annotation:
    return Annotation(
        row.id,
        row.author,
        row.name,
        times.as_moment(row.created),
        row.model,
        row.text,
        json.loads(row.entities),
        None if row.records is None else json.loads(row.records),
    )
