"""What holds for any page: nothing is lost, lattices are read as they were ruled."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from service.documents.blocks import Grid
from service.documents.layout import lay
from service.documents.layout.pages import lay_out
from service.documents.layout.pages_grids import Span, lattices_of
from service.documents.layout.pages_shapes import Box, Glyph, Sheet
from service.documents.source import Source

PAGE = 595.0, 842.0
coordinates = st.tuples(st.integers(5, 56), st.integers(5, 76))
characters = st.sampled_from("年初批复预算决算数0123456789，。（）abc")


def glyph(char: str, column: int, row: int) -> Glyph:
    return Glyph(char, Box(column * 10.0, row * 10.5, column * 10.0 + 10, row * 10.5 + 10))


pages = st.dictionaries(coordinates, characters, min_size=1, max_size=60)


@given(st.lists(pages, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_every_character_of_a_page_is_in_the_text_or_in_the_furniture(found: list[dict[tuple[int, int], str]]) -> None:
    sheets = [
        Sheet(number, *PAGE, [glyph(char, *place) for place, char in page.items()])
        for number, page in enumerate(found, start=1)
    ]
    blocks, furniture = lay_out(sheets)
    text, segments = lay(blocks)
    written = Counter("".join(text.split()).replace("|", "")) + Counter(
        "".join("".join(one.text.split()) for one in furniture)
    )
    assert written == Counter(char for page in found for char in page.values())
    Source(format="pdf", segments=segments).places(0, len(text))


@given(st.lists(pages, min_size=1, max_size=2))
@settings(max_examples=40, deadline=None)
def test_every_character_has_the_box_in_which_it_stands(found: list[dict[tuple[int, int], str]]) -> None:
    sheets = [
        Sheet(number, *PAGE, [glyph(char, *place) for place, char in page.items()])
        for number, page in enumerate(found, start=1)
    ]
    text, segments = lay(lay_out(sheets)[0])
    source = Source(format="pdf", segments=segments)
    for segment in segments:
        for offset in range(segment.start, segment.end):
            (place,) = source.places(offset, offset + 1)
            assert place.box is not None
            assert place.page is not None
            if not text[offset].isspace():
                centre = (place.box[0] + place.box[2]) / 2, (place.box[1] + place.box[3]) / 2
                spot = int(centre[0] // 10), int(centre[1] // 10.5)
                assert found[place.page - 1][spot] == text[offset]


@st.composite
def tilings(draw: st.DrawFn) -> tuple[list[float], list[float], list[Span]]:
    """A table with merged cells: borders, and the cells in reading order."""
    rows, columns = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    taken: set[tuple[int, int]] = set()
    spans = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            right = column + 1
            while right < columns and (row, right) not in taken and draw(st.integers(0, 3)) == 0:
                right += 1
            bottom = row + 1
            if draw(st.integers(0, 3)) == 0 and bottom < rows:
                bottom += 1
            taken |= {(r, c) for r in range(row, bottom) for c in range(column, right)}
            spans.append(Span(row, column, bottom - row, right - column))
    xs = [50.0 + 70 * index for index in range(columns + 1)]
    ys = [100.0 + 22 * index for index in range(rows + 1)]
    return xs, ys, spans


@given(tilings(), st.floats(-0.8, 0.8))
@settings(max_examples=150, deadline=None)
def test_the_cells_that_were_ruled_are_found_again(
    table: tuple[list[float], list[float], list[Span]], shift: float
) -> None:
    xs, ys, spans = table
    rules = []
    for span in spans:
        left, right = xs[span.column] + shift, xs[span.column + span.columns] - shift
        top, bottom = ys[span.row] - shift, ys[span.row + span.rows] + shift
        rules += [Box(left, top, right, top), Box(left, bottom, right, bottom)]
        rules += [Box(left, top, left, bottom), Box(right, top, right, bottom)]
    borders = {span.column for span in spans} | {span.column + span.columns for span in spans}
    floors = {span.row for span in spans} | {span.row + span.rows for span in spans}
    if len(borders) == 2 and len(floors) == 2:
        assert lattices_of(rules) == []
        return
    (lattice,) = lattices_of(rules)
    columns, rows = sorted(borders), sorted(floors)
    expected = {
        Span(
            rows.index(span.row),
            columns.index(span.column),
            rows.index(span.row + span.rows) - rows.index(span.row),
            columns.index(span.column + span.columns) - columns.index(span.column),
        )
        for span in spans
    }
    assert set(lattice.spans) == expected


def test_a_frame_around_text_is_no_table() -> None:
    frame = [Box(50, 50, 300, 50), Box(50, 90, 300, 90), Box(50, 50, 50, 90), Box(300, 50, 300, 90)]
    blocks, _ = lay_out([Sheet(1, *PAGE, [glyph("框", 10, 6)], frame)])
    assert not any(isinstance(block, Grid) for block in blocks)


def test_a_row_that_the_end_of_a_page_breaks_is_put_together() -> None:
    def page(number: int, top: float, cells: list[list[str]]) -> Sheet:
        xs = [50.0, 150.0, 400.0]
        rules = [Box(50, top + 40 * row, 400, top + 40 * row) for row in range(len(cells) + 1)]
        rules += [Box(x, top, x, top + 40 * len(cells)) for x in xs]
        glyphs = [
            Glyph(
                char, Box(xs[column] + 5 + 10 * at, top + 40 * row + 10, xs[column] + 15 + 10 * at, top + 40 * row + 20)
            )
            for row, line in enumerate(cells)
            for column, text in enumerate(line)
            for at, char in enumerate(text)
        ]
        return Sheet(number, *PAGE, glyphs, rules)

    first = page(1, 600, [["指标", "偏差原因"], ["管护站", "两处站点因为征地手续推迟年底尚未"]])
    second = page(2, 60, [["", "完工，列入下年计划"], ["瞭望塔", "无"]])
    text, _ = lay(lay_out([first, second])[0])
    assert text.splitlines()[1:] == ["管护站 | 两处站点因为征地手续推迟年底尚未完工，列入下年计划", "瞭望塔 | 无"]
