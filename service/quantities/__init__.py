"""Numerals, units, bounds and ranges of formal Chinese → exact ``Decimal``. Pure: no model, no I/O but its own data."""

from service.quantities.finding import find
from service.quantities.periods import find_periods, read_period
from service.quantities.quantity import Bound, Kind, Quantity
from service.quantities.reading import read

__all__ = ["Bound", "Kind", "Quantity", "find", "find_periods", "read", "read_period"]
