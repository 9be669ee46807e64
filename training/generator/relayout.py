"""Tables in other dress: the same cells in another layout, with a column more or less, or in another order."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

from models.labels import NUMERIC_LABELS
from training.generator.columns import restructured, turned
from training.generator.draft import Draft
from training.generator.edits import Part, arrange
from training.generator.layouts import JAMMED, LAYOUTS, Layout
from training.generator.tables import Table, tables

_TURNS = ("\n— {} —\n", "\n-{}-\n", "\n第{}页\n", "\n\n")
"""What stands where a table goes on over a page, before its head is repeated."""


def relayout(draft: Draft, rng: Random, share: float, left_out: Sequence[str] = ()) -> Draft:
    """Some tables of the report in another layout, and half of them with other columns; none as in ``left_out``."""
    parts: list[Part] = []
    done = 0
    for table in tables(draft):
        if rng.random() < share:
            changed = restructured(table, rng) if rng.random() < 0.5 else table
            layout = draw_layout(changed, rng, left_out)
            parts.append((done, table.start))
            for number, sheet in enumerate(turned(changed, rng) if rng.random() < 0.15 else [changed]):
                parts += [rng.choice(_TURNS).format(rng.randrange(2, 40)) if number else "", *printed(sheet, layout)]
            done = table.end
    return arrange(draft, [*parts, (done, len(draft.text))]) if parts else draft


def draw_layout(table: Table, rng: Random, left_out: Sequence[str] = ()) -> Layout:
    """A layout at random; a jammed one seldom, and only where two names would not become one."""
    kinds = JAMMED if rng.random() < 0.08 and _may_jam(table) else LAYOUTS
    allowed = [layout for name, layout in kinds.items() if name not in left_out]
    return rng.choice(allowed or list(LAYOUTS.values()))


def _may_jam(table: Table) -> bool:
    """Whether no name or word follows another of its kind when nothing stands between the cells."""
    cells = [cell for row in table.rows for cell in row if table.surface(cell)]
    for before, after in pairwise(cells):
        left, right = table.tagged(before), table.tagged(after)
        if left and right and left[-1].label == right[0].label and left[-1].label not in NUMERIC_LABELS:
            return False
    return True


def printed(table: Table, layout: Layout) -> list[Part]:
    """The parts of ``table`` in ``layout``."""
    rows = table.rows if layout.blanks else tuple(tuple(c for c in row if table.surface(c)) for row in table.rows)
    return list(layout.write([row for row in rows if row], table.heads))
