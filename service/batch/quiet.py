"""The engine, imported so that it tells nobody that it is used and draws no progress of its own."""

import os

for name, value in {
    "DAFT_ANALYTICS_ENABLED": "0",
    "DO_NOT_TRACK": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "DAFT_PROGRESS_BAR": "0",
}.items():
    os.environ.setdefault(name, value)

import daft  # noqa: E402 -- it reads these when it is imported

__all__ = ["daft"]
