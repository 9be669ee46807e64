from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.generator.surface import Figure, read_hanzi, write_hanzi

SURFACES = [
    "1,860.5万元", "18亿元", "-3,480.83万元", "42,190.64 万元", "300余家", "1.2万人次", "十二场", "两百零五户",
    "８３％", "0", "47场次", "台（套）3", "1 236万元", "3.8%", "2025家（次）",
]  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
def test_a_figure_is_printed_as_it_was_read(surface: str) -> None:
    assert str(Figure.read(surface)) == surface


@pytest.mark.parametrize("surface", ["30-50万元", "第三", "5+2", "若干"])
def test_what_is_no_single_figure_is_not_read(surface: str) -> None:
    figure = Figure.read(surface)
    assert figure is None or figure.hanzi


@pytest.mark.parametrize(
    ("surface", "factor", "expected"),
    [
        ("1,860.5万元", "2", "3,721.0万元"),
        ("98 万元", "0.1", "9.8 万元"),
        ("十二场", "3", "三十六场"),
        ("两家", "4", "八家"),
        ("12.6\n—3—\n万元", "10", "126.0万元"),
        ("九千户", "2", "18000户"),
    ],
)
def test_a_figure_times_a_factor_keeps_its_print_style(surface: str, factor: str, expected: str) -> None:
    figure = Figure.read(surface)
    assert figure is not None
    assert str(figure.times(Decimal(factor))) == expected


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read_back(value: int) -> None:
    assert read_hanzi(write_hanzi(value)) == value
