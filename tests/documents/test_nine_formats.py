"""The same report in the formats that offices publish in: the same records, or a difference that is explained here."""

from collections.abc import Callable
from difflib import SequenceMatcher
from functools import cache

import pytest

from service.documents import Document, read_document
from service.extraction import Extraction
from service.pipeline import Pipeline
from tests.documents import specimen
from tests.documents.specimen import REPORT, SCORES, Cell, Table, Words

FORMATS: dict[str, Callable[[], bytes]] = {
    "ReportLab 的 PDF": specimen.reportlab_pdf,
    "Chromium 打印的 PDF": specimen.chromium_pdf,
    "LibreOffice 导出的 PDF": lambda: specimen.converted(specimen.docx(), "docx", "pdf"),
    "docx": specimen.docx,
    "doc": lambda: specimen.converted(specimen.docx(), "docx", "doc"),
    "网页": lambda: specimen.html_page().encode(),
    "OFD": specimen.ofd,
    "xlsx": specimen.xlsx,
    "扫描件": lambda: specimen.scanned()[1],
}
EXACT = [name for name in FORMATS if name not in ("xlsx", "扫描件")]

LINES = [
    "项目 | 2022年预算数 | 2022年决算数 | 2023年预算数 | 2023年决算数",
    "公务接待费 | 6.00 | 4.35 | 5.00 | 3.20",
    "公务用车运行维护费 | 12.00 | 11.80 | 12.00 | 11.00",
    "合计 | 18.00 | 16.15 | 17.00 | 14.20",
    "一级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因",
    "产出指标 | 抚育中幼林 | ≥1200亩 | 1230亩 | 20 | 20 | |",
    "|  | 新建管护站 | ≥10个 | 8个 | 30 | 24 | 两处征地推迟，列入下年计划",
    "满意度指标 | 林农满意度 | ≥90% | 93.5% | 10 | 10 | |",
]


def expected() -> str:
    """The text that every format is to give: a paragraph or a row a line."""
    rows = iter((LINES[:4], LINES[4:]))
    lines: list[str] = []
    for block in REPORT:
        lines += [block.text] if isinstance(block, Words) else next(rows) if isinstance(block, Table) else []
    return "\n".join(lines)


@cache
def document(name: str) -> Document:
    if name == "扫描件":
        read: Document = specimen.scanned()[2]
        return read
    return read_document(FORMATS[name](), name)


@cache
def extraction(name: str) -> Extraction:
    return pipeline().extract(document(name))


@cache
def pipeline() -> Pipeline:
    return Pipeline.load()


def facts(found: Extraction) -> set[tuple[object, ...]]:
    """The records without what depends on the place: each as its stated fields."""
    return {
        (
            record.kind,
            record.indicator,
            record.value,
            record.unit,
            record.bound,
            record.period,
            record.stage,
            record.target,
            record.target_bound,
            record.full_mark,
            record.score,
            record.deduction,
        )
        for record in found.records
    }


def figures(found: Extraction) -> set[tuple[object, ...]]:
    """The records without their names."""
    return {(record.kind, record.value, record.unit, record.target, record.score) for record in found.records}


@pytest.mark.parametrize("name", EXACT)
def test_the_text_is_the_same_in_every_format(name: str) -> None:
    assert "\n".join(line for line in document(name).text.splitlines() if line) == expected()


@pytest.mark.parametrize("name", EXACT[1:])
def test_the_records_are_the_same_in_every_format(name: str) -> None:
    assert facts(extraction(name)) == facts(extraction(EXACT[0]))


def test_the_tables_give_targets_scores_full_marks_and_reasons() -> None:
    records = [record for record in extraction(EXACT[0]).records if record.indicator == "新建管护站"]
    assert any(record.value == 8 and record.target == 10 and record.target_bound == "≥" for record in records)
    assert any(
        record.full_mark == 30 and record.score == 24 and record.reason == "两处征地推迟，列入下年计划"
        for record in records
    )
    assert any(record.deduction == 6 for record in records)


def test_the_unit_above_a_table_is_that_of_its_figures() -> None:
    values = {record.value for record in extraction(EXACT[0]).records if record.indicator == "公务接待费"}
    assert values == {60_000, 43_500, 50_000, 32_000}


REASON = "因征地手续推迟，施工单位进场较计划晚三个月，年底尚未完工，已列入下年计划并落实资金来源，明确了完成时限"


def long_report() -> list[Words | Table]:
    """Paragraphs and a table over several pages, some of whose rows are broken by the end of a page."""
    rows = [SCORES.rows[0]]
    for number in range(30):
        group = (Cell("产出指标", rows=15),) if number % 15 == 0 else ()
        texts = (f"第{number}项面积", f"≥{number}0亩", f"{number}3亩", "3", "2.5", REASON if number % 2 else "")
        rows.append((*group, *map(Cell, texts)))
    sentence = "本年度第{0}项工作。全年造林{0}万亩，比上年增加{0}.5万亩，投入{0}000.25万元，各项任务按照计划顺利推进。"
    words = [Words(sentence.format(number)) for number in range(1, 13)]
    return [REPORT[0], *words, Table(tuple(rows), SCORES.widths), Words("说明：以上数据来自年度决算。")]


def test_a_long_table_reads_the_same_from_word_and_from_the_pages_that_it_is_printed_on() -> None:
    word = specimen.docx(long_report())
    printed = read_document(specimen.converted(word, "docx", "pdf"))
    assert printed.source is not None
    assert len(printed.source.pages) > 3
    here, there = (one.text.replace("\n\n", "\n").splitlines() for one in (printed, read_document(word)))
    assert here == there


def test_a_workbook_gives_the_rows_of_its_tables() -> None:
    """A workbook has its tables on sheets of their own, so that headings above them stand on other sheets."""
    lines = document("xlsx").text.splitlines()
    assert [line for line in lines if line in LINES] == LINES


def test_a_scan_gives_the_same_figures_but_for_characters_that_are_misread() -> None:
    """Recognition confuses full and half width, and a stop here and there: names may differ, figures must not."""
    text, original = document("扫描件").text, document(EXACT[0]).text
    assert SequenceMatcher(None, original, text, autojunk=False).ratio() > 0.97
    here, there = figures(extraction("扫描件")), figures(extraction(EXACT[0]))
    assert len(here & there) >= 0.9 * len(there)


@pytest.mark.parametrize("name", ["ReportLab 的 PDF", "Chromium 打印的 PDF", "LibreOffice 导出的 PDF", "OFD", "扫描件"])
def test_every_mention_of_a_paged_format_has_a_page_and_a_box(name: str) -> None:
    found = extraction(name)
    assert found.document.source is not None
    for record in found.records:
        for mention in record.mentions:
            places = found.document.source.places(mention.start, mention.end)
            assert places
            assert all(place.page is not None and place.box is not None for place in places)
