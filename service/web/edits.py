"""What a person changed, as the page sends it and the annotation keeps it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST = 5_000
"""Edits of one report."""

LONGEST = 500
"""Characters that one field of a record can be given."""

Offset = Annotated[int, Field(ge=0)]
Words = Annotated[str, Field(max_length=LONGEST)]


class EntityEdit(BaseModel):
    """One entity put in, taken out, moved or given another label.

    ``before`` is the span that it had, ``after`` the one that it has, both half-open; a new one has no ``before``, one
    that was taken out no ``after``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["entity"]
    before: tuple[Offset, Offset] | None = None
    after: tuple[Offset, Offset] | None = None
    label: str | None = Field(default=None, max_length=40)


class Fields(BaseModel):
    """Fields of a record as a person writes them; ``None`` leaves one as it is, an empty one takes it away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Words | None = None
    value: Words | None = None
    unit: Words | None = None
    period: Words | None = None
    stage: Words | None = None
    target: Words | None = None
    parent: Words | None = None
    score: Words | None = None
    full_mark: Words | None = None


class RecordEdit(BaseModel):
    """One record with other fields, or none at all. ``key`` finds it again when records are numbered anew."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["record"]
    key: str = Field(pattern=r"^\d+:\d+$")
    fields: Fields = Fields()
    dropped: bool = False


Edit = Annotated[EntityEdit | RecordEdit, Field(discriminator="kind")]


class Edits(BaseModel):
    """All edits of a report, in the order in which they were made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edits: tuple[Edit, ...] = Field(default=(), max_length=MOST)
