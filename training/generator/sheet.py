"""Writing text and its entities at once, in one report's print style."""

from dataclasses import dataclass, field
from random import Random

from corpora import AnnotatedReport
from models.labels import Entity, Label
from training.generator.lexicon import label_of, magnitude
from training.generator.surface import write_hanzi


@dataclass(frozen=True, slots=True)
class Style:
    """How one report prints: its currency unit, decimals of money, separators, fiscal year and level of government."""

    money: str
    places: int
    grouped: bool
    hanzi: float
    rounded: float
    year: int
    level: str
    place: str

    @classmethod
    def draw(cls, rng: Random, level: str, place: str) -> "Style":
        """A style at random."""
        money, places = rng.choice(
            (("万元", 2), ("万元", 2), ("万元", 1), ("万元", 0), ("元", 2), ("万元", 6), ("亿元", 2))
        )
        hanzi = rng.choice((0.02, 0.02, 0.05, 0.3))
        return cls(
            money, places, rng.random() < 0.5, hanzi, rng.choice((0.02, 0.1)), rng.randint(2012, 2025), level, place
        )

    def figure(self, digits: int, places: int = 0) -> str:
        """The number whose digits, decimals included, are ``digits``."""
        whole, part = divmod(digits, 10**places)
        text = f"{whole:,}" if self.grouped else str(whole)
        return f"{text}.{part:0{places}d}" if places else text


@dataclass(slots=True)
class Sheet:
    """A text under construction with its entities."""

    parts: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    length: int = 0

    def write(self, text: str) -> None:
        """Put plain ``text`` at the end."""
        self.parts.append(text)
        self.length += len(text)

    def tag(self, label: Label, text: str) -> None:
        """Put ``text`` at the end as an entity."""
        if text:
            self.entities.append(Entity(self.length, self.length + len(text), label, text))
            self.write(text)

    def report(self, name: str, title: str, organisation: str, year: int) -> AnnotatedReport:
        """The finished report; nobody has annotated its records."""
        return AnnotatedReport(
            id=name,
            folder="synthetic",
            text="".join(self.parts),
            entities=tuple(self.entities),
            records=None,
            title=title,
            organisation=organisation,
            fiscal_year=str(year),
        )


def draw_digits(rng: Random, low: int, high: int) -> int:
    """A number between ``low`` and ``high`` whose length, more than its size, is drawn evenly."""
    lengths = range(len(str(max(low, 1))), len(str(high)) + 1)
    length = rng.choice(lengths)
    return rng.randint(max(low, 10 ** (length - 1)) if length > 1 else low, min(high, 10**length - 1))


def count(style: Style, rng: Random, unit: str, low: int | None = None, high: int | None = None) -> str:
    """A count with ``unit`` as the style prints it; ``low`` and ``high`` narrow the usual numbers of the unit."""
    usual = magnitude(unit)
    number = draw_digits(rng, usual.low if low is None else low, usual.high if high is None else high)
    if usual.places and rng.random() < 0.7:
        places = rng.randint(1, usual.places)
        return style.figure(number * 10**places + rng.randrange(10**places), places) + unit
    if usual.places or label_of(unit) != Label.COUNT or "/" in unit:
        return style.figure(number) + unit
    return _whole(style, rng, number, unit)


def _whole(style: Style, rng: Random, number: int, unit: str) -> str:
    if 0 < number < 100 and rng.random() < style.hanzi:
        return write_hanzi(number) + unit
    if number >= 10000 and rng.random() < 0.4:
        more = rng.choice(("余", "多")) if rng.random() < style.rounded else ""
        return style.figure(number // 1000, 1) + "万" + more + unit
    if number >= 20 and rng.random() < style.rounded:
        return style.figure(number // 10 * 10) + rng.choice(("余", "余", "多")) + unit
    return style.figure(number) + unit


def money(style: Style, rng: Random, unit: str | None = None) -> str:
    """An amount in the style's unit or in ``unit``."""
    unit = unit or style.money
    whole = draw_digits(rng, 1, {"万元": 99999, "元": 99999999, "亿元": 4000}[unit])
    places = style.places if unit == style.money else 2
    if rng.random() < 0.15:
        places = 0
    return style.figure(whole * 10**places + rng.randrange(10**places), places) + unit


def percent(rng: Random, low: int, high: int) -> str:
    """A percentage between ``low`` and ``high``, with up to two decimals."""
    places = rng.choice((0, 1, 1, 2, 2))
    whole = rng.randint(low, high - 1)
    return f"{whole}.{rng.randrange(10**places):0{places}d}%" if places else f"{whole}%"
