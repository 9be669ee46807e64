"""Whose report it is, and what about: what two reports must share before their figures are compared.

The organisation that was read from a report is wrong in a good part of them, most often where its title does not name
it. Reports of which only the text names the unit therefore never contradict each other: their differences are doubts.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from service.checks.vocabulary import plain_name
from service.documents.document import Family
from service.reconcile.report import Report
from service.reconcile.vocabulary import pattern

HEAD = 1500
BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
HAN = r"[\u4e00-\u9fff]"
ABOVE = re.compile(
    rf"^(?:{HAN}{{2,6}}?(?:省|自治区))?{HAN}{{2,5}}?[市州盟](?={HAN}{{1,6}}?[县区旗市])"
    rf"|^{HAN}{{2,6}}?(?:省|自治区)(?={HAN}{{2,5}}?[市州盟县])"
)
YEAR = re.compile(r"(?:19|20)\d\d|[二一][〇零○九][〇零○一二三四五六七八九]{2}")
LEAST_NAME = 4


class Level(StrEnum):
    """What the figures of a report are about: the whole of a unit, one project, or what a unit did."""

    WHOLE = "whole"
    PROJECT = "project"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Owner:
    """The unit of a report: ``key`` is its name for matching, without the places above its own.

    ``titled`` tells whether the title names it; ``above`` is the province and city in front of it, if any; ``scope``
    is ``own`` for an office by itself, ``all`` with the units under it, ``None`` where nothing tells.
    """

    key: str
    titled: bool
    above: str = ""
    scope: str | None = None


def owner_of(title: str | None, organisation: str | None) -> Owner | None:
    """The unit of a report from its title and the organisation that was read; ``None`` where neither tells."""
    printed = _squeeze(title or "")
    bare = BRACKETS.sub("", printed)
    named = pattern("owner", "around").sub("", BRACKETS.sub("", _squeeze(organisation or "")))
    titled = bool(named) and named in bare
    if not titled and (leading := _leading(bare)):
        named, titled = leading, True
    if len(named) < LEAST_NAME or (not titled and pattern("owner", "everywhere").search(named)):
        return None
    above = ABOVE.match(named)
    key = named[above.end() :] if above else named
    return Owner(key, titled, above[0] if above else "", _scope(printed + _squeeze(organisation or "")))


def _squeeze(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _leading(title: str) -> str:
    """The name of a unit with which a title begins, up to the year."""
    year = YEAR.search(title)
    lead = title[: year.start()].removeprefix("关于") if year else ""
    return lead if lead and pattern("owner", "unit").search(lead) and len(lead) >= LEAST_NAME else ""


def _scope(words: str) -> str | None:
    own, both = pattern("owner", "own").search(words), pattern("owner", "all").search(words)
    return None if bool(own) == bool(both) else "own" if own else "all"


def places_above(report: Report, owner: Owner) -> frozenset[str]:
    """The provinces and cities that the report names in front of its unit."""
    found = re.findall(rf"({HAN}{{2,7}}?[省市州盟])(?={re.escape(owner.key)})", _squeeze(report.text))
    return frozenset(name[-3:] for name in (*found, owner.above) if name)


def level_of(report: Report) -> Level:
    """What the figures of ``report`` are about."""
    if report.family is Family.PROJECT or is_goal_form(report):
        return Level.PROJECT
    whole = report.family in (Family.FINAL_ACCOUNTS, Family.DEPARTMENT)
    return Level.WHOLE if whole or pattern("level", "budget").search(_squeeze(report.title or "")) else Level.WORK


def is_goal_form(report: Report) -> bool:
    """Whether ``report`` is a form that states goals and nothing else."""
    return pattern("level", "goals").search(_squeeze(report.title or "")) is not None


def project_of(report: Report, owner: Owner) -> str:
    """The name of the project, without the words that every form has; empty where none can be told."""
    if match := pattern("project", "named").search(report.text[:HEAD]):
        found = match[1]
    else:
        found = _squeeze(report.title or "").replace(owner.above + owner.key, "").replace(owner.key, "")
    name = plain_name(pattern("project", "form").sub("", _squeeze(found)))
    return name if len(name) >= LEAST_NAME - 1 else ""
