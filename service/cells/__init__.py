"""Bare figures in table cells: their kind is what the head of their column and the unit cell of their row state."""

from service.cells.settle import settle_cells

__all__ = ["settle_cells"]
