"""How much of an archive a new version may lose."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.transaction.archive import expected_right, summary
from training.transaction.run import losses
from training.transaction.settings import GateSettings

Document = dict[str, Any]


def document(lost: list[float], gained: list[float] = [], old: float = 70.0) -> Document:  # noqa: B006 -- never changed
    """A document of which the records with these confidences were lost, and those with these came."""
    sides = {"gained": gained, "lost": lost}
    records = {side: [{"confidence": one} for one in confidences] for side, confidences in sides.items()}
    expected = {"old": old, **{side: expected_right(found) for side, found in records.items()}}
    return {"old": 73, "new": 73, "same": 70, "changed": [], **records, "expected": expected}


def reasons(documents: list[Document]) -> list[str]:
    return losses(summary({str(number): one for number, one in enumerate(documents)}), GateSettings())


def test_thirteen_sure_records_lost_for_one_over_ten_reports_are_too_many() -> None:
    losses = [[0.95] * count for count in (3, 2, 2, 1, 1, 1, 1, 1, 1)]
    (reason,) = reasons([*(document(one) for one in losses), document([], [0.9])])
    assert "9 篇变少，1 篇变多" in reason


def test_records_of_which_the_old_version_was_not_sure_may_go() -> None:
    assert reasons([document([0.3, 0.2]) for _ in range(10)]) == []


def test_records_that_come_for_those_that_go_make_up_for_them() -> None:
    assert reasons([document([0.9] * 6, [0.95] * 6) for _ in range(10)]) == []


def test_a_loss_in_one_report_of_ten_is_noise() -> None:
    assert reasons([document([0.95] * 12), *(document([]) for _ in range(9))]) == []


def test_a_twentieth_is_too_much_even_in_one_report() -> None:
    (reason,) = reasons([document([0.95] * 60), *(document([]) for _ in range(9))])
    assert "净失去 8.1%" in reason


def test_an_archive_without_a_record_loses_none() -> None:
    assert reasons([document([], old=0.0)]) == []
    assert reasons([]) == []


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_a_gain_is_never_a_reason(lost: list[int], gained: list[int]) -> None:
    pairs = list(zip(lost, gained, strict=False))
    totals = summary({str(n): document([0.9] * a, [0.9] * (a + b)) for n, (a, b) in enumerate(pairs)})
    assert totals["net_loss"] <= 0
    assert 0 <= totals["chance"] <= 1


@pytest.mark.parametrize(("worse", "better", "chance"), [(0, 0, 1.0), (1, 0, 0.5), (5, 0, 0.0312), (9, 1, 0.0107)])
def test_the_chance_is_that_of_a_fair_coin(worse: int, better: int, chance: float) -> None:
    documents = [document([0.9])] * worse + [document([], [0.9])] * better
    totals = summary({str(number): one for number, one in enumerate(documents)})
    assert (totals["worse"], totals["better"], totals["chance"]) == (worse, better, chance)
