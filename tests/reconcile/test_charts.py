"""Plots as plain numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.batch.charts import LONGEST_LABEL, bars, histogram, shortened, stacked


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 99), max_size=30))
def test_bars_lose_no_count_and_the_longest_fills_the_room(counts: dict[str, int]) -> None:
    drawn = bars(counts, most=5)
    assert sum(part.count for bar in drawn for part in bar.parts) == sum(counts.values())
    assert len(drawn) <= 6
    assert max((bar.parts[-1].width for bar in drawn), default=0) == (1 if any(counts.values()) else 0)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=9))
def test_the_parts_of_a_bar_stand_one_behind_the_other(rows: list[tuple[int, int]]) -> None:
    for bar in stacked([("x", {"violated": one, "holds": other}) for one, other in rows]):
        first, second = bar.parts
        assert (first.start, second.start) == (0, first.width)
        assert second.start + second.width <= 1 + 1e-9


@given(st.lists(st.floats(-10, 200, allow_nan=False)))
def test_a_histogram_counts_every_value_once(values: list[float]) -> None:
    columns = histogram(values, (0, 50, 90, 100))
    assert sum(column.count for column in columns) == len(values)
    assert all(0 <= column.height <= 1 for column in columns)


@given(st.text(max_size=60))
def test_labels_fit(label: str) -> None:
    assert len(shortened(label)) <= LONGEST_LABEL
