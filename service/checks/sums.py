"""Wholes and parts as sums: which parts belong to a whole, whether they add up, and the claim that they do."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from service.checks.check import Rule
from service.checks.claims import Claim, listed, named, terms
from service.checks.ledger import Entry, Ledger, ids
from service.checks.printed import Printed
from service.checks.slips import is_slip
from service.checks.tolerance import sum_tolerance
from service.checks.vocabulary import plain_name

AND = re.compile("[、，,/和与及]")
COORDINATED = re.compile("(?:分别|依次|各)?[为是]?$")
"""Figures that share one name are called by its members: 货物、服务依次为."""

LEAST_TELLING = 1000
"""A figure of so many steps agrees with a sum by chance once in a thousand times."""


TITLE = re.compile(r"[^，,、；;：:。（()）|\s]+$")
"""The words right before a figure."""


def splits(ledger: Ledger, whole: Entry) -> Iterator[list[Entry]]:
    """The parts of ``whole`` by split, each in reading order; only parts of its own unit."""
    groups: dict[str | None, list[Entry]] = defaultdict(list)
    for part in ledger.children.get(whole.id, ()):
        if part.value is not None and part.record.kind is whole.record.kind and part.unit == whole.unit:
            groups[part.record.split].append(part)
    for parts in groups.values():
        yield same_column(ledger, whole, parts)


def titles(ledger: Ledger, parts: Sequence[Entry]) -> list[str]:
    """What the parts are called: their names; where they share one, the words before their figures (尚未整改)."""
    names = [part.name for part in parts]
    if len(set(names)) == len(names) or any(part.index == 0 for part in parts):
        return names
    shared = COORDINATED.sub("", parts[0].record.indicator)
    listed = [plain_name(name) for name in AND.split(shared)]
    if len(set(names)) == 1 and len(listed) == len(parts):
        return listed
    before = [ledger.between(ledger.entries[part.index - 1].end, part.start) for part in parts]
    found = [TITLE.search(words) for words in before]
    return [match[0] if match else name for match, name in zip(found, names, strict=True)]


def same_column(ledger: Ledger, whole: Entry, parts: list[Entry]) -> list[Entry]:
    """Where a row gives several parts of one name (a column each), those of the column of ``whole``.

    One name for several years is a list by year.
    """
    names, years = {part.name for part in parts}, {part.record.period for part in parts}
    by_year = len(years) == len(parts) and len(names) == 1 and whole.record.period not in years
    if by_year or len(set(titles(ledger, parts))) == len(parts):
        return parts
    column = ledger.column(whole)
    return [part for part in parts if ledger.column(part) == column]


def figures(parts: Sequence[Entry]) -> list[Printed]:
    """The prints of the parts that state a value."""
    return [part.value for part in parts if part.value is not None]


def total(parts: Sequence[Entry]) -> Decimal:
    """The sum of the values of ``parts``."""
    return sum((figure.value for figure in figures(parts)), Decimal(0))


def adds_up(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether ``parts`` sum to ``whole`` within the tolerance of their print."""
    return abs(total(parts) - whole.figure.value) <= sum_tolerance(figures(parts), whole.figure)


def is_telling(entry: Entry, steps: int = LEAST_TELLING) -> bool:
    """Whether a figure has so many steps that others add up to it by chance only rarely."""
    return entry.value is not None and abs(entry.value.value) >= steps * entry.value.step


def is_one_slip(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether one slip of the pen, in the total or in one of its parts, makes all the difference."""
    gap = whole.figure.value - total(parts)
    if is_slip(whole.figure.value, total(parts)):
        return True
    return any(is_slip(figure.value, figure.value + gap) for figure in figures(parts) if figure.value + gap > 0)


def claim(whole: Entry, parts: Sequence[Entry]) -> Claim:
    """The claim that ``parts`` make up ``whole``."""
    computed = total(parts)
    return Claim(
        rule=Rule.PARTS_SUM,
        subject=named(whole),
        stated=whole.figure.value,
        told=whole.figure.show(),
        computed=computed,
        tolerance=sum_tolerance(figures(parts), whole.figure),
        formula=f"各部分（{listed(parts)}）相加，{terms(figures(parts))} = {whole.figure.show(computed)}",
        records=ids(whole, parts),
    )
