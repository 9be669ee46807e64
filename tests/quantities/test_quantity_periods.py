"""Periods: where they stand and what they are in ISO 8601."""

import pytest

from service.quantities import find_periods, read_period


@pytest.mark.parametrize(
    ("surface", "period"),
    [
        ("2022年", "2022"),
        ("2022 年度", "2022"),
        ("２０２２年", "2022"),
        ("二〇二二年", "2022"),
        ("二○二二年度", "2022"),
        ("截至2022年底", "2022"),
        ("2022年年末", "2022"),
        ("截止到2022年末", "2022"),
        ("截至2022年11月30日", "2022-11-30"),
        ("2022年6月", "2022-06"),
        ("截至2022年6月末", "2022-06"),
        ("2022年1月至6月", "2022-01/2022-06"),
        ("2022年1—10月", "2022-01/2022-10"),
        ("2022年上半年", "2022-01/2022-06"),
        ("2022年二季度", "2022-04/2022-06"),
        ("2022年三季度末", "2022-09"),
        ("2020—2022年", "2020/2022"),
        ("2020年至2022年", "2020/2022"),
        ("2020-22年", "2020/2022"),
        ("2021—2022学年", "2021/2022"),
        ("2022-03-08", "2022-03-08"),
        ("二〇二二年十二月三十一日", "2022-12-31"),
        ("2022年\n6月", "2022-06"),
        ("1-6月", "2023-01/2023-06"),
        ("6月末", "2023-06"),
        ("截至12月底", "2023-12"),
        ("上半年", "2023-01/2023-06"),
        ("下半年", "2023-07/2023-12"),
        ("前三季度", "2023-01/2023-09"),
        ("第三季度", "2023-07/2023-09"),
        ("三季度末", "2023-09"),
        ("今年以来", "2023"),
        ("全年", "2023"),
        ("当年", "2023"),
        ("年内", "2023"),
        ("年末", "2023"),
        ("上年", "2022"),
        ("去年", "2022"),
        ("五年", "2019/2023"),
    ],
)
def test_a_period_reads_as_iso_8601_in_the_fiscal_year_2023(surface: str, period: str) -> None:
    assert read_period(surface, "2023") == period


@pytest.mark.parametrize("surface", ["全年", "1-6月", "上半年", "三季度末", "上年", "6月末", "五年"])
def test_a_period_without_its_own_year_is_unknown_without_a_fiscal_year(surface: str) -> None:
    assert read_period(surface) is None


@pytest.mark.parametrize("surface", ["2022届", "5个月", "三年行动", "2022", "", "年", "万元", "13月"])
def test_what_is_no_period_reads_as_none(surface: str) -> None:
    assert read_period(surface, "2023") is None


def test_periods_are_found_with_their_borders() -> None:
    text = "截至2022年底，全年完成12项，1—6月支出3万元，较上年增加，2022届毕业生5个月，年末结转和结余2万元。"
    assert [text[start:end] for start, end in find_periods(text)] == ["截至2022年底", "全年", "1—6月", "上年"]
