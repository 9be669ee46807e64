"""Serial numbers of spreadsheets as the dates and times that their formats show."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
LEAP_BUG = 60
"""Spreadsheets count a 29 February 1900 that never was; days before it are one further on."""
LAST_DAY = 2_958_465
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = "一二三四五六日"
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Piece = tuple[str, str]
"""Kind and text of a token of a format."""


def shown_date(serial: Decimal, tokens: Sequence[Piece], from_1904: bool) -> str:
    """The moment ``serial`` (days) as ``tokens`` show it; the bare number where there is no such day."""
    if not 0 <= serial <= LAST_DAY:
        return f"{serial:f}"
    pieces = list(_runs(tokens))
    moment = _moment(serial, from_1904, _finest(pieces))
    halves = any(kind == "half" for kind, _ in pieces)
    return "".join(_piece(index, pieces, moment, serial, halves) for index in range(len(pieces))).strip()


def _moment(serial: Decimal, from_1904: bool, precision: timedelta) -> datetime:
    days = serial + 1 if serial < LEAP_BUG and not from_1904 and serial >= 1 else serial
    exact = (EPOCH_1904 if from_1904 else EPOCH) + timedelta(microseconds=round(days * 86_400_000_000))
    # a stored time is off by fractions of a second; to round to the second is what shows 8:00 as 8:00
    half = precision / 2
    shifted = exact + half
    return shifted - timedelta(
        microseconds=(shifted - datetime.min) // timedelta(microseconds=1) % (precision // timedelta(microseconds=1))
    )


def _finest(pieces: Sequence[Piece]) -> timedelta:
    return timedelta(milliseconds=1) if any(kind == "fraction" for kind, _ in pieces) else timedelta(seconds=1)


def _runs(tokens: Sequence[Piece]) -> Iterator[Piece]:
    """Letters of one kind together (``yyyy``), the halves of the day as one, everything else as it is."""
    index = 0
    while index < len(tokens):
        kind, text = tokens[index]
        letter = text.lower()
        joined = "".join(one for _, one in tokens[index : index + 5])
        if kind == "other" and (
            half := next((h for h in ("AM/PM", "A/P", "上午/下午") if joined.upper().startswith(h)), "")
        ):
            yield "half", half
            index += len(half)
        elif kind == "other" and letter in "ymdhsae" and len(letter) == 1:
            end = index
            while end < len(tokens) and tokens[end][0] == "other" and tokens[end][1].lower() == letter:
                end += 1
            yield letter, letter * (end - index)
            index = end
        elif (kind, text) == ("mark", ".") and index + 1 < len(tokens) and tokens[index + 1] == ("digit", "0"):
            end = index + 1
            while end < len(tokens) and tokens[end] == ("digit", "0"):
                end += 1
            yield "fraction", "0" * (end - index - 1)
            index = end
        else:
            yield ("elapsed" if kind == "elapsed" else "text"), ("" if (kind, text) == ("mark", "@") else text)
            index += 1


def _piece(index: int, pieces: Sequence[Piece], moment: datetime, serial: Decimal, halves: bool) -> str:
    kind, text = pieces[index]
    if kind == "text":
        return text
    if kind == "elapsed":
        return _elapsed(text, serial)
    if kind == "m" and _is_minute(index, pieces):
        return _padded(moment.minute, text)
    if kind == "h" and halves:
        return _padded(moment.hour % 12 or 12, text)
    return SHOWN[kind](moment, text)


def _padded(number: int, letters: str) -> str:
    return f"{number:0{min(len(letters), 2)}d}"


def _year(moment: datetime, letters: str) -> str:
    return f"{moment.year % 100:02d}" if len(letters) <= 2 else f"{moment.year:04d}"


def _day(moment: datetime, letters: str) -> str:
    width = len(letters)
    return _padded(moment.day, letters) if width <= 2 else ENGLISH_DAYS[moment.weekday()][: 3 if width == 3 else 9]


def _weekday(moment: datetime, letters: str) -> str:
    return ("" if len(letters) == 3 else "星期") + WEEKDAYS[moment.weekday()]


def _month(moment: datetime, letters: str) -> str:
    width = len(letters)
    if width <= 2:
        return _padded(moment.month, letters)
    name = MONTHS[moment.month - 1]
    return name[: {3: 3, 5: 1}.get(width, 9)]


SHOWN: Mapping[str, Callable[[datetime, str], str]] = {
    "y": _year,
    "e": lambda moment, letters: f"{moment.year:04d}",
    "m": _month,
    "d": _day,
    "a": _weekday,
    "h": lambda moment, letters: _padded(moment.hour, letters),
    "s": lambda moment, letters: _padded(moment.second, letters),
    "half": lambda moment, words: words.split("/")[moment.hour >= 12],
    "fraction": lambda moment, zeros: "." + f"{moment.microsecond:06d}"[: len(zeros)],
}


def _is_minute(index: int, pieces: Sequence[Piece]) -> bool:
    """Whether an ``m`` stands behind hours or before seconds."""
    before = [kind for kind, _ in pieces[:index] if kind != "text"]
    behind = [kind for kind, _ in pieces[index + 1 :] if kind != "text"]
    return before[-1:] in (["h"], ["elapsed"]) or behind[:1] == ["s"]


def _elapsed(letters: str, serial: Decimal) -> str:
    unit = {"h": 24, "m": 1440, "s": 86_400}[letters[0]]
    return f"{int(serial * unit + Decimal('0.000001')):0{len(letters)}d}"
