import io
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from service.documents import Document, read_document


def read(document: Any, name: str = "报告.docx") -> Document:
    stream = io.BytesIO()
    document.save(stream)
    return read_document(stream.getvalue(), name)


def node_of(document: Document, words: str) -> str | None:
    assert document.source is not None
    start = document.text.index(words)
    return document.source.places(start, start + len(words))[0].node


def test_paragraphs_and_tables_come_in_their_order_with_their_places() -> None:
    word = docx.Document()
    word.add_paragraph("一、概况")
    table = word.add_table(2, 3)
    for row, texts in zip(table.rows, (("项目", "预算", "决算"), ("水费", "60", "58.5")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    word.add_paragraph("二、问题")
    document = read(word)
    assert document.text == "一、概况\n项目 | 预算 | 决算\n水费 | 60 | 58.5\n二、问题\n"
    assert (node_of(document, "二、问题"), node_of(document, "58.5")) == ("p2", "t1r2c3")


def test_merged_cells_say_their_text_once() -> None:
    word = docx.Document()
    table = word.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "项目支出绩效自评表"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "产出指标"
    for row, texts in ((1, ("数量", "5")), (2, ("质量", "98%"))):
        table.cell(row, 1).text, table.cell(row, 2).text = texts
    assert read(word).text == "项目支出绩效自评表\n产出指标 | 数量 | 5\n|  | 质量 | 98%\n"


def test_headers_and_footers_are_apart_but_remembered() -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "汀岚县水务局文件"
    word.add_paragraph("正文。")
    document = read(word)
    assert document.text == "正文。\n"
    assert document.source is not None
    assert [one.text for one in document.source.furniture] == ["汀岚县水务局文件"]


def test_text_boxes_are_read_behind_their_anchor_and_only_once() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("锚点")
    box = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    paragraph._p.append(parse_xml(box))
    word.add_paragraph("后文")
    assert read(word).text == "锚点\n框内文字\n后文\n"


def test_automatic_numbers_are_part_of_the_text() -> None:
    word = docx.Document()
    numbering = word.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
        '<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="88"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in ((0, "概况"), (1, "职能"), (1, "机构"), (0, "收支"), (1, "收入")):
        properties = word.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="88"/></w:numPr>')
        )
    assert read(word).text == "一、概况\n（一）职能\n（二）机构\n二、收支\n（一）收入\n"


def test_deletions_hidden_text_and_codes_of_fields_are_not_read() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("收入")
    for piece in (
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>",
        "<w:ins><w:r><w:t>5</w:t></w:r></w:ins>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>',
        "<w:r><w:t>万元</w:t></w:r>",
    ):
        for element in parse_xml(f"<w:x {nsdecls('w')}>{piece}</w:x>"):
            paragraph._p.append(element)
    document = read(word)
    assert document.text == "收入5万元\n"
    assert document.source is not None
    assert any("隐藏" in note for note in document.source.notes)


def test_ticked_boxes_and_comparisons_of_symbol_fonts_are_readable() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("完成率")
    for font, code in (("Symbol", "F0B3"), ("Wingdings 2", "F052")):
        symbol = parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="{font}" w:char="{code}"/></w:r>')
        paragraph._p.append(symbol)
    assert read(word).text == "完成率≥☑\n"


def test_a_frame_of_one_cell_is_no_table() -> None:
    word = docx.Document()
    cell = word.add_table(1, 1).cell(0, 0)
    cell.text = "第一段。"
    cell.add_paragraph("第二段。")
    assert read(word).text == "第一段。\n第二段。\n"


def test_notes_stand_behind_the_text() -> None:
    word = docx.Document()
    word.add_paragraph("收入5万元。")
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.opc.part import Part  # noqa: PLC0415

    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>含上年结转。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    reference = parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>')
    word.paragraphs[0]._p.append(reference)
    document = read(word)
    assert document.text == "收入5万元。\n含上年结转。\n"
    assert node_of(document, "含上年") == "脚注2"
    assert word.paragraphs[0]._p.tag == qn("w:p")
