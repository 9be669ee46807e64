"""Laws of finding: borders, order, signs, scales, ranges, speed-independent robustness."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.quantities import Kind, find, find_periods, numbers, read, read_period
from service.quantities.folding import fold
from service.quantities.numerals import Numeral, read_numeral

ALPHABET = (
    "0123456789０５.,，。%％-—~至到和()（） \n\t|/:元万亿千百十两三九零余多几人家次个分成倍年月日"
    "约近超负△第之点块角¥$AIo〔〕《》“”项目经费"
)
NOISE = st.text(alphabet=ALPHABET, max_size=60)
FIGURES = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False)
SCALES = {"": 1, "千": 10**3, "百万": 10**6, "万": 10**4, "亿": 10**8, "万亿": 10**12}


@given(st.one_of(NOISE, st.text(max_size=40)))
def test_quantities_are_sorted_disjoint_and_point_at_their_surface(text: str) -> None:
    end = 0
    for quantity in find(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        end = quantity.end


@given(NOISE)
def test_a_quantity_has_either_a_value_or_both_ends_of_a_range(text: str) -> None:
    for quantity in find(text):
        if quantity.value is not None:
            assert quantity.low is None
            assert quantity.high is None
        else:
            assert quantity.low is not None
            assert quantity.high is not None
            assert quantity.low < quantity.high


@given(st.one_of(NOISE, st.text(max_size=40)))
def test_reading_any_surface_never_fails_and_covers_all_of_it(surface: str) -> None:
    quantity = read(surface)
    assert quantity is None or (quantity.start, quantity.end, quantity.text) == (0, len(surface), surface)


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(FIGURES, st.sampled_from(sorted(SCALES)), st.booleans(), st.sampled_from(["", " "]))
def test_an_arabic_amount_is_read_exactly(figure: Decimal, scale: str, grouped: bool, gap: str) -> None:
    written = f"{figure:,f}" if grouped else f"{figure:f}"
    (quantity,) = find(f"支出{written}{gap}{scale}元，")
    assert quantity.text == f"{written}{gap}{scale}元"
    assert (quantity.kind, quantity.unit) == (Kind.AMOUNT, "CNY")
    assert quantity.value == figure * SCALES[scale]
    assert quantity.step == Decimal("0.01") * SCALES[scale]


@given(
    FIGURES, st.sampled_from(["-", "－", "−", "负", "△", "▲"]), st.sampled_from(["万元", "%", "个百分点", "人", "公里"])
)
def test_a_sign_turns_the_value_and_stays_in_the_span(figure: Decimal, sign: str, unit: str) -> None:
    (plain,) = find(f"变动{figure}{unit}")
    (signed,) = find(f"变动{sign}{figure}{unit}")
    assert plain.value is not None
    assert signed.value == -plain.value
    assert signed.text == sign + plain.text


@given(FIGURES)
def test_full_width_digits_mean_the_same(figure: Decimal) -> None:
    wide = str(figure).translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789.%"})
    (narrow_found,), (wide_found,) = find(f"占{figure}%"), find(f"占{wide}％")
    assert wide_found.value == narrow_found.value
    assert wide_found.unit == "%"


@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.sampled_from(["-", "—", "~", "至", "到"]),
    st.sampled_from(["万元", "%", "人", "亿美元"]),
)
def test_a_range_lies_between_its_ends(first: int, second: int, dash: str, unit: str) -> None:
    low, high = sorted((first, first + second))
    (quantity,) = find(f"在{low}{dash}{high}{unit}")
    ends = [find(f"为{number}{unit}")[0].value for number in (low, high)]
    assert [quantity.low, quantity.high] == ends


@given(st.integers(1, 10**6), st.sampled_from(["万元", "家", "%"]), st.integers(1, 99))
def test_a_page_mark_inside_a_quantity_is_no_part_of_its_value(number: int, unit: str, page: int) -> None:
    (plain,) = find(f"全年合计{number}{unit}，")
    (broken,) = find(f"全年合计{number}\n—{page}—\n{unit}，")
    assert broken.value == plain.value
    assert broken.text == f"{number}\n—{page}—\n{unit}"


@given(st.integers(0, 100))
def test_points_of_a_score_are_never_money(points: int) -> None:
    (quantity,) = find(f"自评得分{points} 分")
    assert (quantity.kind, quantity.unit) == (Kind.NUMBER, "分")


@given(st.text(alphabet="19203年月日度截至底末上下半季全前—-~ 第一二三四", max_size=24))
def test_periods_are_disjoint_and_reading_one_never_fails(text: str) -> None:
    end = 0
    for start, stop in find_periods(text):
        assert end <= start < stop <= len(text)
        read_period(text[start:stop], "2023")
        end = stop


@pytest.mark.parametrize("characters", ["十百", "十", "廿", "九十千", "百", "万亿"])
def test_a_page_of_repeated_scale_words_is_not_tried_at_every_length(
    characters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = 0

    def counting(text: str) -> Numeral | None:
        nonlocal tried
        tried += 1
        return read_numeral(text)

    monkeypatch.setattr(numbers, "read_numeral", counting)
    find(characters * 200)
    assert tried < 4 * 200 * len(characters)
