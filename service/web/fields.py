"""Fields of a record as a person writes them, read by the rules that read reports; and as a form shows them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from service.quantities import Bound, Kind, Quantity, read, read_period
from service.records import Record, RecordKind, Stage, plain
from service.web.edits import Fields
from service.web.errors import CorrectionError
from service.wording import CURRENCIES, SCALES, grouped, unit_name

ISO = re.compile(r"\d{4}(?:-\d{2}){0,2}(?:/\d{4}(?:-\d{2}){0,2})?")
KINDS = {Kind.AMOUNT: RecordKind.AMOUNT, Kind.RATE: RecordKind.RATE, Kind.COUNT: RecordKind.COUNT}
SIGNS = {"≈": Bound.ABOUT, "≥": Bound.AT_LEAST, "≤": Bound.AT_MOST, **dict.fromkeys("<＜", Bound.BELOW)}
SIGNS |= dict.fromkeys(">＞", Bound.ABOVE)


def written(record: Record) -> dict[str, str]:
    """The fields of ``record`` as a form shows them: what is read back unchanged gives the same record."""
    unit = record.unit or ""
    value, said = ("", unit_name(unit)) if record.value is None else _parts(record.value, unit)
    target, target_unit = ("", "") if record.target is None else _parts(record.target, unit)
    return {
        "name": record.indicator,
        "value": f"{record.bound or ''}{value}",
        "unit": said,
        "period": record.period or "",
        "stage": record.stage or "",
        "target": f"{record.target_bound or ''}{target}{target_unit}",
        "score": "" if record.score is None else plain(record.score),
        "full_mark": "" if record.full_mark is None else plain(record.full_mark),
    }


def changed(record: Record, fields: Fields, ids: Mapping[str, str], fiscal_year: str | None) -> Record:
    """``record`` with ``fields``; ``ids`` finds parents by their keys. Raises ``CorrectionError``, naming the field."""
    update: dict[str, object] = {}
    if fields.name is not None:
        update["indicator"] = re.sub(r"\s+", "", fields.name)
    if fields.value is not None or fields.unit is not None:
        update |= _value(record, fields)
    if fields.target is not None:
        update |= _target(fields.target, str(update.get("unit", record.unit) or ""))
    if fields.period is not None:
        update["period"] = _period(fields.period, fiscal_year)
    if fields.stage is not None:
        update["stage"] = _stage(fields.stage)
    if fields.parent is not None:
        update["parent"] = _parent(fields.parent, ids)
    for name, points in (("score", fields.score), ("full_mark", fields.full_mark)):
        if points is not None:
            update[name] = _quantity(points, "", "", "分数").value if points.strip() else None
    return Record.model_validate({**dict(record), **update})


def _parts(value: Decimal, unit: str) -> tuple[str, str]:
    """Number and unit: 242650300, ``CNY`` → 24,265.03 and 万元."""
    if unit in CURRENCIES:
        for least, scale, word in SCALES:
            if abs(value) >= least:
                return grouped(value / scale), word + CURRENCIES[unit]
    return grouped(value), unit_name(unit)


def _value(record: Record, fields: Fields) -> dict[str, object]:
    before = written(record)
    value = before["value"] if fields.value is None else fields.value
    unit = before["unit"] if fields.unit is None else fields.unit.strip()
    if not value.strip():
        return {"value": None, "bound": None, "step": None}
    quantity = _quantity(value, unit, record.unit or "", "数值")
    return {
        "value": quantity.value,
        "unit": quantity.unit,
        "kind": KINDS.get(quantity.kind, record.kind),
        "bound": quantity.bound,
        "step": quantity.step,
    }


def _target(target: str, unit: str) -> dict[str, object]:
    if not target.strip():
        return {"target": None, "target_bound": None}
    quantity = _quantity(target, unit_name(unit), unit, "目标")
    if quantity.unit != unit:
        raise CorrectionError(f"目标“{target}”的单位应与数值的相同（{unit_name(unit) or '没有单位'}）。")
    return {"target": quantity.value, "target_bound": quantity.bound}


def _quantity(written: str, unit: str, known: str, field: str) -> Quantity:
    """The quantity ``written``, with ``unit`` where it has none of its own; a bare number keeps the unit ``known``."""
    text = written.strip()
    bound = SIGNS.get(text[:1])
    number = text[1:] if bound else text
    quantity = read(number)
    if quantity is not None and quantity.kind is Kind.NUMBER:
        whole = read(number + unit) if unit else None
        bare = replace(quantity, unit=known) if unit in ("", unit_name(known)) else None
        quantity = whole if whole is not None and whole.kind is not Kind.NUMBER else bare
    if quantity is None or quantity.value is None:
        raise CorrectionError(f"{field}“{written}{unit}”读不出一个数；请照报告的写法，例如 1,200万元、95%、47场次。")
    return replace(quantity, bound=bound) if bound else quantity


def _period(period: str, fiscal_year: str | None) -> str | None:
    period = period.strip()
    if not period:
        return None
    found = period if ISO.fullmatch(period) else read_period(period, fiscal_year)
    if found is None:
        raise CorrectionError(f"时间“{period}”读不懂；请写成 2023、2023-06、2023-01/2023-06，或照报告的说法。")
    return found


def _stage(stage: str) -> Stage | None:
    try:
        return Stage(stage) if stage else None
    except ValueError as error:
        raise CorrectionError(f"没有“{stage}”这个预算阶段。") from error


def _parent(key: str, ids: Mapping[str, str]) -> str | None:
    if key and key not in ids:
        raise CorrectionError("所选的上级记录已不存在。")
    return ids[key] if key else None
