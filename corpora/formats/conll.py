"""CoNLL columns: a token and its tag on each line, a blank line for each line end, ``-DOCSTART-`` before each report.

Of two or four (or any number of) columns the first is the token and the last the tag. Tokens are characters or words.

What the form cannot hold: white space other than line ends, spans across line ends, and what a report is besides
its id, text and spans. ``holdable`` says what is left of a report.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpora.formats import conll_tags
from corpora.formats.conll_tags import OUTSIDE, Scheme
from corpora.formats.drafts import Draft, DraftSpan
from corpora.formats.files import File, texts
from corpora.formats.findings import Findings, Place
from corpora.formats.kinds import Unit
from corpora.inline import line_column
from corpora.report import AnnotatedReport
from models.labels import Entity

DOCSTART = "-DOCSTART-"
_NEW_DOCUMENT = re.compile(r"# newdoc(?: id = (.*))?")
_COMMENT = re.compile(r"# .*=")


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    tag: tuple[str, str]
    place: Place


@dataclass
class _Body:
    """The lines of one document; each blank line begins a new sentence."""

    place: Place
    id: str | None
    sentences: list[list[_Token]] = field(default_factory=lambda: [[]])

    def trim(self) -> None:
        """Drop the blank line behind ``-DOCSTART-`` and the one at the end, which end no line of the text."""
        if len(self.sentences) > 1 and not self.sentences[0]:
            del self.sentences[0]
        if len(self.sentences) > 1 and not self.sentences[-1]:
            del self.sentences[-1]


def read(files: list[File], findings: Findings) -> Iterator[Draft]:
    """The documents of ``files``; a file without ``-DOCSTART-`` is one."""
    for file, source in texts(files, findings):
        bodies = [body for body in _bodies(file, source, findings) if any(body.sentences)]
        tags = [[token.tag for token in sentence] for body in bodies for sentence in body.sentences]
        first_edition = conll_tags.starts_with_inside(tags)
        for body in bodies:
            body.trim()
            yield _draft(body, first_edition, findings)


def _bodies(file: File, source: str, findings: Findings) -> Iterator[_Body]:
    body = _Body(Place(file.path), None)
    for number, raw in enumerate(source.removesuffix("\n").split("\n"), start=1):
        line, place = raw.rstrip("\r"), Place(file.path, number)
        columns = line.split("\t") if "\t" in line else line.split()
        new = _NEW_DOCUMENT.fullmatch(line)
        if new or columns[:1] == [DOCSTART]:
            yield body
            body = _Body(place, new[1] if new else _named(columns))
        elif not columns:
            body.sentences.append([])
        elif not _COMMENT.match(line):
            body.sentences[-1].append(_token(line, columns, place, findings))
    yield body


def _named(columns: Sequence[str]) -> str | None:
    """The id of a report, in brackets behind ``-DOCSTART-``."""
    inside = columns[1] if len(columns) > 1 else ""
    return inside[1:-1] if inside[:1] == "(" and inside[-1:] == ")" else None


def _token(line: str, columns: Sequence[str], place: Place, findings: Findings) -> _Token:
    if len(columns) < 2:
        findings.leave_out_span(place, f"“{columns[0]}”之后没有标签列，按 O 计")
        return _Token(columns[0], (OUTSIDE, ""), place)
    place = replace(place, column=len(line) - len(columns[-1]) + 1)
    tag = conll_tags.read_tag(columns[-1].strip())
    if tag is None:
        findings.leave_out_span(place, f"“{columns[-1]}”不是标签，应为 O 或 B-、I-、E-、S- 之类加标签名；按 O 计")
    return _Token(columns[0] or " ", tag or (OUTSIDE, ""), place)


def _draft(body: _Body, first_edition: bool, findings: Findings) -> Draft:
    by_character = all(len(token.word) == 1 for sentence in body.sentences for token in sentence)
    text = ""
    spans: list[DraftSpan] = []
    for number, sentence in enumerate(body.sentences):
        text += "\n" if number else ""
        starts: list[int] = []
        for token in sentence:
            text += " " if starts and not by_character and _apart(text[-1], token.word[0]) else ""
            starts.append(len(text))
            text += token.word
        spans += _spans(sentence, starts, first_edition, findings)
    return Draft(text, spans, body.place, body.id, counted=False)


def _apart(before: str, after: str) -> bool:
    """Whether two words must have had white space between them: run together they would have been one."""
    return (before + after).isascii() and (before + after).isalnum()


def _spans(
    sentence: Sequence[_Token], starts: Sequence[int], first_edition: bool, findings: Findings
) -> Iterator[DraftSpan]:
    def stray(index: int) -> None:
        if not first_edition:
            role, label = sentence[index].tag
            findings.repaired(sentence[index].place, f"{role}-{label} 之前没有同一标签的开头，按实体的开头计")

    for first, beyond, label in conll_tags.decode([token.tag for token in sentence], stray):
        end = starts[beyond - 1] + len(sentence[beyond - 1].word)
        yield DraftSpan(starts[first], end, label, sentence[first].place)


def holdable(report: AnnotatedReport) -> AnnotatedReport:
    """What this form can hold of ``report``: its text without blanks, and the spans that stay inside a line."""
    kept = [index for index, character in enumerate(report.text) if _held(character)]
    text = "".join(report.text[index] for index in kept)
    ahead = [0] * (len(report.text) + 1)
    for index, character in enumerate(report.text):
        ahead[index + 1] = ahead[index] + _held(character)
    entities = tuple(Entity.cut(text, e.label, ahead[e.start], ahead[e.end]) for e in report.entities if _writable(e))
    return AnnotatedReport(id=report.id, folder="", text=text, entities=entities, records=None)


def _held(character: str) -> bool:
    return character == "\n" or not character.isspace()


def _writable(entity: Entity) -> bool:
    return "\n" not in entity.text and bool(entity.text.strip())


def write(
    reports: Sequence[AnnotatedReport],
    findings: Findings,
    scheme: Scheme = Scheme.BIO,
    unit: Unit = Unit.CHARACTERS,
    columns: int = 2,
) -> dict[str, bytes]:
    """``reports.conll`` in tab-separated columns; what it cannot hold is said in ``findings``."""
    parts = []
    for report in reports:
        _tell_losses(report, findings)
        parts.append(f"{DOCSTART}\t({report.id})\t{OUTSIDE}\n\n")
        parts += _lines(holdable(report), scheme, unit, columns)
    return {"reports.conll": "".join(parts).encode()}


def _row(word: str, tag: str, columns: int) -> str:
    return "\t".join((word, *("_",) * (columns - 2), tag)) + "\n"


def _lines(report: AnnotatedReport, scheme: Scheme, unit: Unit, columns: int) -> Iterator[str]:
    offset = 0
    for line in report.text.split("\n"):
        cuts = _cuts(report, offset, offset + len(line), unit)
        place = {start: index for index, (start, _) in enumerate(cuts)}
        ends = {end: index + 1 for index, (_, end) in enumerate(cuts)}
        spans = [
            (place[e.start], ends[e.end], str(e.label))
            for e in report.entities
            if offset <= e.start and e.end <= offset + len(line)
        ]
        for (start, end), tag in zip(cuts, conll_tags.encode(len(cuts), spans, scheme), strict=True):
            yield _row(report.text[start:end], tag, columns)
        yield "\n"
        offset += len(line) + 1


def _cuts(report: AnnotatedReport, start: int, end: int, unit: Unit) -> list[tuple[int, int]]:
    """The tokens of the line at ``[start, end)``; no token crosses the border of a span."""
    if unit is Unit.CHARACTERS:
        return [(index, index + 1) for index in range(start, end)]
    from models.segmenter import token_spans  # noqa: PLC0415 -- loads a dictionary

    borders = {edge - start for e in report.entities for edge in (e.start, e.end)}
    return [(start + first, start + last) for first, last in token_spans(report.text[start:end], borders=borders)]


def _tell_losses(report: AnnotatedReport, findings: Findings) -> None:
    where = Path(report.id)
    for entity in report.entities:
        if not _writable(entity):
            place = Place(where, *line_column(report.text, entity.start))
            findings.leave_out_span(place, f"{entity.label} 跨行或只有空白，CoNLL 无法表示")
    blanks = sum(character.isspace() and character != "\n" for character in report.text)
    if blanks:
        findings.note(Place(where), f"CoNLL 不写空白：{blanks} 个空白字符没有写出，偏移随之不同")
