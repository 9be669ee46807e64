"""PDF files with a text layer, made by real programs, and hostile ones made by hand."""

import io
import zlib
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from service.documents import Document, Limits, read_document
from service.documents.source import Source
from service.errors import DamagedDocumentError, DocumentError, DocumentTooLargeError, EncryptedDocumentError
from tests.documents import specimen
from tests.documents.specimen import Cell, Table, Words

Drawn = Sequence[tuple[float, float, str]]


def drawn(*pages: Drawn, size: float = 12, page: tuple[float, float] = A4) -> bytes:
    """A PDF with strings at places, in points from the upper left corner to the start of the baseline."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=page)
    for strings in pages:
        canvas.setFont(specimen.font(), size)
        for x, y, text in strings:
            canvas.drawString(x, page[1] - y, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def source_of(document: Document) -> Source:
    assert document.source is not None
    return document.source


def column(lines: Sequence[str], x: float, y: float, leading: float = 18) -> Drawn:
    return [(x, y + leading * number, line) for number, line in enumerate(lines)]


def test_a_figure_has_the_box_in_which_it_was_printed() -> None:
    document = read_document(drawn([(100, 200, "支出决算2,033万元，完成预算。")]))
    start = document.text.index("2,033万元")
    (place,) = source_of(document).places(start, start + len("2,033万元"))
    assert place.page == 1
    assert place.box is not None
    left, top, right, bottom = place.box
    assert left == pytest.approx(100 + 4 * 12, abs=1.5)
    assert top < 200 < bottom
    assert right - left == pytest.approx(5 * 6.5 + 2 * 12, abs=4)


def test_a_page_that_is_turned_has_boxes_as_it_is_shown() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setPageRotation(90)
    canvas.setFont(specimen.font(), 12)
    canvas.rotate(90)
    canvas.drawString(100, -50, "横向页面的文字共12个")
    canvas.save()
    document = read_document(stream.getvalue())
    source = source_of(document)
    assert document.text == "横向页面的文字共12个\n"
    assert (source.pages[0].width, source.pages[0].height) == pytest.approx(A4, abs=0.5)
    box = source.places(0, 4)[0].box
    assert box is not None
    assert box[0] == pytest.approx(100, abs=2)
    assert box[1] < 50 < box[3]


def test_a_wide_table_that_lies_sideways_on_an_upright_page_is_read() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont(specimen.font(), 12)
    canvas.rotate(90)
    canvas.translate(0, -A4[0])
    for number, row in enumerate([("项目", "预算数", "决算数"), ("接待费", "6.00", "4.35"), ("合计", "6.00", "4.35")]):
        for x, cell in zip((100, 350, 600), row, strict=True):
            canvas.drawString(x, A4[0] - 100 - 24 * number, cell)
    canvas.save()
    document = read_document(stream.getvalue())
    source = source_of(document)
    assert document.text.splitlines() == ["项目 | 预算数 | 决算数", "接待费 | 6.00 | 4.35", "合计 | 6.00 | 4.35"]
    assert (source.pages[0].width, source.pages[0].height) == pytest.approx(A4, abs=0.5)
    start = document.text.index("接待费")
    box = source.places(start, start + 3)[0].box
    assert box is not None
    assert box[0] < 124 < box[2]
    assert (box[1], box[3]) == pytest.approx((A4[1] - 136, A4[1] - 100), abs=2)


def test_lines_that_the_width_of_the_page_breaks_are_one_paragraph() -> None:
    lines = ["　　本年度接待费支出共计二万三千元整比上年减少了一成以上且全部用于公务接待2.3万", "元。"]
    document = read_document(
        drawn(column(["第一行是一个足够长的整行文字用来确定版心的右边界位置并且它没有缩进所以顶格", *lines], 60, 100))
    )
    assert "2.3万元。\n" in document.text


def test_a_number_too_long_for_the_end_of_a_line_does_not_end_the_paragraph() -> None:
    full = "这一行文字写满了整个版心的宽度所以它的右端就是版心的右边界的位置"
    lines = [full, full, full[:27], "12,345,678.90万元已经全部拨付到位。", "下一段。"]
    document = read_document(drawn([(84, 100, full), *column(lines, 60, 118)]))
    assert f"{full[:27]}12,345,678.90万元已经全部拨付到位。\n下一段。\n" in document.text


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"左栏第{number}行写满了这一栏的宽度左栏" for number in "一二三四五六"]
    right = [f"右栏第{number}行写满了这一栏的宽度右栏" for number in "一二三四五六"]
    page = [
        *column(left, 60, 150),
        *column(right, 320, 156),
        (60, 100, "通栏的标题横跨左右两栏一直写到右边为止全部写满了这一行文字"),
    ]
    text = read_document(drawn(page)).text
    assert text.index("通栏") < text.index("左栏第一行") < text.index("左栏第六行") < text.index("右栏第一行")


def test_running_heads_and_page_numbers_are_remembered_outside_of_the_text() -> None:
    pages = [
        [
            (250, 40, "白石岭林场"),
            *column([f"第{page}页正文的第{line}行。" for line in range(9)], 60, 120),
            (290, 810, f"— {page} —"),
        ]
        for page in (1, 2, 3)
    ]
    document = read_document(drawn(*pages))
    assert "白石岭林场" not in document.text
    assert "—" not in document.text
    furniture = source_of(document).furniture
    assert [one.text for one in furniture if one.place.page == 2] == ["白石岭林场", "— 2 —"]


def test_a_declared_unit_above_the_table_of_each_page_stays_in_the_text() -> None:
    pages = [
        [(400, 60, "单位：万元"), *column([f"第{page}页第{line}项" for line in range(5)], 60, 120)]
        for page in (1, 2, 3)
    ]
    assert read_document(drawn(*pages)).text.count("单位：万元") == 3


def test_the_first_line_of_a_page_that_comes_back_nowhere_stays() -> None:
    pages = [column([f"{word}是本页的第一行", "其余文字"], 60, 60) for word in ("甲乙", "丙丁", "戊己")]
    assert all(f"{word}是本页的第一行" in read_document(drawn(*pages)).text for word in ("甲乙", "丙丁", "戊己"))


@pytest.mark.parametrize("make", [specimen.reportlab_pdf, specimen.chromium_pdf])
def test_merged_group_cells_and_head_rows_over_two_lines_become_rows(make: object) -> None:
    assert callable(make)
    lines = read_document(make()).text.splitlines()
    assert "项目 | 2022年预算数 | 2022年决算数 | 2023年预算数 | 2023年决算数" in lines
    assert "|  | 新建管护站 | ≥10个 | 8个 | 30 | 24 | 两处征地推迟，列入下年计划" in lines


def test_a_table_over_three_pages_is_one_table_with_one_head() -> None:
    rows = tuple((Cell(f"第{number}批"), Cell(f"{number}.50"), Cell(f"{number + 1}.25")) for number in range(90))
    table = Table(((Cell("批次"), Cell("预算数"), Cell("决算数")), *rows), (0.4, 0.3, 0.3))
    document = read_document(specimen.reportlab_pdf((Words("附表"), table, Words("说明：以上为全部批次。")), repeat=1))
    assert len(source_of(document).pages) == 3
    assert document.text.count("批次 | 预算数 | 决算数") == 1
    body = [f"第{number}批 | {number}.50 | {number + 1}.25" for number in range(90)]
    assert "\n".join(body) in document.text
    start = document.text.index("第80批")
    assert source_of(document).places(start, start + 2)[0].page == 3


def test_a_table_without_ruling_lines_is_told_by_its_columns() -> None:
    rows = [
        ("项目", "预算数", "决算数"),
        ("基本支出", "620.00", "611.35"),
        ("项目支出", "805.00", "790.20"),
        ("合计", "1,425.00", "1,401.55"),
    ]
    page = [
        (x, 120 + 22 * number, cell)
        for number, row in enumerate(rows)
        for x, cell in zip((80, 250, 400), row, strict=True)
    ]
    assert read_document(drawn(page)).text.splitlines() == [" | ".join(row) for row in rows]


def test_bold_print_drawn_twice_is_read_once() -> None:
    assert read_document(drawn([(60, 100, "执行率95%"), (60.3, 100, "执行率95%")])).text == "执行率95%\n"


def test_a_watermark_across_the_page_is_no_text() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont(specimen.font(), 12)
    canvas.drawString(60, 700, "正文只有这一行。")
    canvas.translate(200, 300)
    canvas.rotate(45)
    canvas.setFont(specimen.font(), 40)
    canvas.drawString(0, 0, "内部资料")
    canvas.save()
    document = read_document(stream.getvalue())
    assert document.text == "正文只有这一行。\n"
    assert [one.text for one in source_of(document).furniture] == ["内部资料"]


def test_a_password_is_told() -> None:
    locked = specimen.reportlab_pdf((Words("文字"),), encrypt=StandardEncryption("secret", "owner"))
    with pytest.raises(EncryptedDocumentError, match="口令"):
        read_document(locked)


def test_a_file_that_only_forbids_printing_is_read() -> None:
    guarded = specimen.reportlab_pdf((Words("文字12个"),), encrypt=StandardEncryption("", "owner", canPrint=0))
    assert read_document(guarded).text == "文字12个\n"


def bare_pdf(kids: str, count: int) -> bytes:
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + f"2 0 obj<</Type/Pages/Count {count}/Kids[{kids}]>>endobj\n".encode()
        + b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    )
    return body + b"trailer<</Root 1 0 R/Size 4>>\n%%EOF\n"


def test_a_hundred_thousand_pages_are_refused_before_they_are_read() -> None:
    with pytest.raises(DocumentTooLargeError, match="100,000 页"):
        read_document(bare_pdf("3 0 R " * 100_000, 100_000))


def test_a_page_without_text_or_image_is_an_empty_report() -> None:
    with pytest.raises(DocumentError, match="空白"):
        read_document(bare_pdf("3 0 R", 1))


def test_more_characters_than_allowed_are_refused() -> None:
    with pytest.raises(DocumentTooLargeError, match="字"):
        read_document(specimen.reportlab_pdf(), limits=Limits(characters=100))


def test_more_seconds_than_allowed_are_refused() -> None:
    with pytest.raises(DocumentTooLargeError, match="秒"):
        read_document(specimen.reportlab_pdf(), limits=Limits(seconds=0.001))


def test_a_stream_that_unpacks_to_more_than_the_memory_is_refused() -> None:
    bomb = zlib.compress(b"0 0 m 9 9 l S\n" * 40_000_000, 9)
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        + f"4 0 obj<</Filter/FlateDecode/Length {len(bomb)}>>stream\n".encode()
        + bomb
        + b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF\n"
    )
    with pytest.raises(DocumentError):
        read_document(body, limits=replace(Limits(), memory=256 * 1024 * 1024, seconds=60))


def test_bytes_that_only_begin_like_a_pdf_are_damaged() -> None:
    with pytest.raises(DamagedDocumentError, match="损坏"):
        read_document(b"%PDF-1.7\n" + b"nothing of the kind\n" * 50)


WHOLE = drawn(column([f"第{line}行正文，金额{line}.5万元。" for line in range(20)], 60, 100))


@given(st.integers(min_value=10, max_value=len(WHOLE) - 1))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_truncated_file_is_read_with_a_note_or_refused(length: int) -> None:
    try:
        document = read_document(WHOLE[:length])
    except DocumentError:
        return
    if length < len(WHOLE) - 8:
        assert any("不完整" in note for note in source_of(document).notes)
