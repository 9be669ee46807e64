"""API keys: shown once when they are made, kept as a digest, found by their prefix."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, or_, select, update

from service.store import tables, times
from service.store.database import Database
from service.store.errors import UnknownKeyError

table = tables.keys
MARK = "jixi"
PREFIX_BYTES, SECRET_BYTES = 6, 32
USED_EVERY = 60_000
"""Milliseconds between two notes of when a key was used: asking must not cost a write each time."""


class Scope(StrEnum):
    """What a key is good for; ``admin`` is for everything."""

    EXTRACT = "extract"
    ANNOTATE = "annotate"
    TRAIN = "train"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept. ``prefix`` names it, and the owner of what is done with it."""

    prefix: str
    name: str
    scopes: frozenset[Scope]
    created: datetime
    used: datetime | None = None
    revoked: datetime | None = None

    def may(self, scope: Scope) -> bool:
        """Whether the key is good for ``scope``."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


class Keys:
    """The keys in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, scopes: Iterable[Scope]) -> tuple[Key, str]:
        """A new key, and the text that its bearer sends: this is the only time that it is told."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        key = Key(secrets.token_hex(PREFIX_BYTES), name, frozenset(scopes), times.as_moment(times.now()))
        with self._database.writing() as connection:
            connection.execute(
                insert(table).values(
                    prefix=key.prefix,
                    digest=_digest(secret),
                    name=name,
                    scopes=" ".join(sorted(key.scopes)),
                    created=times.as_milliseconds(key.created),
                )
            )
        return key, f"{MARK}_{key.prefix}_{secret}"

    def verify(self, text: str) -> Key | None:
        """The key that ``text`` is, unless it is none or was revoked. Takes as long for a wrong secret as for none."""
        mark, _, rest = text.partition("_")
        prefix, _, secret = rest.partition("_")
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.prefix == prefix)).one_or_none()
        # A random secret of 256 bits cannot be guessed from its digest: a slow hash would only slow down each request.
        right = hmac.compare_digest(_digest(secret), row.digest if row else _digest(""))
        if row is None or not right or mark != MARK or row.revoked is not None:
            return None
        self._note(prefix)
        return _key(row)

    def _note(self, prefix: str) -> None:
        now = times.now()
        lately = table.c.used > now - USED_EVERY
        with self._database.reading() as connection:
            if connection.execute(select(table.c.prefix).where(table.c.prefix == prefix, lately)).first():
                return
        with self._database.writing() as connection:
            stale = or_(table.c.used.is_(None), table.c.used <= now - USED_EVERY)
            connection.execute(update(table).where(table.c.prefix == prefix, stale).values(used=now))

    def list(self) -> list[Key]:
        """Every key, the revoked ones too, the oldest first."""
        with self._database.reading() as connection:
            return [_key(row) for row in connection.execute(select(table).order_by(table.c.created, table.c.prefix))]

    def revoke(self, prefix: str) -> Key:
        """From now on the key is good for nothing; raises ``UnknownKeyError``."""
        with self._database.writing() as connection:
            connection.execute(
                update(table).where(table.c.prefix == prefix, table.c.revoked.is_(None)).values(revoked=times.now())
            )
            row = connection.execute(select(table).where(table.c.prefix == prefix)).one_or_none()
        if row is None:
            raise UnknownKeyError(f"没有密钥 {prefix}；jixi key list 列出全部。")
        return _key(row)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _key(row: Any) -> Key:
    return Key(
        row.prefix,
        row.name,
        frozenset(map(Scope, row.scopes.split())),
        times.as_moment(row.created),
        times.as_moment_or_none(row.used),
        times.as_moment_or_none(row.revoked),
    )
