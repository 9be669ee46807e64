"""A figure as it stands in print: its worth, the worth of its last printed place, and how to show it again.

Every tolerance of the checks comes from ``step``; every message shows figures in the unit that the report prints.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from models.labels import Label
from service.quantities import read
from service.records.record import Mention, Record, RecordKind, plain

SCALES = {
    "万亿": Decimal(10) ** 12,
    "千亿": Decimal(10) ** 11,
    "百亿": Decimal(10) ** 10,
    "亿": Decimal(10) ** 8,
    "千万": Decimal(10) ** 7,
    "百万": Decimal(10) ** 6,
    "十万": Decimal(10) ** 5,
    "万": Decimal(10) ** 4,
    "千": Decimal(10) ** 3,
    "百": Decimal(10) ** 2,
}
"""Scale words in front of a unit, longest first."""

CURRENCIES = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元", "GBP": "英镑"}
"""How messages name the currency codes of the record contract."""

PAGE_MARK = re.compile(r"\s|第\d+页|[—-]\d+[—-]")
SCALED = re.compile(r"(?<=\d)[余多]?(万亿|千亿|百亿|亿|千万|百万|十万|万|千|百)?[余多]?([^\d.,]*)$")
"""The scale word at the end of a print, and its unit."""

COARSEST_GUESS = Decimal(10) ** 4
"""Round amounts without a mention are taken to be printed to the 万元 at the coarsest."""

VALUE_LABELS = {
    RecordKind.AMOUNT: (Label.AMOUNT,),
    RecordKind.COUNT: (Label.COUNT,),
    RecordKind.RATE: (Label.RATE,),
}
ANY_VALUE = (Label.AMOUNT, Label.COUNT, Label.RATE)


@dataclass(frozen=True)
class Printed:
    """A figure with its print.

    ``value`` and ``step`` are in the unit of the record (whole currency units, percent, points); ``scale`` is the
    worth of the printed ``unit`` in it (万元 → 10000). ``start`` and ``end`` are the offsets of the print, -1 where it
    is unknown. ``exact`` marks what nobody rounds: small whole counts and full marks.
    """

    value: Decimal
    step: Decimal
    scale: Decimal = Decimal(1)
    unit: str = ""
    start: int = -1
    end: int = -1
    exact: bool = False

    @cached_property
    def slack(self) -> Decimal:
        """How far rounding may have moved the figure: half a step, nothing where it is exact."""
        return Decimal(0) if self.exact else self.step / 2

    @property
    def places(self) -> int:
        """How many decimal places the step leaves."""
        return max(0, -_exponent(self.step.normalize()))

    def show(self, value: Decimal | None = None) -> str:
        """``value`` (the figure itself by default) in the printed unit, to one place more than printed at most."""
        amount = self.value if value is None else value
        return f"{_grouped(_rounded(amount / self.scale, self.step / self.scale))}{self.unit}"


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    places = max(0, -_exponent(step.normalize())) + 2
    return round(value, min(places, 8))


def _grouped(value: Decimal) -> str:
    text = plain(value)
    whole, _, rest = text.partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "") if abs(value) >= 1000 else text


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def own_step(value: Decimal, kind: RecordKind) -> Decimal:
    """The step that the digits of ``value`` alone suggest, for records that were not read from a text."""
    exponent = _exponent(value)
    if exponent < 0 or not value:
        return Decimal(10) ** min(exponent, 0)
    if kind is not RecordKind.AMOUNT:
        return Decimal(1)
    return max(min(Decimal(10) ** _exponent(value.normalize()), COARSEST_GUESS), Decimal(1))


def printed_value(record: Record) -> Printed | None:
    """The print of ``record.value``; ``None`` where the record states none."""
    if record.value is None or record.kind is RecordKind.SCORE:
        return None
    mention = find_mention(record.mentions, record.value, VALUE_LABELS[record.kind])
    return printed(record.value, record.unit or "", record.kind, mention, record.step)


def printed_figure(record: Record, value: Decimal, unit: str) -> Printed:
    """The print of another figure of ``record``: a change or a target, in ``unit``."""
    kind = _kind_of(unit)
    mention = find_mention(record.mentions, value, ANY_VALUE)
    return printed(value, unit, kind, mention, None)


def printed_points(record: Record, label: Label, value: Decimal) -> Printed:
    """The print of the points of a score line."""
    mention = find_mention(record.mentions, value, (label,))
    number = _number(mention.text) if mention else None
    step = number[1] if number else Decimal(10) ** min(_exponent(value), 0)
    start, end = (mention.start, mention.end) if mention else (-1, -1)
    return Printed(value, step, unit="分", start=start, end=end, exact=label is Label.FULL_MARK)


def _kind_of(unit: str) -> RecordKind:
    if unit.split("/", maxsplit=1)[0] in CURRENCIES:
        return RecordKind.AMOUNT
    return RecordKind.RATE if unit in {"%", "‰", "百分点", "倍", ""} else RecordKind.COUNT


def find_mention(mentions: Iterable[Mention], value: Decimal, labels: tuple[Label, ...]) -> Mention | None:
    """The mention that prints ``value``: same worth, or same digits where a column head holds the unit."""
    known = [mention for mention in mentions if mention.label in labels]
    for mention in known:
        number = _number(mention.text)
        if number is not None and abs(number[0]) == abs(value):
            return mention
    for mention in known:
        number = _number(mention.text)
        if number is not None and _power_of_ten(number[0], value):
            return mention
    return None


def printed(value: Decimal, unit: str, kind: RecordKind, mention: Mention | None, step: Decimal | None) -> Printed:
    """Put the print of ``value`` together; without a mention the figure's own digits must do."""
    number = _number(mention.text) if mention else None
    if mention is None or number is None:
        step = step or own_step(value, kind)
        scale, word = default_scale(value, unit, kind)
        return Printed(value, step, scale, word, exact=kind is RecordKind.COUNT and step == 1)
    ratio = abs(value) / abs(number[0]) if number[0] and value else Decimal(1)
    step = step or number[1] * ratio
    scale, word = _print_scale(mention.text, unit, ratio, kind)
    exact = kind is RecordKind.COUNT and step == 1
    return Printed(value, step, scale, word, mention.start, mention.end, exact)


def default_scale(value: Decimal, unit: str, kind: RecordKind) -> tuple[Decimal, str]:
    """万元 for money of that size, the record's own unit for everything else."""
    if kind is RecordKind.AMOUNT:
        code, _, per = unit.partition("/")
        word = CURRENCIES.get(code, code) + (f"/{per}" if per else "")
        return (SCALES["万"], "万" + word) if abs(value) >= SCALES["万"] else (Decimal(1), word)
    return Decimal(1), unit


def _print_scale(text: str, unit: str, ratio: Decimal, kind: RecordKind) -> tuple[Decimal, str]:
    """Scale and unit word of a mention: its own scale word, or that of the column head where the cell is bare."""
    surface = PAGE_MARK.sub("", unicodedata.normalize("NFKC", text))
    match = SCALED.search(surface)
    word = match.group(1) if match else None
    name = _unit_name(unit, kind)
    if word:
        return SCALES[word], word + name
    for scale_word, scale in SCALES.items():
        if ratio == scale:
            return scale, scale_word + name
    return Decimal(1), name


def _unit_name(unit: str, kind: RecordKind) -> str:
    if kind is not RecordKind.AMOUNT:
        return unit
    code, _, per = unit.partition("/")
    return CURRENCIES.get(code, code) + (f"/{per}" if per else "")


@lru_cache(maxsize=4096)
def _number(text: str) -> tuple[Decimal, Decimal] | None:
    """Worth and step of a printed number, with the scale words that stand in the text itself."""
    quantity = read(text)
    if quantity is None or quantity.value is None:
        return None
    return quantity.value, quantity.step


def _power_of_ten(number: Decimal, value: Decimal) -> bool:
    if not number or not value:
        return False
    ratio = abs(value / number)
    return ratio in SCALES.values() or ratio == 10
