"""The common ground of all rates of two amounts or counts: which part, which whole, and what came of it.

A rate holds where any sensible pair of figures near it gives it. It is violated only where none does and one pair is
clearly meant: a report that writes a rate beside its two figures says what it divides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from service.checks.check import Rule
from service.checks.claims import Claim, named, number, summed
from service.checks.ledger import Entry, Ledger, ids
from service.checks.printed import Printed
from service.checks.slips import is_exchange, is_slip
from service.checks.tolerance import HUNDRED, quotient_holds, quotient_tolerance, within
from service.checks.vocabulary import pattern
from service.records.record import RecordKind

FACTORS = {"%": HUNDRED, "‰": Decimal(1000), "": Decimal(1), "倍": Decimal(1)}
"""What a whole is in the units of a rate."""

TELLING = Decimal("0.002")
"""A rate whose last place is worth at most this share of it agrees with a pair of figures by chance only rarely."""

FINE = Decimal("0.01")
"""A figure that rounding may have moved by more than this share of it fits too many rates to prove one."""

PLAUSIBLE = Decimal("0.12")
"""A stated and a computed rate farther apart than this share, and by more than a digit, are no slip: the wrong
figures were compared."""

MOST_TERMS = 4
"""Parts that are added before they are divided: 非常满意 + 满意, 中央 + 县级."""

DUE, DONE = "应", "实已"
"""应收420万元，实收399万元: names that open so are of what is due and what of it was done."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A part and the whole that it may be measured by; several entries on a side are added."""

    part: tuple[Entry, ...]
    whole: tuple[Entry, ...]

    @property
    def above(self) -> Printed:
        """The figure above the line."""
        return added(self.part)

    @property
    def below(self) -> Printed:
        """The figure below the line."""
        return added(self.whole)

    @property
    def approximate(self) -> bool:
        """Whether the text says of any of the figures that it is not exact."""
        return any(entry.approximate for entry in (*self.part, *self.whole))

    def fits(self, rate: Entry) -> bool:
        """Whether the rate is part ÷ whole by its print."""
        factor = FACTORS.get(rate.unit)
        if factor is None or not quotient_holds(rate.figure, self.above, self.below, factor):
            return False
        computed = self.computed(rate)
        if within(abs(rate.figure.value), rate.figure.step, computed, computed):
            return True
        return self.above.slack <= FINE * self.above.value and self.below.slack <= FINE * self.below.value

    def computed(self, rate: Entry) -> Decimal:
        """Part ÷ whole in the unit of the rate."""
        return self.above.value / self.below.value * FACTORS[rate.unit]

    def contradicts(self, rate: Entry) -> bool:
        """Whether exact figures miss the rate by so little that a slip of the pen explains it."""
        exact = not self.approximate and not rate.approximate
        return exact and not self.fits(rate) and is_plausible(rate.figure, self.computed(rate))

    def is_turned(self, rate: Entry) -> bool:
        """Whether the rate is whole ÷ part instead, by digits enough to show it."""
        exact = not self.approximate and not rate.approximate and self.above.value > 0
        return exact and is_telling(rate) and not self.fits(rate) and Pair(self.whole, self.part).fits(rate)


def is_plausible(stated: Printed, computed: Decimal) -> bool:
    """Whether ``stated`` may be a slip of the pen for ``computed``."""
    if abs(computed - stated.value) <= PLAUSIBLE * abs(stated.value):
        return True
    meant = round(computed, stated.places)
    return is_slip(stated.value, meant) or is_exchange(stated.value, meant)


def added(entries: Sequence[Entry]) -> Printed:
    """The sum of the figures of ``entries``, with the coarsest of their steps."""
    if len(entries) == 1:
        return entries[0].figure
    figures = [entry.figure for entry in entries]
    value = sum((figure.value for figure in figures), Decimal(0))
    step = max(figure.step for figure in figures)
    return Printed(value, step, figures[0].scale, figures[0].unit, exact=all(figure.exact for figure in figures))


def comparable(part: Entry, whole: Entry, across_units: bool = False) -> bool:
    """Whether two entries are figures of one unit (or of one class of units), the whole above zero."""
    if part is whole or part.value is None or whole.value is None or part.record.kind is RecordKind.RATE:
        return False
    of_kind = part.record.kind is whole.record.kind
    of_unit = part.unit == whole.unit or (across_units and of_one_class(part.unit, whole.unit))
    return of_kind and of_unit and whole.value.value > 0 and part.value.value >= 0


def of_one_class(one: str, other: str) -> bool:
    """Whether two measure words count the same things: 份 questionnaires are answered by 名 persons."""
    people = pattern("units", "people")
    return bool(people.fullmatch(one) and people.fullmatch(other))


def pairs(parts: Iterable[Entry], wholes: Iterable[Entry], across_units: bool = False) -> Iterator[Pair]:
    """All the pairs of comparable entries, in the order given."""
    if across_units:
        wholes = list(wholes)
        for part in parts:
            yield from (Pair((part,), (whole,)) for whole in wholes if comparable(part, whole, across_units))
        return
    alike: dict[tuple[RecordKind, str], list[Entry]] = defaultdict(list)
    for whole in wholes:
        if whole.value is not None and whole.value.value > 0:
            alike[whole.record.kind, whole.unit].append(whole)
    for part in parts:
        if part.value is not None and part.record.kind is not RecordKind.RATE and part.value.value >= 0:
            candidates = alike.get((part.record.kind, part.unit), ())
            yield from (Pair((part,), (whole,)) for whole in candidates if whole is not part)


def sums(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """Runs of two to four neighbours of one kind and unit, for figures that are added before they are divided."""
    ordered = sorted(entries, key=lambda entry: entry.index)
    for start in range(len(ordered)):
        for stop in range(start + 2, min(start + MOST_TERMS, len(ordered)) + 1):
            run = tuple(ordered[start:stop])
            if not all(comparable(entry, run[0]) for entry in run[1:]):
                break
            yield run


def summed_pairs(entries: Sequence[Entry]) -> Iterator[Pair]:
    """Pairs in which one side is a sum of neighbours, the other a single figure.

    A figure by the sum of itself and what is left (完成36个、未完成2个) comes before sums that it is no part of.
    """
    amounts = [e for e in entries if e.value is not None and e.record.kind is not RecordKind.RATE and e.value.value > 0]
    runs = list(sums(amounts))
    for run in runs:
        yield from (Pair((entry,), run) for entry in run if comparable(entry, run[-1]))
    for run in runs:
        for entry in amounts:
            if comparable(entry, run[0]) and entry not in run:
                yield Pair(run, (entry,))
                yield Pair((entry,), run)


def named_pair(ledger: Ledger, rate: Entry) -> Pair | None:
    """Whole, part and rate behind each other in one sentence, the rate named for the part: 94项，开工86项，开工率.

    The whole may stand farther off where the part is linked to it: 100公里，完成率90%，其中衬砌80公里，衬砌率80%.
    """
    head = rate.name.removesuffix("率")
    before = ledger.entries[max(0, rate.index - 2) : rate.index]
    if len(before) < 2 or head == rate.name or any(ledger.sentence(e) != ledger.sentence(rate) for e in before):
        return None
    linked = ledger.parent(before[1])
    whole, part = linked or before[0], before[1]
    named = len(head) > 1 and (
        part.name.endswith(head) or head.endswith(part.name) or (linked is not None and part.name.startswith(head))
    )
    named = named or (whole.name[:1] == DUE and part.name[:1] in DONE)
    exact = not (whole.approximate or part.approximate) and ledger.line(whole) == ledger.line(part)
    usable = named and exact and comparable(part, whole) and part.figure.value < whole.figure.value
    return Pair((part,), (whole,)) if usable else None


def first_fitting(rate: Entry, candidates: Iterable[Pair]) -> Pair | None:
    """The first pair that gives the rate."""
    return next((pair for pair in candidates if pair.fits(rate)), None)


def is_telling(rate: Entry, fineness: Decimal = TELLING) -> bool:
    """Whether the rate has digits enough that a fitting pair is no accident."""
    figure = rate.figure
    return bool(figure.value) and figure.step <= fineness * abs(figure.value)


def claim(rule: Rule, rate: Entry, pair: Pair) -> Claim:
    """The claim that ``rate`` is the quotient of ``pair``."""
    computed = pair.computed(rate)
    return Claim(
        rule=rule,
        subject=named(rate),
        stated=rate.figure.value,
        told=rate.figure.show(),
        computed=computed,
        tolerance=quotient_tolerance(rate.figure, pair.above, pair.below, FACTORS[rate.unit]),
        formula=f"{summed(pair.part)} ÷ {summed(pair.whole)} = {number(computed)}{rate.figure.unit}",
        records=ids(rate, pair.part, pair.whole),
    )
