"""``ratio`` of amounts by prices as the text tells them: 按每座6万元的标准，40座共240万元.

A tariff is a rule and no fact, so that no record need state it, and a record may have lost the 每 of its name. The
price is therefore read from the words before its figure, or from the unit behind it. What it is multiplied by and to
stands beside it, or has its name in the line; 每人每月 takes the months, 每生每天 the days that the line tells.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.labels import Label
from service.checks.check import Check
from service.checks.ledger import Entry, Ledger
from service.checks.prices import MONTHS, Triple, base_unit, claim, is_count, is_plausible, measures
from service.checks.printed import printed_value
from service.checks.slips import is_misprint
from service.checks.vocabulary import pattern
from service.quantities import read
from service.records.record import Mention, Record, RecordKind

FIGURE = re.compile(r"\d[\d,，]*(?:\.\d+)?\s*[十百千万亿]{0,2}元")
LEAD = re.compile(
    r"每(?P<what>[^\d\s，。；、：:每]{1,12}?)(?:每?(?P<time>[年月天日])|每学期)?"
    r"(?P<words>(?:补[助贴偿]?|奖[励补]|标准|安排|发放|投入|价值|收费|费用|定额|按|为|约|[^\d\s，。；：:每合共总计]{0,8}))\s*$"
)
BEHIND = re.compile(r"(?P<what>[^·•/／]+)(?:[·•/／](?P<time>[年月天日]))?")
REACH = 24
BESIDE = 300
"""Characters within which what a price is multiplied by and to stands."""

STATED_TIMES = {
    "月": re.compile(r"(\d{1,2}|[一二两三四五六七八九十]{1,2})\s*个月"),
    "天": re.compile(r"(\d{1,3})\s*天"),
}
NUMBERS = {word: Decimal(place) for place, word in enumerate("一二三四五六七八九十", start=1)} | {
    "两": Decimal(2), "十一": Decimal(11), "十二": Decimal(12)}  # fmt: skip

LEAST_DIGITS = 4
"""A total far from its price is recognised by no fewer digits, and in the line by no fewer characters of its name."""

LEAST_RUN = 3
NEXT = 3

PAID_FOR = re.compile(r"^\s*(?:[（(]|[，,、]?[^，。；]{0,6}?[按系即依])[^，。；;\d]*$")
"""运维费30万元，按10座、每座3万元结算: what stands behind a total tells how it was worked out."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """A price in yuan for one ``what`` and, in one of ``times`` readings, for so many months or days."""

    entry: Entry
    what: str
    times: tuple[Decimal, ...]


def check_tariffs(ledger: Ledger) -> Iterator[Check]:
    """The totals that counts and told prices give."""
    tariffs = list(told_prices(ledger))
    priced = {tariff.entry.start for tariff in tariffs}
    for tariff in tariffs:
        yield from check_tariff(ledger, tariff, priced)


def told_prices(ledger: Ledger) -> Iterator[Tariff]:
    """The prices of the passage, with the record that states their figure or without."""
    stated = {entry.start: entry for entry in ledger.of_kind(RecordKind.AMOUNT)}
    for figure in FIGURE.finditer(ledger.text, ledger.passage.start, ledger.passage.stop):
        entry = stated.get(figure.start())
        told = LEAD.search(ledger.text[max(0, figure.start() - REACH) : figure.start()])
        if told is None and entry is not None:
            told = BEHIND.fullmatch(entry.unit.partition("/")[2])
        entry = entry or unrecorded(figure)
        if told is not None and entry is not None and entry.figure.value > 0 and not entry.approximate:
            words = told.groupdict().get("words") or ""
            what = told["what"] + ("" if told["time"] else words)
            yield Tariff(named_price(entry, what), what, times_of(ledger, entry, told["time"] or ""))


def unrecorded(figure: re.Match[str]) -> Entry | None:
    """The price as an entry outside of the ledger."""
    quantity = read(figure[0])
    if quantity is None or not quantity.value:
        return None
    start, end = figure.span()
    mention = Mention(label=Label.AMOUNT, start=start, end=end, text=figure[0])
    record = Record(id="", kind=RecordKind.AMOUNT, indicator="", value=quantity.value, unit="CNY",
                    step=quantity.step, mentions=(mention,))  # fmt: skip
    return Entry(record, -1, start, end, printed_value(record), "")


def named_price(entry: Entry, what: str) -> Entry:
    """The entry under the name that the text gives the price."""
    record = entry.record.model_copy(update={"indicator": f"每{what}", "unit": "CNY"})
    return Entry(record, entry.index, entry.start, entry.end, entry.value, f"每{what}")


def times_of(ledger: Ledger, entry: Entry, time: str) -> tuple[Decimal, ...]:
    """For how many months or days a price may be paid: those told beside it, or a whole year."""
    stated = STATED_TIMES.get("天" if time == "日" else time)
    if stated is None:
        return (Decimal(1),)
    beside = ledger.text[max(0, entry.start - BESIDE // 2) : entry.end + BESIDE // 2]
    told = [
        NUMBERS.get(found) or Decimal(found) for found in stated.findall(beside) if found in NUMBERS or found.isdigit()
    ]
    return tuple(dict.fromkeys([*told, *([MONTHS] if time == "月" else [])]))


def check_tariff(ledger: Ledger, tariff: Tariff, priced: set[int]) -> Iterator[Check]:
    """A triple that fits, or the one that the words mean or that a slip of the pen separates."""
    price = tariff.entry
    counts = [e for e in ledger.entries if is_count(e, price) and is_of(tariff.what, e)]
    sums = [e for e in ledger.of_kind(RecordKind.AMOUNT) if e.start not in priced and is_sum(e, price)]
    near = [e for e in sums if abs(e.start - price.start) <= BESIDE]
    close = [e for e in counts if abs(e.start - price.start) <= BESIDE]
    named = [e for e in sums if e not in near and is_named_beside(ledger, e, price) and digits(e) >= LEAST_DIGITS]
    found = [*triples(tariff, close, near), *triples(tariff, counts, near), *triples(tariff, close, named)]
    fitting = next((triple for triple in found if triple.fits()), None)
    if fitting is not None:
        yield claim(fitting).check(True)
        return
    wrong = meant(ledger, triples(tariff, close, near), price) or slipped(ledger, found, price)
    if wrong is not None:
        yield claim(wrong).check(False)


def triples(tariff: Tariff, counts: Sequence[Entry], sums: Sequence[Entry]) -> list[Triple]:
    """The triples of the price with each count and total, nearest counts first."""
    ordered = sorted(counts, key=lambda count: abs(count.start - tariff.entry.start))
    return [Triple(c, tariff.entry, s, times) for c in ordered for s in sums for times in tariff.times]


def is_of(what: str, count: Entry) -> bool:
    """Whether a price for one ``what`` is for what is counted; 人次 are no 人."""
    unit = count.unit.split("(")[0]
    if unit and what.startswith(unit):
        return not what[len(unit) :].startswith("次")
    people = pattern("prices", "person")
    if people.match(what) and people.match(unit):
        return "人次" not in (what[:2], unit)
    return bool(unit) and (unit.startswith(what) or count.name.endswith(what))


def is_sum(entry: Entry, price: Entry) -> bool:
    """Whether an amount may be what the price is multiplied to."""
    return entry.start != price.start and base_unit(entry) == "CNY" and entry.figure.value > price.figure.value


def digits(entry: Entry) -> int:
    """How many digits of the figure tell it from others."""
    return len(str(int(abs(entry.figure.value / (entry.figure.step or 1)))).strip("0"))


def is_named_beside(ledger: Ledger, total: Entry, price: Entry) -> bool:
    """Whether the line of the price names the total: its name, or three characters in a row of it."""
    start, end = ledger.text.rfind("\n", 0, price.start) + 1, ledger.text.find("\n", price.start)
    words = ledger.text[start : end if end >= 0 else len(ledger.text)][: price.end - start + BESIDE]
    name = total.name
    return any(name[place : place + LEAST_RUN] in words for place in range(max(1, len(name) - LEAST_RUN + 1)))


def meant(ledger: Ledger, found: Sequence[Triple], price: Entry) -> Triple | None:
    """Count and price side by side in one sentence, the total right behind them, or before them with what it is for."""
    for triple in found:
        count, total = triple.count, triple.total
        if count.approximate or total.approximate or not is_plausible(triple):
            continue
        if len({ledger.sentence(entry) for entry in (count, price, total)}) > 1:
            continue
        if follow(ledger, [price, count, total]) or follow(ledger, [count, price, total]):
            return triple
        if follow(ledger, [total, count, price]) and PAID_FOR.search(ledger.between(total.end, count.start)):
            return triple
    return None


def follow(ledger: Ledger, entries: Sequence[Entry]) -> bool:
    """Whether the entries with a record stand in this order with no other amount or count between them."""
    starts = [entry.start for entry in entries]
    if starts != sorted(starts):
        return False
    inside = [e for e in ledger.entries if starts[0] < e.start < starts[-1] and e.record.kind is not RecordKind.SCORE]
    return not {e.start for e in inside} - set(starts)


def slipped(ledger: Ledger, found: Sequence[Triple], price: Entry) -> Triple | None:
    """A total whose digits or whose point a slip of the pen has moved: the next ones, or one that the line names."""
    for triple in found:
        total = triple.total
        behind = [e for e in ledger.of_kind(RecordKind.AMOUNT) if e.start > price.start][:NEXT]
        known = total in behind or is_named_beside(ledger, total, price)
        exact = measures(price, triple.count) or is_of(price.name[1:], triple.count)
        if known and exact and not total.approximate and is_misprint(triple.product, total.figure.value):
            return triple
    return None
