"""What can be set about the service, read once from the environment and passed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024
ESCAPES = 2
"""JSON may write a Han character as ``\\uXXXX``: six bytes where UTF-8 has three."""
ENVELOPE = 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """``model``: folder of the model, ``None`` for the bundled one. ``max_bytes``: of a report's text in UTF-8.

    ``extractions``: how many run at a time; more wait for their turn. ``watch_seconds``: how often to look whether
    another version of the model was promoted.
    """

    model: Path | None = None
    max_bytes: int = 20 * MEGABYTE
    extractions: int = 2
    watch_seconds: float = 2.0

    @property
    def max_body(self) -> int:
        """Bytes of a request body that may hold a report of ``max_bytes``."""
        return self.max_bytes * ESCAPES + ENVELOPE

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """``JIXI_MODEL``, ``JIXI_MAX_MB``, ``JIXI_EXTRACTIONS``; raises ``ValueError`` for what is no number."""
        model = environment.get("JIXI_MODEL")
        return cls(
            model=Path(model) if model else None,
            max_bytes=int(float(environment.get("JIXI_MAX_MB", "20")) * MEGABYTE),
            extractions=int(environment.get("JIXI_EXTRACTIONS", str(os.cpu_count() or 1))),
        )
