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


def break_of(gap: str) -> Break:
    """The hardest separator in ``gap``."""
    for pattern, level in ((STOP, Break.STOP), (SEMICOLON, Break.SEMICOLON), (COMMA, Break.COMMA), (LIST, Break.LIST)):
        if pattern.search(gap):
            return level
    return Break.NONE


RESPECTIVELY = re.compile(r"分别|各是|各为|依次")
RESULT = re.compile(r"实际|完成|已|实现|达到|实有|执行|结果|实施")
"""Words that lead from a goal to its result."""
