"""The tables. Times are milliseconds since 1970 UTC; JSON is text; extractions are compressed JSON."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
ID = String(64)

tasks = Table(
    "tasks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("started", BigInteger),
    Column("finished", BigInteger),
    Column("expires", BigInteger),
    Column("documents", Integer, nullable=False, default=0),
    Column("done", Integer, nullable=False, default=0),
    Column("failed", Integer, nullable=False, default=0),
    Column("share", Float, nullable=False, default=0.0),
    Column("message", Text, nullable=False, default=""),
    Column("error", Text),
    Column("webhook", Text),
    Column("options", Text, nullable=False, default="{}"),
    Column("result", Text),
    Column("idempotency", Text),
    Column("digest", Text),
    Column("renewals", Integer, nullable=False, default=0),
    UniqueConstraint("owner", "idempotency"),
    Index("tasks_by_owner", "owner", "created"),
    Index("tasks_by_status", "status", "created"),
    Index("tasks_by_expiry", "expires"),
)

uploads = Table(
    "uploads",
    metadata,
    Column("task", ID, ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("data", LargeBinary, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("task", ID, ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("upload", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("over", Boolean, nullable=False, default=False),
    Column("error", Text),
    Column("extraction", LargeBinary),
)

annotations = Table(
    "annotations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("author", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("model", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("entities", Text, nullable=False),
    Column("records", Text),
    Index("annotations_by_author", "author", "created"),
)

keys = Table(
    "keys",
    metadata,
    Column("prefix", String(32), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("used", BigInteger),
    Column("revoked", BigInteger),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("outcome", Text, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
)
