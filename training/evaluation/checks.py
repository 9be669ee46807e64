"""How well the checks find what is wrong with a report, and confirm what is right.

The oracle are the ``violations`` and ``holds`` of the annotated reports. A check meets a gold claim where the rule is
the same, the evidence has a name like one of the claim's and the stated figures are equal (or most of the evidence is
the same).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from corpora import AnnotatedReport
from service.checks import Check, Rule, Status, run_checks
from service.documents import Document, Family
from service.records import Record

KINDRED = (
    frozenset({Rule.EXECUTION_RATE, Rule.COMPLETION_RATE, Rule.SHARE, Rule.RATIO}),
    frozenset({Rule.CHANGE_AMOUNT, Rule.CHANGE_RATE}),
    frozenset({Rule.SAME_FACT, Rule.PARTS_SUM}),
    frozenset({Rule.CHANGE_AMOUNT, Rule.PARTS_SUM}),
    frozenset({Rule.SCORE_SUM, Rule.FULL_MARK_SUM, Rule.DEDUCTION}),
)
"""Rules between which annotators did not draw the border alike: 回收率 is a share here and a completion rate there."""

MOST = 0.6
"""The share of a gold claim's indicators that a check must name where the stated figures differ in form."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One arithmetic claim of an annotated report."""

    report: str
    rule: Rule
    indicators: frozenset[str]
    stated: Decimal | None
    computed: Decimal | None


@dataclass(frozen=True, slots=True)
class Found:
    """A check with the names of its evidence."""

    report: str
    check: Check
    indicators: frozenset[str]


@dataclass
class CheckScores:
    """Counts over a set of reports, with the cases that a developer wants to see."""

    found: int = 0
    missed: list[Claim] = field(default_factory=list)
    false_alarms: list[Found] = field(default_factory=list)
    confirmed: dict[Rule, int] = field(default_factory=dict)
    unconfirmed: list[Claim] = field(default_factory=list)
    contradicted: list[tuple[Claim, Found]] = field(default_factory=list)

    def add(self, other: "CheckScores") -> None:
        """Count the reports of ``other`` too."""
        self.found += other.found
        self.missed += other.missed
        self.false_alarms += other.false_alarms
        self.unconfirmed += other.unconfirmed
        self.contradicted += other.contradicted
        for rule, count in other.confirmed.items():
            self.confirmed[rule] = self.confirmed.get(rule, 0) + count

    @property
    def planted(self) -> int:
        """How many contradictions were planted."""
        return self.found + len(self.missed)

    @property
    def holds(self) -> int:
        """How many gold claims hold."""
        return sum(self.confirmed.values()) + len(self.unconfirmed)

    @property
    def recall(self) -> float:
        """Share of the planted contradictions that were found."""
        return self.found / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """Share of the ``violated`` checks that meet a planted contradiction."""
        alarms = self.found + len(self.false_alarms)
        return self.found / alarms if alarms else 1.0

    @property
    def confirmation(self) -> float:
        """Share of the gold claims that hold which a check confirms."""
        return sum(self.confirmed.values()) / self.holds if self.holds else 1.0


def gold_records(report: AnnotatedReport) -> list[Record]:
    """The annotated records of ``report`` as the service's type; raises pydantic's ``ValidationError``."""
    return [Record.model_validate(_fields(record)) for record in report.records or ()]


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    section = record.get("section") or ()
    return {**record, "section": (section,) if isinstance(section, str) else tuple(section)}


def gold_document(report: AnnotatedReport) -> Document:
    """The text of ``report`` with the annotated fields of the document."""
    return Document(
        text=report.text,
        title=report.title or None,
        organisation=report.organisation or None,
        fiscal_year=str(report.fiscal_year) if report.fiscal_year else None,
        family=Family(report.family),
    )


def evaluate_checks(reports: Iterable[AnnotatedReport]) -> CheckScores:
    """Run the checks on the annotated records of ``reports`` and compare them with the gold claims."""
    scores = CheckScores()
    for report in reports:
        if report.records is None:
            continue
        records = gold_records(report)
        checks = run_checks(gold_document(report), records)
        compare(report, records, checks, scores)
    return scores


def compare(report: AnnotatedReport, records: Sequence[Record], checks: Sequence[Check], scores: CheckScores) -> None:
    """Add what ``checks`` found in one report to ``scores``."""
    names = {record.id: record.indicator for record in records}
    found = [
        Found(report.key, check, frozenset(names[key] for key in check.records if key in names)) for check in checks
    ]
    alarms = [item for item in found if item.check.status is Status.VIOLATED]
    planted = [_claim(report.key, item) for item in report.violations]
    for claim in planted:
        if any(meets(claim, alarm) for alarm in alarms):
            scores.found += 1
        else:
            scores.missed.append(claim)
    scores.false_alarms += [alarm for alarm in alarms if not any(meets(claim, alarm) for claim in planted)]
    _compare_holds(report, found, scores)


def _compare_holds(report: AnnotatedReport, found: Sequence[Found], scores: CheckScores) -> None:
    for claim in (_claim(report.key, item) for item in report.holds):
        if any(meets(claim, item) for item in found if item.check.status is Status.HOLDS):
            scores.confirmed[claim.rule] = scores.confirmed.get(claim.rule, 0) + 1
            continue
        scores.unconfirmed.append(claim)
        against = [item for item in found if item.check.status is Status.VIOLATED and meets(claim, item)]
        scores.contradicted += [(claim, item) for item in against]


def _claim(report: str, data: Mapping[str, Any]) -> Claim:
    return Claim(
        report,
        Rule(data["rule"]),
        frozenset(data["indicators"]),
        _decimal(data.get("stated")),
        _decimal(data.get("computed")),
    )


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def meets(claim: Claim, found: Found, strict: bool = False) -> bool:
    """Whether ``found`` is about ``claim``; kindred rules count as one unless ``strict``."""
    rule = found.check.rule
    if rule is not claim.rule and (strict or not any({rule, claim.rule} <= kin for kin in KINDRED)):
        return False
    if _states(claim, found.check) and any(
        _alike(one, other) for one in claim.indicators for other in found.indicators
    ):
        return True
    shared = claim.indicators & found.indicators
    return rule is claim.rule and len(shared) >= MOST * max(len(claim.indicators), len(found.indicators), 1)


def _states(claim: Claim, check: Check) -> bool:
    """Whether the check is about the figure of the claim; a fall is written with its sign or without."""
    figures = (abs(figure) for figure in (check.stated, check.computed) if figure is not None)
    return claim.stated is not None and abs(claim.stated) in figures


def _alike(one: str, other: str) -> bool:
    """Whether two cuts of a name may be the same: where a tagger ends it, an annotator may go on."""
    return one == other or (min(len(one), len(other)) > 1 and (one in other or other in one))
