"""Characters that no text file holds, and what becomes of them."""

import re

STRAY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab, line feed, carriage return and page break; half characters."""
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Marks of editors and fonts inside words: soft hyphens, zero-width blanks, direction marks."""


def without_strays(text: str) -> str:
    """``text`` as a text file may hold it: line feeds for every kind of line break, nothing that cannot be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\u2028", "\n")
    return INVISIBLE.sub("", STRAY.sub("", text))
