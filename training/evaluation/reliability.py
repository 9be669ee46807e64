"""Whether confidences are worth what they say: of all that is given 0.9, nine in ten should be right."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 10

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """``count`` answers whose mean confidence is ``confidence`` and of which the share ``accuracy`` is right."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The answers in bins of equal mass and of equal width, with the expected calibration error of each."""

    count: int
    confidence: float
    accuracy: float
    mass: tuple[Bin, ...]
    width: tuple[Bin, ...]

    @property
    def mass_error(self) -> float:
        """Expected calibration error over ten bins of as many answers each."""
        return _error(self.mass)

    @property
    def width_error(self) -> float:
        """Expected calibration error over ten bins of equal width."""
        return _error(self.width)

    def as_json(self) -> dict[str, Any]:
        """Plain numbers, rounded to four digits."""
        return {
            "count": self.count,
            "confidence": round(self.confidence, 4),
            "accuracy": round(self.accuracy, 4),
            "ece_equal_mass": round(self.mass_error, 4),
            "ece_equal_width": round(self.width_error, 4),
            "bins_equal_mass": [_rounded(part) for part in self.mass],
            "bins_equal_width": [_rounded(part) for part in self.width],
        }


def reliability(confidences: Sequence[float] | Column, right: Sequence[bool] | Column) -> Reliability:
    """Bins over answers with their ``confidences`` (0–1) and whether each is ``right``; empty bins are left out."""
    sure, true = np.asarray(confidences, dtype=np.float64), np.asarray(right, dtype=np.float64)
    order = np.argsort(sure, kind="stable")
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    return Reliability(
        count=len(sure),
        confidence=float(sure.mean()) if len(sure) else 1.0,
        accuracy=float(true.mean()) if len(sure) else 1.0,
        mass=_bins(sure, true, np.array_split(order, BINS)),
        width=_bins(sure, true, [np.flatnonzero(place == number) for number in range(BINS)]),
    )


def _bins(sure: Column, true: Column, parts: Sequence[NDArray[np.int64]]) -> tuple[Bin, ...]:
    return tuple(Bin(len(part), float(sure[part].mean()), float(true[part].mean())) for part in parts if len(part))


def _error(bins: Sequence[Bin]) -> float:
    total = sum(part.count for part in bins)
    return sum(part.count * abs(part.confidence - part.accuracy) for part in bins) / total if total else 0.0


def _rounded(part: Bin) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(part).items()}
