"""Numbers and dates as a spreadsheet shows them: what is printed is the figure, not what is stored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from service.documents.readers.dates import shown_date
from service.documents.readers.numerals import DIGITS, LEGAL_DIGITS, LEGAL_UNITS, UNITS, chinese

# fmt: off
BUILT_IN: Mapping[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    5: "¥#,##0;-¥#,##0", 6: "¥#,##0;-¥#,##0", 7: "¥#,##0.00;-¥#,##0.00", 8: "¥#,##0.00;-¥#,##0.00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"', 42: '¥#,##0;-¥#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"', 44: '¥#,##0.00;-¥#,##0.00;"-"',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}
# fmt: on
"""The formats that files name by number alone, as the Chinese edition shows them."""
GENERAL_DIGITS, STORED_DIGITS = 10, 15
LONGEST_CODE = 512
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<exponent>[Ee][+-])|(?P<digit>[0#?])|(?P<mark>[.,%/@])|(?P<other>.)",
    re.DOTALL,
)
DATE_LETTER = re.compile(r"[yYdDhHsSaAeE]|[mM]")
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
COMPARE = {
    "<": Decimal.__lt__,
    ">": Decimal.__gt__,
    "=": Decimal.__eq__,
    "<=": Decimal.__le__,
    ">=": Decimal.__ge__,
    "<>": Decimal.__ne__,
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format: ``kind`` is the name of the group of ``TOKEN`` that it is."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the up to four formats that a code holds."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    numerals: str
    is_date: bool


@lru_cache(maxsize=65_536)
def shown(number: Decimal, code: str, from_1904: bool = False) -> str:
    """``number`` as a cell with the format ``code`` shows it, without blanks that only align."""
    sections = _sections(code[:LONGEST_CODE])
    section, signed = _chosen(sections, number)
    if section is None:
        return general(number)
    if section.is_date:
        return shown_date(number, [(token.kind, token.text) for token in section.tokens], from_1904)
    text = _rendered(section, abs(number))
    return (f"-{text}" if signed and number < 0 else text).strip()


def shown_text(text: str, code: str) -> str:
    """``text`` as a cell with the format ``code`` shows it: the fourth section may add words."""
    sections = _sections(code[:LONGEST_CODE])
    holders = [one for one in sections if any(token.text == "@" for token in one.tokens if token.kind == "mark")]
    if len(sections) < 4 and not (len(sections) == 1 and holders):
        return text
    words = (text if token.text == "@" and token.kind == "mark" else token.text for token in sections[-1].tokens)
    return "".join(words)


def general(number: Decimal) -> str:
    """``number`` without a format: ten digits, whole numbers in full."""
    number = _stored(number)
    whole = number.quantize(Decimal(1), ROUND_HALF_UP) if abs(number) < Decimal(10) ** STORED_DIGITS else None
    if whole is None or (number and abs(number) < Decimal("1e-9")):
        mantissa, exponent = f"{number:.5E}".split("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent[0]}{exponent[1:].zfill(2)}"
    if number == whole:
        return f"{whole:f}".replace("-0", "0") if whole == 0 else f"{whole:f}"
    digits = len(f"{abs(whole):f}")
    places = max(0, GENERAL_DIGITS - digits)
    text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _stored(number: Decimal) -> Decimal:
    """``number`` with the fifteen digits that spreadsheets keep: files write 0.1 as 0.10000000000000001."""
    return Context(prec=STORED_DIGITS, rounding=ROUND_HALF_UP).plus(number)


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[Section, ...]:
    sections: list[list[Token]] = [[]]
    for match in TOKEN.finditer(code):
        kind = match.lastgroup
        if kind == "other" and match[0] == ";":
            sections.append([])
        elif kind is not None:
            sections[-1].append(Token(kind, match[kind]))
    return tuple(_section(tokens) for tokens in sections[:4])


def _section(tokens: Sequence[Token]) -> Section:
    condition, numerals, kept = None, "", []
    elapsed = False
    for token in tokens:
        if token.kind != "bracket":
            kept.append(token)
        elif match := CONDITION.fullmatch(token.text):
            condition = (match[1], Decimal(match[2]))
        elif token.text.lower().startswith("dbnum"):
            numerals = token.text[5:6]
        elif token.text.startswith("$"):
            kept.append(Token("quoted", token.text[1:].split("-")[0]))
        elif re.fullmatch(r"[hHmMsS]+", token.text):
            elapsed = True
            kept.append(Token("elapsed", token.text.lower()))
    letters = any(token.kind == "other" and DATE_LETTER.fullmatch(token.text) for token in kept)
    return Section(tuple(kept), condition, numerals, elapsed or letters)


def _chosen(sections: Sequence[Section], number: Decimal) -> tuple[Section | None, bool]:
    """The section for ``number``, and whether a minus still has to be written."""
    conditional = [one for one in sections[:2] if one.condition is not None]
    if conditional:
        for one in conditional:
            assert one.condition is not None
            sign, bound = one.condition
            if COMPARE[sign](number, bound):
                return one, True
        return sections[min(len(conditional), len(sections) - 1)], True
    if len(sections) > 2 and number == 0:
        return sections[2], False
    if len(sections) > 1 and number < 0:
        return sections[1], False
    only_text = len(sections) == 1 and any(token.text == "@" and token.kind == "mark" for token in sections[0].tokens)
    if only_text or not sections[0].tokens:
        return None, True
    return sections[0], True


def _rendered(section: Section, number: Decimal) -> str:
    tokens = section.tokens
    if any(token.kind == "general" for token in tokens):
        text = _in_han(general(number), section.numerals) if section.numerals else general(number)
        return "".join(text if token.kind == "general" else token.text for token in tokens)
    if not any(token.kind == "digit" for token in tokens):
        return "".join(token.text for token in tokens if token.kind != "mark" or token.text != "@")
    if any(token.kind == "exponent" for token in tokens):
        return _scientific(tokens, number)
    if any(token == Token("mark", "/") for token in tokens):
        return _fraction(number)
    text = _fixed(tokens, number)
    return _in_han(text, section.numerals) if section.numerals else text


def _fixed(tokens: Sequence[Token], number: Decimal) -> str:
    """Placeholders filled from the point outwards, literals where they stand."""
    last = max(index for index, token in enumerate(tokens) if token.kind == "digit")
    point = next((index for index, token in enumerate(tokens) if token == Token("mark", ".")), len(tokens))
    thousands = sum(token == Token("mark", ",") for token in _commas_behind(tokens, last, point))
    percents = sum(token == Token("mark", "%") for token in tokens)
    places = sum(token.kind == "digit" for token in tokens[point:])
    scaled = _stored(number).scaleb(2 * percents - 3 * thousands)
    digits = f"{scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    whole, _, decimals = digits.partition(".")
    first = next(index for index, token in enumerate(tokens) if token.kind == "digit")
    grouped = any(token == Token("mark", ",") for token in tokens[first : min(last, point)])
    return _whole(tokens[:point], whole.lstrip("0"), grouped) + _decimals(tokens[point:], decimals)


def _commas_behind(tokens: Sequence[Token], last: int, point: int) -> Sequence[Token]:
    """The commas right behind the last placeholder, or right before the point: each stands for a thousand."""
    end = last + 1
    while end < len(tokens) and tokens[end] == Token("mark", ","):
        end += 1
    before = point
    while point < len(tokens) and before > 0 and tokens[before - 1] == Token("mark", ","):
        before -= 1
    return (*tokens[last + 1 : end], *tokens[before:point])


def _whole(tokens: Sequence[Token], digits: str, grouped: bool) -> str:
    text, taken = "", 0
    left = sum(token.kind == "digit" for token in tokens)
    for token in reversed(tokens):
        if token.kind == "digit":
            left -= 1
            rest = digits[: len(digits) - taken]
            wanted = rest[::-1] if left == 0 else rest[-1:]
            for figure in wanted or ("0" if token.text == "0" else ""):
                text = figure + ("," if grouped and taken and taken % 3 == 0 else "") + text
                taken += 1
        elif token.kind != "mark" or token.text not in ",@":
            text = token.text + text
    return text


def _decimals(tokens: Sequence[Token], digits: str) -> str:
    places = [token.text for token in tokens if token.kind == "digit"]
    kept = len(places)
    while kept and places[kept - 1] != "0" and digits[kept - 1] == "0":
        kept -= 1
    text, at = "", 0
    for token in tokens:
        if token.kind == "digit":
            text += digits[at] if at < kept else ""
            at += 1
        elif token == Token("mark", "."):
            text += "." if kept or not places else ""
        elif token != Token("mark", ","):
            text += token.text
    return text


def _scientific(tokens: Sequence[Token], number: Decimal) -> str:
    at = next(index for index, token in enumerate(tokens) if token.kind == "exponent")
    point = next((index for index, token in enumerate(tokens[:at]) if token == Token("mark", ".")), at)
    places = sum(token.kind == "digit" for token in tokens[point:at])
    width = sum(token.kind == "digit" for token in tokens[at:])
    mantissa, exponent = f"{_stored(number):.{places}E}".split("E")
    sign = "-" if exponent.startswith("-") else "+" if tokens[at].text.endswith("+") else ""
    return f"{mantissa}E{sign}{exponent.lstrip('+-').zfill(width)}"


def _fraction(number: Decimal) -> str:
    from fractions import Fraction  # noqa: PLC0415 -- hardly any report has one

    whole, rest = divmod(Fraction(number), 1)
    part = rest.limit_denominator(99)
    if part == 1:
        whole, part = whole + 1, Fraction(0)
    return " ".join(str(one) for one in (whole, part) if one) or "0"


def _in_han(text: str, style: str) -> str:
    digits, units = (LEGAL_DIGITS, LEGAL_UNITS) if style == "2" else (DIGITS, UNITS)
    if style == "3":
        return text.translate({ord(figure): ord(figure) + 0xFEE0 for figure in "0123456789"})
    if text.isdigit() and len(text) <= 12:
        return chinese(int(text), digits, units)
    return text.translate({ord("0") + index: digit for index, digit in enumerate(digits)})
