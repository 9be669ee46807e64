"""A claim on its way to a check, and the one sentence in which it is told to a reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from service.checks.check import Check, Rule, Status
from service.checks.ledger import Entry
from service.checks.printed import Printed
from service.records.record import plain

MANY = 8
"""Longer lists are told by their first items and their last."""

PLACES = 4
"""Computed figures are kept to so many places."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a report states, what follows from its other figures, and by which formula.

    ``subject`` names what is stated (quoted), ``told`` how it is printed, ``formula`` how the other figures give
    ``computed``. ``records`` are the ids of the evidence, the stating record first.
    """

    rule: Rule
    subject: str
    stated: Decimal
    told: str
    computed: Decimal
    tolerance: Decimal
    formula: str
    records: tuple[str, ...]

    def check(self, holds: bool) -> Check:
        """The check that the claim has become."""
        said = f"{self.told}与计算一致：" if holds else f"写作{self.told}，但"
        return Check(
            rule=self.rule,
            status=Status.HOLDS if holds else Status.VIOLATED,
            stated=self.stated,
            computed=round(self.computed, PLACES),
            tolerance=round(self.tolerance, 2 * PLACES),
            records=self.records,
            message=f"{self.subject}{said}{self.formula}。",
        )


def undecidable(rule: Rule, entry: Entry, missing: str) -> Check:
    """The check of a claim whose other figures the report does not give."""
    return Check(
        rule=rule,
        status=Status.UNDECIDABLE,
        stated=entry.figure.value,
        records=(entry.id,),
        message=f"{label(entry)}无法核算：报告中没有找到{missing}。",
    )


def quoted(name: str) -> str:
    """A name in quotation marks, in corner brackets where it has such marks itself."""
    return f"「{name}」" if "“" in name else f"“{name}”"


def named(entry: Entry) -> str:
    """The quoted name of a record."""
    return quoted(entry.record.indicator)


def label(entry: Entry) -> str:
    """The quoted name of a record with its figure as printed."""
    return named(entry) + (entry.figure.show() if entry.value else "")


def number(value: Decimal, places: int = PLACES) -> str:
    """A computed figure, rounded for reading."""
    return plain(round(value, places))


def points(value: Decimal) -> str:
    """Points as they are read: 9.5分."""
    return f"{plain(value)}分"


def listed(entries: Sequence[Entry]) -> str:
    """The names of records, a long list shortened."""
    names = [entry.record.indicator for entry in entries]
    return "、".join(names if len(names) <= MANY else [*names[: MANY - 2], "…", names[-1]])


def summed(entries: Sequence[Entry]) -> str:
    """The named figures of records as a sum, in brackets where there are several."""
    terms = " + ".join(label(entry) for entry in entries)
    return f"（{terms}）" if len(entries) > 1 else terms


def terms(figures: Sequence[Printed]) -> str:
    """Printed figures as a sum; a long one by its number of terms."""
    return " + ".join(figure.show() for figure in figures) if len(figures) <= MANY else f"{len(figures)}项之和"
