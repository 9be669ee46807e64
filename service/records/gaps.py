"""What stands between two neighbouring mentions: how hard it separates them, and what its words say."""

import re
from enum import IntEnum


class Break(IntEnum):
    """How hard a gap separates, the weakest first."""

    NONE = 0
    LIST = 1
    COMMA = 2
    SEMICOLON = 3
    STOP = 4


STOP = re.compile(r"[。！？!?](?!\d)|\n\s*\n")
SEMICOLON = re.compile(r"[；;]|[①②③④⑤⑥⑦⑧⑨⑩]|[一二三四五六七八九十]是")
COMMA = re.compile(r"[，,：:（）()｜|]|——")
LIST = re.compile(r"[、/／]|^\s*(?:和|与|及|以及|或|并|同)|(?:和|与|及|以及)\s*$")


ENTITY = re.compile(r"&[a-z]{2,6};")


def break_of(gap: str) -> Break:
    """The hardest separator in ``gap``; the semicolon of an HTML entity is none."""
    if "&" in gap:
        gap = ENTITY.sub(" ", gap)
    for pattern, level in ((STOP, Break.STOP), (SEMICOLON, Break.SEMICOLON), (COMMA, Break.COMMA), (LIST, Break.LIST)):
        if pattern.search(gap):
            return level
    return Break.NONE


RESPECTIVELY = re.compile(r"分别|各是|各为|依次")
RESULT = re.compile(r"实际|實際|完成|已|达成|实有|实(?=得|付|支|收)")
"""Words that lead from a goal to its result."""

RESULT_NAME = re.compile(r"^(?:实际|已)|(?:完成|任务)(?:率|比例)|^完成(?!.*目标)")
"""Names that are a result by themselves."""


def bracket_depth(gap: str) -> int:
    """Brackets that ``gap`` opens, less those that it closes."""
    return sum(gap.count(mark) for mark in "（(") - sum(gap.count(mark) for mark in "）)")
