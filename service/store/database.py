"""The database: a SQLite file, or PostgreSQL by its address. What is deleted there is gone from the disk as well."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from service.store import tables
from service.store.errors import StoreError

FILE, QUEUE_FILE = "jixi.sqlite", "jixi.queue.sqlite"
ON_CONNECT = (
    "PRAGMA auto_vacuum=INCREMENTAL",  # before anything else: it counts for a new file only
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=30000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


class Database:
    """Connections to one database; safe for any number of threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str) -> "Database":
        """The database at ``url`` with its tables; raises ``StoreError``."""
        try:
            # The message of an error would hold the texts that a statement was given.
            engine = create_engine(url, hide_parameters=True, pool_pre_ping=not url.startswith("sqlite"))
            if engine.dialect.name == "sqlite":
                _as_we_need_it(engine)
            database = cls(engine)
            with database.writing() as connection:
                _alone(connection)
                tables.metadata.create_all(connection)
        except (SQLAlchemyError, ArgumentError, ImportError, OSError) as error:
            # The message of the driver may hold the password of the address.
            raise StoreError(f"数据库无法打开（{type(error).__name__}）；请检查数据目录的权限或数据库地址。") from error
        return database

    @classmethod
    def at(cls, folder: Path, url: str | None = None) -> "Database":
        """The database at ``url``, or the SQLite file in ``folder``, for this user alone."""
        if url:
            return cls.open(url)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for file in (FILE, QUEUE_FILE):
                (folder / file).touch(mode=0o600)
            _with_log(folder / QUEUE_FILE)
        except OSError as error:
            raise StoreError(f"数据目录 {folder} 无法使用：{error.strerror}；请检查 JIXI_DATA。") from error
        except sqlite3.Error as error:
            raise StoreError(f"数据目录 {folder} 中的队列无法打开；请检查磁盘与 {QUEUE_FILE}。") from error
        return cls.open(f"sqlite:///{folder / FILE}")

    @property
    def is_file(self) -> bool:
        """Whether it is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @property
    def queue_url(self) -> str:
        """Where the queue is kept: a SQLite file beside this one, or the same PostgreSQL database."""
        url = self.engine.url
        if not self.is_file:
            return url.render_as_string(hide_password=False)
        return f"sqlite:///{Path(url.database or FILE).with_name(QUEUE_FILE)}"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may change it: in a file, one at a time."""
        with self.engine.connect() as plain:
            connection = plain.execution_options(writing=True)
            with connection.begin():
                yield connection

    def sweep_out(self) -> None:
        """Take what was deleted off the disk: out of the log of the changes, and the room that it leaves."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self.is_file:
                # The driver's other methods take one step of it only, which frees one page.
                connection.connection.cursor().executescript("PRAGMA incremental_vacuum")
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            else:
                for table in ("uploads", "documents", "annotations", "tasks"):
                    connection.execute(text(f"VACUUM {table}"))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _with_log(file: Path) -> None:
    """Have ``file`` written with a log from now on, whoever writes it: readers and the writer do not wait for another,
    and a transaction waits for the disk once.
    """
    with closing(sqlite3.connect(file, timeout=30)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _as_we_need_it(engine: Engine) -> None:
    """SQLite with a log, real deletion, and transactions that begin where we say."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver would begin transactions by itself, and too late
        for statement in ON_CONNECT:
            connection.execute(statement)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            # A transaction that reads first and writes later fails where another wrote in between.
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")


def _alone(connection: Connection) -> None:
    """On PostgreSQL, let one process at a time make the tables; SQLite's transaction does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7254921)"))
