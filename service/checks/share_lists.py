"""Shares in lists: 甲50个，占50%；乙30个，占30%；丙20个，占20%. Whatever whole the list shows is that of each share."""

from decimal import Decimal

from service.checks.ledger import Entry, Ledger
from service.checks.quotients import Pair, comparable, is_telling
from service.records.record import RecordKind

REACH = 12
"""The figures of a list, and the whole before it, stand within so many entries of its last share."""

LISTED = 2
"""So many shares of a list that fit one figure show that it is the whole of all."""

DIGITS = Decimal("0.005")
"""A share whose last place is worth at most this share of it fits a figure by chance only rarely."""

ALL = 100


def is_copy(ledger: Ledger, rate: Entry, meant: Pair) -> bool:
    """Whether the share is that of the figure before it in the list, written again behind another figure."""
    if meant.approximate or rate.approximate or meant.fits(rate):
        return False
    others = (e for e in share_list(ledger, rate) if e.index < rate.index and e.figure.value == rate.figure.value)
    return any(Pair((ledger.entries[other.index - 1],), meant.whole).fits(other) for other in others)


def is_left_over(ledger: Ledger, rate: Entry, meant: Pair) -> bool:
    """Whether all the other shares of the list fit the whole, and what they leave of 100 % is what is computed.

    Whatever other figure gives the share by accident, this list cuts up one whole.
    """
    if meant.approximate or rate.approximate or meant.fits(rate):
        return False
    listed = [other for other in share_list(ledger, rate) if other is not rate]
    fits = all(Pair((ledger.entries[other.index - 1],), meant.whole).fits(other) for other in listed)
    left = ALL - sum((other.figure.value for other in listed), Decimal(0))
    steps = sum((other.figure.step for other in (rate, *listed)), Decimal(0))
    return len(listed) >= LISTED and fits and abs(left - meant.computed(rate)) <= steps


def whole_of_list(ledger: Ledger, rate: Entry, part: Entry) -> Entry | None:
    """The figure that the other shares of the list are measured by: 甲40个，占40%；乙30个，占30%；丙20个，占25%.

    A list of bare shares has one whole; two others that fit the same figure before the list show which one, and so does
    the only other one, where it has digits enough.
    """
    listed = [other for other in share_list(ledger, rate) if other is not rate]
    first = min((other.index for other in (rate, *listed)), default=0) - 1
    before = [e for e in ledger.entries[max(0, first - REACH) : first] if comparable(part, e)]
    for whole in reversed(before):
        fitting = [other for other in listed if Pair((ledger.entries[other.index - 1],), (whole,)).fits(other)]
        if len(fitting) >= LISTED or (len(listed) == 1 and any(is_telling(other, DIGITS) for other in fitting)):
            return whole
    return None


def is_refuted(ledger: Ledger, rate: Entry, whole: Entry) -> bool:
    """Whether ``whole`` gives none of the shares of the list: not all are wrong, but another whole is meant."""
    listed = share_list(ledger, rate)
    return len(listed) > 1 and not any(Pair((ledger.entries[e.index - 1],), (whole,)).fits(e) for e in listed)


def pair_of_list(ledger: Ledger, rate: Entry) -> Pair | None:
    """The figure before the share by the sum of the list, where the shares make up 100 %."""
    listed = sorted(share_list(ledger, rate), key=lambda other: other.index)
    missing = abs(ALL - sum((other.figure.value for other in listed), Decimal(0)))
    if len(listed) <= LISTED or missing > sum((other.figure.step for other in listed), Decimal(0)):
        return None
    return Pair((ledger.entries[rate.index - 1],), tuple(ledger.entries[other.index - 1] for other in listed))


def share_list(ledger: Ledger, rate: Entry) -> list[Entry]:
    """The bare shares of one list with ``rate``: each right behind a figure of one unit, in one sentence."""
    if not is_own_share(ledger, rate):
        return []
    unit = ledger.entries[rate.index - 1].unit
    found = [rate]
    for step in (-2, 2):
        at = rate.index + step
        while 0 < at < len(ledger.entries):
            other, own = ledger.entries[at], ledger.entries[at - 1]
            same = other.name == rate.name and own.unit == unit and own.record.kind is not RecordKind.RATE
            if not same or ledger.sentence(own) != ledger.sentence(rate):
                break
            found.append(other)
            at += step
    return found


def is_own_share(ledger: Ledger, rate: Entry) -> bool:
    """Whether a figure stands right before the share, in its sentence: 项目支出190万元，占54.1%."""
    before = ledger.entries[rate.index - 1 : rate.index] if rate.index else []
    return any(e.record.kind is not RecordKind.RATE and ledger.sentence(e) == ledger.sentence(rate) for e in before)
