"""spaCy's DocBin (``.spacy``), read and written by spaCy itself. Spans are sequences of tokens: none is miscounted.

A place in such a file is the number of the document and of the character in it.
"""

import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corpora.formats.drafts import Draft, DraftSpan, known_meta, meta_of
from corpora.formats.files import LARGEST, File
from corpora.formats.findings import Findings, Place, PlacedError
from corpora.report import AnnotatedReport

if TYPE_CHECKING:
    from spacy.tokens import Doc

REPORT = "report"
"""The key of ``doc.user_data`` under which a report's id and fields stand."""


def read(files: list[File], findings: Findings) -> Iterator[Draft]:
    """The documents of ``files``: ``doc.ents``, or where there are none the only span group."""
    for file in files:
        try:
            docs = _docs(file)
        except PlacedError as error:
            findings.leave_out_file(error.place, error.message)
            continue
        for number, doc in enumerate(docs, start=1):
            yield _draft(doc, Place(file.path, number), findings)


def _docs(file: File) -> list["Doc"]:
    import spacy  # noqa: PLC0415 -- takes seconds and is needed for this format alone
    from spacy.tokens import DocBin  # noqa: PLC0415

    try:
        unpacker = zlib.decompressobj()
        unpacker.decompress(file.data, LARGEST)
        if unpacker.unconsumed_tail:
            raise PlacedError(file.place, f"解开后超过 {LARGEST // 2**20} MiB，请分成几个文件")
        return list(DocBin().from_bytes(file.data).get_docs(spacy.blank("zh").vocab))
    except PlacedError:
        raise
    except Exception as error:  # spaCy raises whatever its parsers raise: any of it says that this is no DocBin
        raise PlacedError(file.place, f"不是 spaCy 的 DocBin，或已损坏（{type(error).__name__}）") from error


def _draft(doc: "Doc", place: Place, findings: Findings) -> Draft:
    marked = list(doc.ents)
    groups = [name for name, group in doc.spans.items() if len(group)]
    if not marked and len(groups) == 1:
        marked = list(doc.spans[groups[0]])
        findings.note(place, f"doc.ents 为空，取用片段组“{groups[0]}”")
    elif groups:
        findings.note(place, f"片段组 {'、'.join(groups)} 不导入，只取 doc.ents")
    spans = [
        DraftSpan(
            span.start_char, span.end_char, span.label_, Place(place.path, place.line, span.start_char + 1), span.text
        )
        for span in marked
    ]
    stored = doc.user_data.get(REPORT)
    data = stored if isinstance(stored, dict) else {}
    name = data.get("id")
    return Draft(doc.text, spans, place, name if isinstance(name, str) else None, known_meta(data), counted=False)


def write(reports: Sequence[AnnotatedReport]) -> dict[str, bytes]:
    """``reports.spacy``; tokens are jieba's words, cut where a span begins or ends inside one."""
    from spacy.tokens import DocBin  # noqa: PLC0415

    from models.segmenter import document  # noqa: PLC0415 -- loads spaCy

    store = DocBin(store_user_data=True)
    for report in reports:
        doc = document(report.text, entities=report.entities)
        doc.user_data.clear()
        doc.user_data[REPORT] = {"id": report.id, **meta_of(report)}
        store.add(doc)
    return {"reports.spacy": store.to_bytes()}
