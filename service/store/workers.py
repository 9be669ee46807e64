"""Which workers live: each tells so from time to time, by the clock of the database, which is the same for all."""

from sqlalchemy import BigInteger, ColumnElement, cast, delete, extract, func, insert, literal_column, select, update

from service.store import tables
from service.store.database import Database

table = tables.workers


class Workers:
    """The workers on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._now = _sqlite_now() if database.is_file else _postgresql_now()

    def live(self, id: str, version: str) -> None:
        """The worker ``id`` lives, and does the work of ``version``."""
        now = self._now
        with self._database.writing() as connection:
            known = connection.execute(update(table).where(table.c.id == id).values(seen=now, version=version))
            if not known.rowcount:
                connection.execute(insert(table).values(id=id, version=version, started=now, seen=now))

    def gone(self, id: str) -> None:
        """The worker ``id`` has ended."""
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.id == id))

    def living(self, within: int) -> dict[str, str]:
        """The workers that told of themselves in the last ``within`` milliseconds, and their versions."""
        with self._database.reading() as connection:
            rows = connection.execute(select(table.c.id, table.c.version).where(table.c.seen >= self._now - within))
            return {row.id: row.version for row in rows}

    def forget(self, silent: int) -> None:
        """Forget those that have told nothing for ``silent`` milliseconds."""
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.seen < self._now - silent))


def _sqlite_now() -> ColumnElement[int]:
    return cast((func.julianday("now") - 2440587.5) * 86_400_000, BigInteger)


def _postgresql_now() -> ColumnElement[int]:
    return cast(extract("epoch", literal_column("clock_timestamp()")) * 1000, BigInteger)
