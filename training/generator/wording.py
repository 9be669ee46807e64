"""Other words for the same: governing words, comparisons, goals, verbs, periods, and the order of a list."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from models.labels import Label
from training.generator.draft import Draft, Span
from training.generator.edits import Edit, apply, arrange

_VALUES = frozenset({Label.AMOUNT, Label.COUNT, Label.RATE})
_CHANGE = re.compile(r"(?P<basis>.*?)(?P<each>分别|各)?(?P<way>增长|增加|上升|提高|提升|下降|减少|降低|回落)")
_YEAR = re.compile(r"(?P<until>截至\s?)?(?P<year>(?:20\d\d|２０[０-９]{2}))\s?年(?P<rest>度|底|末|12月31日)?")
_ITEM_GAPS = frozenset({"、", "，", "；", ",", ";"})


@cache
def table() -> Mapping[str, Any]:
    """The synonyms, as ``wording.toml`` has them."""
    with (Path(__file__).parent / "wording.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _groups(name: str) -> Mapping[str, Sequence[str]]:
    """For each word of the groups under ``name``, the first group that holds it."""
    found: dict[str, Sequence[str]] = {}
    for group in table()[name]:
        for word in group:
            found.setdefault(word, group)
    return found


def govern(draft: Draft, rng: Random, share: float) -> Draft:
    """Another governing word, or one where there was none, between some names and their values."""
    words: list[str] = table()["governing"]
    edits = []
    for name, value in zip(draft.spans, draft.spans[1:], strict=False):
        if name.label != Label.INDICATOR or value.label not in _VALUES or rng.random() >= share:
            continue
        gap = draft.text[name.end : value.start]
        if gap in words or (not gap and _in_prose(draft, value)):
            edits.append(Edit(name.end, value.start, rng.choice(words)))
    return apply(draft, edits)


def _in_prose(draft: Draft, value: Span) -> bool:
    """Whether ``value`` has its unit and is followed by a mark of the sentence: table cells take no 为."""
    text = draft.surface(value)
    return not text[-1].isdigit() and draft.text[value.end : value.end + 1] in tuple("，。；、")


def compare(draft: Draft, rng: Random, share: float) -> Draft:
    """Other words of the same direction, and other bases of the same sense, in some comparisons."""
    chosen: dict[int, tuple[str, str]] = {}

    def reword(text: str, span: Span) -> str:
        match = _CHANGE.fullmatch(text)
        if not match:
            return text
        basis = rng.choice(_groups("bases").get(match["basis"], [match["basis"]]))
        chosen[span.key] = (match["basis"], basis)
        return basis + (match["each"] or "") + rng.choice(_ways(match["way"], bare=not basis))

    moved = _reword(draft, rng, share, Label.CHANGE, reword)
    if moved.records is None:
        return moved
    return replace(moved, records=tuple(_rebased(record, chosen) for record in moved.records))


def _ways(way: str, bare: bool) -> Sequence[str]:
    prefix = "bare_" if bare else ""
    group: Sequence[str] = table()[prefix + ("rises" if way in table()["rises"] else "falls")]
    return group


def _rebased(record: dict[str, Any], chosen: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
    renamed = {old: new for key in record["mentions"] for old, new in (chosen.get(key, ("", "")),) if old}
    if not renamed or "change" not in record:
        return record
    return {**record, "change": [{**c, "basis": renamed.get(c["basis"], c["basis"])} for c in record["change"]]}


def aim(draft: Draft, rng: Random, share: float) -> Draft:
    """Other TARGET words and signs of the same sense."""
    return _reword(draft, rng, share, Label.TARGET, lambda text, _: rng.choice(_groups("targets").get(text, [text])))


def act(draft: Draft, rng: Random, share: float) -> Draft:
    """Other verbs of like meaning."""
    return _reword(draft, rng, share, Label.ACTION, lambda text, _: rng.choice(_groups("actions").get(text, [text])))


def date(draft: Draft, rng: Random, share: float) -> Draft:
    """Other forms of the same period: 2023年, 2023年度; 截至2023年底, 2023年末."""

    def reword(text: str, _: Span) -> str:
        match = _YEAR.fullmatch(text)
        if not match:
            return text
        year = match["year"]
        if match["rest"] in ("底", "末", "12月31日") and (match["rest"] != "12月31日"):
            return rng.choice((f"截至{year}年底", f"截至{year}年末", f"{year}年末", f"{year}年底", f"截止{year}年底"))
        plain = not match["until"] and match["rest"] in (None, "度")
        return rng.choice((f"{year}年", f"{year}年度", f"{year} 年", f"{year} 年度")) if plain else text

    return _reword(draft, rng, share, Label.PERIOD, reword)


def _reword(draft: Draft, rng: Random, share: float, label: Label, reword: Callable[[str, Span], str]) -> Draft:
    edits = [
        Edit(span.start, span.end, reword(draft.surface(span), span))
        for span in draft.spans
        if span.label == label and rng.random() < share
    ]
    return apply(draft, edits)


def shuffle(draft: Draft, rng: Random, share: float) -> Draft:
    """The items of some lists (name value、name value、name value) in another order."""
    slices: list[tuple[int, int]] = []
    done = 0
    for items in _lists(draft):
        if rng.random() >= share:
            continue
        order = rng.sample(items, len(items))
        slices.append((done, items[0][0]))
        for index, item in enumerate(order):
            slices.append(item)
            if index + 1 < len(items):
                slices.append((items[index][1], items[index + 1][0]))
        done = items[-1][1]
    return arrange(draft, [*slices, (done, len(draft.text))])


def _lists(draft: Draft) -> list[list[tuple[int, int]]]:
    """Runs of two and more items, each a name that its value follows directly, with one mark between them."""
    found: list[list[tuple[int, int]]] = []
    spans = draft.spans
    for index in range(len(spans) - 1):
        name, value = spans[index], spans[index + 1]
        if name.label != Label.INDICATOR or value.label not in (Label.AMOUNT, Label.COUNT) or name.end != value.start:
            continue
        item = (name.start, value.end)
        gap = draft.text[found[-1][-1][1] : item[0]] if found and spans[index - 1].end == found[-1][-1][1] else ""
        if gap in _ITEM_GAPS and _same_gap(draft, found[-1], gap):
            found[-1].append(item)
        else:
            found.append([item])
    return [items for items in found if len(items) > 1 and _ends(draft, items)]


def _same_gap(draft: Draft, items: list[tuple[int, int]], gap: str) -> bool:
    return len(items) < 2 or draft.text[items[-2][1] : items[-1][0]] == gap


def _ends(draft: Draft, items: list[tuple[int, int]]) -> bool:
    """Whether the last item closes its clause, so that no comparison or share hangs on it."""
    return draft.text[items[-1][1] : items[-1][1] + 1] in tuple("。；\n")
