"""Slips of the pen: two figures whose digits differ by one exchanged or one wrong digit are meant to be the same."""

from decimal import Decimal

MIN_DIGITS = 3
"""With fewer digits two unrelated figures are too often one digit apart."""


def is_slip(one: Decimal, other: Decimal) -> bool:
    """Whether the digits of two different sizes differ in one place, or by an exchange of two neighbours."""
    left, right = _digits(one, other)
    if len(left.strip("0")) < MIN_DIGITS or len(left) != len(right) or left == right:
        return False
    places = [place for place in range(len(left)) if left[place] != right[place]]
    return len(places) == 1 or _exchanged(left, right, places)


def is_exchange(one: Decimal, other: Decimal) -> bool:
    """Whether the digits of two sizes differ by an exchange of two neighbours: 7,310 for 7,130."""
    left, right = _digits(one, other)
    places = [place for place in range(min(len(left), len(right))) if left[place] != right[place]]
    return len(left) == len(right) and _exchanged(left, right, places)


def is_misprint(one: Decimal, other: Decimal) -> bool:
    """Whether two sizes of three digits or more differ by an exchange of two neighbours, or by noughts alone."""
    least, greatest = sorted((abs(one), abs(other)))
    telling = [len(size.normalize().as_tuple().digits) >= MIN_DIGITS for size in (least, greatest)]
    return all(telling) and (is_exchange(one, other) or greatest in (least * 10, least * 100, least * 1000))


def _exchanged(left: str, right: str, places: list[int]) -> bool:
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return left[first] == right[second] and left[second] == right[first]


def _digits(one: Decimal, other: Decimal) -> tuple[str, str]:
    """The digits of both, down to the last place that either uses."""
    low = min(_exponent(one), _exponent(other))
    return tuple(str(int(abs(value).scaleb(-low))) for value in (one, other))  # type: ignore[return-value]


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
