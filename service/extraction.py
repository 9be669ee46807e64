"""The whole result for one report, and its JSON form."""

import hashlib
import json
import math
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from models.labels import Entity
from service.checks import Check, Status
from service.documents import Document, find_outline
from service.records import Record

CONFIDENCE_DIGITS = 4
RULE_ROOMS = ("documents", "quantities", "records", "checks")


class Provenance(BaseModel):
    """What produced an extraction: the model's version, a digest of the rules, the version of the package."""

    model_config = ConfigDict(frozen=True)

    model: str
    rules: str
    code: str

    @classmethod
    def of(cls, model: str) -> "Provenance":
        """The provenance of what this installation computes with the model version ``model``."""
        return cls(model=model, rules=rules_version(), code=code_version())


class Review(BaseModel):
    """The records that a person should look at: the ``percent`` of all that are least sure, the least sure first.

    ``expected_error`` is the share of the other records that is likely wrong, the mean of 1 - confidence; ``None``
    where there are no others. It is worth as much as the calibration of the model.
    """

    model_config = ConfigDict(frozen=True)

    percent: float = Field(ge=0, le=100)
    records: tuple[str, ...] = ()
    expected_error: float | None = None

    @classmethod
    def of(cls, records: Sequence[Record], percent: float) -> "Review":
        """Mark ``percent`` of ``records``, rounded up; of equally sure ones the earlier."""
        order = sorted(records, key=lambda record: record.confidence)
        # Seven percent of a hundred is 7.000000000000001 in binary: what rounding leaves must not add a record.
        marked = math.ceil(round(len(records) * percent / 100, 6))
        rest = [1 - record.confidence for record in order[marked:]]
        error = round(math.fsum(rest) / len(rest), CONFIDENCE_DIGITS) if rest else None
        return cls(percent=percent, records=tuple(record.id for record in order[:marked]), expected_error=error)


class Extraction(BaseModel):
    """A report, what was found in it, and what came of its own claims."""

    model_config = ConfigDict(frozen=True)

    document: Document
    entities: tuple[Entity, ...]
    records: tuple[Record, ...]
    checks: tuple[Check, ...]
    provenance: Provenance
    review: Review | None = None

    def with_review(self, percent: float) -> "Extraction":
        """The same extraction with the least sure ``percent`` of its records marked for a person."""
        return self.model_copy(update={"review": Review.of(self.records, percent)})

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the record contract: fields that the text does not state are left out."""
        data = {
            "document": document_json(self.document),
            "entities": [entity_json(entity) for entity in self.entities],
            "records": [record.as_json() for record in self.records],
            "checks": [check.model_dump(mode="json", exclude_none=True) for check in self.checks],
            "provenance": self.provenance.model_dump(mode="json"),
        }
        return data if self.review is None else {**data, "review": self.review.model_dump(mode="json")}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Extraction":
        """The extraction that ``as_json`` printed, with its headings found anew.

        It knows where its records stand in the original, but no longer where every stretch of its text does.
        """
        outline = find_outline(data["document"]["text"])
        return cls.model_validate({**data, "document": {**data["document"], "outline": outline}})

    def to_json(self, indent: int | None = 2) -> str:
        """``as_json`` as text, Chinese left readable; ``indent=None`` gives a single line."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=indent)

    def checks_with(self, status: Status) -> Sequence[Check]:
        """The checks that came out as ``status``, in document order."""
        return [check for check in self.checks if check.status is status]


def document_json(document: Document) -> dict[str, Any]:
    """A document as the contract prints it; what is not plain text has a ``source``: its format, pages, remarks."""
    data = document.model_dump(mode="json", exclude_none=True)
    if document.source is not None and document.source.format != "txt":
        source = document.source.model_dump(mode="json", exclude_none=True, exclude={"segments"})
        data["source"] = {name: value for name, value in source.items() if value}
    return data


def entity_json(entity: Entity) -> dict[str, Any]:
    """An entity as the contract prints it; ``end`` is exclusive."""
    return {
        "label": entity.label.value,
        "start": entity.start,
        "end": entity.end,
        "text": entity.text,
        "confidence": round(entity.confidence, CONFIDENCE_DIGITS),
    }


def code_version() -> str:
    """The version of the installed package, or ``0+source`` where it runs from an uninstalled source tree."""
    try:
        return metadata.version("jixi")
    except metadata.PackageNotFoundError:
        return "0+source"


@cache
def rules_version() -> str:
    """Twelve hex digits over every rule and table that turns text and entities into records and checks.

    A digest and not a number kept by hand: it cannot be forgotten, and two installations with equal digests compute
    equal results from equal entities.
    """
    digest = hashlib.sha256()
    for room in RULE_ROOMS:
        for path in sorted(_files(files("service").joinpath(room)), key=lambda path: path.name):
            digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def _files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            found += _files(entry)
        elif entry.name.endswith((".py", ".toml", ".txt", ".json")):
            found.append(entry)
    return found
