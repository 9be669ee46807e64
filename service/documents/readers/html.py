"""Web pages: the main content in the order of the page, tables with their spans, scripts and navigation out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from service.documents.blocks import Block, Cell, Grid, Paragraph, Read, Run
from service.documents.encoding import decode
from service.documents.limits import Deadline, Limits
from service.documents.source import Place
from service.errors import DamagedDocumentError, DocumentError, DocumentTooLargeError

Node = Any
"""A node of the parsed page."""
CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
HEAD = 4096
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
DROPPED = frozenset(
    {
        *("script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg", "canvas", "audio"),
        *("video", "nav", "button", "select", "input", "textarea", "form-associated", "-comment", "aside", "dialog"),
    }
)
LINES = frozenset(
    {
        *("p", "div", "section", "article", "main", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "li"),
        *("ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "figure", "figcaption", "center", "form", "fieldset"),
        *("address", "hr", "body", "html", "caption", "tr", "td", "th", "table", "tbody", "thead", "tfoot", "details"),
    }
)
"""Elements that begin and end a line."""
FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumb|crumbs?|sidebar|footer|header|topbar|toolbar|share|copyright|pagination"
    r"|location|position|weizhi|daohang|dqwz|search|advert|ads|banner|related|comment)(?:$|[\s_-])",
    re.IGNORECASE,
)
MAIN = (
    *("article", "main", "#zoom", "#UCAP-CONTENT", ".TRS_Editor", ".trs_editor_view", ".article-content", "#content"),
    *(
        ".article",
        ".content",
        ".pages_content",
        "#article",
        "#main-content",
        ".con_text",
        ".news_content",
        ".wp_articlecontent",
    ),
)
"""Where the systems of government sites put the text of a page."""
LEAST_SHARE = 0.5
"""Of the characters of the page that stand outside navigation: what holds fewer is no main content."""
WIDEST, DEEPEST_SPAN = 1_000, 65_534
"""Spans that the standard of the web allows."""
MOST_NESTED = 400
"""Elements inside elements; pages of word processors stay below fifty."""
TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)(?:[^<>]*/>)?")
UNCLOSED = frozenset(
    {
        *("p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "colgroup", "rt", "rp", "html"),
        *("head", "body", "br", "img", "hr", "input", "meta", "link", "col", "area", "base", "source", "wbr", "param"),
        *("embed", "track", "font", "script", "style"),
    }
)
"""Elements that nobody has to close, or that close themselves."""
INDENT = " \t\n\u00a0\u3000"
BLANKS = re.compile(r"[ \t\n\r\f]+")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_html(data: bytes, limits: Limits) -> Read:
    """The page in ``data``; places are nodes (``p12``, ``t3r2c5``). Nothing that it links to is opened."""
    return _read(decoded(data), limits, "html")


def read_mhtml(data: bytes, limits: Limits) -> Read:
    """The page in a file of a page with all its parts, as word processors and browsers save them."""
    message = message_from_bytes(data, policy=policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            charset = CHINESE.get(str(part.get_content_charset()).lower(), part.get_content_charset())
            if isinstance(content, bytes):
                return _read(decoded(content, charset), limits, "mhtml")
    raise DamagedDocumentError("文件里没有网页正文；请用浏览器打开后另存为 HTML")


def decoded(data: bytes, charset: str | None = None) -> str:
    """The text of a page: UTF-8 where its bytes are, else as it says of itself, else as its bytes tell."""
    if data.startswith(MARKS):
        return decode(data)
    declared = CHARSET.search(data[:HEAD])
    named = charset or (declared[1].decode("ascii").lower() if declared else "")
    for name in ("utf-8", CHINESE.get(named, named)):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        return decode(data)
    except DocumentError:
        if named not in CHINESE and named != "utf-8":
            raise
        # a page cut off in the middle of a character is still a page
        return data.decode(CHINESE.get(named, named), "replace")


def _read(text: str, limits: Limits, format_: str) -> Read:
    _check_depth(text)
    page = LexborHTMLParser(text)
    body = page.body
    walk = _Walk(Deadline(limits))
    blocks = tuple(walk.blocks(_main(body))) if body is not None else ()
    return Read(format_, blocks, notes=tuple(walk.remarks()))


def _check_depth(text: str) -> None:
    """Elements nested without end cost more than linear time in a parser: they are counted before one sees them."""
    depth = 0
    for match in TAG.finditer(text):
        if match[2].lower() not in UNCLOSED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > MOST_NESTED:
                raise DocumentTooLargeError(f"网页的元素嵌套超过 {MOST_NESTED} 层；请检查文件来源")


def _main(body: Node) -> Node:
    """The element that holds the content, or ``body``."""
    whole = _length(body)
    for selector in MAIN:
        found = body.css_first(selector)
        if found is not None and _length(found) >= LEAST_SHARE * whole:
            return found
    return body


def _length(node: Node) -> int:
    return len(BLANKS.sub("", node.text(deep=True) or ""))


def _is_dropped(node: Node) -> bool:
    if node.tag in DROPPED:
        return True
    attributes = node.attributes
    if "hidden" in attributes or HIDDEN.search(attributes.get("style") or ""):
        return True
    if attributes.get("role") in ("navigation", "banner", "contentinfo", "search"):
        return True
    if node.tag == "footer" and not _is_in_article(node):
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return node.tag in ("div", "ul", "section", "header", "footer", "p", "span") and bool(FURNITURE.search(names))


def _is_in_article(node: Node) -> bool:
    """Whether ``node`` belongs to a part of the page: the footer of the page itself tells of the site."""
    while (node := node.parent) is not None:
        if node.tag in ("article", "main", "section"):
            return True
    return False


@dataclass(slots=True)
class _Walk:
    """Goes through a page in document order and counts its paragraphs and tables."""

    deadline: Deadline
    paragraphs: int = 0
    tables: int = 0
    pictures: int = 0
    line: list[str] = field(default_factory=list)

    def blocks(self, node: Node) -> Iterator[Block]:
        """The paragraphs and tables below ``node``."""
        yield from self._inside(node, 0)
        yield from self._end_line()

    def _inside(self, node: Node, depth: int) -> Iterator[Block]:
        if depth > MOST_NESTED:
            self.line.append(BLANKS.sub(" ", node.text(deep=True) or ""))
            return
        for one in node.iter(include_text=True):
            tag = one.tag
            if tag == "-text":
                self.line.append(one.text_content if node.tag == "pre" else BLANKS.sub(" ", one.text_content or ""))
            elif tag == "br":
                yield from self._end_line()
            elif tag == "img":
                self.pictures += 1
            elif _is_dropped(one):
                continue
            elif tag == "table":
                yield from self._end_line()
                yield from self._table(one, depth)
            elif tag in LINES:
                yield from self._end_line()
                yield from self._inside(one, depth + 1)
                yield from self._end_line()
            else:
                yield from self._inside(one, depth + 1)

    def _end_line(self) -> Iterator[Block]:
        text = "".join(self.line).strip(INDENT)
        self.line.clear()
        if text.strip():
            self.deadline.check()
            self.paragraphs += 1
            yield Paragraph((Run(text, Place(node=f"p{self.paragraphs}")),))

    def _table(self, table: Node, depth: int) -> Iterator[Block]:
        """A grid; a table that only places things on the page is read as what is in it."""
        rows = list(_rows(table))
        if _is_layout(rows) or max((len(list(_cells(row))) for row in rows), default=0) <= 1:
            yield from self._inside(_Unframed(table), depth + 1) if depth < MOST_NESTED else ()
            return
        self.tables += 1
        yield Grid(tuple(self._row(row, f"t{self.tables}r{index}") for index, row in enumerate(rows, 1)))

    def _row(self, row: Node, name: str) -> tuple[Cell, ...]:
        self.deadline.check()
        cells = []
        for index, cell in enumerate(_cells(row), 1):
            lines = [line for line in _lines(cell, 0) if line.strip()]
            runs = (Run("\n".join(lines), Place(node=f"{name}c{index}")),) if lines else ()
            attributes = cell.attributes
            rows, columns = _span(attributes.get("rowspan"), DEEPEST_SPAN), _span(attributes.get("colspan"), WIDEST)
            cells.append(Cell(runs, rows, columns))
        return tuple(cells)

    def remarks(self) -> Sequence[str]:
        """Sentences on what was met and not read."""
        return [f"网页引用了 {self.pictures} 张图片，图片里的文字没有读取。"] if self.pictures else []


@dataclass(frozen=True, slots=True)
class _Unframed:
    """A table seen as nothing but its cells in their order."""

    table: Node
    tag: str = "div"

    def iter(self, include_text: bool) -> Iterator[Node]:
        """The cells."""
        del include_text
        for row in _rows(self.table):
            yield from _cells(row)


def _is_layout(rows: Sequence[Node]) -> bool:
    """Whether there is a table in a cell."""
    return any(cell.css_first("table") is not None for row in rows for cell in _cells(row))


def _span(text: str | None, most: int) -> int:
    text = (text or "").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _rows(table: Node) -> Iterator[Node]:
    for one in table.iter():
        if one.tag == "tr":
            yield one
        elif one.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in one.iter() if row.tag == "tr")


def _cells(row: Node) -> Iterator[Node]:
    return (one for one in row.iter() if one.tag in ("td", "th"))


def _lines(node: Node, depth: int) -> list[str]:
    """The lines in a cell."""
    lines = [""]
    for one in node.iter(include_text=True):
        if one.tag == "-text":
            lines[-1] += BLANKS.sub(" ", one.text_content or "")
        elif one.tag == "br":
            lines.append("")
        elif one.tag in DROPPED or depth > MOST_NESTED:
            continue
        else:
            inner = _lines(one, depth + 1)
            if one.tag in LINES:
                lines += [*inner, ""]
            else:
                lines[-1] += inner[0]
                lines += inner[1:]
    return [line.strip(" ") for line in lines]
