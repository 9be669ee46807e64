"""The records that a person should look at, and what to expect of the others."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.extraction import Review
from service.records import Record, RecordKind

if TYPE_CHECKING:
    from tests.cli.conftest import Jixi

shares = st.floats(0, 1)


def _records(confidences: list[float]) -> list[Record]:
    return [
        Record(id=f"r{number}", kind=RecordKind.COUNT, indicator="泵站", confidence=sure)
        for number, sure in enumerate(confidences, 1)
    ]


@given(st.lists(shares, max_size=40), st.floats(0, 100))
def test_no_record_that_is_left_is_less_sure_than_one_that_is_marked(sure: list[float], percent: float) -> None:
    records = _records(sure)
    review = Review.of(records, percent)
    marked = [record.confidence for record in records if record.id in review.records]
    left = [record.confidence for record in records if record.id not in review.records]
    assert max(marked, default=0) <= min(left, default=1)
    assert len(marked) >= math.floor(len(records) * percent / 100)


@given(st.lists(shares, min_size=1, max_size=40), st.floats(0, 100), st.floats(0, 100))
def test_more_review_leaves_less_error(sure: list[float], one: float, other: float) -> None:
    records = _records(sure)
    little, much = (Review.of(records, percent).expected_error for percent in sorted((one, other)))
    assert much is None or (little is not None and much <= little)


def test_the_expected_error_of_the_rest_is_the_mean_of_what_is_missing_to_certainty() -> None:
    review = Review.of(_records([0.9, 0.5, 0.8, 1.0]), 25)
    assert (review.records, review.expected_error) == (("r2",), 0.1)


def test_a_share_of_the_records_is_not_rounded_up_by_binary_fractions() -> None:
    assert len(Review.of(_records([0.5] * 100), 7).records) == 7


def test_all_marked_leaves_nothing_to_expect() -> None:
    assert Review.of(_records([0.5, 0.7]), 100).expected_error is None
    assert Review.of([], 10) == Review(percent=10)


def test_json_lists_the_marked_records(jixi: Jixi, report_file: Path) -> None:
    data = json.loads(jixi("extract", str(report_file), "--format", "json", "--review", "20%")[1])
    ids = [record["id"] for record in data["records"]]
    assert data["review"]["percent"] == 20
    assert len(data["review"]["records"]) == math.ceil(len(ids) / 5)
    assert set(data["review"]["records"]) <= set(ids)
    assert data["review"]["expected_error"] == pytest.approx(0.1)


def test_without_the_option_there_is_no_review(jixi: Jixi, report_file: Path) -> None:
    assert "review" not in json.loads(jixi("extract", str(report_file), "--format", "json")[1])
    assert "复核" not in jixi("extract", str(report_file))[1]


def test_lines_and_rows_tell_which_are_marked(jixi: Jixi, report_file: Path) -> None:
    asked = ("extract", str(report_file), "--review", "20")
    marked = json.loads(jixi(*asked, "-f", "json")[1])["review"]["records"]
    lines = [json.loads(line) for line in jixi(*asked, "-f", "jsonl")[1].splitlines()]
    rows = list(csv.DictReader(io.StringIO(jixi(*asked, "-f", "csv")[1])))
    assert sorted(line["id"] for line in lines if line.get("review")) == sorted(marked)
    assert sorted(row["id"] for row in rows if row["review"] == "1") == sorted(marked)


def test_the_table_flags_them_and_says_what_to_expect_of_the_rest(jixi: Jixi, report_file: Path) -> None:
    out = jixi("extract", str(report_file), "--review", "20%")[1]
    assert "⚑ 90%" in out
    assert "请人复核（20%）；其余" in out
    assert "预计有 10.0% 的错误" in out


@pytest.mark.parametrize("wrong", ["许多", "-1", "101%", "nan"])
def test_what_is_no_share_is_refused(jixi: Jixi, report_file: Path, wrong: str) -> None:
    code, _, err = jixi("extract", str(report_file), f"--review={wrong}")
    assert code == 2
    assert "如 10%" in err
