"""The reports that went worst, with what differs from the annotation shown in place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.labels import Entity
from training.evaluation.records import agreement, field_differences, shown
from training.evaluation.result import RecordObject, Result

RIGHT, MISSED, SPURIOUS, MIXED, PLAIN = "right", "missed", "spurious", "mixed", "plain"
SHOWN = 60
"""Lines and records of one report that are shown; a person reads no more."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line: how gold and prediction stand to it, and in words which spans they are."""

    kind: str
    text: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class RecordDifference:
    """A record that was missed, is spurious or differs in some fields, each told as gold → found."""

    kind: str
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A report: lines with errors (an empty line stands for what is left out) and records that differ."""

    key: str
    title: str
    f1: float
    errors: int
    lines: Sequence[Sequence[Segment]]
    records: Sequence[RecordDifference]
    more: int


def worst(results: Sequence[Result], count: int) -> list[Difference]:
    """The ``count`` reports with the lowest entity F1 among those with an error, the worst first."""
    failed = [result for result in results if result.gold != result.predicted or any(_records(result))]
    failed.sort(key=lambda result: (result.entity_score.f1, result.report.key))
    return [_difference(result) for result in failed[:count]]


def _difference(result: Result) -> Difference:
    lines, records = list(_lines(result)), list(_records(result))
    return Difference(
        key=result.report.key,
        title=result.report.title,
        f1=result.entity_score.f1,
        errors=len(result.gold ^ result.predicted),
        lines=lines[:SHOWN],
        records=records[:SHOWN],
        more=max(0, len(lines) - SHOWN) + max(0, len(records) - SHOWN),
    )


def _lines(result: Result) -> Iterator[Sequence[Segment]]:
    """The lines with an error, a blank one where lines between them are left out."""
    left_out = False
    for line in _by_line(segments(result.report.text, result.report.entities, result.found.entities)):
        if any(segment.kind in (MISSED, SPURIOUS, MIXED) for segment in line):
            if left_out:
                yield ()
            yield line
            left_out = False
        else:
            left_out = True


def _by_line(parts: Iterator[Segment]) -> Iterator[Sequence[Segment]]:
    line: list[Segment] = []
    for part in parts:
        first, *others = part.text.split("\n")
        line.append(Segment(part.kind, first, part.told))
        for other in others:
            yield line
            line = [Segment(part.kind, other, part.told)]
    yield line


def segments(text: str, gold: Sequence[Entity], predicted: Sequence[Entity]) -> Iterator[Segment]:
    """``text`` cut at every border of either side; both are sorted and do not overlap among themselves."""
    borders = sorted({0, len(text), *(edge for side in (gold, predicted) for e in side for edge in (e.start, e.end))})
    wanted, given = iter(gold), iter(predicted)
    expected, found = next(wanted, None), next(given, None)
    for start, end in pairwise(borders):
        while expected and expected.end <= start:
            expected = next(wanted, None)
        while found and found.end <= start:
            found = next(given, None)
        here = expected if expected and expected.start <= start else None
        there = found if found and found.start <= start else None
        yield Segment(_kind(here, there), text[start:end], _told(here, there))


def _kind(gold: Entity | None, found: Entity | None) -> str:
    if gold and found:
        same = (gold.label, gold.start, gold.end) == (found.label, found.start, found.end)
        return RIGHT if same else MIXED
    return MISSED if gold else SPURIOUS if found else PLAIN


def _told(gold: Entity | None, found: Entity | None) -> str:
    if _kind(gold, found) == RIGHT and found:
        return f"{found.label}（{found.confidence:.0%}）"
    sides = (
        f"标注 {gold.label}“{gold.text}”" if gold else "",
        f"预测 {found.label}“{found.text}”（{found.confidence:.0%}）" if found else "",
    )
    return "；".join(side for side in sides if side)


def _records(result: Result) -> Iterator[RecordDifference]:
    alignment = result.alignment
    for record in alignment.missed:
        yield RecordDifference(MISSED, record["indicator"], _summary(record))
    for record in alignment.spurious:
        yield RecordDifference(SPURIOUS, record["indicator"], _summary(record))
    mine = {record["id"]: record for record in result.records}
    theirs = {record["id"]: record for record in result.report.records or ()}
    for found, gold in alignment.pairs:
        differing = field_differences(gold, found, theirs, mine)
        told = [f"{name}：{shown(expected)} → {shown(given)}" for name, expected, given in differing]
        if told:
            kind = MIXED if "exact" in agreement(found, gold) else MISSED
            yield RecordDifference(kind, gold["indicator"], "；".join(told))


def _summary(record: RecordObject) -> str:
    fields = (
        f"{name}：{record[name]}"
        for name in ("kind", "value", "unit", "target", "full_mark", "score")
        if name in record
    )
    return "；".join(fields)
