"""The printed form of a figure: what is number, how it is printed, and what surrounds it."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

_FULL = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_PAGE_MARK = re.compile(r"\s*\n+\s*(?:[—\-–]\s*\d{1,3}\s*[—\-–]|第\s*\d+\s*页)?\s*(?:\n\s*)*")
_NUMBER = re.compile(
    r"(?P<sign>[-−－]?)(?P<whole>\d{1,3}(?:[,，  ]\d{3})+(?!\d)|\d+|[０-９]+(?:，[０-９]{3})*)"
    r"(?:[.．。](?P<part>[\d０-９]+))?"
)
_HANZI = re.compile(r"[一二两三四五六七八九十百千零]+")
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed: ``head + number + tail``, with the print style of the number.

    ``places`` counts the printed decimals; ``group`` is the thousands separator, empty for none; ``hanzi`` marks
    Chinese numerals and ``wide`` full-width digits.
    """

    head: str
    value: Decimal
    tail: str
    places: int = 0
    group: str = ""
    sign: str = ""
    hanzi: bool = False
    wide: bool = False

    @classmethod
    def read(cls, surface: str) -> "Figure | None":
        """The figure that ``surface`` prints, or ``None`` where it is none, or more than one number (a range)."""
        surface = _PAGE_MARK.sub("", surface)
        found = list(_NUMBER.finditer(surface))
        if len(found) == 1:
            return cls._arabic(surface, found[0])
        hanzi = list(_HANZI.finditer(surface))
        if not found and len(hanzi) == 1 and (value := read_hanzi(hanzi[0][0])) is not None:
            return cls(surface[: hanzi[0].start()], Decimal(value), surface[hanzi[0].end() :], hanzi=True)
        return None

    @classmethod
    def _arabic(cls, surface: str, match: re.Match[str]) -> "Figure":
        whole, part = match["whole"], match["part"] or ""
        group = next((mark for mark in whole if not mark.isdigit()), "")
        digits = whole.replace(group, "") if group else whole
        value = Decimal(f"{digits}.{part}".rstrip(".").translate(_FULL))
        signed = -value if match["sign"] else value
        wide = "０" <= whole[0] <= "９"
        return cls(surface[: match.start()], signed, surface[match.end() :], len(part), group, match["sign"], wide=wide)

    def __str__(self) -> str:
        if self.hanzi:
            return self.head + write_hanzi(int(self.value)) + self.tail
        number = f"{abs(self.value):,.{self.places}f}" if self.group else f"{abs(self.value):.{self.places}f}"
        if self.group and self.group != ",":
            number = number.replace(",", self.group)
        if self.wide:
            number = number.translate(_WIDE).replace(".", "．")
        return f"{self.head}{self.sign}{number}{self.tail}"

    def times(self, factor: Decimal) -> "Figure":
        """This figure × ``factor``, printed exactly and, as far as its numerals allow, in the same style."""
        value = self.value * factor
        places = max(self.places, decimals(value))
        hanzi = self.hanzi and not places and 0 < value < 10000
        return replace(self, value=value, places=places, hanzi=hanzi)

    @property
    def unit(self) -> str:
        """The scale words and the unit after the number, without blanks."""
        return re.sub(r"\s+", "", self.tail)


def decimals(value: Decimal) -> int:
    """How many decimals ``value`` needs to be printed exactly."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def read_hanzi(text: str) -> int | None:
    """The integer below ten thousand that ``text`` writes in Chinese numerals (十二, 两百零五), or ``None``."""
    total, digit = 0, None
    for char in text:
        if char in _PLACES:
            total += (1 if digit is None else digit) * _PLACES[char]
            digit = None
        elif digit:
            return None
        else:
            digit = _DIGITS[char]
    return total + (digit or 0) if total or digit else None


def write_hanzi(value: int) -> str:
    """``value`` (1–9999) in Chinese numerals, with 两 for a leading 2 as reports say it: 两, 两百, 两千."""
    places = zip(f"{value:04d}", ("千", "百", "十", ""), strict=True)
    text = "".join("零一二三四五六七八九"[int(digit)] + place for digit, place in places)
    text = re.sub(r"零[千百十]", "零", text)
    text = re.sub(r"零+", "零", text).strip("零")
    text = text.removeprefix("一") if 10 <= value < 20 else text
    return "两" + text[1:] if text == "二" or text.startswith(("二百", "二千")) else text
