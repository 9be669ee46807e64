"""Numbers as lists and cells print them: in Han characters, letters, Roman figures, circles."""

from collections.abc import Callable, Mapping

DIGITS = "〇一二三四五六七八九"
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS, LEGAL_UNITS = ("", "十", "百", "千"), ("", "拾", "佰", "仟")
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
LARGEST = 999_999_999_999
GROUPS = ("", "万", "亿")


def chinese(number: int, digits: str = DIGITS, units: tuple[str, ...] = UNITS) -> str:
    """``number`` in words: 12 → 十二, 105 → 一百〇五, 30,050 → 三万〇五十; below a trillion."""
    words = ""
    for group in range(len(GROUPS) - 1, -1, -1):
        part = number // 10_000**group % 10_000
        if part:
            gap = digits[0] if words and part < 1000 else ""
            words += gap + _below_ten_thousand(part, digits, units) + GROUPS[group]
    words = words or digits[0]
    return words[1:] if words.startswith(digits[1] + units[1]) and units is UNITS else words


def _below_ten_thousand(number: int, digits: str, units: tuple[str, ...]) -> str:
    words = ""
    figures = str(number)
    for place, figure in zip(range(len(figures) - 1, -1, -1), map(int, figures), strict=True):
        if figure:
            words += digits[figure] + units[place]
        elif not words.endswith(digits[0]):
            words += digits[0]
    return words.rstrip(digits[0])


def _roman(number: int) -> str:
    words = ""
    for worth, letters in ROMAN:
        words += letters * (number // worth)
        number %= worth
    return words


def _letters(number: int) -> str:
    """A, B, … Z, AA, BB, …"""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    if number <= 20:
        return chr(0x2460 + number - 1)
    return chr(0x3251 + number - 21) if number <= 35 else chr(0x32B1 + number - 36) if number <= 50 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord(figure) + 0xFEE0) for figure in str(number))


def _bracketed(number: int) -> str:
    return chr(0x2474 + number - 1) if number <= 20 else f"({number})"


def _dotted(number: int) -> str:
    return chr(0x2488 + number - 1) if number <= 20 else f"{number}."


def _bracketed_chinese(number: int) -> str:
    return chr(0x3220 + number - 1) if number <= 10 else f"({chinese(number)})"


NUMERALS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _bracketed,
    "decimalEnclosedFullstop": _dotted,
    "ideographEnclosedCircle": _bracketed_chinese,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "japaneseDigitalTenThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "taiwaneseDigital": lambda number: "".join(DIGITS[int(figure)] for figure in str(number)),
    "ideographDigital": lambda number: "".join(DIGITS[int(figure)] for figure in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number, LEGAL_DIGITS, LEGAL_UNITS),
    "ideographLegalTraditional": lambda number: chinese(number, LEGAL_DIGITS, LEGAL_UNITS),
    "ideographTraditional": lambda number: STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: BRANCHES[(number - 1) % 12],
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "none": lambda number: "",
}


def numeral(number: int, style: str) -> str:
    """``number`` as lists of ``style`` print it, plain digits for styles unknown and numbers out of reach."""
    return NUMERALS.get(style, str)(number) if 0 < number <= LARGEST else str(number)
