"""Which reports of one unit may be compared, and how sure it is that they are of one unit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from service.checks.claims import quoted
from service.reconcile.owners import Level, Owner, level_of, places_above, project_of
from service.reconcile.report import Report

MANY = 40
"""Reports of one unit and subject in one year; a folder that holds more of them holds other things under one name."""


@dataclass(frozen=True, eq=False)
class Member:
    """A report with what it is about."""

    report: Report
    owner: Owner

    @cached_property
    def level(self) -> Level:
        """Whether its figures are of the unit, of a project, or of the unit's work."""
        return level_of(self.report)

    @cached_property
    def project(self) -> str:
        """The name of its project; empty for other reports and where none can be told."""
        return project_of(self.report, self.owner) if self.level is Level.PROJECT else ""

    @cached_property
    def above(self) -> frozenset[str]:
        """The places that it names in front of its unit."""
        return places_above(self.report, self.owner)


@dataclass(frozen=True, eq=False)
class Pair:
    """Two reports of one unit, the earlier year first; ``certain`` where nothing speaks against one unit and scope.

    ``alike`` where both state the same accounts: two of the whole unit, or two of one project.
    """

    earlier: Member
    later: Member
    alike: bool

    @property
    def certain(self) -> bool:
        """Whether both titles name the unit and leave no doubt about its scope."""
        return self.earlier.owner.titled and self.later.owner.titled and self._scopes_agree

    @property
    def _scopes_agree(self) -> bool:
        if self.earlier.level is Level.PROJECT:
            return self.alike
        return self.alike and self.earlier.owner.scope == self.later.owner.scope

    @property
    def matched(self) -> str:
        """Why the two reports are taken to be of one unit, in words."""
        name = quoted(self.earlier.owner.key)
        titled = [member.owner.titled for member in (self.earlier, self.later)]
        where = "两份标题都有" if all(titled) else "标题与正文都有" if any(titled) else "两份正文都有"
        project = self.earlier.project if self.earlier.project == self.later.project else ""
        return f"{where}单位{name}" + (f"，同一项目{quoted(project)}" if project else "")


def pairs(members: Sequence[Member]) -> Iterator[Pair]:
    """The pairs of reports of one unit that may state one fact: of one year, or of two years that follow each other."""
    years: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        if member.report.year is not None:
            years[member.report.year].append(member)
    for year, now in years.items():
        for earlier, later in [*_within(now), *_across(now, years.get(year + 1, []))]:
            if may_be_one_unit(earlier, later):
                yield Pair(earlier, later, _alike(earlier, later))


def _within(members: Sequence[Member]) -> Iterator[tuple[Member, Member]]:
    for group in _subjects(members).values():
        yield from combinations(group[:MANY], 2)
    yield from _projects_and_unit(members)


def _projects_and_unit(members: Sequence[Member]) -> Iterator[tuple[Member, Member]]:
    units = [member for member in members if member.level is Level.WHOLE]
    projects = [member for member in members if member.level is Level.PROJECT]
    yield from ((unit, project) for unit in units[:MANY] for project in projects)


def _across(earlier: Sequence[Member], later: Sequence[Member]) -> Iterator[tuple[Member, Member]]:
    then, now = _subjects(earlier), _subjects(later)
    for subject, group in then.items():
        yield from ((one, other) for one in group[:MANY] for other in now.get(subject, [])[:MANY])


def _subjects(members: Iterable[Member]) -> dict[str, list[Member]]:
    """The reports by what they are about; a project that has no name is about nothing that can be found again."""
    groups: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        if member.level is not Level.PROJECT or member.project:
            groups[member.project].append(member)
    return groups


def _alike(one: Member, other: Member) -> bool:
    return one.level is other.level and one.project == other.project


def may_be_one_unit(one: Member, other: Member) -> bool:
    """Whether neither scope nor place speaks against it: an office by itself is not the office with all its units."""
    scopes = {one.owner.scope, other.owner.scope} - {None}
    project = Level.PROJECT in (one.level, other.level)
    places = not one.above or not other.above or bool(one.above & other.above)
    return places and (len(scopes) < 2 or project)
