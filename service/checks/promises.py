"""Whether parts that do not add up to their whole were meant to.

They were where the list promises all the parts: by a closed set of terms, by the words before it, by another list of
the report that is arranged alike and adds up, or because one digit makes the difference. Three parts or more that
exceed their whole are wrong as well, unless they are cut along different lines (专业技术人员 and 高级职称).
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile

from models.labels import Label
from service.checks.ledger import Entry, Ledger
from service.checks.slips import is_slip
from service.checks.sums import adds_up, figures, splits, titles, total
from service.checks.vocabulary import ClosedSet, closed_sets, pattern

MOST = Decimal("1.5")
"""Parts that exceed their whole by more than half were not linked to the right whole: no claim."""

LEAST = Decimal("0.75")
"""A list that promises all its parts but covers less than this was not read to its end: no claim."""

SLIGHTLY = Decimal("1.25")
MANY = 3
"""So many parts without a promise, and not more than this above their whole, are one list with a wrong figure."""

ALMOST = Decimal("0.96")
"""A list that one digit separates from its whole must cover so much of it."""

REST = re.compile(r"[\s，,、；;和及]*(?:其[他它余]|剩余|余下)")
REST_TOO = re.compile(r"(?:及|和|与|以及)其[他它余][\u4e00-\u9fff]{0,4}$")
"""What begins the last part of a list, or ends its name, collects all the others, so that none is missing."""

REASON = re.compile("因(?!公)|由于|主要是")
"""A figure behind one of these words explains the one before."""

NEGATION = re.compile("尚?未|不(?!满意)|无|非")
NEGATED = re.compile("尚?未|不|无|非|已经?|有")
"""What tells a name from that of all the others; who is not content may still find it middling."""

ABOVE, BELOW = re.compile("以上"), re.compile("以下|以内|不满")

BRACKET = re.compile(r"\s*[（(](?!含|其中|主要|不)")
"""Right behind a whole: what stands in the bracket, and nothing else, is what it is made up of."""

NEARBY = 120
"""Words that promise all the parts stand within so many characters between whole and parts."""


def is_contradiction(ledger: Ledger, whole: Entry, parts: Sequence[Entry], promised: bool = False) -> bool:
    """Whether parts that do not add up were meant to; ``promised`` where their own words say so."""
    names = titles(ledger, parts)
    if not is_comparable(whole, parts, names):
        return False
    share = total(parts) / whole.figure.value
    if share >= ALMOST and is_slip(total(parts), whole.figure.value):
        return True
    likely = LEAST <= share <= MOST or is_scale_slip(whole, parts)
    closed = closed_set(whole, names) is not None or are_opposites(names)
    if not likely or (crosses(names) and not closed) or has_odd_end(whole, parts):
        return False
    promised = promised or closed or promises_all(ledger, whole, parts)
    return promised or (len(parts) >= MANY and 1 < share <= SLIGHTLY) or has_sibling(ledger, whole, parts)


def is_scale_slip(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether the parts add up once one of them is ten times as much or a tenth: 0.29亿元 for 290万元."""
    gap = whole.figure.value - total(parts)
    return any(gap in (9 * figure.value, -figure.value * 9 / 10) for figure in figures(parts) if figure.value)


def has_sibling(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether the same list makes up another whole of the report, or another list makes up this one.

    A report arranges alike what is alike: parts that are complete in one column or paragraph are so in the next.
    """
    names = own_names(parts)
    near = ALMOST <= total(parts) / whole.figure.value <= 2 - ALMOST
    for other in (ledger.by_id[key] for key in ledger.children):
        for split in splits(ledger, other) if other.value is not None else ():
            same = len(parts) >= MANY and len(set(names)) == len(parts) and own_names(split) == names
            alike = near if other is whole else same
            if alike and len(split) > 1 and split != list(parts) and adds_up(other, split):
                return True
    return False


def own_names(parts: Sequence[Entry]) -> list[str]:
    """The names of ``parts`` without what all of them begin with."""
    names = [part.name for part in parts]
    shared = sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False)))
    return [name[shared:] for name in names]


def is_comparable(whole: Entry, parts: Sequence[Entry], names: Sequence[str]) -> bool:
    """Whether whole and parts are exact figures of different things or years, none of them the whole itself."""
    exact = bool(whole.figure.value) and not any(entry.approximate for entry in (whole, *parts))
    by_year = len({part.record.period for part in parts}) == len(parts)
    itself = not by_year and whole.name in names and not lends_name(whole, parts[-1])
    different = (by_year or len(set(names)) == len(parts)) and not itself and not changes_side(whole, parts)
    return exact and different and all(part.figure.value != whole.figure.value for part in parts)


def lends_name(whole: Entry, last: Entry) -> bool:
    """Whether a total without a name was given that of the part before it: 玉米3亩、大豆2亩，共计5亩."""
    first, second = ({m.start for m in e.record.mentions if m.label is Label.INDICATOR} for e in (last, whole))
    return last.index < whole.index and not first.isdisjoint(second)


def changes_side(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether income stands among the parts of expenditure, or the other way round."""
    sides = [("收入" in entry.name, "支出" in entry.name) for entry in (whole, *parts)]
    return (True, False) in sides and (False, True) in sides


def has_odd_end(whole: Entry, parts: Sequence[Entry]) -> bool:
    """Whether the list adds up without its first or its last parts, which then were cut along another line."""
    sizes = range(1, len(parts) - MANY + 1)
    return any(adds_up(whole, parts[size:]) or adds_up(whole, parts[:-size]) for size in sizes)


def crosses(names: Sequence[str]) -> bool:
    """Whether some of the parts of these names are cut along another line than the rest: 中小企业 beside 货物.

    五年以上 beside 五年以下 is a cut of its own, by size.
    """
    crossing = pattern("cues", "crossing")
    if any(ABOVE.search(name) for name in names) and any(BELOW.search(name) for name in names):
        names = [ABOVE.sub("", BELOW.sub("", name)) for name in names]
    odd = [name for name in names if crossing.search(name)]
    return 0 < len(odd) < len(names)


def closed_set(whole: Entry, names: Sequence[str]) -> ClosedSet | None:
    """The closed set that the ``names`` of its parts fill, if any."""
    return next((known for known in closed_sets() if known.may_split(whole.name) and fills(known, names)), None)


def are_opposites(names: Sequence[str]) -> bool:
    """Whether one of two names is that of the other with a negation: 已通车 and 未通车, 有效 and 无效."""
    if len(names) != 2:
        return False
    bare = {NEGATED.sub("", name) for name in names}
    return len(bare) == 1 and all(bare) and sum(1 for name in names if NEGATION.search(name)) == 1


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
    before = ledger.between(whole.end, parts[0].start)
    if REASON.search(before[:NEARBY]):
        return False
    if len(parts) >= MANY and collects_rest(ledger, parts) and parts[-1].figure.value:
        return True
    after = ledger.between(parts[-1].end, parts[-1].end + 6)
    if BRACKET.match(before) and after.lstrip()[:1] in ("）", ")") and ")" not in before and "）" not in before:
        return pattern("cues", "open").search(before) is None
    if not before or len(before) > NEARBY or any(pattern("cues", "open").search(words) for words in (before, after)):
        return False
    return (
        pattern("cues", "composed").match(after) is not None or pattern("cues", "complete").search(before) is not None
    )


def collects_rest(ledger: Ledger, parts: Sequence[Entry]) -> bool:
    """Whether the last part is all that is left: 其他支出4万元, 其余4人."""
    words = ledger.between(parts[-2].end, parts[-1].start)
    return REST_TOO.search(parts[-1].name) is not None or any(REST.match(begin) for begin in (parts[-1].name, words))
