"""Plots as plain numbers: where the bars of a chart begin and end. The template draws them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

LONGEST_LABEL = 18


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: its half-open span as shares of the longest bar, what it stands for, and its count."""

    start: float
    width: float
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its label, shortened to fit, the full label, the parts, and what is written behind it."""

    label: str
    full: str
    parts: tuple[Part, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a histogram: half-open borders, the count, and its height as a share of the highest."""

    low: float
    high: float
    count: int
    height: float


def bars(counts: Mapping[str, int], most: int = 12, rest: str = "其他") -> list[Bar]:
    """A bar for each count, the greatest first; what is beyond ``most`` goes into one bar."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    kept, left = ordered[:most], sum(count for _, count in ordered[most:])
    return stacked([(label, {"plain": count}) for label, count in [*kept, *([(rest, left)] if left else [])]])


def stacked(rows: Sequence[tuple[str, Mapping[str, int]]]) -> list[Bar]:
    """A bar for each row in their order, its parts one behind the other."""
    longest = max((sum(parts.values()) for _, parts in rows), default=0)
    return [_bar(label, parts, longest) for label, parts in rows]


def _bar(label: str, counts: Mapping[str, int], longest: int) -> Bar:
    parts, start = [], 0.0
    for kind, count in counts.items():
        width = count / longest if longest else 0.0
        parts.append(Part(start, width, kind, count))
        start += width
    return Bar(shortened(label), label, tuple(parts), " / ".join(f"{count:,}" for count in counts.values()))


def measured(values: Sequence[tuple[str, float]], full: float) -> list[Bar]:
    """A bar for each value out of ``full``, in their order."""
    return [
        Bar(shortened(label), label, (Part(0, min(max(value / full, 0), 1), "plain", 1),), f"{value:g}")
        for label, value in values
    ]


def histogram(values: Sequence[float], edges: Sequence[float]) -> list[Column]:
    """How many ``values`` lie between each two ``edges``; those beyond them count for the outermost columns."""
    counts = [0] * (len(edges) - 1)
    for value in values:
        at = sum(value >= edge for edge in edges[1:-1])
        counts[at] += 1
    most = max(counts, default=0) or 1
    return [Column(low, high, count, count / most) for (low, high), count in zip(pairwise(edges), counts, strict=True)]


def shortened(label: str) -> str:
    """``label``, its middle left out where it is too long for a chart."""
    if len(label) <= LONGEST_LABEL:
        return label
    half = (LONGEST_LABEL - 1) // 2
    return f"{label[:half]}…{label[-half:]}"
