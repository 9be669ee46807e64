"""The documents say what the code does."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from service.extraction import Extraction
from service.protocol import EXAMPLE

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def test_the_reference_of_the_api_is_up_to_date() -> None:
    reference = runpy.run_path(str(ROOT / "docs" / "make_api.py"))["reference"]
    assert (ROOT / "docs" / "api.md").read_text(encoding="utf-8") == reference()


def test_the_table_of_the_settings_is_up_to_date() -> None:
    table = runpy.run_path(str(ROOT / "docs" / "make_api.py"))["settings"]
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == table()


def test_the_example_of_the_api_is_an_extraction() -> None:
    assert Extraction.model_validate(EXAMPLE).as_json() == EXAMPLE
    text = EXAMPLE["document"]["text"]
    assert all(text[entity["start"] : entity["end"]] == entity["text"] for entity in EXAMPLE["entities"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    broken = [
        target for target in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_every_command_of_the_readme_exists_in_the_makefile(readme: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make (\w+)", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE)
    assert {"demo", "test"} <= set(targets)
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
