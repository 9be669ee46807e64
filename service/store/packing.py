"""JSON as it is kept: compressed, since an extraction repeats its keys for every record."""

import json
import zlib
from typing import Any


def packed(data: Any) -> bytes:
    """``data`` for the database."""
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 3)


def unpacked(data: bytes | None) -> Any:
    """The opposite; ``None`` stays ``None``."""
    return None if data is None else json.loads(zlib.decompress(data))
