"""Units that a table declares in its title or in a list above its head."""

import re
from dataclasses import replace

from service.records.heads import Column
from service.records.headwords import Role
from service.records.layout import Row
from service.records.values import is_unit

TITLE_REACH = 80
"""Characters before a table within which its title stands."""

COUNT_UNIT = re.compile(r"单位[:：]\s*([^\s、，。：:；|（）()]{1,6}?)(?=[）)\s])")


def counted_unit(text: str, start: int) -> str | None:
    """（单位：人次）in the title of the table that begins at ``start``: the measure word of its bare counts."""
    units = COUNT_UNIT.findall(text, max(0, start - TITLE_REACH), start)
    return units[-1] if units and is_unit(units[-1]) and "元" not in units[-1] and units[-1] not in "%％‰" else None


def with_listed_units(text: str, row: Row, columns: list[Column], below: list[Row]) -> list[Column]:
    """单位：户、元、万元 above a head of three columns of figures: one unit each, in order."""
    match = re.search(r"单位[:：]\s*([^\n，。|]+)\s*$", text[max(0, row.start - 60) : row.start].rstrip())
    units = re.split("、" if "、" in match[1] else "/", match[1].strip()) if match else []
    bare = [c for c in columns if c.role is not Role.LABEL]
    if len(units) < 2 or not all(map(is_unit, units)):
        return columns
    if len(bare) != len(units):
        bare = columns[1:] if len(columns) == len(units) + 1 else bare
    if len(bare) != len(units):
        bare = [c for c in columns if c.index in _figure_cells(row, below)]
    named = units if len(bare) == len(units) else _shared_units([c.head for c in bare], units)
    if len(bare) != len(named):
        return columns
    listed = dict(zip((c.index for c in bare), named, strict=True))
    return [replace(c, unit=c.unit or listed.get(c.index)) for c in columns]


def _figure_cells(head: Row, below: list[Row]) -> set[int]:
    """The cells that hold a figure in the first row below ``head`` that is as wide."""
    full = next((row for row in below if len(row.cells) == len(head.cells)), None)
    return {at for at, cell in enumerate(full.cells) if any(i.is_value for i in cell.items)} if full else set()


def _shared_units(heads: list[str], units: list[str]) -> list[str]:
    """One unit for each head where neighbours share one: 亩、户、万元 above 面积, 农户, 其中脱贫户 and 金额.

    A unit is shared by heads that hold its word; nothing where that does not settle it.
    """
    named: list[str] = []
    rest = list(units)
    for at, head in enumerate(heads):
        shared = bool(named) and named[-1] in head
        if rest and not (shared and len(heads) - at > len(rest)):
            named.append(rest.pop(0))
        elif shared:
            named.append(named[-1])
        else:
            return []
    return [] if rest else named
