"""Tables of contents: their entries look like headings and are none."""

import re
from collections.abc import Iterator, Sequence

from service.documents.folding import squeeze
from service.documents.numbering import Line

CONTENTS = re.compile(r"目 *录$")
LEADERS = re.compile(r"(?:[.…·]{3,}+|-{4,}+) *+\d*+$|PAGEREF.*$")
ENTRY = 200
"""Characters of an entry at most: leaders need not be looked for in a longer line."""


def outside_contents(lines: Sequence[Line]) -> Iterator[int]:
    """Indices of the lines that are no entries of a table of contents.

    An entry has leaders before its page number, or it stands below 目录 until text or an entry's second coming.
    """
    entries: set[str] | None = None
    for index, line in enumerate(lines):
        entry = _entry(line)
        if CONTENTS.match(line.folded):
            entries = set()
        elif entry is not None:
            if entries is not None:
                entries.add(entry)
        elif entries is not None and line.system is not None and (key := squeeze(line.folded)) not in entries:
            entries.add(key)
        else:
            entries = None
            yield index


def _entry(line: Line) -> str | None:
    """The name that an entry with leaders has, or ``None`` for another line."""
    if len(line.folded) > ENTRY or not (leaders := LEADERS.search(line.folded)):
        return None
    return squeeze(line.folded[: leaders.start()])
