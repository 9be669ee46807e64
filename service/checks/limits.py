"""``score_within_full_mark``: no score above its full mark or below zero."""

import re
from collections.abc import Iterator
from decimal import Decimal

from service.checks.check import Check, Rule, Status
from service.checks.claims import named, points
from service.checks.ledger import Entry, Ledger, ids
from service.checks.vocabulary import pattern

TORN = re.compile(r"[\d.]{2}")


def check_limits(ledger: Ledger) -> Iterator[Check]:
    """One check for all the lines that keep to their limits, and one for each that does not."""
    scored = [entry for entry in ledger.scores if entry.record.score is not None]
    kept: list[Entry] = []
    for entry in scored:
        broken = broken_limit(entry)
        if broken is not None:
            yield from [beyond(entry, broken)] if not is_torn(ledger, entry) else []
        elif entry.record.full_mark is not None and (entry.record.score or 0) <= entry.record.full_mark:
            kept.append(entry)
    if kept:
        message = f"{len(kept)}项得分都在0分与分值之间。"
        yield Check(rule=Rule.SCORE_WITHIN_FULL_MARK, status=Status.HOLDS, records=ids(kept), message=message)


def is_torn(ledger: Ledger, entry: Entry) -> bool:
    """Whether a figure of the line is but a piece of a longer number, so that it was misread."""
    edges = [edge for printed in entry.points.values() for edge in (printed.start, printed.end)]
    return any(TORN.fullmatch(ledger.text[max(0, edge - 1) : edge + 1]) for edge in edges if edge > 0)


def broken_limit(entry: Entry) -> Decimal | None:
    """Zero or the full mark where the score lies beyond it; bonus lines and totals with a bonus may exceed theirs."""
    mark, score = entry.record.full_mark, entry.record.score or Decimal(0)
    if score < 0 and not pattern("totals", "bonus").search(entry.name):
        return Decimal(0)
    may_exceed = entry.record.total or pattern("totals", "bonus").search(entry.name)
    return mark if mark is not None and score > mark and not may_exceed else None


def beyond(entry: Entry, limit: Decimal) -> Check:
    """The check of a score that lies beyond ``limit``."""
    score = entry.record.score or Decimal(0)
    told = f"超过分值{points(limit)}" if score > limit else "低于0分"
    return Check(
        rule=Rule.SCORE_WITHIN_FULL_MARK,
        status=Status.VIOLATED,
        stated=score,
        computed=limit,
        tolerance=Decimal(0),
        records=ids(entry),
        message=f"{named(entry)}得分{points(score)}，{told}。",
    )
