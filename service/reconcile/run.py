"""All rules over the reports of one unit."""

from collections.abc import Iterable, Iterator, Sequence

from service.checks.check import Status
from service.reconcile import repeated, twice, years
from service.reconcile.facts import Fact, facts_of, goals_of
from service.reconcile.finding import Finding
from service.reconcile.matching import Member, Pair, pairs
from service.reconcile.owners import owner_of
from service.reconcile.report import Report

TOO_MANY = 3
"""Reports that contradict each other this often, and more often than they agree, are of different scopes."""

OTHER_SCOPE = "两份报告多处不同，可能不是同一口径，暂不能断定："


def reconcile(reports: Iterable[Report]) -> list[Finding]:
    """What the ``reports`` of one unit say of each other, contradictions first.

    Reports without a unit or a fiscal year are left out; reports of other units are never compared.
    """
    members: dict[str, list[Member]] = {}
    for report in reports:
        owner = owner_of(report.title, report.organisation)
        if owner is not None and report.year is not None:
            members.setdefault(owner.key, []).append(Member(report, owner))
    found = [finding for group in members.values() for finding in _of_unit(group)]
    return sorted(found, key=lambda finding: (finding.status is not Status.VIOLATED, finding.organisation))


def _of_unit(members: Sequence[Member]) -> Iterator[Finding]:
    facts = _Facts()
    for pair in pairs(members):
        yield from _settled(pair, list(_compared(pair, facts)))


class _Facts:
    """The facts and goals of each report, read once."""

    def __init__(self) -> None:
        self._known: dict[Report, tuple[list[Fact], list[Fact]]] = {}

    def of(self, member: Member) -> tuple[list[Fact], list[Fact]]:
        """The facts and the goals of the report of ``member``."""
        if member.report not in self._known:
            owner = member.owner
            self._known[member.report] = facts_of(member.report, owner), goals_of(member.report, owner)
        return self._known[member.report]


def _compared(pair: Pair, facts: _Facts) -> Iterator[Finding]:
    (then, planned), (now, wanted) = facts.of(pair.earlier), facts.of(pair.later)
    if pair.earlier.report.year == pair.later.report.year:
        yield from twice.same_facts(pair, then, now)
    else:
        yield from years.opening_balances(pair, then, now)
        yield from years.prior_years(pair, then, now)
        yield from repeated.repeated_results(pair, then, now)
        yield from repeated.lowered_goals(pair, then, planned, wanted)
    yield from twice.goals(pair, planned, wanted)


def _settled(pair: Pair, findings: list[Finding]) -> list[Finding]:
    """The findings of one pair; where contradictions are the rule, the reports are of different scopes."""
    broken = sum(finding.status is Status.VIOLATED for finding in findings)
    agreed = sum(finding.status is Status.HOLDS for finding in findings)
    if broken < TOO_MANY or broken <= agreed:
        return findings
    return [_doubted(finding) for finding in findings]


def _doubted(finding: Finding) -> Finding:
    if finding.status is not Status.VIOLATED:
        return finding
    return finding.model_copy(update={"status": Status.UNDECIDABLE, "message": OTHER_SCOPE + finding.message})


def owner_key(title: str | None, organisation: str | None) -> str | None:
    """The name by which reports are gathered into units; ``None`` for reports that are compared with none."""
    owner = owner_of(title, organisation)
    return owner.key if owner else None
