"""Pages → blocks: what stands on them, in the order in which it is read.

On each page the ruling lines are read first, since what they enclose is a table; the rest becomes lines, columns and
rows. Over all pages together it is then told what is furniture, what goes on over the end of a page, and where
paragraphs begin.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from service.documents.blocks import Block, Cell, Grid, Paragraph
from service.documents.layout.pages_aligned import with_aligned
from service.documents.layout.pages_columns import in_reading_order
from service.documents.layout.pages_furniture import find_furniture
from service.documents.layout.pages_grids import lattices_of
from service.documents.layout.pages_lines import lines_of
from service.documents.layout.pages_paragraphs import Key, Margins, measure, paragraphs_of
from service.documents.layout.pages_runs import cell_runs, paragraph_runs
from service.documents.layout.pages_shapes import Box, Glyph, Row, Sheet, hull
from service.documents.layout.pages_tables import Table, goes_on, joined, table_of
from service.documents.source import Furniture, Place

Item = Row | Table


def lay_out(sheets: Sequence[Sheet]) -> tuple[tuple[Block, ...], tuple[Furniture, ...]]:
    """The blocks of all pages in reading order, and the furniture that is none of them."""
    pages = [_items(sheet) for sheet in sheets]
    outside = [[item for item in items if isinstance(item, Row)] for items in pages]
    furniture = find_furniture(outside)
    kept = [[item for item in items if id(item) not in furniture] for items in pages]
    dropped = [row for rows in outside for row in rows if id(row) in furniture]
    stream = _whole_tables([item for items in kept for item in _with_aligned(items)])
    margins = measure(item for item in stream if isinstance(item, Row))
    return tuple(_blocks(stream, margins)), (*map(_furniture, dropped), *_stray(sheets))


def _items(sheet: Sheet) -> list[Item]:
    """The tables that are ruled on a page, and its other rows in reading order."""
    tables: list[Table] = []
    free = list(sheet.glyphs)
    for lattice in lattices_of(sheet.rules):
        inside, outside = _parted(free, lattice.box)
        if (table := table_of(sheet, lattice, inside)) is not None:
            tables.append(table)
            free = outside
    rows = in_reading_order(sheet, lines_of(free))
    return _with_tables(rows, tables)


def _parted(glyphs: Sequence[Glyph], box: Box) -> tuple[list[Glyph], list[Glyph]]:
    inside: list[Glyph] = []
    outside: list[Glyph] = []
    for glyph in glyphs:
        (inside if box.holds(glyph.box.centre, glyph.box.middle) else outside).append(glyph)
    return inside, outside


def _with_tables(rows: Sequence[Row], tables: Sequence[Table]) -> list[Item]:
    """Each table before the first row that stands below it, in the column of the table."""
    items: list[Item] = list(rows)
    for table in reversed(tables):
        box = table_box(table)
        at = next((index for index, item in enumerate(items) if _is_below(item, box)), len(items))
        items.insert(at, table)
    return items


def _is_below(item: Item, box: Box) -> bool:
    other = item.box if isinstance(item, Row) else table_box(item)
    return other.middle > box.middle and other.left < box.right and box.left < other.right


def table_box(table: Table) -> Box:
    """The hull of what stands in a table on its first page."""
    boxes = [row.box for cells in table.rows for cell in cells for row in cell.lines if row.sheet is table.sheet]
    found = hull(boxes)
    return Box(min(found.left, table.borders[0]), found.top, max(found.right, table.borders[-1]), found.bottom)


def _with_aligned(items: Sequence[Item]) -> Iterator[Item]:
    for is_row, group in groupby(items, key=lambda item: isinstance(item, Row)):
        if is_row:
            yield from with_aligned([item for item in group if isinstance(item, Row)])
        else:
            yield from group


def _whole_tables(items: Sequence[Item]) -> list[Item]:
    """Tables that go on over the end of a page put together."""
    whole: list[Item] = []
    for item in items:
        last = whole[-1] if whole else None
        if isinstance(item, Table) and isinstance(last, Table) and goes_on(last, item):
            whole[-1] = joined(last, item)
        else:
            whole.append(item)
    return whole


def _blocks(stream: Sequence[Item], margins: Mapping[Key, Margins]) -> Iterator[Block]:
    for is_row, group in groupby(stream, key=lambda item: isinstance(item, Row)):
        items = list(group)
        if is_row:
            rows = [item for item in items if isinstance(item, Row)]
            yield from (Paragraph(paragraph_runs(paragraph)) for paragraph in paragraphs_of(rows, margins))
        else:
            yield from (_grid(item) for item in items if isinstance(item, Table))


def _grid(table: Table) -> Grid:
    return Grid(
        tuple(
            tuple(Cell(cell_runs(cell.lines, cell.width), cell.rows, cell.columns) for cell in cells)
            for cells in table.rows
        )
    )


def _furniture(row: Row) -> Furniture:
    return Furniture(row.text, Place(page=row.sheet.number, box=row.sheet.on_page(row.box)))


def _stray(sheets: Sequence[Sheet]) -> Iterator[Furniture]:
    for sheet in sheets:
        yield from (Furniture(text, Place(page=sheet.number)) for text in sheet.stray)
