"""New figures that still add up: rescaling a whole report, and redrawing what no relation holds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from models.labels import Label
from training.generator.draft import Draft, Span
from training.generator.edits import Edit, apply
from training.generator.surface import Figure, decimals

_RATE_UNITS = frozenset({"%", "‰", "百分点", "个百分点", "倍", "成", "分", ""})
_RELATED = ("parent", "same_as", "target", "change", "split", "growth_only")


def rescale(draft: Draft, rng: Random) -> Draft:
    """All amounts × one factor and all counts × another, so that sums, shares, rates and growth stay true.

    A report with an unreadable figure of a kind (a range) keeps its figures of that kind. Counts stay where the
    report prints unit prices, because quantity × price = amount ties the two kinds together.
    """
    figures = {span.key: Figure.read(draft.surface(span)) for span in draft.spans if span.label in _SCALED}
    priced = any(f and "/" in f.unit for f in figures.values()) or _has_prices(draft)
    factors = {
        Label.AMOUNT: _factor(draft, figures, Label.AMOUNT, rng),
        Label.COUNT: Decimal(1) if priced else _factor(draft, figures, Label.COUNT, rng),
    }
    edits = [
        Edit(span.start, span.end, str(figure.times(factors[span.label])))
        for span in draft.spans
        if (figure := figures.get(span.key)) and factors[span.label] != 1
    ]
    records = draft.records and tuple(_scaled(record, factors) for record in draft.records)
    return apply(replace(draft, records=records), edits)


_SCALED = frozenset({Label.AMOUNT, Label.COUNT})


def _has_prices(draft: Draft) -> bool:
    return any("每" in draft.surface(s) or "均" in draft.surface(s) for s in draft.spans if s.label == Label.INDICATOR)


def _factor(draft: Draft, figures: Mapping[int, Figure | None], label: Label, rng: Random) -> Decimal:
    own = [figures[span.key] for span in draft.spans if span.label == label]
    if any(figure is None for figure in own):
        return Decimal(1)
    factor = Decimal(rng.choice((2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 17, 23)))
    if label == Label.AMOUNT and all(figure.places < 2 for figure in own if figure):
        factor = factor.scaleb(rng.choice((-1, 0, 0, 1)))
    return factor


def _scaled(record: dict[str, Any], factors: Mapping[Label, Decimal]) -> dict[str, Any]:
    new = dict(record)
    kind = {"amount": Label.AMOUNT, "count": Label.COUNT}.get(record["kind"])
    for name in ("value", "target"):
        if name in record and kind:
            new[name] = plain(Decimal(record[name]) * factors[kind])
    if "change" in record:
        new["change"] = [{**c, "value": plain(Decimal(c["value"]) * _change(c, factors))} for c in record["change"]]
    return new


def _change(change: Mapping[str, Any], factors: Mapping[Label, Decimal]) -> Decimal:
    unit = str(change["unit"])
    if unit in _RATE_UNITS:
        return Decimal(1)
    return factors[Label.AMOUNT if unit[:3].isascii() and unit[:3].isupper() else Label.COUNT]


def plain(value: Decimal) -> str:
    """``value`` as the record contract prints it: no exponent, no trailing zeros."""
    return f"{value:.{decimals(value)}f}"


def redraw(draft: Draft, rng: Random, share: float) -> Draft:
    """Fresh digits for about ``share`` of the figures that stand in no relation to another one."""
    if draft.records is None:
        return draft
    spans = {span.key: span for span in draft.spans}
    edits: list[Edit] = []
    records: list[dict[str, Any]] = []
    free = _free(draft.records)
    for record in draft.records:
        span = _value_span(record, spans)
        if id(record) in free and span and rng.random() < share and (drawn := _drawn(draft, span, record, rng)):
            edits.append(drawn[0])
            records.append(drawn[1])
        else:
            records.append(record)
    return apply(replace(draft, records=tuple(records)), edits)


def _free(records: Iterable[Mapping[str, Any]]) -> set[int]:
    """Identities of the records that no other record and no check can refer to."""
    records = list(records)
    named = Counter(str(r["indicator"]) for r in records)
    uses = Counter(key for r in records for key in r["mentions"])
    parents = {str(r[name]) for r in records for name in ("parent", "same_as") if name in r}
    return {
        id(r)
        for r in records
        if r["kind"] == "count" and not any(name in r for name in _RELATED)
        if named[r["indicator"]] == 1 and not parents & {str(r.get("id")), str(r["indicator"])}
        if all(uses[key] == 1 for key in r["mentions"][-1:])
    }


def _value_span(record: Mapping[str, Any], spans: Mapping[int, Span]) -> Span | None:
    values = [spans[key] for key in record["mentions"] if spans[key].label == Label.COUNT]
    return values[0] if len(values) == 1 and "value" in record else None


def _drawn(draft: Draft, span: Span, record: dict[str, Any], rng: Random) -> tuple[Edit, dict[str, Any]] | None:
    figure = Figure.read(draft.surface(span))
    if figure is None or not figure.value or figure.hanzi:
        return None
    old = abs(figure.value)
    size = len(str(int(old))) + figure.places
    value = Decimal(rng.randrange(10 ** (size - 1) + 1, 10**size)).scaleb(-figure.places)
    scale = Decimal(record["value"]) / figure.value
    signed = value.copy_sign(figure.value)
    new = {**record, "value": plain(signed * scale)}
    return Edit(span.start, span.end, str(replace(figure, value=signed))), new
