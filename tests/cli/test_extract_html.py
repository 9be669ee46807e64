from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.documents import specimen

if TYPE_CHECKING:
    from tests.cli.conftest import Jixi


def test_html_is_one_page_for_browsers(jixi: Jixi, report_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    code, out, err = jixi("extract", str(report_file), "--format", "html", "--output", str(target))
    assert (code, out, err) == (0, "", "")
    page = target.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "汀岚县水务局" in page


def test_html_of_a_pdf_shows_its_pages(jixi: Jixi, tmp_path: Path) -> None:
    source = tmp_path / "report.pdf"
    source.write_bytes(specimen.reportlab_pdf())
    code, out, _ = jixi("extract", str(source), "--format", "html")
    assert code == 0
    assert "data:image/jpeg;base64," in out
    assert "第 1 页" in out


def test_records_that_want_a_second_look_are_marked_on_the_page(jixi: Jixi, report_file: Path) -> None:
    page = jixi("extract", str(report_file), "--format", "html", "--review", "10%")[1]
    assert "待复核" in page
