"""Claims as plain data: what a passage says, its records, and what becomes of each claim."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.checks.build import checks_of

CASES = [
    json.loads(text) for text in (Path(__file__).parent / "golden" / "claims.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["says"].replace(" ", "_") for case in CASES])
def test_a_claim_becomes_the_check_that_its_figures_deserve(case: dict[str, Any]) -> None:
    found = checks_of(case["text"], case["records"])
    told = [(check.rule, check.status, check.stated, check.computed, list(check.records)) for check in found]
    expected = [
        (rule, status, *(None if figure is None else Decimal(figure) for figure in figures), records)
        for rule, status, *figures, records in case["checks"]
    ]
    assert sorted(told, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("case", CASES, ids=[case["says"].replace(" ", "_") for case in CASES])
def test_every_check_tells_a_chinese_sentence_about_records_that_exist(case: dict[str, Any]) -> None:
    known = {record.get("id", f"r{place + 1}") for place, record in enumerate(case["records"])}
    for check in checks_of(case["text"], case["records"]):
        assert check.message.endswith("。")
        assert set(check.records) <= known
        assert len(set(check.records)) == len(check.records)
