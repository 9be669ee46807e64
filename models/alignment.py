"""Between character offsets and pieces."""

import numpy as np

from models.pieces import Pieces


def piece_range(pieces: Pieces, start: int, end: int) -> tuple[int, int] | None:
    """The half-open range of pieces that covers ``[start, end)`` exactly; ``None`` where an end is inside a piece."""
    first = int(np.searchsorted(pieces.starts, start))
    last = int(np.searchsorted(pieces.ends, end, side="right"))
    if first < last and pieces.starts[first] == start and pieces.ends[last - 1] == end:
        return first, last
    return None
