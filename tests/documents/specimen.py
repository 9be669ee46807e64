"""One report, and the programs that make files of it: what an office publishes, in each format that it publishes in."""

import html
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import docx as word
import numpy as np
import openpyxl
import pypdfium2
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from PIL import Image, ImageDraw
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as Grid

from service.documents import Limits, read_document


class Cell(NamedTuple):
    text: str
    rows: int = 1
    columns: int = 1


class Table(NamedTuple):
    """Cells where they begin, row by row; ``widths`` are shares of the page."""

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]


class Words(NamedTuple):
    text: str
    style: str = "body"


Report = Sequence[Words | Table]


def _row(*cells: str | Cell) -> tuple[Cell, ...]:
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)


BUDGET = Table(
    (
        _row(Cell("项目", rows=2), Cell("2022年", columns=2), Cell("2023年", columns=2)),
        _row("预算数", "决算数", "预算数", "决算数"),
        _row("公务接待费", "6.00", "4.35", "5.00", "3.20"),
        _row("公务用车运行维护费", "12.00", "11.80", "12.00", "11.00"),
        _row("合计", "18.00", "16.15", "17.00", "14.20"),
    ),
    (0.36, 0.16, 0.16, 0.16, 0.16),
)
SCORES = Table(
    (
        _row("一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"),
        _row(Cell("产出指标", rows=2), "抚育中幼林", "≥1200亩", "1230亩", "20", "20", ""),
        _row("新建管护站", "≥10个", "8个", "30", "24", "两处征地推迟，列入下年计划"),
        _row(Cell("满意度指标"), "林农满意度", "≥90%", "93.5%", "10", "10", ""),
    ),
    (0.13, 0.17, 0.14, 0.14, 0.08, 0.08, 0.26),
)
REPORT: Report = (
    Words("白石岭林场2023年度整体支出绩效自评报告", "title"),
    Words("一、基本情况", "heading"),
    Words(
        "2023年度，白石岭林场年初批复预算1,320.5万元，调整后预算1,500万元，支出决算1,425万元，预算执行率95%。"
        "其中：基本支出620万元，项目支出805万元。"
    ),
    Words("全年新建防火道12公里、检查站3处、瞭望塔5座，惠及林农2.3万余人。巡护时长≥900小时，实际巡护882.5小时。"),
    Words("二、经费情况", "heading"),
    Words("单位：万元"),
    BUDGET,
    Words("三、绩效指标完成情况", "heading"),
    Words("各项指标的完成情况和得分见下表。"),
    SCORES,
    Words("四、主要问题", "heading"),
    Words("新建管护站扣6分，原因是两处站点征地推迟，年底尚未完工，已列入下年计划。"),
)


def program(*names: str) -> str:
    """The path of the first of ``names`` that is installed; the test is skipped without one."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"needs one of the programs {', '.join(names)}")
    return found


@cache
def font() -> str:
    """The name under which reportlab knows a Chinese font: one that is installed, else one that readers bring."""

    for path in sorted(Path("/usr/share/fonts").rglob("wqy-*.tt[cf]")):
        try:
            pdfmetrics.registerFont(TTFont("Specimen", str(path)))
        except TTFError:
            continue
        return "Specimen"
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def reportlab_pdf(report: Report = REPORT, **options: Any) -> bytes:
    """``report`` as ReportLab prints it; ``options`` go to its document template, ``furniture`` draws on each page."""

    body = ParagraphStyle(
        "body", fontName=font(), fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK", spaceAfter=4
    )
    styles = {
        "body": body,
        "heading": ParagraphStyle("heading", parent=body, fontSize=14, firstLineIndent=0),
        "title": ParagraphStyle("title", parent=body, fontSize=18, leading=28, alignment=1, firstLineIndent=0),
        "cell": ParagraphStyle("cell", parent=body, fontSize=9.5, leading=13, firstLineIndent=0),
    }
    furniture: Callable[[Any, Any], None] = options.pop("furniture", lambda canvas, document: None)
    size = options.get("pagesize", A4)
    story = []
    for block in report:
        if isinstance(block, Words):
            story.append(Paragraph(escape(block.text), styles[block.style]))
            continue
        matrix, spans = _matrix(block)
        data = [[Paragraph(escape(text), styles["cell"]) for text in row] for row in matrix]
        widths = [(size[0] - 120) * width for width in block.widths]
        style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        head = options.get("repeat", 0)
        story.append(Grid(data, widths, style=[*style, *spans], repeatRows=head))
    options.pop("repeat", None)
    stream = io.BytesIO()
    margins = {"leftMargin": 60, "rightMargin": 60, "pagesize": size}
    SimpleDocTemplate(stream, **{**margins, **options}).build(story, onFirstPage=furniture, onLaterPages=furniture)
    return stream.getvalue()


def _matrix(table: Table) -> tuple[list[list[str]], list[tuple[Any, ...]]]:
    """Every field of ``table``, and ReportLab's commands for its merged cells."""
    fields: list[list[str]] = [[""] * len(table.widths) for _ in table.rows]
    spans = []
    for row, column, cell in places(table):
        fields[row][column] = cell.text
        if cell.rows > 1 or cell.columns > 1:
            spans.append(("SPAN", (column, row), (column + cell.columns - 1, row + cell.rows - 1)))
    return fields, spans


def places(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """Row and column at which each cell of ``table`` begins."""
    covered: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in covered:
                column += 1
            covered |= {(row + r, column + c) for r in range(cell.rows) for c in range(cell.columns)}
            yield row, column, cell
            column += cell.columns


def html_page(report: Report = REPORT) -> str:
    """``report`` as a web page."""
    tags = {"title": "h1", "heading": "h2", "body": "p"}
    parts = []
    for block in report:
        if isinstance(block, Words):
            parts.append(f"<{tags[block.style]}>{html.escape(block.text)}</{tags[block.style]}>")
            continue
        columns = "".join(f'<col style="width:{width:.0%}">' for width in block.widths)
        rows = "".join(
            "<tr>"
            + "".join(f'<td rowspan="{c.rows}" colspan="{c.columns}">{html.escape(c.text)}</td>' for c in row)
            + "</tr>"
            for row in block.rows
        )
        parts.append(f"<table><colgroup>{columns}</colgroup>{rows}</table>")
    style = (
        "body{font:12pt/1.8 'Noto Sans CJK SC','WenQuanYi Micro Hei',sans-serif}p{text-indent:2em;margin:.2em 0}"
        "h1{font-size:18pt;text-align:center}h2{font-size:14pt;margin:.4em 0}"
        "table{border-collapse:collapse;width:100%;font-size:10pt}td{border:1px solid #000;padding:2px 4px}"
    )
    title = next(block.text for block in report if isinstance(block, Words))
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
        f"</head><body>{''.join(parts)}</body></html>"
    )


def chromium_pdf(report: Report = REPORT) -> bytes:
    """``report`` as Chromium prints it to PDF."""
    browser = program("chromium", "chromium-browser", "google-chrome")
    with TemporaryDirectory() as folder:
        page, printed = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_text(html_page(report), encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/p"]
        subprocess.run(
            [browser, *flags, f"--print-to-pdf={printed}", page.as_uri()], check=True, capture_output=True, timeout=120
        )
        return printed.read_bytes()


def docx(report: Report = REPORT) -> bytes:
    """``report`` as a Word document."""

    document = word.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Noto Sans CJK SC", Pt(12)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Sans CJK SC")
    for block in report:
        if isinstance(block, Words):
            paragraph = document.add_paragraph()
            run = paragraph.add_run(block.text)
            if block.style == "body":
                paragraph.paragraph_format.first_line_indent = Pt(24)
            else:
                run.font.size = Pt(18 if block.style == "title" else 14)
            if block.style == "title":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            continue
        table = document.add_table(len(block.rows), len(block.widths), style="Table Grid")
        table.autofit = False
        for column, width in enumerate(block.widths):
            for cell in table.columns[column].cells:
                cell.width = Cm(15 * width)
        for row, column, cell in places(block):
            first = table.cell(row, column)
            merged = first.merge(table.cell(row + cell.rows - 1, column + cell.columns - 1))
            merged.text = cell.text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def xlsx(report: Report = REPORT) -> bytes:
    """``report`` as a workbook: its words on the first sheet, each table on a sheet of its own."""

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "报告"
    for block in report:
        if isinstance(block, Words):
            sheet.append([block.text])
            continue
        sheet = book.create_sheet(f"附表{len(book.sheetnames)}")
        for row, column, cell in places(block):
            sheet.cell(row + 1, column + 1, cell.text)
            if cell.rows > 1 or cell.columns > 1:
                last = row + cell.rows, column + cell.columns
                sheet.merge_cells(start_row=row + 1, start_column=column + 1, end_row=last[0], end_column=last[1])
        sheet = book.create_sheet(f"报告{len(book.sheetnames)}")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def converted(data: bytes, suffix: str, target: str) -> bytes:
    """``data``, a file with ``suffix``, as LibreOffice saves it in the format ``target``."""
    office = program("soffice", "libreoffice")
    with TemporaryDirectory() as folder:
        source = Path(folder, f"report.{suffix}")
        source.write_bytes(data)
        settings = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [office, settings, "--headless", "--convert-to", target, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return Path(folder, f"report.{target.partition(':')[0]}").read_bytes()


@cache
def scanned() -> tuple[bytes, bytes, Any]:
    """A page as PDF, the same as a scan that lies askew, and the document that is read from the scan."""
    pytest.importorskip("rapidocr")

    pdf = reportlab_pdf()
    image = scan(pdf, skew=1.6, dpi=150)
    return pdf, image, read_document(image, "扫描件.jpg", limits=Limits(seconds=900))


def scan(
    pdf: bytes, *, skew: float = 0.0, dpi: int = 200, page: int = 0, noise: float = 6.0, stamp: bool = False
) -> bytes:
    """A page of ``pdf`` as a scanner sees it: turned clockwise by ``skew`` degrees, with noise, with a red stamp."""

    with pypdfium2.PdfDocument(pdf) as document:
        image = document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    if stamp:
        radius, middle = dpi * 0.8, (image.width * 0.68, image.height * 0.3)
        box = [middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius]
        layer = image.copy()
        draw = ImageDraw.Draw(layer)
        draw.ellipse(box, outline=(205, 45, 40), width=max(2, dpi // 18))
        draw.regular_polygon((*middle, radius * 0.3), 5, fill=(205, 45, 40))
        image = Image.fromarray(np.minimum(np.asarray(image), np.asarray(layer)))
    image = image.rotate(-skew, resample=Image.Resampling.BICUBIC, fillcolor="white")
    pixels = np.asarray(image).astype(np.int16)
    pixels = pixels + np.random.default_rng(3).normal(0, noise, pixels.shape).astype(np.int16)
    stream = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(stream, "JPEG", quality=85, dpi=(dpi, dpi))
    return stream.getvalue()


PAGE = 210.0, 297.0
MARGIN, SIZE, LEADING = 20.0, 4.2, 7.4
OFD = "http://www.ofdspec.org/2016"


def ofd(report: Report = REPORT) -> bytes:
    """``report`` as an OFD file (GB/T 33190) of one page or more, typeset here: text objects and ruled paths."""
    pages: list[list[str]] = [[]]
    y = MARGIN
    for block in report:
        height = sum(_heights(block)) if isinstance(block, Table) else LEADING * len(list(_wrapped(block)))
        if y + height > PAGE[1] - MARGIN:
            pages.append([])
            y = MARGIN
        pages[-1] += _ruled(block, y) if isinstance(block, Table) else _set(block, y)
        y += height + (3.0 if isinstance(block, Table) else 0.0)
    return package([f"<ofd:Layer ID='2'>{''.join(objects)}</ofd:Layer>" for objects in pages])


def package(layers: Sequence[str]) -> bytes:
    """An OFD file with a page for each of ``layers``."""
    area = f"<ofd:PageArea><ofd:PhysicalBox>0 0 {PAGE[0]} {PAGE[1]}</ofd:PhysicalBox></ofd:PageArea>"
    listed = "".join(f"<ofd:Page ID='{n + 10}' BaseLoc='Pages/Page_{n}/Content.xml'/>" for n in range(len(layers)))
    start = f"<?xml version='1.0' encoding='UTF-8'?><ofd:{{}} xmlns:ofd='{OFD}'>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f"<?xml version='1.0' encoding='UTF-8'?><ofd:OFD xmlns:ofd='{OFD}' Version='1.0' DocType='OFD'>"
            "<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        archive.writestr(
            "Doc_0/Document.xml",
            start.format("Document")
            + f"<ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID>{area}</ofd:CommonData>"
            + f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for number, layer in enumerate(layers):
            content = start.format("Page") + f"<ofd:Content>{layer}</ofd:Content></ofd:Page>"
            archive.writestr(f"Doc_0/Pages/Page_{number}/Content.xml", content)
    return stream.getvalue()


def text_object(text: str, x: float, y: float, size: float) -> str:
    """A line of text with its baseline at ``y`` and the advance of each character, in millimetres."""
    steps = " ".join(f"{size if ord(char) > 0x2000 else size / 2:g}" for char in text[:-1])
    deltas = f" DeltaX='{steps}'" if steps else ""
    return (
        f"<ofd:TextObject ID='3' Boundary='{x:g} {y - size:g} {PAGE[0]} {size * 1.3:g}' Font='1' Size='{size:g}'>"
        f"<ofd:TextCode X='0' Y='{size:g}'{deltas}>{escape(text)}</ofd:TextCode></ofd:TextObject>"
    )


def _width(text: str, size: float) -> float:
    return sum(size if ord(char) > 0x2000 else size / 2 for char in text)


def _broken(text: str, width: float, size: float) -> Iterator[str]:
    line = ""
    for char in text:
        if _width(line + char, size) > width:
            yield line
            line = ""
        line += char
    if line:
        yield line


def _wrapped(words: Words) -> Iterator[tuple[float, str]]:
    """The lines of a paragraph and their indents."""
    size = SIZE * 1.4 if words.style == "title" else SIZE
    width = PAGE[0] - 2 * MARGIN
    if words.style == "title":
        yield from (((width - _width(line, size)) / 2, line) for line in _broken(words.text, width, size))
        return
    indent = 2 * SIZE if words.style == "body" else 0.0
    first = next(_broken(words.text, width - indent, size))
    yield indent, first
    yield from ((0.0, line) for line in _broken(words.text[len(first) :], width, size))


def _set(words: Words, y: float) -> list[str]:
    size = SIZE * 1.4 if words.style == "title" else SIZE
    return [
        text_object(line, MARGIN + indent, y + LEADING * (number + 1) - 2, size)
        for number, (indent, line) in enumerate(_wrapped(words))
    ]


CELL_SIZE, PADDING = 3.4, 1.0


def _heights(table: Table) -> list[float]:
    lines = [1] * len(table.rows)
    for row, column, cell in places(table):
        width = (PAGE[0] - 2 * MARGIN) * sum(table.widths[column : column + cell.columns]) - 2 * PADDING
        lines[row] = max(lines[row], -(-len(list(_broken(cell.text, width, CELL_SIZE))) // cell.rows))
    return [2 * PADDING + 5.0 * count for count in lines]


def _ruled(table: Table, top: float) -> list[str]:
    heights = _heights(table)
    ys = [top + sum(heights[:index]) for index in range(len(heights) + 1)]
    xs = [MARGIN + (PAGE[0] - 2 * MARGIN) * sum(table.widths[:index]) for index in range(len(table.widths) + 1)]
    objects = []
    for row, column, cell in places(table):
        left, right = xs[column], xs[column + cell.columns]
        up, down = ys[row], ys[row + cell.rows]
        objects.append(
            f"<ofd:PathObject ID='4' Boundary='{left:g} {up:g} {right - left:g} {down - up:g}' Stroke='true'>"
            f"<ofd:AbbreviatedData>M 0 0 L {right - left:g} 0 L {right - left:g} {down - up:g} "
            f"L 0 {down - up:g} C</ofd:AbbreviatedData></ofd:PathObject>"
        )
        for number, line in enumerate(_broken(cell.text, right - left - 2 * PADDING, CELL_SIZE)):
            objects.append(text_object(line, left + PADDING, up + PADDING + 5.0 * number + 3.8, CELL_SIZE))
    return objects
