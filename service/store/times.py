"""Moments as they are kept, and as callers see them."""

from datetime import UTC, datetime

HOUR = 3_600_000


def now() -> int:
    """Milliseconds since 1970."""
    return as_milliseconds(datetime.now(UTC))


def as_milliseconds(moment: datetime) -> int:
    """``moment``, with a time zone, as it is kept."""
    return round(moment.timestamp() * 1000)


def as_moment(milliseconds: int) -> datetime:
    """The opposite, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def as_moment_or_none(milliseconds: int | None) -> datetime | None:
    """``as_moment`` of what there is."""
    return None if milliseconds is None else as_moment(milliseconds)
