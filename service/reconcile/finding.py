"""What the reconciliation finds: a check with its evidence in two reports."""

import hashlib
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from service.checks.check import Status
from service.records.record import Figure


class Rule(StrEnum):
    """What two reports say of one thing."""

    OPENING_BALANCE = "opening_balance"
    PRIOR_YEAR = "prior_year"
    SAME_FACT = "same_fact"
    GOAL = "goal"
    LOWERED_GOAL = "lowered_goal"
    REPEATED_RESULTS = "repeated_results"
    COPIED_PARAGRAPH = "copied_paragraph"


class Severity(StrEnum):
    """How much a finding asks of a reader: a contradiction, something to look at, a doubt, or nothing."""

    CONTRADICTION = "contradiction"
    NOTICE = "notice"
    DOUBT = "doubt"
    NONE = "none"


NOTICES = frozenset({Rule.LOWERED_GOAL, Rule.REPEATED_RESULTS, Rule.COPIED_PARAGRAPH})
"""Rules that no arithmetic decides: their findings are ``undecidable``, and a person looks."""


class Side(BaseModel):
    """The evidence in one report: ``text`` is what stands at the half-open span, ``record_id`` the record there."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    name: str
    title: str | None = None
    fiscal_year: str | None = None
    record_id: str | None = None
    start: int
    end: int
    text: str
    page: int | None = None


class Finding(BaseModel):
    """One claim of a report about another, and what came of it.

    ``left`` is the report that states, ``right`` the one whose figures ``computed`` comes from; ``stated``,
    ``computed`` and ``tolerance`` are in ``unit``. ``matched`` tells why both are taken to speak of one thing.
    """

    model_config = ConfigDict(frozen=True)

    rule: Rule
    status: Status
    organisation: str
    indicator: str
    unit: str | None = None
    period: str | None = None
    stated: Figure | None = None
    computed: Figure | None = None
    tolerance: Figure | None = None
    left: Side
    right: Side
    matched: str
    message: str

    @property
    def severity(self) -> Severity:
        """How much the finding asks of a reader."""
        if self.status is Status.VIOLATED:
            return Severity.CONTRADICTION
        if self.status is Status.HOLDS:
            return Severity.NONE
        return Severity.NOTICE if self.rule in NOTICES else Severity.DOUBT

    @property
    def id(self) -> str:
        """Twelve hex digits that name the claim: the rule and both places."""
        sides = (f"{side.document_id}:{side.record_id}:{side.start}:{side.end}" for side in (self.left, self.right))
        return hashlib.sha256("|".join((self.rule, *sides)).encode()).hexdigest()[:12]
