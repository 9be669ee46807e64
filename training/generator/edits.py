"""Moving annotation with its text: every transformation is a list of edits or a rearrangement of slices."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from training.generator.draft import Anchor, Draft, Span


class Edit(NamedTuple):
    """Put ``text`` in the place of ``[start, end)``; an insertion has ``start == end``."""

    start: int
    end: int
    text: str


Part = tuple[int, int] | str
"""A half-open slice of a draft's text, or text that is new."""


class EditError(ValueError):
    """Edits that overlap one another or cut through the border of a span."""


def apply(draft: Draft, edits: Iterable[Edit]) -> Draft:
    """``draft`` after ``edits``; raises ``EditError``.

    An edit inside a span, or of exactly a whole span, changes the span's text. An insertion at a border stays
    outside. A span whose text becomes empty disappears.
    """
    ordered = sorted(edits)
    if not ordered:
        return draft
    starts, ends = [edit.start for edit in ordered], [edit.end for edit in ordered]
    shifts = [0, *accumulate(len(text) - (end - start) for start, end, text in ordered)]
    text = _splice(draft.text, ordered)
    anchors = tuple(
        Anchor(start + shifts[bisect_right(ends, start)], max(0, end + shifts[bisect_left(starts, end)]))
        for start, end in draft.anchors
    )
    return replace(draft, text=text, spans=_shift(draft, starts, ends, shifts), anchors=anchors)


def _splice(text: str, ordered: Sequence[Edit]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, inserted in ordered:
        if start < done:
            raise EditError(f"编辑 [{start}, {end}) 与前一编辑重叠")
        parts += (text[done:start], inserted)
        done = end
    parts.append(text[done:])
    return "".join(parts)


def _shift(draft: Draft, starts: list[int], ends: list[int], shifts: list[int]) -> tuple[Span, ...]:
    moved: list[Span] = []
    count = len(starts)
    for span in draft.spans:
        first = bisect_right(ends, span.start)
        last = bisect_left(starts, span.end)
        if (first < count and starts[first] < span.start) or (last and ends[last - 1] > span.end):
            raise EditError(f"编辑切断了实体“{draft.surface(span)}”[{span.start}, {span.end})的边界")
        start, end = span.start + shifts[first], span.end + shifts[last]
        if start < end:
            moved.append(Span(start, end, span.label, span.key))
    return tuple(moved)


def fitting(draft: Draft, edits: Iterable[Edit]) -> list[Edit]:
    """Those of ``edits`` that ``apply`` accepts together: earlier ones win, border-crossing ones are left out."""
    starts = [span.start for span in draft.spans]
    kept: list[Edit] = []
    done = 0
    for edit in sorted(edits):
        if edit.start >= done and not _crosses(draft.spans, starts, edit):
            kept.append(edit)
            done = edit.end
    return kept


def _crosses(spans: Sequence[Span], starts: list[int], edit: Edit) -> bool:
    if edit.start == edit.end:
        return False
    first = bisect_right(starts, edit.start) - 1
    if first >= 0 and spans[first].start <= edit.start and edit.end <= spans[first].end:
        return False
    before = first >= 0 and spans[first].end > edit.start
    return before or (first + 1 < len(spans) and spans[first + 1].start < edit.end)


def arrange(draft: Draft, parts: Sequence[Part]) -> Draft:
    """``draft`` rebuilt from ``parts`` in the order given: half-open slices of its text, and new text between them.

    Spans that no slice holds are dropped. Raises ``EditError`` where a slice cuts through a span.
    """
    spans: list[Span] = []
    anchors = list(draft.anchors)
    starts = [span.start for span in draft.spans]
    text: list[str] = []
    length = 0
    for part in parts:
        if isinstance(part, str):
            text.append(part)
            length += len(part)
            continue
        start, end = part
        spans += [
            Span(span.start - start + length, span.end - start + length, span.label, span.key)
            for span in _whole(draft, starts, start, end)
        ]
        for index, anchor in enumerate(draft.anchors):
            if start <= anchor.start < end:
                anchors[index] = Anchor(anchor.start - start + length, anchor.end - start + length)
        text.append(draft.text[start:end])
        length += end - start
    return replace(draft, text="".join(text), spans=tuple(spans), anchors=tuple(anchors))


def _whole(draft: Draft, starts: list[int], start: int, end: int) -> Sequence[Span]:
    """The spans inside ``[start, end)``; raises ``EditError`` where one of its ends cuts through a span."""
    first = bisect_left(starts, start)
    if first and draft.spans[first - 1].end > start and start < end:
        raise EditError(f"切片 [{start}, {end}) 切断了实体")
    inside = draft.spans[first : bisect_left(starts, end)]
    if inside and inside[-1].end > end:
        raise EditError(f"切片 [{start}, {end}) 切断了实体“{draft.surface(inside[-1])}”")
    return inside
