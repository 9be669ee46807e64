"""Golden cases: invented texts and every quantity in them, with its borders."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from service.quantities import Quantity, find, read

GOLDEN = Path(__file__).parent / "golden.txt"


class Expected(NamedTuple):
    """A line of the golden file; ``step`` is empty where the case does not state it."""

    surface: str
    kind: str
    figures: str
    unit: str
    bound: str
    step: str


def golden_cases() -> Iterator[tuple[str, list[Expected]]]:
    """The texts of the golden file with what is expected in them."""
    case: tuple[str, list[Expected]] | None = None
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        if line.startswith("> "):
            if case is not None:
                yield case
            case = (line[2:].replace("\\n", "\n"), [])
        elif line and not line.startswith("#") and case is not None:
            fields = [field.strip().replace("\\n", "\n") for field in line.split("|")]
            surface, kind, figures, unit, bound, step = (fields + [""] * 6)[:6]
            case[1].append(Expected(surface, kind, figures, unit, bound.strip("-"), step))
    if case is not None:
        yield case


CASES = list(golden_cases())
NEED_THEIR_CONTEXT = ("20和30", "百家")
"""Surfaces that are quantities only beside 之间 or 近."""


def as_expected(quantity: Quantity, expected: Expected) -> Expected:
    """What was found, in the notation of the golden file."""
    ends = (quantity.low, quantity.high) if quantity.value is None else (quantity.value,)
    stated = tuple(Decimal(figure) for figure in expected.figures.split(".."))
    bound = quantity.bound.value if quantity.bound else ""
    step = expected.step if not expected.step or quantity.step == Decimal(expected.step) else str(quantity.step)
    figures = expected.figures if ends == stated else "..".join(map(str, ends))
    return Expected(quantity.text, quantity.kind.value, figures, quantity.unit, bound, step)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:24] for case in CASES])
def test_find_returns_exactly_the_quantities_of_a_golden_text(text: str, expected: list[Expected]) -> None:
    found = find(text)
    padded = [*expected, *[Expected("", "", "0", "", "", "")] * (len(found) - len(expected))]
    assert [as_expected(quantity, case) for quantity, case in zip(found, padded, strict=False)] == expected


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:24] for case in CASES])
def test_read_gives_a_golden_surface_the_same_figure_as_find(text: str, expected: list[Expected]) -> None:
    for quantity in find(text):
        if quantity.text in NEED_THEIR_CONTEXT:
            continue
        alone = read(quantity.text)
        assert alone is not None, quantity.text
        assert (alone.value, alone.low, alone.high) == (quantity.value, quantity.low, quantity.high)
        assert alone.step == quantity.step
        assert (alone.start, alone.end, alone.text) == (0, len(quantity.text), quantity.text)


def test_the_golden_file_has_no_case_twice() -> None:
    texts = [text for text, _ in CASES]
    assert len(texts) == len(set(texts)) >= 150


@pytest.mark.parametrize(
    ("surface", "value", "unit"),
    [
        ("编制219", None, None),
        ("219", "219", ""),
        ("四", "4", ""),
        ("(0.0150)", "-0.015", ""),
        ("12.5\n9\n万元", "125000", "CNY"),
        ("3.1\n某县财政局文件\n个百分点", "3.1", "百分点"),
        ("2,0\n- 2 -\n47件", "2047", "件"),
        ("5.68等", "5.68", "等"),
        ("二〇二三", "2023", ""),
        ("不超过50万元", "500000", "CNY"),
        ("**20**", "20", ""),
        ("万元", None, None),
        ("", None, None),
        ("1、2", None, None),
        ("同比增长", None, None),
    ],
)
def test_read_is_lenient_with_spans_and_strict_with_words(surface: str, value: str | None, unit: str | None) -> None:
    quantity = read(surface)
    assert (quantity and quantity.value) == (None if value is None else Decimal(value))
    assert (quantity and quantity.unit) == unit
