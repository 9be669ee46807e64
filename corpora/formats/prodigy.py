"""Prodigy JSON Lines: ``text``, ``spans``, ``tokens`` and an ``answer``. Only accepted examples are gold."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field

from corpora.formats.drafts import Draft, DraftSpan, known_meta, meta_of
from corpora.formats.files import File
from corpora.formats.findings import Findings, PlacedError
from corpora.formats.json_nodes import Node, Shape, dump_lines, nodes
from corpora.report import AnnotatedReport

ACCEPT = "accept"
ANSWERS = {"reject": "被拒绝", "ignore": "被跳过"}
PASSED_OVER = {"relations": "关系", "options": "选项", "accept": "选项"}


class _Token(Shape):
    text: str
    id: int
    ws: bool = False


class _Example(Shape):
    text: str
    answer: str = ACCEPT
    meta: dict[str, Any] = Field(default_factory=dict)
    input_hash: Annotated[str | None, Field(alias="_input_hash", coerce_numbers_to_str=True)] = None


class _Span(Shape):
    start: int
    end: int
    label: str
    text: str | None = None
    token_start: int | None = None
    token_end: int | None = None


def read(files: list[File], findings: Findings) -> Iterator[Draft]:
    """The accepted examples of ``files``."""
    for node in nodes(files, findings):
        try:
            example = node.shaped(_Example)
            if example.answer == ACCEPT:
                yield _draft(node, example, findings)
            else:
                findings.note(
                    node.at(["answer"]), f"这一条{ANSWERS.get(example.answer, f'的回答是“{example.answer}”')}，不导入"
                )
        except PlacedError as error:
            findings.leave_out_report(error.place, error.message)


def _draft(node: Node, example: _Example, findings: Findings) -> Draft:
    for name in PASSED_OVER.keys() & node.value.keys():
        findings.note(node.at([name]), f"{PASSED_OVER[name]}不导入")
    tokens = {token.id: token for token in _tokens(node, findings)}
    spans = list(_spans(node, tokens, findings))
    name = example.meta.get("id", example.input_hash)
    return Draft(example.text, spans, node.at(), None if name is None else str(name), known_meta(example.meta))


def _tokens(node: Node, findings: Findings) -> list[_Token]:
    try:
        return [node.shaped(_Token, ("tokens", index)) for index in range(node.length(["tokens"]))]
    except PlacedError as error:
        findings.note(error.place, f"词元不可用：{error.message}")
        return []


def _spans(node: Node, tokens: dict[int, _Token], findings: Findings) -> Iterator[DraftSpan]:
    number = node.length(["spans"])
    if not number:
        findings.note(node.at(), "没有一个片段；若尚未标注，请从文件中去掉")
    for index in range(number):
        path = ("spans", index)
        try:
            span = node.shaped(_Span, path)
        except PlacedError as error:
            findings.leave_out_span(error.place, error.message)
            continue
        surface = span.text if span.text is not None else _surface(span, tokens)
        yield DraftSpan(span.start, span.end, span.label, node.at(path), surface)


def _surface(span: _Span, tokens: dict[int, _Token]) -> str | None:
    """What the tokens of ``span`` say; ``None`` where the file does not give them all."""
    if span.token_start is None or span.token_end is None:
        return None
    numbers = range(span.token_start, span.token_end + 1)
    if not numbers or any(number not in tokens for number in numbers):
        return None
    words = [tokens[number] for number in numbers]
    return "".join(word.text + " " * word.ws for word in words[:-1]) + words[-1].text


def write(reports: Sequence[AnnotatedReport]) -> dict[str, bytes]:
    """``reports.jsonl`` of accepted examples whose tokens are the spans and what lies between them."""
    return {"reports.jsonl": dump_lines(_object(report) for report in reports)}


def _object(report: AnnotatedReport) -> dict[str, Any]:
    edges = sorted({0, len(report.text), *(edge for e in report.entities for edge in (e.start, e.end))})
    first = {start: number for number, start in enumerate(edges)}
    return {
        "text": report.text,
        "tokens": [
            {"text": report.text[start:end], "start": start, "end": end, "id": number, "ws": False}
            for number, (start, end) in enumerate(pairwise(edges))
        ],
        "spans": [
            {
                "start": e.start,
                "end": e.end,
                "label": str(e.label),
                "token_start": first[e.start],
                "token_end": first[e.end] - 1,
            }
            for e in report.entities
        ],
        "answer": ACCEPT,
        "meta": {"id": report.id, **meta_of(report)},
    }
