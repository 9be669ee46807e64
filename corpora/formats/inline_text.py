"""Our own form: ``⟦LABEL|text⟧`` in a text file, with what else is known in a JSON file of the same name beside it."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from corpora import inline
from corpora.errors import InlineError
from corpora.formats.drafts import Draft, DraftSpan, known_meta
from corpora.formats.files import File, texts
from corpora.formats.findings import Findings, Place, PlacedError
from corpora.report import INLINE_SUFFIX, AnnotatedReport, render_sidecar
from models.labels import Label

_HEAD = re.compile(r"\\[⟦⟧\\]|⟦([^|⟦⟧\\\n]*)\|")


def read(files: list[File], findings: Findings) -> Iterator[Draft]:
    """A draft for each text file of ``files``."""
    sidecars = {file.name: file for file in files if file.name.endswith(".json")}
    for file, source in texts([file for file in files if file.name.endswith(".txt")], findings):
        try:
            marked, spans = _parse(file, source)
        except PlacedError as error:
            findings.leave_out_report(error.place, error.message)
            continue
        name, meta = _described(file, sidecars, findings)
        yield Draft(marked, spans, file.place, name, meta, counted=False)


def _parse(file: File, source: str) -> tuple[str, list[DraftSpan]]:
    """The text and spans of ``source``, whose labels need not be known: the parser sees a known one in their place."""
    heads = [match for match in _HEAD.finditer(source) if match[1] is not None]
    known = [match[1] if match[1] in set(Label) else str(Label.INDICATOR) for match in heads]
    parts, done = [], 0
    for match, label in zip(heads, known, strict=True):
        parts += [source[done : match.start(1)], label]
        done = match.end(1)
    try:
        marked = inline.parse("".join([*parts, source[done:]]))
    except InlineError as error:
        shift = sum(
            len(label) - len(match[1])
            for match, label in zip(heads, known, strict=True)
            if (place := inline.line_column(source, match.start()))[0] == error.line and place[1] < error.column
        )
        raise PlacedError(Place(file.path, error.line, error.column - shift), error.message) from error
    spans = [
        DraftSpan(e.start, e.end, match[1], Place(file.path, *inline.line_column(source, match.start())), e.text)
        for e, match in zip(marked.entities, heads, strict=True)
    ]
    return marked.text, spans


def _described(file: File, sidecars: dict[str, File], findings: Findings) -> tuple[str, dict[str, str]]:
    """The id and the fields that the place and the JSON file of ``file`` give it."""
    path = PurePosixPath(file.name)
    number = path.name.removesuffix(INLINE_SUFFIX).removesuffix(".txt")
    folder = path.parent.name or file.path.parent.name or "inline"
    beside = sidecars.get(str(path.with_name(f"{number}.json")))
    if beside is None:
        return f"{folder}-{number}", {"folder": folder}
    try:
        data = json.loads(beside.text())
    except (PlacedError, json.JSONDecodeError) as error:
        findings.note(beside.place, f"旁边的 JSON 不可用，只取正文与实体：{error}")
        data = {}
    if not isinstance(data, dict):
        findings.note(beside.place, "旁边的 JSON 不是对象，只取正文与实体")
        data = {}
    if data.get("records"):
        findings.note(beside.place, "记录不随格式转换导入，须另行标注或由程序生成")
    return str(data.get("id") or f"{folder}-{number}"), {"folder": folder, **known_meta(data)}


def write(reports: Sequence[AnnotatedReport]) -> dict[str, bytes]:
    """The two files of each report, ``folder/number``."""
    written: dict[str, bytes] = {}
    for report in reports:
        written[f"{report.key}{INLINE_SUFFIX}"] = inline.render(report.text, report.entities).encode()
        written[f"{report.key}.json"] = render_sidecar(report).encode()
    return written
