"""The offset auditor: by which way of counting do a document's spans come out right?

Where a format states the text of its spans, that text decides. Where it does not, the likelihood of the borders
does, and the verdict says that it is a guess. A document on which nothing fits is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpora.audit_borders import Borders, clearly_fewer
from corpora.audit_schemes import Ruler, Scheme, schemes

REPAIR_SHARE = 0.8
"""Least share of stated texts that a way of counting other than the plain one must make right."""
KEEP_SHARE = 0.5
"""Least share of spans that must be right as they stand for the others to be single mistakes."""
DOUBT = 2
"""Flaws by which another way of counting must beat the plain one to be worth a word."""

_BLANK = re.compile(r"\r\n|\s")


class Basis(StrEnum):
    """What a verdict rests on."""

    STATED = "片段原文"
    """The texts that the file states for its spans."""
    GUESSED = "边界推测"
    """How likely the borders are as borders of words and numbers."""
    NONE = ""
    """No span, or none on which the ways of counting differ."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A span as stated: half-open offsets in an unknown unit, its surface where the file gives it."""

    start: int
    end: int
    text: str | None = None
    numeric: bool = False
    """Whether its label says that it holds a number."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The spans in code points of the text, one for each claim; ``None`` where a claim does not fit.

    ``scheme`` is ``None`` where no way of counting makes the document right.
    """

    scheme: Scheme | None
    basis: Basis
    spans: tuple[tuple[int, int] | None, ...]
    doubt: Scheme | None = None
    """A way of counting that would be a little better, on too little evidence to act upon."""

    @property
    def repaired(self) -> bool:
        """Whether any offset had to be counted anew."""
        return self.scheme is not None and self.scheme.deviations > 0

    @property
    def fitting(self) -> int:
        """How many claims fit."""
        return sum(span is not None for span in self.spans)


def audit(text: str, claims: Sequence[Claim]) -> Verdict:
    """By which way of counting ``claims`` are spans of ``text``."""
    if any(claim.text is not None for claim in claims):
        return _by_stated_text(text, claims)
    return _by_borders(text, claims)


def as_stated(text: str, claims: Sequence[Claim]) -> Verdict:
    """``claims`` counted plainly, whatever speaks for another way; those that do not fit are ``None``."""
    return _fitted(text, Scheme(), claims)


def same_surface(surface: str, stated: str) -> bool:
    """Whether ``stated`` is ``surface``, however a tool wrote its white space and line ends."""
    return surface == stated or _fold(surface) == _fold(stated)


def _by_stated_text(text: str, claims: Sequence[Claim]) -> Verdict:
    stated = sum(claim.text is not None for claim in claims)
    plain, *others = (_fitted(text, scheme, claims) for scheme in schemes(text))
    right = _right(plain, claims)
    if right < stated:
        best = max(others, key=lambda verdict: _right(verdict, claims), default=plain)
        if _right(best, claims) > right and _right(best, claims) >= REPAIR_SHARE * stated:
            return best
    if right >= KEEP_SHARE * stated:
        return plain
    return Verdict(None, Basis.STATED, (None,) * len(claims))


def _fitted(text: str, scheme: Scheme, claims: Sequence[Claim]) -> Verdict:
    ruler = Ruler(scheme, text)
    spans = (ruler.span(claim.start, claim.end) for claim in claims)
    checked = (span if span and _says(text, span, claim) else None for span, claim in zip(spans, claims, strict=True))
    return Verdict(scheme, Basis.STATED, tuple(checked))


def _right(verdict: Verdict, claims: Sequence[Claim]) -> int:
    return sum(claim.text is not None and span is not None for claim, span in zip(claims, verdict.spans, strict=True))


def _says(text: str, span: tuple[int, int], claim: Claim) -> bool:
    return claim.text is None or same_surface(text[slice(*span)], claim.text)


def _fold(surface: str) -> str:
    return _BLANK.sub(" ", surface).strip("\ufeff")


def _by_borders(text: str, claims: Sequence[Claim]) -> Verdict:
    candidates: dict[tuple[tuple[int, int] | None, ...], Verdict] = {}
    for scheme in schemes(text):
        ruler = Ruler(scheme, text)
        spans = tuple(ruler.span(claim.start, claim.end) for claim in claims)
        candidates.setdefault(spans, Verdict(scheme, Basis.GUESSED, spans))
    plain, *others = candidates.values()
    if not others or not claims:
        return _unless_hopeless(Verdict(plain.scheme, Basis.NONE, plain.spans))
    borders = Borders(text)
    flaws = {verdict.spans: borders.flaws(verdict.spans, claims) for verdict in candidates.values()}
    best = min(others, key=lambda verdict: flaws[verdict.spans])
    if clearly_fewer(flaws[best.spans], flaws[plain.spans], len(claims)):
        return best
    doubt = best.scheme if flaws[plain.spans] - flaws[best.spans] >= DOUBT else None
    return _unless_hopeless(replace(plain, doubt=doubt))


def _unless_hopeless(verdict: Verdict) -> Verdict:
    if verdict.fitting >= KEEP_SHARE * len(verdict.spans):
        return verdict
    return Verdict(None, verdict.basis, (None,) * len(verdict.spans))
