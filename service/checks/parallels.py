"""Parallel clauses make parallel claims.

甲县40个，建成36个，建成率90%；乙县50个，建成40个，建成率80%: where rates of one name stand in one arrangement with part
and whole, and that of the others holds, it is meant of each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.checks.ledger import Entry, Ledger
from service.checks.quotients import Pair, comparable, is_telling
from service.records.record import RecordKind

NEIGHBOURS = 12
"""So many rates of one name, the nearest, show how they are meant."""

PROVEN = 2
"""So many of them have to hold."""

ALL = 100
"""A rate of everything shows nothing, and often says only that nothing is missing."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How many entries before the rate its part and its whole stand."""

    part: int
    whole: int

    def pair(self, ledger: Ledger, rate: Entry) -> Pair | None:
        """The pair that stands so before ``rate``, in its sentence."""
        if rate.index < max(self.part, self.whole):
            return None
        part, whole = ledger.entries[rate.index - self.part], ledger.entries[rate.index - self.whole]
        beside = ledger.sentence(part) == ledger.sentence(whole) == ledger.sentence(rate)
        return Pair((part,), (whole,)) if beside and comparable(part, whole) else None


ARRANGEMENTS = tuple(Arrangement(*steps) for steps in ((1, 2), (2, 1), (1, 3), (2, 3), (3, 2), (3, 1)))


def settled(ledger: Ledger, rate: Entry, fitting: Pair | None, meant: Pair | None) -> tuple[Pair | None, Pair | None]:
    """``fitting`` and ``meant``, with the pair that parallel rates show before both: a coarse rate fits by accident."""
    parallel = None if fitting is not None and is_telling(rate) else parallel_pair(ledger, rate)
    if parallel is None or not (parallel.fits(rate) or parallel.contradicts(rate)):
        return fitting, meant
    return (fitting if parallel.fits(rate) else None), parallel


def parallel_pair(ledger: Ledger, rate: Entry) -> Pair | None:
    """The pair that stands before ``rate`` as those of its siblings do that hold; ``None`` where none is proven."""
    if rate.figure.value == ALL:
        return None
    others = siblings(ledger, rate)
    if len(others) < PROVEN:
        return None
    own = ((arrangement, arrangement.pair(ledger, rate)) for arrangement in ARRANGEMENTS)
    return next((pair for arrangement, pair in own if pair and is_proven(ledger, arrangement, others)), None)


def is_proven(ledger: Ledger, arrangement: Arrangement, rates: Sequence[Entry]) -> bool:
    """Whether the pairs of that arrangement give ``rates``, with few exceptions; figures far off stand otherwise."""
    told = [(pair, rate) for rate in rates if (pair := arrangement.pair(ledger, rate)) is not None]
    fitting = sum(pair.fits(rate) for pair, rate in told)
    return fitting >= PROVEN and fitting > 2 * sum(pair.contradicts(rate) for pair, rate in told)


def siblings(ledger: Ledger, rate: Entry) -> list[Entry]:
    """The nearest other rates of that name."""
    alike = [
        other
        for other in ledger.of_kind(RecordKind.RATE)
        if other is not rate and other.name == rate.name and other.unit == rate.unit and other.figure.value != ALL
    ]
    return sorted(alike, key=lambda other: abs(other.index - rate.index))[:NEIGHBOURS]
