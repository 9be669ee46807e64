"""doccano JSON Lines, in every dialect that its versions have written and its users have fed to it.

The text is called ``text`` or ``data``. Spans are ``[start, end, label]`` under ``label`` or ``labels``, or objects
under ``entities``, ``annotations`` or ``spans``, with ``start_offset``/``end_offset`` or ``start``/``end``; the label
is a name, or in the oldest exports the number of a label, which a mapping has to name. Relations and comments are
not about spans and are passed over with a note. What the service exports has this form too, with ``records`` beside it.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, TypeAdapter

from corpora.formats.drafts import Draft, DraftSpan, known_meta, meta_of
from corpora.formats.files import File
from corpora.formats.findings import Findings, PlacedError
from corpora.formats.json_nodes import Node, Shape, dump_lines, nodes
from corpora.formats.kinds import Dialect
from corpora.report import AnnotatedReport

SPAN_FIELDS = ("label", "labels", "entities", "annotations", "spans")
PASSED_OVER = {"relations": "关系", "Comments": "批注", "comments": "批注", "cats": "分类"}
Word = Annotated[str, Field(coerce_numbers_to_str=True)]


class _Document(Shape):
    text: str = Field(validation_alias=AliasChoices("text", "data"))
    id: Word | None = None
    meta: Any = None


class _Object(Shape):
    start: int = Field(validation_alias=AliasChoices("start_offset", "start"))
    end: int = Field(validation_alias=AliasChoices("end_offset", "end"))
    label: Word
    text: str | None = None


class _Mention(Shape):
    label: str
    start: int
    end: int
    text: str


class _Record(BaseModel):
    """A record of the contract, of which only the mentions have to be understood."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    mentions: list[_Mention]
    confidence: Any = Field(default=None, exclude=True)  # a model's: what people have looked over is certain


_RECORDS = TypeAdapter(list[_Record])
_TRIPLE = TypeAdapter(tuple[int, int, Word])


def read(files: list[File], findings: Findings) -> Iterator[Draft]:
    """The documents of ``files``."""
    for node in nodes(files, findings):
        try:
            yield _draft(node, findings)
        except PlacedError as error:
            findings.leave_out_report(error.place, error.message)


def _draft(node: Node, findings: Findings) -> Draft:
    document = node.shaped(_Document)
    for name in PASSED_OVER.keys() & node.value.keys():
        if node.value[name]:
            findings.note(node.at([name]), f"{PASSED_OVER[name]}不导入")
    described = document.meta if isinstance(document.meta, dict) else {}
    meta = known_meta({**node.value, **described})
    name = described.get("id", document.id)
    return Draft(
        text=document.text,
        spans=list(_spans(node, findings)),
        place=node.at(),
        id=None if name is None else str(name),
        meta=meta,
        records=_records(node, findings),
    )


def _records(node: Node, findings: Findings) -> list[dict[str, Any]] | None:
    if node.value.get("records") is None:
        return None
    try:
        return [record.model_dump() for record in node.shaped(_RECORDS, ["records"])]
    except PlacedError as error:
        findings.note(error.place, f"{error.message}；这份报告的记录不导入")
        return None


def _spans(node: Node, findings: Findings) -> Iterator[DraftSpan]:
    name = next((name for name in SPAN_FIELDS if isinstance(node.value.get(name), list)), None)
    if name is None:
        findings.note(node.at(), "没有标注（没有 label、labels 或 entities）；若尚未标注，请从文件中去掉")
        return
    if not node.value[name]:
        findings.note(node.at([name]), "没有一个片段；若尚未标注，请从文件中去掉")
    for index, item in enumerate(node.value[name]):
        path = (name, index)
        if isinstance(item, str):
            findings.note(node.at(path), f"“{item}”是整篇的分类，不导入")
            continue
        try:
            yield _span(node, path, item)
        except PlacedError as error:
            findings.leave_out_span(error.place, error.message)


def _span(node: Node, path: Sequence[int | str], item: object) -> DraftSpan:
    if isinstance(item, list):
        start, end, label = node.shaped(_TRIPLE, path)
        return DraftSpan(start, end, label, node.at(path))
    shape = node.shaped(_Object, path)
    return DraftSpan(shape.start, shape.end, shape.label, node.at(path), shape.text)


def write(reports: Sequence[AnnotatedReport], dialect: Dialect = Dialect.TRIPLES) -> dict[str, bytes]:
    """``reports.jsonl``; what a report is besides text and spans goes under ``meta``."""
    return {"reports.jsonl": dump_lines(_object(report, dialect) for report in reports)}


def _object(report: AnnotatedReport, dialect: Dialect) -> dict[str, Any]:
    head = {"id": report.id, "text": report.text}
    if dialect is Dialect.TRIPLES:
        spans: dict[str, Any] = {"label": [[e.start, e.end, str(e.label)] for e in report.entities]}
    else:
        spans = {
            "entities": [
                {"id": number, "label": str(e.label), "start_offset": e.start, "end_offset": e.end, "text": e.text}
                for number, e in enumerate(report.entities, start=1)
            ],
            "relations": [],
        }
    return head | spans | {"Comments": [], "meta": meta_of(report)}
