import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents import read_document
from service.errors import DocumentError, DocumentTooLargeError, EmptyDocumentError, UnsupportedDocumentError

REPORT = (
    "汀岚县水务局2023年度部门整体支出绩效自评报告\n\n一、部门基本情况\n"
    "我局负责全县供水、防汛和河湖管理工作，全年完成投资1,860.5万元，新建农村供水站12座，群众满意度98.6%。\n"
)
TRADITIONAL = (
    "汀嵐縣水利局工作報告\n一、預算執行情況\n本年度預算收入壹佰萬元，決算支出九十五萬元，績效評價結果為優。\n" * 3
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk")

chinese = st.text(
    st.sampled_from("年度县局预算支出收入绩效自评得分完成率万元，。；：（）、“”０１２0123456789.%\n 一二三㎡"),
    min_size=1,
).filter(str.strip)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_report_reads_the_same_in_every_encoding(encoding: str) -> None:
    assert read_document(REPORT.encode(encoding)).text == REPORT


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_decides_and_is_dropped(mark: str) -> None:
    assert read_document("\ufeff".encode(mark) + REPORT.encode(mark)).text == REPORT


def test_big5_is_told_from_gb18030() -> None:
    assert read_document(TRADITIONAL.encode("big5")).text == TRADITIONAL


def test_four_byte_gb18030_is_read() -> None:
    text = REPORT + "注：𠮷镇、㐂村。\n"
    assert read_document(text.encode("gb18030")).text == text


@given(chinese)
def test_utf8_is_changed_in_nothing(text: str) -> None:
    assert read_document(text.encode()).text == text


@given(chinese)
def test_a_marked_text_survives_utf16(text: str) -> None:
    assert read_document(text.encode("utf-16")).text == text


@given(st.lists(chinese, min_size=1))
def test_only_line_endings_change(lines: list[str]) -> None:
    assert read_document("\r\n".join(lines).encode()).text == "\n".join(lines)


def test_a_lone_carriage_return_stays() -> None:
    assert read_document("甲\r乙".encode()).text == "甲\r乙"


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "doc"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"BM\x36\x00\x0c\x00\x00\x00", "BMP"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"<!DOCTYPE html>\n<html></html>", "HTML"),
    ],
)
def test_another_format_is_named_and_advice_given(data: bytes, named: str) -> None:
    with pytest.raises(DocumentError, match=named) as caught:
        read_document(data, "报告.bin")
    assert "报告.bin" in caught.value.message
    assert "UTF-8" in caught.value.message


@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x01\x00", b"MZ\x90\x00\x03\x00\x00\x00"])
def test_nobody_is_told_to_save_a_program_as_text(data: bytes) -> None:
    with pytest.raises(UnsupportedDocumentError, match="“安装”是可执行程序") as caught:
        read_document(data, "安装")
    assert "另存" not in caught.value.message


def test_a_text_may_begin_with_the_letters_of_a_format() -> None:
    assert read_document("BM指数2023年为98.6。".encode()).text.startswith("BM")


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f", "\x85"])
def test_a_control_character_is_told_with_its_line(control: str) -> None:
    with pytest.raises(DocumentError, match="第 2 行"):
        read_document(f"一、概况\n收入{control}1万元，支出1万元。\n".encode())


def test_tabs_and_page_breaks_may_stand() -> None:
    assert read_document("收入\t1万元\f支出\t1万元".encode()).text == "收入\t1万元\f支出\t1万元"


@pytest.mark.parametrize("data", [b"", b" \n\t ", "　\u00a0\n".encode(), codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_blank_input_is_an_error_of_its_own(data: bytes) -> None:
    with pytest.raises(EmptyDocumentError, match="需要一份有文字的报告"):
        read_document(data)


def test_random_bytes_are_refused() -> None:
    noise = random.Random(7)
    for _ in range(50):
        with pytest.raises(DocumentError):
            read_document(noise.randbytes(noise.randint(40, 4_000)))


def test_truncated_utf8_behind_its_mark_is_told_with_its_place() -> None:
    with pytest.raises(DocumentError, match="第 4 个字节"):
        read_document(codecs.BOM_UTF8 + "表".encode() + "表".encode()[:2])


def test_the_limit_counts_bytes_and_can_be_set() -> None:
    assert read_document(b"1" * 100, max_bytes=100)
    with pytest.raises(DocumentTooLargeError, match="最多 100 字节"):
        read_document(b"1" * 101, max_bytes=100)


def test_ten_megabytes_are_read() -> None:
    data = REPORT.encode() * (10 * 1024 * 1024 // len(REPORT.encode()) + 1)
    assert len(read_document(data).text.encode()) == len(data)


@pytest.mark.parametrize(
    "unit", [" ", "　", ".", "…", "1", "一", "（", "附 ", "2023 ", "《", "|", "目录\n", "一、\n", "1."]
)
@pytest.mark.parametrize("before", ["", "一、", "附件", "主管部门"])
def test_no_repetition_makes_reading_more_than_linear(before: str, unit: str) -> None:
    text = before + unit * (100_000 // len(unit)) + "甲"
    assert read_document(text.encode()).text == text
