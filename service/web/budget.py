"""The amounts of a report as trees: each whole with its parts, and what the parts of each split come to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from service.checks import Check, Rule, Status
from service.records import Record, RecordKind
from service.wording import figure, value_of, when


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a whole that belong together, and their sum in words.

    ``status`` is what came of the claim that they are the whole, ``None`` where nobody claims it; ``rest`` tells in
    words by how much the sum is short of the whole or over it.
    """

    parts: Sequence["Node"]
    total: str
    rest: str
    status: Status | None


@dataclass(frozen=True, slots=True)
class Node:
    """An amount with what is stated of it; ``share`` is the part in hundred that it has of its whole, for a bar."""

    id: str
    name: str
    value: str
    when: str
    share: float | None
    splits: Sequence[Split]


def budget_of(records: Sequence[Record], checks: Sequence[Check]) -> list[Node]:
    """The trees in reading order, those with parts only; a repeated fact stands where it was stated first."""
    amounts = [r for r in records if r.kind is RecordKind.AMOUNT and r.same_as is None and r.value is not None]
    parts: dict[str, list[Record]] = defaultdict(list)
    ids = {record.id for record in amounts}
    for record in amounts:
        if record.parent in ids:
            parts[str(record.parent)].append(record)
    claims = {frozenset(check.records): check.status for check in checks if check.rule is Rule.PARTS_SUM}
    roots = (record for record in amounts if record.parent not in ids and record.id in parts)
    return [_node(record, None, parts, claims) for record in roots]


Parts = Mapping[str, Sequence[Record]]
Claims = Mapping[frozenset[str], Status]


def _node(record: Record, whole: Record | None, parts: Parts, claims: Claims) -> Node:
    return Node(
        id=record.id,
        name=record.indicator or "（没有名称）",
        value=value_of(record),
        when=when(record),
        share=_share(record, whole),
        splits=[_split(record, split, parts, claims) for split in _splits(parts.get(record.id, ()))],
    )


def _splits(parts: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """The parts by split and unit: euros and yuan have no sum."""
    groups: dict[tuple[str | None, str | None], list[Record]] = defaultdict(list)
    for part in parts:
        groups[part.split, part.unit].append(part)
    yield from groups.values()


def _split(whole: Record, members: Sequence[Record], parts: Parts, claims: Claims) -> Split:
    total = sum((member.value for member in members if member.value is not None), Decimal(0))
    unit = members[0].unit or ""
    comparable = whole.value is not None and whole.unit == members[0].unit
    rest = whole.value - total if comparable and whole.value is not None else None
    involved = frozenset((whole.id, *(member.id for member in members)))
    return Split(
        parts=[_node(member, whole, parts, claims) for member in members],
        total=figure(total, unit),
        rest="" if not rest else f"比总数{'少' if rest > 0 else '多'} {figure(abs(rest), unit)}",
        status=claims.get(involved),
    )


def _share(record: Record, whole: Record | None) -> float | None:
    if whole is None or record.value is None or not whole.value or whole.unit != record.unit:
        return None
    return float(max(Decimal(0), min(Decimal(100), record.value / whole.value * 100)))
