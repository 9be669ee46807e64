"""The documents say what the code does."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from service.extraction import Extraction
from service.protocol import EXAMPLE
from service.wording import CURRENCIES, KINDS, STAGES

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


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_the_environment_is_activated_before_the_first_command_of_the_program(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert 0 < text.find("source .venv/bin/activate\n") < text.find("\njixi ")


def test_the_demo_ends_with_the_next_step() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^demo:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert recipe
    assert "source $(VENV)/bin/activate" in recipe[1].splitlines()[-1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_optional_part_is_installed_from_the_source_and_exists(page: Path) -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    text = page.read_text(encoding="utf-8")
    assert "jixi[" not in text, "the package is on no index"
    named = {part for parts in re.findall(r"\.\[([\w,]+)\]['`]", text) for part in parts.split(",")}
    assert named <= set(known)


@pytest.mark.parametrize("page", ["retraining.md", "page.md", "http.md"])
def test_where_training_is_described_the_part_that_it_needs_is_named(page: str) -> None:
    assert "pip install -e '.[training]'" in (ROOT / "docs" / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["README.md", "README.en.md", "docs/http.md"])
def test_the_files_that_are_sent_by_curl_are_there_or_made_before(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    sent = re.findall(r"@([\w./-]+)", "\n".join(line for line in text.splitlines() if "curl " in line))
    assert sent
    assert [name for name in sent if not ((ROOT / name).is_file() or re.search(rf"(> |-c ){name}", text))] == []
    assert not re.search(r"curl -s\w* ", text.replace("curl -sS ", "").replace("curl -sSN ", ""))


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_the_example_in_python_prints_plain_figures(
    readme: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = re.search(r"```python\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    assert found
    monkeypatch.chdir(ROOT)
    exec(found[1], {})
    figures = [line.split()[-2] for line in capsys.readouterr().out.splitlines()]
    assert "32684000" in figures
    assert not any("." in figure and figure.endswith("0") for figure in figures)


def test_every_english_value_of_the_csv_is_explained() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    values = [*KINDS.items(), *STAGES.items()]
    assert [value for value, meant in values if not re.search(rf"`{value}` \| {meant}", page)] == []
    assert all(f"`{code}`" in page and name in page for code, name in CURRENCIES.items())
