"""How figures are printed: separators, other units of money, other measure words, Chinese numerals, bounds."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from models.labels import Label
from training.generator.draft import Draft, Span
from training.generator.edits import Edit, apply
from training.generator.lexicon import synonyms
from training.generator.surface import Figure, decimals, write_hanzi

_MONEY = re.compile(r"(?P<blank>\s?)(?P<scale>万|亿|)元")
_SCALES = {"": Decimal(1), "万": Decimal(10**4), "亿": Decimal(10**8)}
_BEFORE = {"约": "≈", "近": "<", "超": ">", "逾": ">", "超过": ">", "突破": ">", "不足": "<"}


def separate(draft: Draft, grouped: bool) -> Draft:
    """Thousands separators in all amounts and counts, or in none."""

    def reprint(figure: Figure) -> Figure | None:
        if figure.wide or figure.hanzi or (figure.group not in ("", ",")):
            return None
        return replace(figure, group="," if grouped and abs(figure.value) >= 1000 else "")

    return _reprint(draft, reprint)


def space_units(draft: Draft, spaced: bool) -> Draft:
    """A blank between every number and its unit, or none."""

    def reprint(figure: Figure) -> Figure | None:
        tail = figure.tail.lstrip(" ")
        return replace(figure, tail=" " + tail if spaced and tail and not figure.hanzi else tail)

    return _reprint(draft, reprint)


def _reprint(draft: Draft, reprint: Any) -> Draft:
    edits = []
    for span in draft.spans:
        if span.label not in (Label.AMOUNT, Label.COUNT) or "\n" in (text := draft.surface(span)):
            continue
        figure = Figure.read(text)
        if figure and str(figure) == text and (new := reprint(figure)) is not None:
            edits.append(Edit(span.start, span.end, str(new)))
    return apply(draft, edits)


def convert_money(draft: Draft, rng: Random, share: float) -> Draft:
    """Some amounts of 万元 in 元 or 亿元 and the other way round, exactly."""
    edits = []
    for span in draft.spans:
        if span.label == Label.AMOUNT and rng.random() < share and (text := _converted(draft.surface(span), rng)):
            edits.append(Edit(span.start, span.end, text))
    return apply(draft, edits)


def _converted(surface: str, rng: Random) -> str | None:
    figure = Figure.read(surface)
    match = _MONEY.fullmatch(figure.tail) if figure else None
    if figure is None or match is None or figure.hanzi or str(figure) != surface:
        return None
    scale = rng.choice([scale for scale in _SCALES if scale != match["scale"]])
    value = figure.value * _SCALES[match["scale"]] / _SCALES[scale]
    if decimals(value) > 6 or abs(value) >= 10**10 or (value and abs(value) < Decimal("0.01")):
        return None
    group = figure.group or ("," if rng.random() < 0.5 and abs(value) >= 1000 else "")
    tail = f"{match['blank']}{scale}元"
    return str(replace(figure, value=value, places=decimals(value), group=group, tail=tail))


def measure(draft: Draft, rng: Random, share: float) -> Draft:
    """Other measure words of the same sense (家, 户; 公里, km), each word of a report by one other word."""
    chosen: dict[str, str] = {}
    renamed: dict[int, tuple[str, str]] = {}
    edits = []
    for span in draft.spans:
        if span.label != Label.COUNT:
            continue
        figure = Figure.read(text := draft.surface(span))
        if figure is None or str(figure) != text:
            continue
        unit = figure.tail.lstrip(" 余多")
        if unit not in chosen:
            others = synonyms().get(unit)
            chosen[unit] = rng.choice(others) if others and rng.random() < share else unit
        if chosen[unit] != unit:
            renamed[span.key] = (unit, chosen[unit])
            edits.append(Edit(span.end - len(unit), span.end, chosen[unit]))
    return apply(_remeasured(draft, renamed), edits)


def _remeasured(draft: Draft, renamed: Mapping[int, tuple[str, str]]) -> Draft:
    if draft.records is None:
        return draft
    return replace(draft, records=tuple(_with_unit(record, renamed) for record in draft.records))


def _with_unit(record: dict[str, Any], renamed: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
    words = dict(_ascii(*renamed[key]) for key in record["mentions"] if key in renamed)
    if not words or record["kind"] != "count":
        return record
    new = {**record, "unit": words.get(record.get("unit", ""), record.get("unit", ""))}
    if "change" in record:
        new["change"] = [{**entry, "unit": words.get(entry["unit"], entry["unit"])} for entry in record["change"]]
    return new


def _ascii(old: str, new: str) -> tuple[str, str]:
    """Units as the record contract prints them: brackets in ASCII."""
    brackets = str.maketrans("（）", "()")
    return old.translate(brackets), new.translate(brackets)


def spell(draft: Draft, rng: Random, share: float) -> Draft:
    """Chinese numerals for some small counts and some percentages."""
    edits = []
    for span in draft.spans:
        if span.label not in (Label.COUNT, Label.RATE) or rng.random() >= share:
            continue
        if text := _spelt(draft.surface(span), span.label):
            edits.append(Edit(span.start, span.end, text))
    return apply(draft, edits)


def _spelt(surface: str, label: Label) -> str | None:
    figure = Figure.read(surface)
    if figure is None or figure.hanzi or figure.head or figure.value <= 0 or "/" in figure.tail:
        return None
    if label == Label.RATE:
        return _spelt_rate(figure) if figure.tail == "%" else None
    if figure.places or not figure.unit or figure.unit[0] in "余多万亿" or not figure.value < 300:
        return None
    return write_hanzi(int(figure.value)) + figure.unit if not figure.unit.isascii() else None


def _spelt_rate(figure: Figure) -> str | None:
    if figure.value == 100:
        return "百分之百"
    whole, _, part = f"{figure.value.normalize():f}".partition(".")
    if not 0 < int(whole) < 100:
        return None
    hanzi = "二" if whole == "2" else write_hanzi(int(whole))
    digits = "".join("零一二三四五六七八九"[int(digit)] for digit in part)
    return f"百分之{hanzi}{'点' if digits else ''}{digits}"


def bound(draft: Draft, rng: Random, share: float) -> Draft:
    """约, 近, 超 before some values and 余 in some; the bound of the record says so."""
    edits: list[Edit] = []
    bounds: dict[int, str] = {}
    for name, value in zip(draft.spans, draft.spans[1:], strict=False):
        if rng.random() < share and _unbound(draft, name, value):
            edits.append(_bounding(draft, value, rng, bounds))
    if draft.records is None or not bounds:
        return apply(draft, edits)
    records = tuple({**r, "bound": _bound_of(r, bounds)} if _bound_of(r, bounds) else r for r in draft.records)
    return apply(replace(draft, records=records), edits)


def _unbound(draft: Draft, name: Span, value: Span) -> bool:
    if name.label != Label.INDICATOR or value.label not in (Label.COUNT, Label.AMOUNT) or name.end != value.start:
        return False
    return draft.text[value.end : value.end + 1] in tuple("，。；、") and not draft.surface(value)[-1].isdigit()


def _bounding(draft: Draft, value: Span, rng: Random, bounds: dict[int, str]) -> Edit:
    figure = Figure.read(draft.surface(value))
    if figure and not figure.places and figure.value and figure.value % 10 == 0 and figure.unit[:1] not in "余多万亿":
        bounds[value.key] = ">"
        at = value.end - len(figure.tail)
        return Edit(at, at, rng.choice("余余多"))
    word = rng.choice(tuple(_BEFORE))
    bounds[value.key] = _BEFORE[word]
    return Edit(value.start, value.start, word)


def _bound_of(record: Mapping[str, Any], bounds: Mapping[int, str]) -> str | None:
    """The new bound of a record of one value; a record with a goal or a comparison keeps its own."""
    if record.get("bound") or "target" in record or "change" in record:
        return None
    return next((bounds[key] for key in record["mentions"] if key in bounds), None)
