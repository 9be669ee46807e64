"""Predicted against gold records: one-to-one alignment, record F1 three ways, accuracy of each attribute.

All functions are pure and take records as the contract's JSON objects.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

RecordObject = Mapping[str, Any]
Pair = tuple[RecordObject, RecordObject]

NUMERIC = frozenset({"AMOUNT", "COUNT", "RATE", "FULL_MARK", "SCORE", "DEDUCTION"})
POINTS = ("full_mark", "score", "deduction")
ALIKE = 0.6
"""Two names are alike from this difflib ratio on."""

ATTRIBUTES = (
    "bound", "period", "stage", "parent", "split", "same_as", "target", "change", "growth_only",
    "full_mark", "score", "deduction", "group", "total", "reason", "section",
)  # fmt: skip
COMPANIONS = {"target": "target_bound", "growth_only": "basis"}
"""Fields that count together with the one beside them."""
COMPARED = ("kind", "indicator", "value", "unit")
"""What a record says first of all."""
WAYS = ("exact", "alike", "value")


@dataclass(frozen=True, slots=True)
class Tally:
    """True positives, predicted and gold records."""

    matched: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.matched + other.matched, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found."""
        return 2 * self.matched / (self.predicted + self.gold) if self.predicted + self.gold else 1.0


@dataclass(frozen=True, slots=True)
class RecordScores:
    """Record F1 by way and kind (``all`` is every kind), and each attribute's ``Tally`` over aligned records.

    An attribute's tally counts the pairs in which both state it alike (``matched``), the predicted record states it
    and the gold record states it. ``mismatches`` name what went wrong, for reading.
    """

    f1: Mapping[str, Mapping[str, Tally]]
    attributes: Mapping[str, Tally]

    def __add__(self, other: "RecordScores") -> "RecordScores":
        f1 = {way: _merged(self.f1.get(way, {}), other.f1.get(way, {})) for way in WAYS}
        return RecordScores(f1, _merged(self.attributes, other.attributes))


@dataclass(slots=True)
class Alignment:
    """``pairs`` of predicted and gold records of one mention; what found no partner is ``spurious`` or ``missed``."""

    pairs: list[Pair] = field(default_factory=list)
    spurious: list[RecordObject] = field(default_factory=list)
    missed: list[RecordObject] = field(default_factory=list)


EMPTY = RecordScores({}, {})


def _merged(left: Mapping[str, Tally], right: Mapping[str, Tally]) -> dict[str, Tally]:
    return {key: left.get(key, Tally()) + right.get(key, Tally()) for key in {**left, **right}}


def anchors(record: RecordObject) -> frozenset[tuple[int, int]]:
    """The spans of the figures that the record was read from."""
    return frozenset((m["start"], m["end"]) for m in record.get("mentions", ()) if m["label"] in NUMERIC)


def figures(record: RecordObject) -> tuple[Any, ...]:
    """What must be equal for two records to hold the same figures; the goal counts where no value is stated."""
    value = record.get("value")
    goal = record.get("target") if value is None else None
    return record["kind"], value, goal, record.get("unit"), *(record.get(name) for name in POINTS)


def likeness(left: str, right: str) -> float:
    """How alike two indicator names are, 0–1."""
    return 1.0 if left == right else SequenceMatcher(None, left, right, autojunk=False).ratio()


def align(predicted: Sequence[RecordObject], gold: Sequence[RecordObject]) -> Alignment:
    """Pair the records of one document one-to-one, the most similar first.

    Records can be partners where they share a figure's span (or equal figures and name, where one has no mentions).
    """
    by_span: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, record in enumerate(gold):
        for span in anchors(record):
            by_span[span].append(index)
    candidates = []
    for index, record in enumerate(predicted):
        partners = {other for span in anchors(record) for other in by_span.get(span, ())}
        partners |= {other for other, partner in enumerate(gold) if not anchors(partner) and _same(record, partner)}
        candidates += [(_similarity(record, gold[other]), -abs(index - other), index, other) for other in partners]
    result, used_predicted, used_gold = Alignment(), set(), set()
    for similarity, _, index, other in sorted(candidates, reverse=True):
        if similarity > 0 and index not in used_predicted and other not in used_gold:
            used_predicted.add(index)
            used_gold.add(other)
            result.pairs.append((predicted[index], gold[other]))
    result.spurious = [record for index, record in enumerate(predicted) if index not in used_predicted]
    result.missed = [record for index, record in enumerate(gold) if index not in used_gold]
    return result


def _same(left: RecordObject, right: RecordObject) -> bool:
    return figures(left) == figures(right) and bool(left["indicator"] == right["indicator"])


def _similarity(left: RecordObject, right: RecordObject) -> float:
    if (left["kind"] == "score") != (right["kind"] == "score"):
        return 0.0
    mine, theirs = anchors(left), anchors(right)
    overlap = len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0
    return overlap + 2.0 * (figures(left) == figures(right)) + likeness(left["indicator"], right["indicator"])


def agreement(left: RecordObject, right: RecordObject) -> frozenset[str]:
    """The ways in which an aligned pair counts as the same record."""
    if figures(left) != figures(right):
        return frozenset()
    ratio = likeness(left["indicator"], right["indicator"])
    return frozenset({"value"} | ({"alike"} if ratio >= ALIKE else set()) | ({"exact"} if ratio == 1.0 else set()))


def fold(text: str) -> str:
    """``text`` without white space and closing punctuation, for headings and reasons."""
    return re.sub(r"\s+", "", text).strip("。；;，,、：:.")


def attribute(record: RecordObject, name: str, records: Mapping[str, RecordObject]) -> Any:
    """The comparable form of one attribute: references as the name and figures that they point to, texts folded."""
    value = record.get(name)
    if value is None or value is False or value in ((), []):
        return None
    if name in ("parent", "same_as"):
        target = records.get(value)
        return (sorted(anchors(target)), target["indicator"]) if target else ("?", value)
    if name == "change":
        return sorted((c["basis"], c["value"], c["unit"], bool(c.get("ratio"))) for c in value)
    if name in COMPANIONS:
        return value, record.get(COMPANIONS[name])
    return fold("".join(value)) if name in ("section", "reason") else value


def field_differences(
    record: RecordObject, other: RecordObject, records: Mapping[str, RecordObject], others: Mapping[str, RecordObject]
) -> Iterator[tuple[str, Any, Any]]:
    """Each field in which two aligned records differ, with the value of ``record`` and that of ``other``.

    ``records`` and ``others`` are the records of either side by id, for fields that refer to one.
    """
    for name in COMPARED:
        if record.get(name) != other.get(name):
            yield name, record.get(name), other.get(name)
    for name in ATTRIBUTES:
        mine, theirs = attribute(record, name, records), attribute(other, name, others)
        if mine != theirs:
            yield name, mine, theirs


def shown(value: Any) -> str:
    """The value of a field for people."""
    if value is None:
        return "无"
    return "、".join(map(shown, value)) if isinstance(value, (list, tuple)) else str(value)


def evaluate(
    predicted: Sequence[RecordObject], gold: Sequence[RecordObject], alignment: Alignment | None = None
) -> RecordScores:
    """The scores of one document; ``alignment`` is that of ``align``, where it is known already."""
    alignment = alignment or align(predicted, gold)
    f1: dict[str, dict[str, Tally]] = {way: {} for way in WAYS}
    for kind in ("all", "amount", "count", "rate", "score"):
        count = Counter(way for left, right in alignment.pairs if kind in ("all", right["kind"])
                        for way in agreement(left, right))  # fmt: skip
        sizes = [sum(kind in ("all", record["kind"]) for record in side) for side in (predicted, gold)]
        for way in WAYS:
            f1[way][kind] = Tally(count[way], *sizes)
    left_ids, right_ids = ({record["id"]: record for record in side} for side in (predicted, gold))
    attributes = {
        name: _attribute_tally(
            (attribute(left, name, left_ids), attribute(right, name, right_ids)) for left, right in alignment.pairs
        )
        for name in ATTRIBUTES
    }
    return RecordScores(f1, attributes)


def _attribute_tally(values: Iterable[tuple[Any, Any]]) -> Tally:
    tally = Tally()
    for left, right in values:
        tally += Tally(left is not None and left == right, left is not None, right is not None)
    return tally


def evaluate_all(documents: Iterable[tuple[Sequence[RecordObject], Sequence[RecordObject]]]) -> RecordScores:
    """The summed scores of (predicted, gold) pairs of documents."""
    total = EMPTY
    for predicted, gold in documents:
        total += evaluate(predicted, gold)
    return total


def as_json(scores: RecordScores) -> dict[str, Any]:
    """F1 figures, rounded to four digits, for a report or a model card."""
    return {
        "records": {way: {kind: round(t.f1, 4) for kind, t in kinds.items()} for way, kinds in scores.f1.items()},
        "attributes": {
            name: {"f1": round(tally.f1, 4), "predicted": tally.predicted, "gold": tally.gold}
            for name, tally in scores.attributes.items()
        },
    }
