"""``parts_sum`` of lists that nothing links to their whole but their arrangement and its words.

接待20批次、180人次，其中：省级8批次，70人次；市级12批次，120人次: every part gives a figure for each figure of the
whole, so that the second is split as the first is. 在受访人员中，居民60人，其余40人: the words take up a whole from
further up.
"""

import re
from collections.abc import Iterator, Sequence

from service.checks.check import Check
from service.checks.closings import MOST_PARTS, is_alike
from service.checks.ledger import Entry, Ledger
from service.checks.promises import is_contradiction
from service.checks.sums import adds_up, claim, is_telling, splits
from service.records.record import RecordKind

BESIDE = re.compile(r"\s*[、，,/（(]?\s*")
"""All that stands between two figures of one thing."""

AMONG = re.compile(
    r"(?:^|[，。；\n])在(?P<what>[^，。；、\n在]{3,16})[当之]?中[，,]"
    r"|(?:^|[。；\n])\s*(?P<told>[^，。；、：\n在]{3,16}?)(?:[当之]?中|里|里面|方面)[，,：:]"
)
"""在已安置人员中，, 其他费用中，: what follows is what a figure before is made up of."""

LEAST_NAME = 3
"""A name of so many characters is known again where it is taken up."""


def check_twins(ledger: Ledger) -> Iterator[Check]:
    """One check for each second figure of a list, and for each list that takes up a whole."""
    for whole in ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT):
        twin = beside(ledger, whole)
        if twin is None or ledger.children.get(twin.id):
            continue
        for parts in splits(ledger, whole):
            others = [other for part in parts if (other := beside(ledger, part)) is not None and is_like(other, twin)]
            if 1 < len(parts) == len(others) and adds_up(whole, parts):
                yield from check_list(ledger, twin, others)
    for found in AMONG.finditer(ledger.text, ledger.passage.start, ledger.passage.stop):
        yield from check_among(ledger, found)


def beside(ledger: Ledger, entry: Entry) -> Entry | None:
    """The figure right behind ``entry`` that is another measure of the same thing."""
    following = ledger.entries[entry.index + 1 : entry.index + 2]
    other = following[0] if following else None
    if other is None or other.value is None or is_like(entry, other):
        return None
    return other if BESIDE.fullmatch(ledger.between(entry.end, other.start)) else None


def is_like(one: Entry, other: Entry) -> bool:
    """Whether two figures are of one kind and unit."""
    return (one.record.kind, one.unit) == (other.record.kind, other.unit)


def check_list(ledger: Ledger, whole: Entry, parts: Sequence[Entry], promised: bool = True) -> Iterator[Check]:
    """The check that ``parts`` make up ``whole``, where they do or were meant to."""
    holds = adds_up(whole, parts)
    if holds or is_contradiction(ledger, whole, parts, promised):
        yield claim(whole, parts).check(holds)


def check_among(ledger: Ledger, found: re.Match[str]) -> Iterator[Check]:
    """The figures of the sentence behind 在…中 against the figure that it takes up."""
    following = [e for e in ledger.entries if e.start >= found.end() and e.value is not None]
    if not following:
        return
    sentence = ledger.sentence(following[0])
    inside = [e for e in following[:MOST_PARTS] if ledger.sentence(e) == sentence]
    whole = taken_up(ledger, found["what"] or found["told"], inside[0])
    parts = [e for e in inside if whole is not None and is_alike(e, whole) and e.record.parent is None]
    if whole is not None and len(parts) > 1 and not ledger.between(found.end(), parts[0].start).count("。"):
        yield from check_list(ledger, whole, but_for_asides(whole, parts), promised=False)


def but_for_asides(whole: Entry, parts: Sequence[Entry]) -> Sequence[Entry]:
    """``parts`` without the one figure that only tells a reason, where the others add up: 增值税40亿元，因退税2亿元."""
    if adds_up(whole, parts) or not is_telling(whole):
        return parts
    others = ([part for part in parts if part is not aside] for aside in parts)
    return next((rest for rest in others if len(rest) > 1 and adds_up(whole, rest)), parts)


def taken_up(ledger: Ledger, what: str, part: Entry) -> Entry | None:
    """The last figure before ``part`` whose name stands in ``what``."""
    named = (e for e in ledger.entries[: part.index][::-1] if len(e.name) >= LEAST_NAME and e.name in what)
    return next((e for e in named if is_alike(part, e) and not ledger.children.get(e.id)), None)
