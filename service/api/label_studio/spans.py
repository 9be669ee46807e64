"""Offsets of Label Studio and ours.

Label Studio counts the code points of the text in the task as it stands, ``\\r\\n`` as two; we count those of the text
as it is read, without byte order mark and with line ends of one character. Other programs that write results count
UTF-16 units, as strings of JavaScript do: where a result quotes its text, that tells.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from service.api.label_studio.interface import Interface

Json = dict[str, Any]
Span = tuple[int, int]
BOM = "\ufeff"


@dataclass(frozen=True)
class Raw:
    """The text of a task."""

    text: str

    @cached_property
    def _dropped(self) -> list[int]:
        """The code points that are not read."""
        return [
            at
            for at, character in enumerate(self.text)
            if (character == BOM and at == 0) or (character == "\r" and self.text.startswith("\n", at + 1))
        ]

    @cached_property
    def _kept(self) -> list[int]:
        gone = set(self._dropped)
        return [at for at in range(len(self.text)) if at not in gone]

    @cached_property
    def read(self) -> str:
        """The text as it is read."""
        return "".join(self.text[at] for at in self._kept) if self._dropped else self.text

    def theirs(self, start: int, end: int) -> Span:
        """Where the span of the text that is read stands in the task."""
        return (self._kept[start], self._kept[end - 1] + 1) if self._dropped else (start, end)

    def ours(self, start: int, end: int) -> Span:
        """Where the span of the task stands in the text that is read; empty where nothing of it is read."""
        return start - bisect_left(self._dropped, start), end - bisect_left(self._dropped, end)

    @cached_property
    def _units(self) -> list[int]:
        """Where each code point, and the end, stands in UTF-16 units."""
        places = [0]
        for character in self.text:
            places.append(places[-1] + 1 + (character > "\uffff"))
        return places

    def from_units(self, start: int, end: int) -> Span:
        """The code points of a span that was counted in UTF-16 units."""
        return bisect_left(self._units, start), bisect_left(self._units, end)


def results(raw: Raw, entities: Iterable[Mapping[str, Any]], interface: Interface) -> list[Json]:
    """``entities`` of an extraction as results; those whose label the interface has no word for are left out."""
    found: list[Json] = []
    for entity in entities:
        choice = interface.choices.get(entity["label"])
        if choice is None:
            continue
        start, end = raw.theirs(entity["start"], entity["end"])
        value = {"start": start, "end": end, "text": raw.text[start:end], "labels": [choice.word]}
        found.append(
            {
                "id": f"jixi-{len(found) + 1}",
                "from_name": choice.from_name,
                "to_name": interface.to_name,
                "type": "labels",
                "score": entity["confidence"],
                "value": value,
            }
        )
    return found


def entities(raw: Raw, found: Sequence[Mapping[str, Any]], interface: Interface) -> tuple[list[Json], int]:
    """What ``found``, the results of an annotation, marks in the text as it is read; and how many results could not be
    used: a label that the interface has not, or a span that is not what it quotes. Marks that are no spans of this
    text (choices, relations) count neither way."""
    stated = [value for result in found if (value := _value(result, interface))]
    counted = max((_as_stated, Raw.from_units), key=lambda way: sum(_fits(raw, value, way) for value in stated))
    kept: dict[tuple[int, int, str], Json] = {}
    unusable = 0
    for value in stated:
        labels = [interface.label(str(word)) for word in value["labels"]]
        start, end = raw.ours(*counted(raw, value["start"], value["end"]))
        if not _fits(raw, value, counted) or None in labels or start >= end:
            unusable += 1
            continue
        for label in labels:
            kept[start, end, str(label)] = {"label": label, "start": start, "end": end, "text": raw.read[start:end]}
    return [kept[key] for key in sorted(kept)], unusable


def _as_stated(_: Raw, start: int, end: int) -> Span:
    return start, end


def _value(result: Mapping[str, Any], interface: Interface) -> Mapping[str, Any] | None:
    value = result.get("value")
    if result.get("type") != "labels" or result.get("to_name") != interface.to_name or not isinstance(value, dict):
        return None
    whole = isinstance(value.get("start"), int) and isinstance(value.get("end"), int)
    return value if whole and isinstance(value.get("labels"), list) else None


def _fits(raw: Raw, value: Mapping[str, Any], way: Any) -> bool:
    """Whether the span lies in the text and is what it quotes, line ends apart: old versions write them in letters."""
    start, end = way(raw, value["start"], value["end"])
    if not 0 <= start < end <= len(raw.text):
        return False
    quoted = value.get("text")
    return not isinstance(quoted, str) or _plain(quoted) == _plain(raw.text[start:end])


def _plain(text: str) -> str:
    return "".join(text.replace("\\n", "\n").split())
