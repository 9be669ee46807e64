"""An extraction as a Word document: the report with its entities marked, and a comment where it contradicts itself."""

import io
from collections.abc import Iterator, Mapping, Sequence

import docx
from docx.document import Document as Word
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from service.checks import Check, Status
from service.extraction import Extraction
from service.page.spans import Line, Piece, lines_of, marked_spans
from service.wording import RULES, label_name

COLOURS: Mapping[str, WD_COLOR_INDEX] = {
    "INDICATOR": WD_COLOR_INDEX.TURQUOISE,
    "AMOUNT": WD_COLOR_INDEX.YELLOW,
    "COUNT": WD_COLOR_INDEX.BRIGHT_GREEN,
    "RATE": WD_COLOR_INDEX.PINK,
    "FULL_MARK": WD_COLOR_INDEX.GRAY_25,
    "SCORE": WD_COLOR_INDEX.GRAY_25,
    "DEDUCTION": WD_COLOR_INDEX.GRAY_25,
}
"""Word has fifteen highlights; labels that are not here are set in italics."""

AUTHOR, INITIALS = "绩析", "绩"
FONT = "宋体"
UNPRINTABLE = {code: "" for code in range(32) if code not in (9, 10)}
"""XML has no place for other control characters."""


def word_of(extraction: Extraction) -> bytes:
    """The bytes of the document."""
    word = docx.Document()
    _dress(word, extraction)
    runs: dict[str, list[Run]] = {}
    _legend(word, extraction)
    for group in lines_of(extraction, marked_spans(extraction)):
        if group[0].is_row:
            _table(word, group, runs)
        else:
            for line in group:
                paragraph = word.add_heading(level=min(line.level, 4)) if line.level else word.add_paragraph()
                _write(paragraph, line.cells[0], runs)
    for check in extraction.checks_with(Status.VIOLATED):
        _comment(word, check, runs)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _dress(word: Word, extraction: Extraction) -> None:
    word.core_properties.title = (extraction.document.title or "").translate(UNPRINTABLE)
    word.core_properties.author = AUTHOR
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Heading 4"):
        style = word.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    word.styles["Normal"].font.size = Pt(11)


def _legend(word: Word, extraction: Extraction) -> None:
    paragraph = word.add_paragraph()
    paragraph.add_run("图例：").bold = True
    for label in dict.fromkeys(entity.label for entity in extraction.entities):
        _mark(paragraph.add_run(label_name(label)), label.value)
        paragraph.add_run(" ")


def _table(word: Word, group: Sequence[Line], runs: dict[str, list[Run]]) -> None:
    table = word.add_table(len(group), max(len(line.cells) for line in group), style="Table Grid")
    for row, line in zip(table.rows, group, strict=True):
        for cell, pieces in zip(row.cells, line.cells, strict=False):
            _write(cell.paragraphs[0], pieces, runs)


def _write(paragraph: Paragraph, pieces: Sequence[Piece], runs: dict[str, list[Run]]) -> None:
    for piece in pieces:
        run = paragraph.add_run(piece.text.translate(UNPRINTABLE))
        if piece.label:
            _mark(run, piece.label)
        for record in piece.records.split():
            runs.setdefault(record, []).append(run)


def _mark(run: Run, label: str) -> None:
    colour = COLOURS.get(label)
    if colour is None:
        run.italic = True
    else:
        run.font.highlight_color = colour


def _comment(word: Word, check: Check, runs: Mapping[str, Sequence[Run]]) -> None:
    """A comment on each side of what does not add up; a record that is not in the text has no place for one."""
    for side in _sides(check, runs):
        word.add_comment(side, f"{RULES[check.rule]}：{check.message}", AUTHOR, INITIALS)


def _sides(check: Check, runs: Mapping[str, Sequence[Run]]) -> Iterator[Run]:
    seen = set()
    for record in check.records:
        if found := runs.get(record):
            last = found[-1]
            if id(last) not in seen:
                seen.add(id(last))
                yield last
