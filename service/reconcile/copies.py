"""Paragraphs that stand in two reports of other units or years, and whether their figures are the same.

A paragraph is told by the least of the hashes of its shingles, numbers masked: two paragraphs that share most of their
shingles share some of the least with near certainty (bottom-k sketch, Broder 1997). What has a common hash is then
compared shingle by shingle.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from service.checks.check import Status
from service.reconcile.evidence import place
from service.reconcile.finding import Finding, Rule, Side
from service.reconcile.owners import owner_of
from service.reconcile.report import Report

SHINGLE = 8
"""Code points of a shingle: longer than the terms that all reports share."""

KEYS = 4
"""Least hashes that are looked up. Of two paragraphs that share 80 % they miss one pair in some hundred."""

LEAST_LENGTH = 80
LEAST_LIKENESS = 0.8
LEAST_FIGURES = 3
"""A copied paragraph with fewer figures says nothing of its year or unit."""

MANY = 6
"""A paragraph that stands in more reports is common property: a policy, a definition, a scale of grades."""

NUMBER = re.compile(r"\d[\d,，]*(?:[.．]\d+)?")
YEARS = re.compile(r"(?:19|20)\d\d(?=年|—|-|–)|(?<=年)\d{1,2}(?=月)|(?<=月)\d{1,2}(?=日)")
ROW = re.compile(r"\||\t")
_BASE = np.uint64(1_000_003)
_MIX = np.uint64(0x9E37_79B9_7F4A_7C15)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the document with the number ``document``: its half-open span."""

    document: int
    start: int
    end: int


@dataclass
class Sketches:
    """The paragraphs of an archive by their least hashes; some 300 bytes for each paragraph."""

    passages: list[Passage] = field(default_factory=list)
    _hashes: list[NDArray[np.uint64]] = field(default_factory=list)

    def add(self, document: int, text: str) -> None:
        """Take up the paragraphs of ``text`` that hold figures enough."""
        for start, end in paragraphs(text):
            self.passages.append(Passage(document, start, end))
            self._hashes.append(_least(text[start:end]))

    def candidates(self) -> set[tuple[int, int]]:
        """Pairs of numbers of passages of two documents that share a hash which few documents have."""
        if not self._hashes:
            return set()
        owners = np.repeat(np.arange(len(self._hashes)), [len(one) for one in self._hashes])
        hashes = np.concatenate(self._hashes)
        order = np.argsort(hashes, kind="stable")
        hashes, owners = hashes[order], owners[order]
        edges = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1], True])
        found: set[tuple[int, int]] = set()
        for at in np.flatnonzero(np.diff(edges) > 1):
            found.update(self._pairs(owners[edges[at] : edges[at + 1]].tolist()))
        return found

    def _pairs(self, holders: Sequence[int]) -> Iterator[tuple[int, int]]:
        documents = {self.passages[holder].document for holder in holders}
        if not 1 < len(documents) <= MANY or len(holders) > 2 * MANY:
            return
        for place_, one in enumerate(holders):
            for other in holders[place_ + 1 :]:
                if self.passages[one].document != self.passages[other].document:
                    yield (one, other) if one < other else (other, one)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the long paragraphs of prose that hold ``LEAST_FIGURES`` figures or more."""
    start = 0
    for line in text.splitlines(keepends=True):
        body = line.strip()
        if len(body) >= LEAST_LENGTH and not ROW.search(body) and len(figures(body)) >= LEAST_FIGURES:
            first = start + len(line) - len(line.lstrip())
            yield first, first + len(body)
        start += len(line)


def figures(text: str) -> Counter[str]:
    """The numbers of ``text`` as they stand there, without years and dates."""
    return Counter(NUMBER.findall(YEARS.sub("", text)))


def masked(text: str) -> str:
    """``text`` without white space, every number the same."""
    return NUMBER.sub("0", "".join(text.split()))


def likeness(one: str, other: str) -> float:
    """The share of the shingles of both that each has, 0 to 1."""
    left, right = _shingles(masked(one)), _shingles(masked(other))
    return len(left & right) / len(left | right) if left | right else 0.0


def _shingles(text: str) -> set[str]:
    return {text[at : at + SHINGLE] for at in range(max(1, len(text) - SHINGLE + 1))}


def _least(text: str) -> NDArray[np.uint64]:
    """The ``KEYS`` least hashes of the shingles of ``text``; the same in every process."""
    points = np.frombuffer(masked(text).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    width = min(SHINGLE, len(points))
    hashes = np.zeros(len(points) - width + 1, dtype=np.uint64)
    for at in range(width):
        hashes = hashes * _BASE + points[at : at + len(hashes)]
    hashes = (hashes ^ (hashes >> np.uint64(29))) * _MIX
    return np.unique(hashes ^ (hashes >> np.uint64(32)))[:KEYS]


@dataclass(frozen=True, eq=False)
class Excerpt:
    """A paragraph of ``report``, whose own text need not be at hand: its half-open span and its ``text``."""

    report: Report
    start: int
    end: int
    text: str

    @property
    def unit(self) -> str:
        """The unit of its report."""
        owner = owner_of(self.report.title, self.report.organisation)
        return owner.key if owner else self.report.organisation or ""


def copied(one: Excerpt, other: Excerpt) -> Finding | None:
    """The finding on two paragraphs; ``None`` where they differ, or are of one unit and year.

    It holds where the figures differ, as they do in a template that is filled in anew each time.
    """
    share = likeness(one.text, other.text)
    if share < LEAST_LIKENESS or _is_one_report(one, other):
        return None
    earlier, later = sorted((other, one), key=lambda excerpt: excerpt.report.fiscal_year or "")
    left, right = figures(later.text), figures(earlier.text)
    common, most = (left & right).total(), max(left.total(), right.total())
    alike = left == right
    same = "数字全部相同，请核对是否照抄" if alike else f"{most}个数字中有{common}个相同"
    return Finding(
        rule=Rule.COPIED_PARAGRAPH,
        status=Status.UNDECIDABLE if alike else Status.HOLDS,
        organisation=later.unit,
        indicator="",
        left=_side(later),
        right=_side(earlier),
        matched=f"文字{share:.0%}相同",
        message=f"{place(later.report)}有一段{len(later.text)}字的文字与{place(earlier.report)}{share:.0%}相同，{same}。",
    )


def _is_one_report(one: Excerpt, other: Excerpt) -> bool:
    """Whether both may be one report in two files, or two reports of one unit on one year."""
    if one.report.fiscal_year != other.report.fiscal_year:
        return False
    titles = {"".join((excerpt.report.title or "").split()) for excerpt in (one, other)}
    return one.unit == other.unit or len(titles) == 1


def _side(excerpt: Excerpt) -> Side:
    report = excerpt.report
    return Side(
        document_id=report.document_id,
        name=report.name,
        title=report.title,
        fiscal_year=report.fiscal_year,
        start=excerpt.start,
        end=excerpt.end,
        text=excerpt.text,
    )


def copies(reports: Iterable[Report]) -> list[Finding]:
    """The copied paragraphs of ``reports`` that are all in memory."""
    known, sketches = list(reports), Sketches()
    for number, report in enumerate(known):
        sketches.add(number, report.text)
    pairs = ([excerpt(sketches.passages[at], known) for at in pair] for pair in sorted(sketches.candidates()))
    return [finding for one, other in pairs if (finding := copied(one, other)) is not None]


def excerpt(passage: Passage, reports: Sequence[Report]) -> Excerpt:
    """The paragraph at ``passage`` of the report with its number."""
    report = reports[passage.document]
    return Excerpt(report, passage.start, passage.end, report.text[passage.start : passage.end])
