"""The page for browsers: whole in one file, every record and check on it, every box where the print is."""

import html
import re

import pytest

from service.checks import Status
from service.documents import make_document, read_document
from service.extraction import Extraction
from service.page import render_page
from service.pipeline import Pipeline
from tests.documents import specimen

OUTSIDE = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:|//|file:)|@import|<link|<iframe""")


@pytest.fixture(scope="session")
def printed(pipeline: Pipeline, report_text: str) -> tuple[Extraction, str]:
    extraction = pipeline.extract(make_document(report_text))
    return extraction, render_page(extraction)


@pytest.fixture(scope="session")
def paged(pipeline: Pipeline) -> tuple[Extraction, str]:
    """A PDF with the tagger of the short report: what it finds in another one is found by its words."""
    pdf = specimen.reportlab_pdf([specimen.Words(line) for line in REPORT])
    extraction = pipeline.extract(read_document(pdf, "报告.pdf"))
    return extraction, render_page(extraction, pdf)


@pytest.fixture(scope="session", autouse=True)
def _lines(report_text: str) -> None:
    REPORT[:] = [line for line in report_text.splitlines() if line.strip()]


REPORT: list[str] = []


def test_a_page_needs_nothing_from_outside(printed: tuple[Extraction, str], paged: tuple[Extraction, str]) -> None:
    for page in (printed[1], paged[1]):
        assert not OUTSIDE.search(page)
        assert "default-src 'none'" in page


def test_every_record_is_listed_and_marked_in_the_text(printed: tuple[Extraction, str]) -> None:
    extraction, page = printed
    assert extraction.records
    for record in extraction.records:
        assert f'id="{record.id}"' in page
        assert html.escape(record.indicator) in page
    marked = {id for ids in re.findall(r'<mark [^>]*data-r="([^"]+)"', page) for id in ids.split()}
    assert marked == {record.id for record in extraction.records if record.mentions}


def test_checks_stand_above_the_report_and_carry_the_records_of_both_sides(printed: tuple[Extraction, str]) -> None:
    extraction, page = printed
    assert page.index('class="checks"') < page.index("<main>")
    for check in extraction.checks:
        assert check.message in html.unescape(page)
        assert f'data-r="{" ".join(check.records)}"' in page


def test_contradictions_come_first_and_open(printed: tuple[Extraction, str]) -> None:
    extraction, page = printed
    if extraction.checks_with(Status.VIOLATED):
        assert page.index('class="violated" open') < page.index('class="holds"')


def test_markup_in_a_report_is_shown_and_not_run(pipeline: Pipeline) -> None:
    text = "<script>alert(1)</script>2023年度报告\n支出决算100万元 <b>&amp;"
    page = render_page(pipeline.extract(make_document(text)))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_pages_of_a_pdf_are_drawn_with_a_box_for_each_mention(paged: tuple[Extraction, str]) -> None:
    extraction, page = paged
    assert extraction.document.source is not None
    assert page.count("data:image/jpeg;base64,") == len(extraction.document.source.pages)
    boxed = {id for ids in re.findall(r'<rect class="e [^>]*data-r="([^"]+)"', page) for id in ids.split()}
    assert boxed == {record.id for record in extraction.records if record.mentions}


def test_an_ofd_page_is_drawn_from_its_text(pipeline: Pipeline) -> None:
    layer = f"<ofd:Layer>{specimen.text_object('支出决算12.5万元', 50, 100, 4)}</ofd:Layer>"
    data = specimen.package([layer])
    page = render_page(pipeline.extract(read_document(data)), data)
    assert re.search(r"<text [^>]*>支出决算", page)
    assert "data:image" not in page


def test_rows_of_a_table_are_a_table_on_the_page(pipeline: Pipeline) -> None:
    page = render_page(pipeline.extract(make_document("附表\n项目 | 预算数\n接待费 | 3.2\n|  | 4.5\n")))
    assert "<tr><td>项目</td><td>预算数</td></tr>" in page.replace("\n", "")
