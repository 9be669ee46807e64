"""Names that a list of figures does not repeat: 上年这四项支出依次为…, 上年依次为… are those of the list before."""

import re
from collections.abc import Sequence

from service.records.items import Item

IN_ORDER = re.compile("依次|分别|各[为是]")
RECALLS = re.compile(r"(?:这|上述|以上|前述|该)[两二三四五六七八九十\d]+[项类个种]$")
REACH = 8


def names_again(text: str, lead: str, names: Sequence[Item], last: Sequence[Item]) -> list[Item]:
    """The names of the ``last`` list, where the words before the figures mean them again; else none.

    ``lead`` stands right before the first figure, ``names`` are those that wait for it.
    """
    if IN_ORDER.search(lead) is None or len(names) > 1:
        return []
    if names and RECALLS.search(text[max(0, names[0].start - REACH) : names[0].start]) is None:
        return []
    return list(last)
