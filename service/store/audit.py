"""Who did what, when, to what, and how it ended; never what a document says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from service.store import tables, times
from service.store.database import Database

table = tables.audit


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit; ``subject`` is an id or a name of a version, never a text."""

    at: datetime
    who: str
    action: str
    subject: str
    outcome: str


class Audit:
    """The audit in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, who: str, action: str, subject: str = "", outcome: str = "ok") -> None:
        """Keep one line."""
        with self._database.writing() as connection:
            connection.execute(
                insert(table).values(at=times.now(), who=who, action=action, subject=subject, outcome=outcome)
            )

    def newest(self, limit: int = 100, before: datetime | None = None, action: str | None = None) -> list[Deed]:
        """At most ``limit`` lines from before ``before``, the newest first."""
        query = select(table).order_by(table.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(table.c.at < times.as_milliseconds(before))
        if action is not None:
            query = query.where(table.c.action == action)
        with self._database.reading() as connection:
            rows = connection.execute(query)
            return [Deed(times.as_moment(row.at), row.who, row.action, row.subject, row.outcome) for row in rows]
