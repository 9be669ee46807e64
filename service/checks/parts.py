"""``parts_sum``: the parts of a complete split add up to their whole.

A list that adds up is a claim that holds. A list that does not is a claim only where it promises all the parts: by a
closed set of terms, by the words before it, or because one digit makes the difference. Three parts or more that
exceed their whole are wrong as well, unless they are cut along different lines (专业技术人员 and 高级职称).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from service.checks.check import Check, Rule
from service.checks.claims import Claim, listed, named, terms
from service.checks.ledger import Entry, Ledger, ids
from service.checks.printed import Printed
from service.checks.slips import is_slip
from service.checks.tolerance import sum_tolerance
from service.checks.vocabulary import ClosedSet, closed_sets, pattern
from service.records.record import RecordKind

MOST = Decimal("1.5")
"""Parts that exceed their whole by more than half were not linked to the right whole: no claim."""

LEAST = Decimal("0.75")
"""A list that promises all its parts but covers less than this was not read to its end: no claim."""

SLIGHTLY = Decimal("1.25")
MANY = 3
"""So many parts without a promise, and not more than this above their whole, are one list with a wrong figure."""

LEAST_TELLING = 1000
"""A figure of so many steps agrees with a sum by chance once in a thousand times."""

ALMOST = Decimal("0.96")
"""A list that one digit separates from its whole must cover so much of it."""

REST = re.compile("其[他它余]")
"""What the last part of a list collects, so that none is missing."""

ABOVE, BELOW = re.compile("以上"), re.compile("以下|以内|不满")

BRACKET = re.compile(r"\s*[（(](?!含|其中|主要|不)")
"""Right behind a whole: what stands in the bracket, and nothing else, is what it is made up of."""

NEARBY = 120
"""Words that promise all the parts stand within so many characters between whole and parts."""


def check_parts(ledger: Ledger) -> Iterator[Check]:
    """One check for each split whose parts add up, or promise to."""
    for whole in ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT):
        for parts in splits(ledger, whole):
            yield from check_split(ledger, whole, parts)


def splits(ledger: Ledger, whole: Entry) -> Iterator[list[Entry]]:
    """The parts of ``whole`` by split, each in reading order; only parts of its own unit."""
    groups: dict[str | None, list[Entry]] = defaultdict(list)
    for part in ledger.children.get(whole.id, ()):
        if part.value is not None and part.record.kind is whole.record.kind and part.unit == whole.unit:
            groups[part.record.split].append(part)
    for parts in groups.values():
        yield same_column(ledger, whole, parts)


def same_column(ledger: Ledger, whole: Entry, parts: list[Entry]) -> list[Entry]:
    """Where a row gives several parts of one name (a column each), those of the column of ``whole``."""
    names = [part.name for part in parts]
    if len(set(names)) == len(names):
        return parts
    column = ledger.column(whole)
    return [part for part in parts if ledger.column(part) == column]


def check_split(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> Iterator[Check]:
    """The check of one split: the whole list, the list without sub-parts, or the runs that add up by themselves."""
    outermost = without_sub_parts(parts)
    for candidate in (parts, outermost):
        if len(candidate) > 1 and adds_up(whole, candidate):
            yield claim(whole, candidate).check(True)
            return
    runs = list(adding_runs(whole, parts))
    if runs:
        yield from (claim(whole, run).check(True) for run in runs)
    elif len(outermost) > 1 and is_contradiction(ledger, whole, outermost):
        yield claim(whole, outermost).check(False)


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


def without_sub_parts(parts: Sequence[Entry]) -> list[Entry]:
    """``parts`` less each run that adds up to the part before it: 项目支出350(其中：甲200、乙150) counts once."""
    kept: list[Entry] = []
    position = 0
    while position < len(parts):
        kept.append(parts[position])
        position += 1
        for stop in range(position + 2, len(parts) + 1):
            if is_telling(kept[-1]) and adds_up(kept[-1], parts[position:stop]):
                position = stop
                break
    return kept


def adding_runs(whole: Entry, parts: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Runs of neighbouring parts that add up to ``whole`` by themselves: several splits without a name.

    Small counts add up by chance, so that a run of them proves nothing.
    """
    start = 0
    while is_telling(whole) and start < len(parts) - 1:
        for stop in range(start + 2, len(parts) + 1):
            run = list(parts[start:stop])
            if all(figure.value for figure in figures(run)) and adds_up(whole, run):
                yield run
                start = stop - 1
                break
        start += 1


def is_contradiction(ledger: Ledger, whole: Entry, parts: Sequence[Entry], promised: bool = False) -> bool:
    """Whether parts that do not add up were meant to; ``promised`` where their own words say so."""
    if not is_comparable(whole, parts):
        return False
    share = total(parts) / whole.figure.value
    if share >= ALMOST and is_slip(total(parts), whole.figure.value):
        return True
    if not LEAST <= share <= MOST or crosses(parts) or has_odd_end(whole, parts):
        return False
    promised = promised or closed_set(whole, parts) is not None or promises_all(ledger, whole, parts)
    return promised or (len(parts) >= MANY and 1 < share <= SLIGHTLY)


def is_comparable(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether whole and parts are exact figures of different things, none of them the whole itself."""
    exact = bool(whole.figure.value) and not any(entry.approximate for entry in (whole, *parts))
    different = len({part.name for part in parts}) == len(parts) and not changes_side(whole, parts)
    return exact and different and all(part.figure.value != whole.figure.value for part in parts)


def changes_side(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether income stands among the parts of expenditure, or the other way round."""
    sides = [("收入" in entry.name, "支出" in entry.name) for entry in (whole, *parts)]
    return (True, False) in sides and (False, True) in sides


def has_odd_end(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether the list adds up without its first or its last parts, which then were cut along another line."""
    sizes = range(1, len(parts) - MANY + 1)
    return any(adds_up(whole, parts[size:]) or adds_up(whole, parts[:-size]) for size in sizes)


def crosses(parts: Sequence[Entry]) -> bool:
    """Whether some of the parts are cut along another line than the rest: 中小企业 beside 货物.

    五年以上 beside 五年以下 is a cut of its own, by size.
    """
    crossing = pattern("cues", "crossing")
    names = [part.name for part in parts]
    if any(ABOVE.search(name) for name in names) and any(BELOW.search(name) for name in names):
        names = [ABOVE.sub("", BELOW.sub("", name)) for name in names]
    odd = [name for name in names if crossing.search(name)]
    return 0 < len(odd) < len(names)


def closed_set(whole: Entry, parts: Sequence[Entry]) -> ClosedSet | None:
    """The closed set that the names of ``parts`` fill, if any."""
    names = [part.name for part in parts]
    return next((known for known in closed_sets() if known.may_split(whole.name) and fills(known, names)), None)


def fills(known: ClosedSet, names: Sequence[str]) -> bool:
    """Whether every name belongs to the set and every slot that must be filled has a name of its own."""
    if not all(any(slot.search(name) for slot in (*known.parts, *known.optional)) for name in names):
        return False
    free = list(names)
    for slot in known.parts:
        found = next((name for name in free if slot.search(name)), None)
        if found is None:
            return False
        free.remove(found)
    return True


def promises_all(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether the words between the whole and its parts promise that none is missing."""
    if len(parts) >= MANY and REST.match(parts[-1].name) and parts[-1].figure.value:
        return True
    before = ledger.between(whole.end, parts[0].start)
    after = ledger.between(parts[-1].end, parts[-1].end + 6)
    if BRACKET.match(before) and after.lstrip()[:1] in ("）", ")") and ")" not in before and "）" not in before:
        return pattern("cues", "open").search(before) is None
    if not before or len(before) > NEARBY:
        return False
    if pattern("cues", "open").search(before) or pattern("cues", "open").search(after):
        return False
    return pattern("cues", "complete").search(before) is not None


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
