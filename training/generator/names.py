"""Other names in the same places: indicators from pools by frame, so that 公厕 before 12座 becomes 停车场."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from models.labels import Label
from training.generator.draft import Draft
from training.generator.edits import Edit, apply

_VALUES = frozenset({Label.AMOUNT, Label.COUNT, Label.RATE})
_NUMBER_PART = re.compile(r"[\d０-９.,，．。\s余多几数十百千万亿一二三四五六七八九两零〇-]+")
_FIXED = re.compile(r"占|完成|总分|合计|.*得分|得分率|收$|支|.{0,1}$|.*[\n\t|｜ ]")
"""Names that only their sentence explains (占, 完成预算 …的65%) or that a table needs as they stand."""

MODIFIERS = (
    "农村", "城镇", "县级", "省级", "市级", "国家级", "重点", "规模以上", "新型", "公办", "困难", "区域性",
    "基层", "标准化", "示范", "智慧", "老旧", "高标准", "应急", "辖区", "入库",
    "在建", "续建", "存量", "特色", "民营", "市属",
)  # fmt: skip


_FOUNDING = frozenset({"设", "内设", "下设", "设有", "下辖", "辖", "下属", "派驻"})
"""Verbs whose objects are offices and villages, for which the pools have no frame of their own."""


class Frame(NamedTuple):
    """How a name stands to its value, and the kind and unit of the value.

    ``before`` and ``goal`` precede it, ``shared`` stands between a verb and its value, ``after`` behind a verb and
    the value, ``clause`` behind a value that no verb leads; ``score`` is a score line.
    """

    place: str
    kind: str = ""
    unit: str = ""


POOL = 4
"""How many names a frame must offer before one is taken from it: fewer would only repeat the corpus."""

Pools = Mapping[Frame, Sequence[str]]


def unit_of(surface: str) -> str:
    """The measure word of ``surface`` without number and scale: 1.2万余人次 → 人次."""
    return _NUMBER_PART.sub("", surface)


def frame_at(draft: Draft, index: int) -> Frame | None:
    """The frame of the ``INDICATOR`` at ``index``, or ``None`` where its neighbours do not tell."""
    spans, span = draft.spans, draft.spans[index]
    before = spans[index - 1] if index else None
    if before and before.end == span.start and before.label in (Label.COUNT, Label.AMOUNT):
        led = index > 1 and spans[index - 2].label == Label.ACTION and spans[index - 2].end == before.start
        if led and draft.surface(spans[index - 2]) in _FOUNDING:
            return None
        return Frame("after" if led else "clause", before.label, unit_of(draft.surface(before)) if led else "")
    return _frame_before(draft, index, led=bool(before and before.label == Label.ACTION and before.end == span.start))


def _frame_before(draft: Draft, index: int, led: bool) -> Frame | None:
    """The frame of a name that precedes its value; ``led`` where a verb stands directly before the name."""
    spans, span = draft.spans, draft.spans[index]
    after = spans[index + 1] if index + 1 < len(spans) else None
    if after is None or after.start - span.end > 4 or "\n" in draft.text[span.end : after.start]:
        return None
    if after.label == Label.FULL_MARK:
        return Frame("score")
    if after.label == Label.TARGET and index + 2 < len(spans) and spans[index + 2].label in _VALUES:
        return Frame("goal", spans[index + 2].label, unit_of(draft.surface(spans[index + 2])))
    if after.label not in _VALUES:
        return None
    return Frame("shared" if led else "before", after.label, unit_of(draft.surface(after)))


def gather(drafts: Iterable[Draft]) -> dict[Frame, list[str]]:
    """The names of ``drafts`` by frame, each once, in a fixed order."""
    pools: dict[Frame, set[str]] = defaultdict(set)
    for draft in drafts:
        for index, span in enumerate(draft.spans):
            if span.label != Label.INDICATOR or not _movable(name := draft.surface(span)):
                continue
            if frame := frame_at(draft, index):
                pools[frame].add(name)
    return {frame: sorted(names) for frame, names in pools.items()}


def _movable(name: str) -> bool:
    return not _FIXED.match(name)


def rename(draft: Draft, rng: Random, pools: Pools, share: float) -> Draft:
    """Give about ``share`` of the distinct names another one of their frame; one name stays one name."""
    chosen: dict[str, str] = {}
    taken = {draft.surface(span) for span in draft.spans if span.label == Label.INDICATOR}
    edits: list[Edit] = []
    for index, span in enumerate(draft.spans):
        if span.label != Label.INDICATOR:
            continue
        name = draft.surface(span)
        if name not in chosen:
            other = _other(name, frame_at(draft, index), rng, pools) if rng.random() < share else name
            chosen[name] = name if other in taken else other
            taken.add(other)
        if chosen[name] != name:
            edits.append(Edit(span.start, span.end, chosen[name]))
    return apply(draft, edits)


def _other(name: str, frame: Frame | None, rng: Random, pools: Pools) -> str:
    if frame is None or not _movable(name):
        return name
    pool = pools.get(frame, ())
    if len(pool) >= POOL and rng.random() < 0.9:
        return rng.choice(pool)
    nominal = frame.place in ("shared", "after") and len(name) < 8
    return rng.choice(MODIFIERS) + name if nominal and not name.startswith(MODIFIERS) else name
