"""``same_fact``: a fact that is stated twice is equal after rounding to the coarser print."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from service.checks.check import Check, Rule
from service.checks.claims import Claim, named
from service.checks.ledger import Entry, Ledger, ids, score
from service.checks.printed import Printed
from service.checks.slips import is_exchange, is_slip
from service.records.likeness import stands_in
from service.records.record import RecordKind, Stage

APART = 3
"""Mentions closer than so many entries belong to one row or comparison, not to two places of the report."""

LEAST_NAME = 4
"""Shorter names (支出, 合计) are shared by different things."""

COMMON = re.compile("率$|数$|额$|[合总小共]计|资金|支出|收入|^占.?比|其[他它]|小计|本级")
"""Words that many short names share."""

COUNTED = re.compile(r"(?:人数|人口|群众|人员|居民|总数|数量|(?<!户)数)$")
"""What the unit of a count says already: 服务人口, 服务群众 and 服务人数 in 人 are one name."""

AKIN = 3

LEAST_DIGITS = 4
LEAST_START = 3

AGAIN = re.compile(r"(?:上述|前述|该项|该笔|这笔|此项)")
"""What takes up a figure told before, whatever time or stage now goes with it."""

CARRIED = re.compile("结转|结余")
"""What is left over has its stage in its name, wherever it stands."""

ADJUSTED = re.compile("调整(?:后|预算|数)*$")
COMPANY = re.compile(r"(\d[\d,]*(?:\.\d+)?\s*[\u4e00-\u9fff])[^\d。；\n]{0,24}$")
"""The figure that stands before another in its clause: 为120名工人追发工资38万元."""

STEPS = (Decimal("0.5"), Decimal(1))
"""Points are given in steps: a total that lies one step from the other is the same, added up wrongly."""


def check_facts(ledger: Ledger) -> Iterator[Check]:
    """One check for each repeat: those that the records link, and those that only a slip can separate."""
    linked: set[tuple[str, str]] = set()
    for repeat in ledger.entries:
        first = ledger.by_id.get(repeat.record.same_as or "")
        if first is not None and first is not repeat:
            linked |= {(repeat.id, first.id), (first.id, repeat.id)}
            yield from compare(repeat, first, linked=True)
    for repeat, first in (*unlinked(ledger), *exchanged(ledger)):
        if (repeat.id, first.id) not in linked:
            yield from compare(repeat, first, linked=False)


def figure(entry: Entry) -> Printed | None:
    """The figure by which an entry is compared: its value, or the points of a score line."""
    return entry.value if entry.record.kind is not RecordKind.SCORE else score(entry)


def compare(repeat: Entry, first: Entry, linked: bool) -> Iterator[Check]:
    """Both prints of one fact; an unlinked pair is contradicted only by a slip."""
    now, then = figure(repeat), figure(first)
    if now is None or then is None or repeat.unit != first.unit:
        return
    made = claim(repeat, first, now, then)
    vague = repeat.approximate or first.approximate
    if now.value == then.value or abs(now.value - then.value) < tolerance(now, then):
        yield made.check(True)
    elif not vague and (linked or is_repeat_with_slip(repeat, first, now, then)):
        yield made.check(False)


def tolerance(now: Printed, then: Printed) -> Decimal:
    """One step of the coarser print, so that truncation holds; nothing between exact counts."""
    return Decimal(0) if now.exact and then.exact else max(now.step, then.step)


def is_repeat_with_slip(repeat: Entry, first: Entry, now: Printed, then: Printed) -> bool:
    """Whether two totals differ by a slip, or two figures of one name by an exchange of digits."""
    if repeat.record.total and first.record.total:
        return _are_totals_of_one(repeat, first)
    return is_exchange(now.value, then.value) or is_shifted(now, then)


def is_shifted(one: Printed, other: Printed) -> bool:
    """Whether a point has slipped by one place or two: 1.263万元 for 12.63万元; more is a unit that was misread.

    The coarser print may be rounded: 1.26万元 for 126,340元 has too few digits, 1.263万元 is meant to be it.
    """
    least, greatest = sorted((one, other), key=lambda figure: abs(figure.value))
    long = all(len(figure.value.normalize().as_tuple().digits) >= LEAST_DIGITS for figure in (least, greatest))
    gaps = ((abs(abs(least.value) * times - abs(greatest.value)), times) for times in (10, 100))
    return long and any(gap == 0 or gap <= least.step * times / 2 for gap, times in gaps)


def unlinked(ledger: Ledger) -> Iterator[tuple[Entry, Entry]]:
    """Pairs that state one thing without a link: total lines, and equal names at different places."""
    totals = [entry for entry in ledger.scores if entry.record.total and entry.record.score is not None]
    yield from ((later, totals[0]) for later in totals[1:] if _near_value(later, totals[0]))
    groups: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        record = entry.record
        if figure(entry) is not None and is_own_name(entry.name) and not record.total and not record.growth_only:
            groups[record.kind, entry.name, entry.unit, record.period, record.stage, record.group].append(entry)
    for entries in groups.values():
        for later in entries[1:]:
            if later.index - entries[0].index > APART and telling(later):
                yield later, entries[0]


def is_own_name(name: str) -> bool:
    """Whether a name says enough to mean one thing wherever it stands: 药占比, but not 执行率."""
    return len(name) >= LEAST_NAME or (len(name) == LEAST_NAME - 1 and COMMON.search(name) is None)


def exchanged(ledger: Ledger) -> Iterator[tuple[Entry, Entry]]:
    """Pairs under names that hold one another (有息债务余额, 有息债务) whose digits or whose point a slip has moved."""
    seen: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        printed = figure(entry)
        if printed is None or entry.record.growth_only or entry.record.kind is RecordKind.SCORE or not telling(entry):
            continue
        earlier: dict[str, Entry] = {}
        for digits in digit_keys(printed):
            alike = seen[entry.record.kind, entry.unit, digits]
            earlier |= {first.id: first for first in alike}
            alike.append(entry)
        yield from ((entry, first) for first in earlier.values() if may_be_one(ledger, entry, first))


def digit_keys(printed: Printed) -> tuple[str, str]:
    """By what a figure is found again though its digits are exchanged, or though its point has slipped."""
    digits = str(int(abs(printed.value / printed.step)))
    return "".join(sorted(digits)).strip("0"), f"{digits[:LEAST_START]}…"


def may_be_one(ledger: Ledger, later: Entry, first: Entry) -> bool:
    """Whether two names far apart in the report may mean one thing at one time."""
    again = AGAIN.search(later.name[:2]) is not None
    if ledger.line(later) == ledger.line(first) or not (again or later.index - first.index > APART):
        return False
    if not again and not are_of_one_time(later, first):
        return False
    one, other = (AGAIN.sub("", ADJUSTED.sub("", entry.name.removeprefix("占"))) for entry in (later, first))
    if min(len(one), len(other)) < LEAST_NAME:
        return False
    count = later.record.kind is RecordKind.COUNT
    pairs = [(one, other), *([(COUNTED.sub("", one), COUNTED.sub("", other))] if count else [])]
    if any(is_held(*pair) or shares_run(*pair) for pair in pairs):
        return True
    now, then = figure(later), figure(first)
    if now is None or then is None:
        return False
    return (are_akin(one, other) and is_shifted(now, then)) or have_one_company(ledger, later, first)


def are_of_one_time(later: Entry, first: Entry) -> bool:
    """Whether neither period nor stage tells two figures apart; some names tell their stage themselves."""
    now, then = later.record, first.record
    if now.period and then.period and now.period != then.period:
        return False
    carried = all(CARRIED.search(entry.name) for entry in (later, first))
    stages = {Stage.ADJUSTED if ADJUSTED.search(e.name) else e.record.stage for e in (later, first)} - {None}
    return carried or len(stages) < 2


def have_one_company(ledger: Ledger, later: Entry, first: Entry) -> bool:
    """Whether both figures stand behind the same other figure, and their names end alike or begin alike."""
    found = [COMPANY.search(ledger.text[max(0, entry.start - 40) : entry.start]) for entry in (later, first)]
    shown = {match[1].replace(" ", "") for match in found if match is not None}
    ends = later.name[-AKIN:] == first.name[-AKIN:] or later.name[:AKIN] == first.name[:AKIN]
    return None not in found and len(shown) == 1 and ends


def is_held(one: str, other: str) -> bool:
    """Whether the shorter name stands in the longer one, letter by letter."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) > 1 and stands_in(shorter, longer)


def are_akin(one: str, other: str) -> bool:
    """Whether two names end alike and share all their words but one: 车辆保险费, 公务用车保险费."""
    shared = set(one) & set(other)
    return one[-AKIN:] == other[-AKIN:] and len(shared) >= min(len(set(one)), len(set(other))) - 1


def shares_run(one: str, other: str) -> bool:
    """Whether two names share three characters in a row and else the same words: 修缮防波堤, 防波堤完成修缮."""
    runs = {one[place : place + 3] for place in range(len(one) - 2)}
    shared = any(other[place : place + 3] in runs for place in range(len(other) - 2))
    return shared and (set(one) <= set(other) or set(other) <= set(one))


def telling(entry: Entry) -> bool:
    """Whether the figure has digits enough to be recognised again; a fraction (6/7) has no last digit to count from."""
    printed = figure(entry)
    if printed is None or not printed.step:
        return False
    return len(str(abs(printed.value / printed.step).to_integral_value()).strip("0")) >= LEAST_DIGITS - 1


def _near_value(one: Entry, other: Entry) -> bool:
    """Whether two totals are equal but for a slip."""
    left, right = figure(one), figure(other)
    if left is None or right is None:
        return False
    return left.value == right.value or _are_totals_of_one(one, other)


def _are_totals_of_one(one: Entry, other: Entry) -> bool:
    """Whether two totals are one that was misprinted: by a digit, or between prose and table by half a point or one."""
    left, right = score(one), score(other)
    if left is None or right is None:
        return False
    return is_slip(left.value, right.value) or (one.name != other.name and abs(left.value - right.value) in STEPS)


def claim(repeat: Entry, first: Entry, now: Printed, then: Printed) -> Claim:
    """The claim that the repeat states what the first mention states."""
    return Claim(
        rule=Rule.SAME_FACT,
        subject=named(repeat),
        stated=now.value,
        told=now.show(),
        computed=then.value,
        tolerance=tolerance(now, then),
        formula=f"前面的{named(first)}为{then.show()}",
        records=ids(repeat, first),
    )
