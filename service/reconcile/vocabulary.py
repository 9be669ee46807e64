"""The terms of the reconciliation: data in ``vocabulary.toml``, read once."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(files("service.reconcile").joinpath("vocabulary.toml").read_text(encoding="utf-8"))


@cache
def pattern(table: str, key: str) -> re.Pattern[str]:
    """The pattern ``[table] key`` of the data file."""
    return re.compile(_data()[table][key])


@cache
def synonyms() -> Mapping[str, str]:
    """Different words of one statutory line → its usual name."""
    return dict(_data()["same"])
