"""Which workers live: each tells so from time to time."""

from sqlalchemy import delete, insert, select, update

from service.store import tables, times
from service.store.database import Database

table = tables.workers


class Workers:
    """The workers on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def live(self, id: str, version: str) -> None:
        """The worker ``id`` lives, and does the work of ``version``."""
        now = times.now()
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
            rows = connection.execute(select(table.c.id, table.c.version).where(table.c.seen >= times.now() - within))
            return {row.id: row.version for row in rows}

    def forget(self, silent: int) -> None:
        """Forget those that have told nothing for ``silent`` milliseconds."""
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.seen < times.now() - silent))
