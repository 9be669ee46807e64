"""Tables of contents: their entries look like headings and are none."""

import re
from collections.abc import Iterator, Sequence

from service.documents.folding import squeeze
from service.documents.numbering import Line

CONTENTS = re.compile(r"目 *录$")
LEADERS = re.compile(r"(?:[.…·]{3,}|-{4,}) *\d* *$|PAGEREF.*$")


def outside_contents(lines: Sequence[Line]) -> Iterator[int]:
    """Indices of the lines that are no entries of a table of contents.

    An entry has leaders before its page number, or it stands below 目录 until text or an entry's second coming.
    """
    entries: set[str] | None = None
    for index, line in enumerate(lines):
        key = squeeze(LEADERS.sub("", line.folded))
        if CONTENTS.match(line.folded):
            entries = set()
        elif LEADERS.search(line.folded):
            if entries is not None:
                entries.add(key)
        elif entries is not None and line.system is not None and key not in entries:
            entries.add(key)
        else:
            entries = None
            yield index
