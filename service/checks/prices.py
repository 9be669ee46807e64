"""``ratio`` of amounts: quantity × unit price = amount, and means that come from a total and a count.

每亩补助, 单价 and 户均 name a figure for one thing. A triple holds where any count and any total beside it fit; it is
violated only where count, price and total follow each other in one sentence and the price names the count's unit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from models.labels import Label
from service.checks.check import Check, Rule
from service.checks.claims import Claim, label, named
from service.checks.ledger import Entry, Ledger, ids
from service.checks.printed import Printed
from service.checks.slips import is_exchange, is_slip
from service.checks.tolerance import within
from service.checks.vocabulary import multiple, pattern
from service.records.record import RecordKind, plain

VAGUE = Decimal("0.01")
"""A price so coarsely printed that its product is open by this share fits too much to prove anything."""

PLAUSIBLE = Decimal("0.25")
"""In a clear triple, a product farther from the total than this share is no slip: something else was counted."""

BREAK = re.compile("[；;。\n]")
MONTHS = Decimal(12)
SPENT = re.compile("(?:支出|决算|经费|数)+$")
MEAN = re.compile("均(?!衡)|单位(?:造价|成本|投资)")
LEAST_NAME = 4
"""Shorter words open names of other things."""


@dataclass(frozen=True, slots=True)
class Triple:
    """A count, a price for one, and the total; ``times`` is 12 where a monthly price makes a
    year's total, 1000 where kilometres are paid by the metre."""

    count: Entry
    price: Entry
    total: Entry
    times: Decimal = Decimal(1)

    @property
    def figures(self) -> tuple[Printed, Printed, Printed]:
        """The prints of count, price and total."""
        return self.count.figure, self.price.figure, self.total.figure

    @property
    def product(self) -> Decimal:
        """Count × price."""
        count, price, _ = self.figures
        return count.value * price.value * self.times

    def span(self) -> tuple[Decimal, Decimal]:
        """The least and greatest product that the prints allow."""
        count, price, _ = self.figures
        low = max(count.value - count.slack, Decimal(0)) * max(price.value - price.slack, Decimal(0))
        return low * self.times, (count.value + count.slack) * (price.value + price.slack) * self.times

    def fits(self) -> bool:
        """Whether count × price is the total by their prints, and the prints are fine enough to tell."""
        total = self.figures[2]
        if abs(self.product - total.value) <= total.step / 2:
            return bool(total.value)
        low, high = self.span()
        return high - low <= VAGUE * total.value and self.is_possible()

    def is_possible(self) -> bool:
        """Whether the total lies within what the prints allow at all."""
        total = self.figures[2]
        return within(total.value, total.step, *self.span())


def check_prices(ledger: Ledger) -> Iterator[Check]:
    """One check for each price or mean that a count and a total beside it confirm, or clearly contradict."""
    for price in ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT):
        if not is_price(price) or price.value is None or price.figure.value <= 0:
            continue
        meant = meant_triple(ledger, price)
        if meant is not None and is_plausible(meant):
            yield claim(meant).check(meant.is_possible() and not is_exchange(meant.product, meant.total.figure.value))
            continue
        fitting = next((triple for triple in triples(ledger, price) if triple.fits()), None)
        if fitting is not None:
            mean = MEAN.search(fitting.price.name) and fitting.total.start < fitting.price.start and fitting.times == 1
            yield (mean_claim(fitting) if mean else claim(fitting)).check(True)


def is_price(entry: Entry) -> bool:
    """Whether the figure is for one thing, by its unit (元/亩) or its name."""
    return "/" in entry.unit or (_is_price_name(entry.name) and not is_counted_before_name(entry))


def is_counted_before_name(entry: Entry) -> bool:
    """Whether a name stands behind its count alone: in 12家食堂每家3万元 the 12 are no price."""
    names = [mention.start for mention in entry.record.mentions if mention.label is Label.INDICATOR]
    return entry.record.kind is RecordKind.COUNT and bool(names) and min(names) > entry.start


@lru_cache(maxsize=8192)
def _is_price_name(name: str) -> bool:
    return bool(pattern("prices", "name").search(name))


def base_unit(entry: Entry) -> str:
    """The unit without what the price is for: CNY of CNY/亩."""
    return entry.unit.split("/")[0]


def triples(ledger: Ledger, price: Entry) -> Iterator[Triple]:
    """The triples beside ``price``, nearest first, then those of the whole report that share a word with it."""
    near = ledger.near(price, before=7, after=5, characters=300)
    counts = [entry for entry in near if is_count(entry, price)]
    yield from combine(price, counts, [entry for entry in near if is_total(entry, price)])
    everywhere = [entry for entry in ledger.entries if entry is not price]
    measured = [entry for entry in everywhere if is_count(entry, price) and may_measure(price, entry)]
    akin = [entry for entry in everywhere if is_total(entry, price) and shares_word(price, entry)]
    yield from combine(price, measured, [entry for entry in everywhere if is_total(entry, price)])
    yield from combine(price, [entry for entry in everywhere if is_count(entry, price)], akin)


def combine(price: Entry, counts: list[Entry], totals: list[Entry]) -> Iterator[Triple]:
    """The triples of ``price`` with each count and total of about their product, a monthly price also for the year."""
    sizes = [(total, total.figure.value, total.figure.step) for total in totals]
    per = price.unit.partition("/")[2] or thing_of(price.name)
    for count in counts:
        factors = (Decimal(multiple(count.unit, per)), *([MONTHS] if "月" in price.name else []))
        spans = [(times, *Triple(count, price, price, times).span()) for times in factors]
        for total, value, step in sizes:
            for times, low, high in spans:
                if total is not count and low - step <= value <= high + step:
                    yield Triple(count, price, total, times)


def is_count(entry: Entry, price: Entry) -> bool:
    """Whether the figure may be what is multiplied by ``price``; a single thing proves nothing."""
    counted = entry.record.kind is RecordKind.COUNT and entry is not price and not is_price(entry)
    return counted and entry.value is not None and entry.figure.value > 1


def is_total(entry: Entry, price: Entry) -> bool:
    """Whether the figure may be what ``price`` is multiplied to."""
    same = entry.record.kind is price.record.kind and base_unit(entry) == base_unit(price) and not is_price(entry)
    return same and entry.value is not None and price.value is not None and entry.figure.value > price.figure.value


def measures(price: Entry, count: Entry) -> bool:
    """Whether the price is for one of what is counted: 每亩 for 亩, 户均 for 户, 每村 for 重点防治村."""
    per = price.unit.partition("/")[2] or thing_of(price.name)
    if not per:
        return False
    if all(pattern("prices", "person").match(word) for word in (per, count.unit)):
        return True
    return count.unit.startswith(per) or per.startswith(count.unit.split("(")[0] or " ") or count.name.endswith(per)


def may_measure(price: Entry, count: Entry) -> bool:
    """Whether the price may be for one of what is counted: 站均 for 监测站点 that are counted in 处."""
    return measures(price, count) or thing_of(price.name) in count.name


def thing_of(name: str) -> str:
    """What a price is for one of, by its name: 亩 of 每亩补助, 户 of 户均增收; empty where it does not tell."""
    match = re.search(
        r"每([^\d补奖资造投发均]{1,2}?)(?=补|奖|资|造|投|发|一次|年|月|均|单|成|价|每|$)|([^\d年月平])均|单([^价位项])|([^\d年月])补$",
        name,
    )
    return next(filter(None, match.groups()), "") if match else ""


def shares_word(one: Entry, other: Entry) -> bool:
    """Whether two names share two neighbouring characters."""
    words = {one.name[place : place + 2] for place in range(len(one.name) - 1)}
    return any(other.name[place : place + 2] in words for place in range(len(other.name) - 1))


def meant_triple(ledger: Ledger, price: Entry) -> Triple | None:
    """Count, price and total that follow each other in one sentence, the price naming the unit of the count."""
    if not pattern("prices", "exact").search(price.name):
        return None
    sentence = ledger.sentence(price)
    beside = ledger.entries[max(0, price.index - 2) : price.index + 3]
    beside = [e for e in beside if e is not price and ledger.sentence(e) == sentence and not e.approximate]
    counts = [e for e in beside if abs(e.index - price.index) == 1 and is_count(e, price) and measures(price, e)]
    if pattern("prices", "bare").fullmatch(price.name):
        return bare_triple(ledger, price, beside)
    if not counts or price.approximate:
        return None
    last = max(price.index, counts[0].index)
    after = [entry for entry in beside if is_total(entry, price) and entry.index == last + 1]
    before = [entry for entry in beside if is_total(entry, price) and entry.index == counts[0].index - 1]
    totals = after or before or named_totals(ledger, price, counts[0])
    return Triple(counts[0], price, totals[0]) if totals else None


def named_totals(ledger: Ledger, price: Entry, count: Entry) -> list[Entry]:
    """Totals that the words of the count name: 公务接待费支出8万元。…公务接待费开支的接待40批次，平均每批次0.2万元."""
    near = [entry for entry in ledger.near(price, after=0) if is_total(entry, price) and not entry.approximate]
    cores = [(entry, SPENT.sub("", entry.name)) for entry in near]
    return [entry for entry, core in cores if len(core) >= LEAST_NAME and count.name.startswith(core)]


def bare_triple(ledger: Ledger, price: Entry, beside: list[Entry]) -> Triple | None:
    """呼吸器220具，单价0.9万元，小计198万元: a price without words for its thing stands between count and total."""
    count = next((e for e in beside if e.index == price.index - 1 and is_count(e, price)), None)
    sum_ = next((e for e in beside if e.index == price.index + 1 and is_total(e, price)), None)
    if count is None or sum_ is None or price.approximate:
        return None
    return None if BREAK.search(ledger.between(count.end, sum_.start)) else Triple(count, price, sum_)


def is_plausible(triple: Triple) -> bool:
    """Whether the total may be a slip of the pen for the product."""
    total = triple.figures[2].value
    return abs(triple.product - total) <= PLAUSIBLE * total or is_slip(triple.product, total)


def claim(triple: Triple) -> Claim:
    """The claim that the total is count × price."""
    total = triple.total.figure
    low, high = triple.span()
    times = "" if triple.times == 1 else f" × {plain(triple.times)}"
    return Claim(
        rule=Rule.RATIO,
        subject=named(triple.total),
        stated=total.value,
        told=total.show(),
        computed=triple.product,
        tolerance=total.step + (high - low) / 2,
        formula=f"{label(triple.count)} × {label(triple.price)}{times} = {total.show(triple.product)}",
        records=tuple(filter(None, ids(triple.total, triple.count, triple.price))),  # a tariff has no record
    )


def mean_claim(triple: Triple) -> Claim:
    """The claim that a mean, told behind its total, is total ÷ count."""
    count, price, total = triple.figures
    return Claim(
        rule=Rule.RATIO,
        subject=named(triple.price),
        stated=price.value,
        told=price.show(),
        computed=total.value / count.value,
        tolerance=price.step,
        formula=f"{label(triple.total)} ÷ {label(triple.count)} = {price.show(total.value / count.value)}",
        records=ids(triple.price, triple.total, triple.count),
    )
