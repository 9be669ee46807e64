"""``ratio`` of amounts by a tariff: 按每座6万元的标准，40座共240万元.

A tariff is a rule and no fact, so that no record states it; it is read from the text. What it is multiplied by and to
stands beside it.
"""

import re
from collections.abc import Iterator

from models.labels import Label
from service.checks.check import Check
from service.checks.ledger import Entry, Ledger
from service.checks.prices import Triple, claim, is_count, is_plausible, is_total, measures
from service.checks.printed import printed_value
from service.quantities import read
from service.records.record import Mention, Record, RecordKind

TARIFF = re.compile(
    r"(?P<name>每(?:[^\d\s，。；、每年月日天元万]{1,3})(?:每?年)?)(?:补助|补贴|奖补|奖励)?\s*(?P<price>\d[\d,]*(?:\.\d+)?[十百千万]?元)"
)
"""A price for one of something, for once or for a year."""

BESIDE = 200
"""Characters within which its count and total stand."""


def check_tariffs(ledger: Ledger) -> Iterator[Check]:
    """The total that a count and a tariff without a record give."""
    stated = {entry.start for entry in ledger.entries}
    for match in TARIFF.finditer(ledger.text, ledger.passage.start, ledger.passage.stop):
        price = tariff(match) if match.start("price") not in stated else None
        if price is not None:
            yield from check_tariff(ledger, price)


def tariff(match: re.Match[str]) -> Entry | None:
    """The tariff as an entry outside of the ledger."""
    start, end = match.span("price")
    quantity = read(match["price"])
    if quantity is None or not quantity.value:
        return None
    mention = Mention(label=Label.AMOUNT, start=start, end=end, text=match["price"])
    record = Record(id="", kind=RecordKind.AMOUNT, indicator=match["name"], value=quantity.value, unit="CNY",
                    step=quantity.step, mentions=(mention,))  # fmt: skip
    return Entry(record, -1, start, end, printed_value(record), match["name"])


def check_tariff(ledger: Ledger, price: Entry) -> Iterator[Check]:
    """A triple that fits, or the one that the sentence means: the tariff, then what is counted, then the total."""
    near = [entry for entry in ledger.entries if abs(entry.start - price.start) <= BESIDE]
    counts = [entry for entry in near if is_count(entry, price) and measures(price, entry)]
    found = [Triple(count, price, total) for count in counts for total in near if is_total(total, price)]
    fitting = next((triple for triple in found if triple.fits()), None)
    if fitting is not None:
        yield claim(fitting).check(True)
        return
    behind = [e for e in near if e.start > price.start and ledger.sentence(e) == ledger.sentence(price)][:2]
    meant = next((t for t in found if [t.count, t.total] == behind and not t.count.approximate), None)
    if meant is not None and not meant.total.approximate and is_plausible(meant):
        yield claim(meant).check(False)
