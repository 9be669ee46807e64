"""Numerals without sign or unit → exact ``Decimal``: Arabic, Chinese, financial capitals, and mixtures of them."""

import re
from decimal import Decimal
from typing import NamedTuple

_DIGIT_WORDS = ("零", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {word: Decimal(worth) for worth, words in enumerate(_DIGIT_WORDS) for word in words}
SCALES = {
    word: Decimal(10**power)
    for power, words in {1: "十拾", 2: "百佰", 3: "千仟", 4: "万", 8: "亿"}.items()
    for word in words
}
_TENS = {"廿": Decimal(20), "卅": Decimal(30)}
_MYRIADS = (Decimal(10**8), Decimal(10**4))

DIGIT_CLASS = "".join(DIGITS)
SCALE_CLASS = "".join(SCALES)
NUMERAL_CLASS = DIGIT_CLASS + SCALE_CLASS + "".join(_TENS)
CAPITALS = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")

_ARABIC = re.compile(r"(?:\d{1,3}(?:[,，]\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?: ?[.。] ?\d+)?|[.。]\d+")
_TOKEN = re.compile(
    rf"(?P<arabic>{_ARABIC.pattern})|(?P<digit>[{DIGIT_CLASS}])|(?P<scale>[{SCALE_CLASS}])|(?P<tens>[廿卅])"
)
_DECIMALS = re.compile(rf"([{DIGIT_CLASS}\d]+)([{SCALE_CLASS}]*)")
_NEIGHBOURS = re.compile(rf"[{DIGIT_CLASS}](?=[{DIGIT_CLASS}])")


class Numeral(NamedTuple):
    """A number and the worth of one unit in its last printed place: 3万 is worth 30000 with step 10000."""

    value: Decimal
    step: Decimal

    def times(self, worth: Decimal) -> "Numeral":
        """This number of things that are worth ``worth`` each."""
        return Numeral(self.value * worth, self.step * abs(worth))


class _Token(NamedTuple):
    form: str
    worth: Decimal
    step: Decimal


def read_numeral(text: str) -> Numeral | None:
    """The number that the whole of ``text`` (folded) writes, or ``None`` where it is no well-formed numeral."""
    if _ARABIC.fullmatch(text):
        return read_arabic(text)
    head, point, tail = text.partition("点")
    if point:
        return _with_decimals(head, tail)
    tokens = _tokens(text)
    return _evaluate(tokens) if tokens else None


def read_arabic(text: str) -> Numeral:
    """The number in plain or grouped digits; the decimal point may be ``.`` or, misprinted, ``。``."""
    plain = text.replace(",", "").replace("，", "").replace(" ", "").replace("。", ".")
    _, point, decimals = plain.partition(".")
    return Numeral(Decimal(plain), Decimal(1).scaleb(-len(decimals)) if point else Decimal(1))


def read_alternatives(text: str) -> tuple[Numeral, Numeral] | None:
    """Both readings of two digits side by side that name neighbouring numbers: 三五百 is 300 to 500."""
    for match in _NEIGHBOURS.finditer(text):
        first, second = DIGITS[text[match.start()]], DIGITS[text[match.end()]]
        if not (0 < first < second and (second - first == 1 or (first == 3 and second == 5))):
            continue
        low = read_numeral(text[: match.end()] + text[match.end() + 1 :])
        high = read_numeral(text[: match.start()] + text[match.end() :])
        if low and high and low.value < high.value:
            return low, high
    return None


def scale_of(text: str) -> Decimal:
    """The product of the scale words in ``text``: 万亿 → 10¹²."""
    product = Decimal(1)
    for char in text:
        product *= SCALES.get(char, 1)
    return product


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return []
        tokens.append(_token(match))
        position = match.end()
    return tokens


def _token(match: re.Match[str]) -> _Token:
    word = match.group()
    if match["arabic"]:
        return _Token("arabic", *read_arabic(word))
    if match["scale"]:
        return _Token("scale", SCALES[word], Decimal(0))
    if match["tens"]:
        return _Token("tens", _TENS[word], Decimal(10))
    return _Token("两" if word == "两" else "digit" if DIGITS[word] else "zero", DIGITS[word], Decimal(1))


def _with_decimals(head: str, tail: str) -> Numeral | None:
    """十五点二, 二十点一万 (the scale multiplies all), 两千万点五."""
    whole = read_numeral(head) if head else None
    match = _DECIMALS.fullmatch(tail)
    if whole is None or match is None or whole.step % 1:
        return None
    digits = "".join(str(DIGITS.get(char, char)) for char in match[1])
    step = Decimal(1).scaleb(-len(digits))
    return Numeral(whole.value + Decimal(digits) * step, step).times(scale_of(match[2]))


def _evaluate(tokens: list[_Token]) -> Numeral | None:
    if _is_positional(tokens):
        return Numeral(Decimal("".join(str(token.worth) for token in tokens)), Decimal(1))
    for myriad in _MYRIADS:
        for index in range(len(tokens) - 1, -1, -1):
            if tokens[index].form == "scale" and tokens[index].worth == myriad:
                return _join(tokens[:index], tokens[index + 1 :], myriad)
    return _section(tokens)


def _is_positional(tokens: list[_Token]) -> bool:
    """Digits read one by one, as in years: 二〇二三. Before 万 they are neighbours instead: 三五万."""
    return len(tokens) > 1 and all(token.form in ("digit", "zero") for token in tokens)


def _is_tenth(token: _Token) -> bool:
    """A digit right behind a scale word counts tenths of it: 一百五, 3万5."""
    return token.form == "digit" or (token.form == "arabic" and token.worth < 10 and token.step == 1)


def _join(left: list[_Token], right: list[_Token], myriad: Decimal) -> Numeral | None:
    """``left`` times 万 or 亿, plus ``right``."""
    while len(left) > 1 and left[0].form == "zero":
        left = left[1:]
    head = _evaluate(left) if left and not _is_positional(left) else None
    if head is None or head.value == 0:
        return None
    if not right:
        return head.times(myriad)
    if len(right) == 1 and _is_tenth(right[0]):
        return Numeral(head.value * myriad + right[0].worth * myriad / 10, myriad / 10)
    rest = _evaluate(right)
    if rest is None or rest.value >= myriad or head.step % 1:
        return None
    return Numeral(head.value * myriad + rest.value, rest.step)


def _section(tokens: list[_Token]) -> Numeral | None:
    """A number below 万: coefficients with falling 千 百 十, and a last digit."""
    total, step, place = Decimal(0), Decimal(1), Decimal(10**6)
    coefficient: _Token | None = None
    after_zero = True
    for token in tokens:
        if token.form == "zero":
            if coefficient is not None:
                return None
            after_zero = True
        elif token.form == "scale":
            if not _can_scale(coefficient, token.worth, place):
                return None
            worth, unit = (coefficient.worth, coefficient.step) if coefficient else (Decimal(1), Decimal(1))
            total, step, place = total + worth * token.worth, unit * token.worth, token.worth
            coefficient, after_zero = None, False
        elif coefficient is not None or (token.form == "tens" and place <= 10):
            return None
        elif token.form == "tens":
            total, step, place, after_zero = total + token.worth, Decimal(10), Decimal(10), False
        else:
            coefficient = token
    return Numeral(total, step) if coefficient is None else _close(coefficient, Numeral(total, step), place, after_zero)


def _can_scale(coefficient: _Token | None, worth: Decimal, place: Decimal) -> bool:
    if worth >= place:
        return False
    return worth == 10 if coefficient is None else not (coefficient.form == "两" and worth == 10)


def _close(last: _Token, number: Numeral, place: Decimal, after_zero: bool) -> Numeral | None:
    """Adds a last digit: a unit, or in 一百五 a tenth of the place before it."""
    if last.worth >= place or (last.form == "两" and number.value):
        return None
    if _is_tenth(last) and not after_zero and 100 <= place <= 1000:
        return Numeral(number.value + last.worth * place / 10, place / 10)
    return Numeral(number.value + last.worth, last.step)
