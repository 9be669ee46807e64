"""Numerals, units, bounds and ranges of formal Chinese → exact ``Decimal``. Pure: no model, no I/O."""

from service.quantities.quantity import Bound, Kind, Quantity

__all__ = ["Bound", "Kind", "Quantity"]
