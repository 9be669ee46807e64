"""The record contract: one record for each measured value or score line."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from models.labels import Label
from service.documents.source import Place
from service.quantities import Bound


def plain(value: Decimal) -> str:
    """``value`` without exponent or trailing zeros, as the contract prints figures: 1E+2 → 100, 12.50 → 12.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


Figure = Annotated[Decimal, PlainSerializer(plain, return_type=str)]
"""An exact decimal that JSON carries as a plain string."""


class RecordKind(StrEnum):
    """The kinds of record."""

    AMOUNT = "amount"
    COUNT = "count"
    RATE = "rate"
    SCORE = "score"


class Stage(StrEnum):
    """The stage of the budget cycle that an amount belongs to."""

    BUDGET = "budget"
    ADJUSTED = "adjusted"
    FINAL = "final"
    CARRYOVER = "carryover"


class Mention(BaseModel):
    """The place in the text that a field of a record was read from; ``end`` is exclusive."""

    model_config = ConfigDict(frozen=True)

    label: Label
    start: int
    end: int
    text: str
    page: int | None = None
    places: tuple[Place, ...] | None = None
    """Where it stands in the original, a place for each line; ``None`` where that is plain text."""


class Change(BaseModel):
    """A comparison of the record's value with a base; a fall is negative; ``ratio`` marks 是上年的1.8倍."""

    model_config = ConfigDict(frozen=True)

    basis: str
    value: Figure
    unit: str
    ratio: bool | None = None


class Record(BaseModel):
    """One fact of the report. Fields that the text does not state are absent from the JSON form."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: RecordKind
    indicator: str
    value: Figure | None = None
    unit: str | None = None
    bound: Bound | None = None
    period: str | None = None
    stage: Stage | None = None
    parent: str | None = None
    same_as: str | None = None
    split: str | None = None
    target: Figure | None = None
    target_bound: Bound | None = None
    change: tuple[Change, ...] = ()
    growth_only: bool | None = None
    basis: str | None = None
    full_mark: Figure | None = None
    score: Figure | None = None
    deduction: Figure | None = None
    total: bool | None = None
    group: bool | None = None
    reason: str | None = None
    section: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    confidence: float = Field(default=1.0, ge=0, le=1)

    step: Decimal | None = Field(default=None, exclude=True, repr=False)
    """Worth of one unit in the last printed place of ``value``, for the tolerance of the checks."""

    def as_json(self) -> dict[str, Any]:
        """The record as the contract's JSON object: what is not stated is left out."""
        data = self.model_dump(mode="json", exclude_none=True)
        if not self.change:
            data.pop("change", None)
        return data
