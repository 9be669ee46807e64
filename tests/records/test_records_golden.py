from typing import Any

import pytest

from service.documents import Document
from service.records import build_records

from .golden import Case, read_cases

LEFT_OUT = {"section", "mentions", "confidence"}


def told(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in LEFT_OUT}


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_tagged_text_gives_the_records_of_the_contract(case: Case) -> None:
    records = build_records(Document(text=case.text), case.entities)

    assert [told(record.as_json()) for record in records] == case.records
