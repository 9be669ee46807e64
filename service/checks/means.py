"""``ratio`` of amounts: a mean whose digits are exchanged against what its total and its count give.

A mean that no total and count confirm proves nothing: they may not be in the report. It is contradicted where a total
and a count that its own name speaks of give the same digits in another order.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP

from service.checks.check import Check
from service.checks.ledger import Entry, Ledger
from service.checks.prices import (
    MEAN,
    Triple,
    is_count,
    is_total,
    may_measure,
    mean_claim,
    shares_word,
    thing_of,
    triples,
)
from service.checks.slips import is_misprint
from service.records.record import RecordKind

MANY_DIGITS = 5
"""A mean of so many digits is recognised in any total of the report that shares a word with it."""

BEFORE = 8
"""Entries before a mean of fewer digits among which its total stands."""


def check_means(ledger: Ledger) -> Iterator[Check]:
    """The means that a slip of the pen separates from their total ÷ their count."""
    for mean in ledger.of_kind(RecordKind.AMOUNT):
        if not MEAN.search(mean.name) or mean.approximate or any(t.fits() for t in triples(ledger, mean)):
            continue
        wrong = next((t for t in own_triples(ledger, mean) if is_slipped(t)), None)
        if wrong is not None:
            yield mean_claim(wrong).check(False)


def is_slipped(triple: Triple) -> bool:
    """Whether total ÷ count, rounded as the mean is printed, has its digits in another order."""
    count, mean, total = triple.figures
    quotient = total.value / count.value
    rounded = (quotient / mean.step).quantize(1, rounding=ROUND_HALF_UP) * mean.step if mean.step else quotient
    return is_misprint(rounded, mean.value)


def own_triples(ledger: Ledger, mean: Entry) -> Iterator[Triple]:
    """The counts and totals that the name of a mean speaks of."""
    size = len(str(int(abs(mean.figure.value / (mean.figure.step or 1)))).strip("0"))
    totals = [e for e in ledger.entries if is_total(e, mean) and not e.approximate]
    counts = [e for e in ledger.entries if is_count(e, mean) and not e.approximate and is_its_count(mean, e)]
    if size >= MANY_DIGITS:
        totals = [total for total in totals if shares_word(mean, total)]
    else:
        totals = [total for total in totals if 0 < mean.index - total.index <= BEFORE]
        counts = [count for count in counts if count.name and count.name in mean.name]
    yield from (Triple(count, mean, total) for count in counts for total in totals)


def is_its_count(mean: Entry, count: Entry) -> bool:
    """Whether the mean may be for one of what is counted: 次均 for 人次, 生均 for 在校生."""
    thing = thing_of(mean.name)
    return may_measure(mean, count) or bool(thing and count.unit.endswith(thing))
