import pytest

from service.documents import Document, read_document

PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>信息公开</title><style>p{}</style></head><body>
<div class="nav"><a href="/">首页</a> <a href="/gk">信息公开</a></div>
<div id="zoom"><h1>汀岚县水务局2023年度部门决算</h1>
<p>&nbsp;&nbsp;全年收入<b>1,234.5</b>万元，<!-- 注释 -->支出<span>1,200</span>万元。</p><p>第一行<br>第二行</p>
<table><thead><tr><th rowspan="2">项目</th><th colspan="2">预算</th></tr><tr><th>上年</th><th>本年</th></tr></thead>
<tbody><tr><td>供<br>水</td><td>60</td><td></td></tr><tr><td colspan="3">合计见附件</td></tr></tbody></table>
<script>var secret = 1</script><p style="display: none">看不见</p></div>
<div class="footer">版权所有</div></body></html>"""
TEXT = (
    "汀岚县水务局2023年度部门决算\n全年收入1,234.5万元，支出1,200万元。\n第一行\n第二行\n"
    "项目 | 预算上年 | 预算本年\n供水 | 60 | |\n合计见附件\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_main_content_is_read_in_every_encoding(encoding: str) -> None:
    assert read_document(PAGE.encode(encoding)).text == TEXT


def test_places_are_nodes() -> None:
    document = read_document(PAGE.encode())
    assert document.source is not None
    nodes = {document.text[one.start : one.end]: one.place.node for one in document.source.segments}
    assert (nodes["第二行"], nodes["60"]) == ("p4", "t1r3c2")


def test_a_page_without_a_known_frame_loses_its_navigation_only() -> None:
    page = (
        "<html><body><nav>首页</nav><div><p>一、概况</p><p>收入5万元。</p></div>"
        "<footer id='footer'>版权</footer></body></html>"
    )
    assert read_document(page.encode()).text == "一、概况\n收入5万元。\n"


def test_the_footer_of_the_page_goes_and_that_of_an_article_stays() -> None:
    article = "<article><p>收入5万元。</p><footer>县水务局，2024年3月</footer></article>"
    page = f"<html><body>{article}<footer>访问量12,345次</footer></body></html>"
    assert read_document(page.encode()).text == "收入5万元。\n县水务局，2024年3月\n"
    bare = "<html><body><div><p>收入5万元。</p></div><footer>访问量12,345次</footer></body></html>"
    assert read_document(bare.encode()).text == "收入5万元。\n"


def test_tables_that_only_place_things_are_read_through() -> None:
    page = (
        "<html><body><table><tr><td>左</td><td><table><tr><td>水费</td><td>5</td></tr><tr><td>电费</td><td>6</td></tr>"
        "</table></td></tr></table></body></html>"
    )
    assert read_document(page.encode()).text == "左\n水费 | 5\n电费 | 6\n"


def test_a_page_saved_with_its_parts_is_read() -> None:
    data = (
        b'From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n'
        b"Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
        + "<html><body><p>收入5万元。</p></body></html>".encode("gb18030")
        + b"\n--x--\n"
    )
    assert read_document(data).text == "收入5万元。\n"


def test_a_page_cut_off_is_read_as_far_as_it_goes() -> None:
    data = PAGE.encode("gb18030")
    whole: Document = read_document(data[: data.index("第二行".encode("gb18030")) + 3])
    assert whole.text.startswith(TEXT[:30])
