import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents import make_document
from service.documents.folding import fold

CASES = tomllib.loads((Path(__file__).parent / "golden" / "titles.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
@pytest.mark.parametrize("field", ["title", "organisation", "fiscal_year", "family"])
def test_a_report_is_known_by_its_first_lines(case: dict[str, Any], field: str) -> None:
    assert getattr(make_document(case["text"]), field) == case.get(field)


@given(st.text(max_size=300))
def test_any_text_makes_a_document(text: str) -> None:
    document = make_document(text)
    assert document.text == text
    assert document.title is None or "\n" not in document.title


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_the_year_of_publication_is_not_the_fiscal_year() -> None:
    text = "汀岚县公路养护中心部门决算\n发布日期：2024年9月20日\n2023年度收入合计800万元。"
    assert make_document(text).fiscal_year == "2023"
