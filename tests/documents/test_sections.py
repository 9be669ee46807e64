from hypothesis import given
from hypothesis import strategies as st

from service.documents import Document, Heading

WIDTH = 3
levels = st.lists(st.integers(1, 4), max_size=12)


def with_levels(levels: list[int]) -> Document:
    """A document of headings three characters long, one after another."""
    outline = (
        Heading(start=index * WIDTH, end=(index + 1) * WIDTH, text=f"标题{index % 10}", level=level)
        for index, level in enumerate(levels)
    )
    return Document(text="".join(f"标题{index % 10}" for index in range(len(levels))) + "文", outline=tuple(outline))


@given(levels, st.integers(0, 40))
def test_the_section_is_the_stack_of_headings_that_none_of_their_depth_has_closed(levels: list[int], at: int) -> None:
    document = with_levels(levels)
    stack: list[Heading] = []
    for heading in document.outline:
        if heading.end <= at:
            stack = [*(above for above in stack if above.level < heading.level), heading]
    assert document.section_at(at) == tuple(heading.text for heading in stack)
