"""Two reports of one unit side by side: the same indicators, and how they changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from service.extraction import Extraction
from service.page.entries import score_of
from service.reconcile import Finding, Report, Rule, Severity, reconcile
from service.reconcile.facts import canonical
from service.reconcile.owners import Owner, owner_of
from service.records import Record, RecordKind
from service.wording import KINDS, STAGES, figure, grouped, value_of

DIGITS = 2
NOBODY = Owner("", False)
Key = tuple[RecordKind, str, str, str]


@dataclass(frozen=True, slots=True)
class Pairing:
    """One indicator in both reports; a side that does not state it is empty."""

    name: str
    kind: str
    stage: str
    earlier: str
    later: str
    earlier_id: str
    later_id: str
    change: str
    rate: str
    moved: bool


def year_of(extraction: Extraction) -> str:
    """What reports are put in order by."""
    return extraction.document.fiscal_year or ""


def pairings(earlier: Extraction, later: Extraction) -> list[Pairing]:
    """The indicators that both state in the order of the later report, then those of one alone."""
    then, now = _figures(earlier), _figures(later)
    both = [_pairing(key, then[key], now[key]) for key in now if key in then]
    gone = [_pairing(key, then[key], None) for key in then if key not in now]
    return both + [_pairing(key, None, now[key]) for key in now if key not in then] + gone


def contradictions(earlier: Extraction, later: Extraction) -> list[Finding]:
    """What the two reports say of each other and does not fit, or wants a look."""
    reports = [_report(name, one) for name, one in (("earlier", earlier), ("later", later))]
    copied = (Rule.COPIED_PARAGRAPH,)
    return [one for one in reconcile(reports) if one.severity is not Severity.NONE and one.rule not in copied]


def _report(name: str, extraction: Extraction) -> Report:
    return Report.of(name, name, extraction.document, extraction.records)


def _figures(extraction: Extraction) -> Mapping[Key, Record]:
    """The first record of each key that is of the report's own year."""
    document = extraction.document
    owner = owner_of(document.title, document.organisation) or NOBODY
    found: dict[Key, Record] = {}
    for record in extraction.records:
        if _is_of_year(record, document.fiscal_year) and _value(record) is not None and record.indicator:
            name = canonical(record.indicator, owner)[0] or record.indicator
            found.setdefault((record.kind, name, record.unit or "", record.stage or ""), record)
    return found


def _is_of_year(record: Record, year: str | None) -> bool:
    stated = record.period is None or year is None or record.period.startswith(year)
    return stated and not record.growth_only and record.same_as is None


def _value(record: Record) -> Decimal | None:
    return record.score if record.kind is RecordKind.SCORE else record.value


def _shown(record: Record | None) -> str:
    if record is None:
        return ""
    return score_of(record) if record.kind is RecordKind.SCORE else value_of(record)


def _pairing(key: Key, earlier: Record | None, later: Record | None) -> Pairing:
    kind, _, unit, stage = key
    record = later or earlier
    assert record is not None
    change, rate, moved = _change(earlier, later, unit)
    return Pairing(
        name=record.indicator,
        kind=KINDS[kind],
        stage=next((name for one, name in STAGES.items() if one == stage), ""),
        earlier=_shown(earlier),
        later=_shown(later),
        earlier_id=earlier.id if earlier else "",
        later_id=later.id if later else "",
        change=change,
        rate=rate,
        moved=moved,
    )


def _change(earlier: Record | None, later: Record | None, unit: str) -> tuple[str, str, bool]:
    then, now = (None if one is None else _value(one) for one in (earlier, later))
    if then is None or now is None:
        return "", "", False
    change = now - then
    sign = "+" if change > 0 else ""
    said = unit.replace("%", "个百分点") if unit == "%" else unit
    rate = "" if not then or unit == "%" else f"{sign}{grouped(round(change / abs(then) * 100, DIGITS))}%"
    return f"{sign}{figure(change, said)}" if change else "持平", rate if change else "", bool(change)
