"""How far a stated figure may lie from the computed one: what its own rounding, or truncation, allows."""

from collections.abc import Iterable
from decimal import Decimal

from service.checks.printed import Printed

HUNDRED = Decimal(100)


def sum_tolerance(parts: Iterable[Printed], whole: Printed) -> Decimal:
    """Half a step for every rounded figure, but one step of the coarsest, so that truncated parts hold.

    Whole counts add up exactly: the tolerance is zero where no figure was rounded.
    """
    figures = [figure for figure in (*parts, whole) if figure.value]  # nobody rounds to 0万元
    rounded = [figure for figure in figures if not figure.exact]
    if not rounded:
        return Decimal(0)
    return max(*(figure.step for figure in rounded), sum((figure.slack for figure in rounded), Decimal(0)))


def quotient_range(part: Printed, whole: Printed, factor: Decimal = HUNDRED) -> tuple[Decimal, Decimal] | None:
    """The least and greatest size of ``part ÷ whole × factor`` that the prints allow; ``None`` for a zero whole."""
    low, high = abs(whole.value) - whole.slack, abs(whole.value) + whole.slack
    if low <= 0:
        return None
    top, bottom = abs(part.value) + part.slack, max(abs(part.value) - part.slack, Decimal(0))
    return bottom / high * factor, top / low * factor


def quotient_holds(stated: Printed, part: Printed, whole: Printed, factor: Decimal = HUNDRED) -> bool:
    """Whether ``stated`` is ``part ÷ whole × factor``, rounded or truncated to its last printed place."""
    bounds = quotient_range(part, whole, factor)
    return bounds is not None and within(abs(stated.value), stated.step, *bounds)


def within(stated: Decimal, step: Decimal, low: Decimal, high: Decimal) -> bool:
    """Whether a size between ``low`` and ``high`` prints as ``stated``: rounded to ``step``, or cut off after it."""
    return low - step < stated <= high + step / 2


def quotient_tolerance(stated: Printed, part: Printed, whole: Printed, factor: Decimal = HUNDRED) -> Decimal:
    """The tolerance that :func:`quotient_holds` amounts to, in the unit of ``stated``."""
    bounds = quotient_range(part, whole, factor)
    return stated.step if bounds is None else stated.step + (bounds[1] - bounds[0]) / 2
