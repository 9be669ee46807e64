"""How figures stand in print, and how messages show them again."""

from decimal import Decimal

import pytest

from models.labels import Label
from service.checks.printed import own_step, printed_value
from service.records import Mention, Record, RecordKind


def record(value: str, unit: str, text: str | None, kind: str = "amount") -> Record:
    label = {"amount": Label.AMOUNT, "count": Label.COUNT, "rate": Label.RATE}[kind]
    mentions = () if text is None else (Mention(label=label, start=0, end=len(text), text=text),)
    return Record(id="r", kind=RecordKind(kind), indicator="x", value=Decimal(value), unit=unit, mentions=mentions)


@pytest.mark.parametrize(
    ("value", "unit", "text", "kind", "expected"),
    [
        ("13287000", "CNY", "1,328.7万元", "amount", ("1000", "1,328.7万元")),
        ("3170000", "CNY", "317", "amount", ("10000", "317万元")),
        ("470000000", "CNY", "4.7亿元", "amount", ("10000000", "4.7亿元")),
        ("31000000", "USD", "3,100 万美元", "amount", ("10000", "3,100万美元")),
        ("1246000", "家次", "１２４．６万家次", "count", ("1000", "124.6万家次")),
        ("12", "场", "十二场", "count", ("1", "12场")),
        ("97.3", "%", "97.3%", "rate", ("0.1", "97.3%")),
        ("97.5", "%", "97.50%", "rate", ("0.01", "97.5%")),
        ("12", "CNY/亩", "12元", "amount", ("1", "12元/亩")),
    ],
)
def test_the_last_printed_place_gives_the_step_and_the_printed_unit_the_message(
    value: str, unit: str, text: str, kind: str, expected: tuple[str, str]
) -> None:
    printed = printed_value(record(value, unit, text, kind))
    assert printed is not None
    assert (printed.step, printed.show()) == (Decimal(expected[0]), expected[1])


def test_without_a_mention_the_digits_of_the_figure_must_do() -> None:
    assert own_step(Decimal("318740200"), RecordKind.AMOUNT) == 100
    assert own_step(Decimal("5000000"), RecordKind.AMOUNT) == 10_000
    assert own_step(Decimal("97.25"), RecordKind.RATE) == Decimal("0.01")
    assert own_step(Decimal("120"), RecordKind.COUNT) == 1


def test_a_record_without_a_value_has_no_print() -> None:
    assert printed_value(Record(id="r", kind=RecordKind.AMOUNT, indicator="x", target=Decimal(3))) is None


def test_small_counts_are_exact_and_scaled_counts_are_rounded() -> None:
    exact, rounded = (
        printed_value(record("47", "次", "47次", "count")),
        printed_value(record("12000", "人", "1.2万人", "count")),
    )
    assert exact is not None
    assert rounded is not None
    assert (exact.slack, rounded.slack) == (0, 500)
