"""The result of verifying one arithmetic claim of a report."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from service.records.record import Figure


class Rule(StrEnum):
    """The kinds of arithmetic claims that a report makes about itself."""

    PARTS_SUM = "parts_sum"
    EXECUTION_RATE = "execution_rate"
    COMPLETION_RATE = "completion_rate"
    CHANGE_AMOUNT = "change_amount"
    CHANGE_RATE = "change_rate"
    SHARE = "share"
    FULL_MARK_SUM = "full_mark_sum"
    SCORE_SUM = "score_sum"
    DEDUCTION = "deduction"
    SCORE_WITHIN_FULL_MARK = "score_within_full_mark"
    RATIO = "ratio"
    SAME_FACT = "same_fact"


class Status(StrEnum):
    """What became of a claim; ``undecidable`` where the report lacks the figures that it rests on."""

    HOLDS = "holds"
    VIOLATED = "violated"
    UNDECIDABLE = "undecidable"


class Check(BaseModel):
    """One claim and what came of it.

    ``stated``, ``computed`` and ``tolerance`` are in the unit of the record that states the claim: whole currency
    units, percent, points. ``records`` are the ids of all the records that the claim rests on, the stating one first.
    """

    model_config = ConfigDict(frozen=True)

    rule: Rule
    status: Status
    stated: Figure | None = None
    computed: Figure | None = None
    tolerance: Figure | None = None
    records: tuple[str, ...]
    message: str
