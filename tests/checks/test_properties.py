"""What holds of the checks whatever a report says."""

import random
from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from models.labels import Label
from service.checks import Check, Rule, Status, run_checks
from service.documents import Document
from service.quantities import Bound
from service.records import Change, Mention, Record, RecordKind, Stage
from tests.checks.build import amount, checks_of, document, outcome, records_of

CENTS = st.integers(min_value=100, max_value=10_000_000)
"""Amounts in hundredths of 万元, as reports print them."""

NAMES = ("基本支出", "项目支出")


def printed(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}万元"


def split(parts: tuple[int, int], whole: int) -> tuple[str, list[dict[str, object]]]:
    """A closed set of two parts and their whole, in print."""
    text = f"本年支出合计{printed(whole)}，其中：基本支出{printed(parts[0])}，项目支出{printed(parts[1])}。"
    items = [amount("本年支出合计", str(whole * 100), id="w", print=printed(whole))]
    for name, part in zip(NAMES, parts, strict=True):
        items.append(amount(name, str(part * 100), parent="w", print=printed(part)))
    return text, items


@given(CENTS, CENTS)
def test_parts_that_add_up_exactly_always_hold(one: int, other: int) -> None:
    assert outcome(checks_of(*split((one, other), one + other)), "parts_sum")[:1] == ["holds"]


@given(CENTS, CENTS, st.integers(min_value=2, max_value=1000), st.sampled_from([1, -1]))
def test_a_sum_changed_by_more_than_the_tolerance_is_violated(one: int, other: int, gap: int, sign: int) -> None:
    whole = one + other + sign * min(gap, (one + other) // 8)
    parts_differ = whole not in (one, other) and abs(whole - one - other) > 1
    checks = [check for check in checks_of(*split((one, other), whole)) if check.records[0] == "w"]
    if parts_differ:
        assert outcome(checks, "parts_sum") == ["violated"]


@given(CENTS, CENTS, st.sampled_from([1, -1]))
def test_a_sum_within_the_tolerance_of_rounding_holds(one: int, other: int, sign: int) -> None:
    assert outcome(checks_of(*split((one, other), one + other + sign)), "parts_sum")[:1] == ["holds"]


@given(st.integers(1, 999_999), st.integers(1, 999_999), st.booleans())
def test_a_rounded_or_truncated_rate_holds(spent: int, rest: int, cut: bool) -> None:
    budget = spent + rest
    exact = Decimal(spent) / Decimal(budget) * 100
    shown = exact.quantize(Decimal("0.01"), rounding="ROUND_DOWN" if cut else "ROUND_HALF_UP")
    text = f"调整后预算{printed(budget)}，支出决算{printed(spent)}，预算执行率{shown}%。"
    items = [
        amount("调整后预算", str(budget * 100), stage="adjusted", print=printed(budget)),
        amount("支出决算", str(spent * 100), stage="final", print=printed(spent)),
        {"kind": "rate", "indicator": "预算执行率", "value": str(shown), "unit": "%", "print": f"{shown}%"},
    ]
    assert outcome(checks_of(text, items), "execution_rate") == ["holds"]


FIGURES = st.decimals(min_value=-10_000, max_value=10_000, places=2)
INDICATORS = st.sampled_from(
    [
        *("本年支出合计", "基本支出", "项目支出", "预算执行率", "占本年支出", "完成率", "总分", "收入总计", "支出总计"),
        *(
            "每亩补助",
            "年末结转和结余",
            "未竣工",
            "竣工",
            "得分率",
            "调整后预算数",
            "满意度",
            "加分项",
            "“三公”经费",
            "",
        ),
    ]
)
IDS = st.sampled_from([f"r{number}" for number in range(12)])
UNITS = st.sampled_from(["CNY", "CNY/亩", "亩", "人", "%", "‰", "倍", "百分点", "", None])
MENTIONS = st.builds(
    lambda label, start, length: Mention(label=label, start=start, end=start + length, text="1,234.5万元"[:length]),
    st.sampled_from(Label),
    st.integers(0, 400),
    st.integers(1, 9),
)


def optional(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


RECORDS = st.builds(
    Record,
    id=IDS,
    kind=st.sampled_from(RecordKind),
    indicator=INDICATORS,
    value=optional(FIGURES),
    unit=UNITS,
    bound=optional(st.sampled_from(Bound)),
    period=optional(st.sampled_from(["2022", "2023", "2022/2025"])),
    stage=optional(st.sampled_from(Stage)),
    parent=optional(IDS),
    same_as=optional(IDS),
    split=optional(st.sampled_from(["来源", "用途"])),
    target=optional(FIGURES),
    target_bound=optional(st.sampled_from(Bound)),
    change=st.lists(
        st.builds(Change, basis=st.sampled_from(["同比", "比预算", ""]), value=FIGURES, unit=UNITS.map(str)), max_size=3
    ).map(tuple),
    growth_only=optional(st.booleans()),
    full_mark=optional(FIGURES),
    score=optional(FIGURES),
    deduction=optional(FIGURES),
    total=optional(st.booleans()),
    group=optional(st.booleans()),
    mentions=st.lists(MENTIONS, max_size=4).map(tuple),
    step=optional(st.sampled_from([Decimal(1), Decimal(100), Decimal("0.01")])),
)
TEXT = "2023年，本年支出合计1,234.5万元。\n其中：基本支出1,234.5万元，占12%；得分9.5分。" * 9


@given(st.lists(RECORDS, max_size=12))
def test_no_records_whatever_raise(records: list[Record]) -> None:
    for check in run_checks(Document(text=TEXT), records):
        assert check.message
        assert check.records


@given(st.lists(RECORDS, max_size=12, unique_by=lambda record: record.id), st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(records: list[Record], chance: random.Random) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert run_checks(Document(text=TEXT), shuffled) == run_checks(Document(text=TEXT), records)


def scaled(record: Record, factor: Decimal) -> Record:
    """``record`` with its money in other units: as if every amount had been printed so many times as great."""
    if record.kind is not RecordKind.AMOUNT or record.value is None:
        return record
    changes = tuple(
        change.model_copy(update={"value": change.value * factor}) if change.unit == "CNY" else change
        for change in record.change
    )
    update = {"value": record.value * factor, "step": Decimal(100) * factor, "change": changes, "mentions": ()}
    return record.model_copy(update=update)


@given(CENTS, CENTS, CENTS, st.sampled_from([Decimal(10), Decimal(1000), Decimal("0.1")]))
def test_scaling_all_amounts_changes_no_status(one: int, other: int, budget: int, factor: Decimal) -> None:
    items = [
        amount("调整后预算", str(budget * 100), id="b", stage="adjusted"),
        amount("支出决算", str((one + other) * 100), id="w", stage="final"),
        amount("基本支出", str(one * 100), id="p", parent="w", stage="final"),
        amount("项目支出", str(other * 100), id="q", parent="w", stage="final"),
        {"kind": "rate", "indicator": "预算执行率", "value": "91.25", "unit": "%", "id": "x"},
    ]
    records = records_of("", items)
    before = run_checks(document(), [scaled(record, Decimal(1)) for record in records])
    after = run_checks(document(), [scaled(record, factor) for record in records])
    assert statuses(before) == statuses(after)


def statuses(checks: list[Check]) -> Counter[tuple[Rule, Status, tuple[str, ...]]]:
    return Counter((check.rule, check.status, check.records) for check in checks)
