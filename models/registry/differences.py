"""In what two versions differ: their settings, data, code, figures and files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.store import Version


@dataclass(frozen=True, slots=True)
class Field:
    """A place in the manifests, dots between its parts, and what either says there; ``None`` where it says nothing."""

    name: str
    left: Any
    right: Any


def differences(left: Version, right: Version) -> list[Field]:
    """Every place where the manifests differ, the name and time of making left out."""
    mine, theirs = dict(_flat(left.manifest)), dict(_flat(right.manifest))
    names = [name for name in {**mine, **theirs} if name not in ("version", "made")]
    return [Field(name, mine.get(name), theirs.get(name)) for name in names if mine.get(name) != theirs.get(name)]


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
