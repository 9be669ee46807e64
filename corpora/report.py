"""An annotated report and its two files: ``NN.inline.txt`` (text, entities) and ``NN.json`` (the rest)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpora import inline
from corpora.errors import CorpusError, InlineError
from models.labels import Entity, Label

META_FIELDS = ("family", "skeleton", "province", "difficulty", "title", "organisation", "fiscal_year")
INLINE_SUFFIX = ".inline.txt"


@dataclass(frozen=True, slots=True)
class AnnotatedReport:
    """A report with gold annotation.

    ``entities`` are sorted and do not overlap. ``records`` follow the record contract, with ``mentions`` as objects
    ``label, start, end, text``; ``None`` means that nobody has annotated the records, an empty tuple that there
    are none. ``violations`` and ``holds`` are the arithmetic claims that are known to fail and to hold.
    ``own_labels``: the labels beyond the guide that its annotators looked for as well.
    """

    id: str
    folder: str
    text: str
    entities: tuple[Entity, ...]
    records: tuple[dict[str, Any], ...] | None
    violations: tuple[dict[str, Any], ...] = ()
    holds: tuple[dict[str, Any], ...] = ()
    family: str = "other"
    skeleton: str = ""
    province: str = ""
    difficulty: str = ""
    title: str = ""
    organisation: str = ""
    fiscal_year: str | None = None
    own_labels: frozenset[Label] = frozenset()

    @property
    def key(self) -> str:
        """``folder/number``, the name that the splits use."""
        return f"{self.folder}/{self.id.rsplit('-', 1)[-1]}"

    @property
    def meta(self) -> dict[str, str | None]:
        """The fields that describe the document as a whole."""
        return {name: getattr(self, name) for name in META_FIELDS}


def json_path(path: Path) -> Path:
    """The JSON file beside the inline file ``path``."""
    return path.with_name(path.name.removesuffix(INLINE_SUFFIX) + ".json")


def read_text(path: Path) -> str:
    """The characters of ``path`` as they stand; raises ``CorpusError`` where it cannot be read as UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}：无法按 UTF-8 读取（{error}）") from error


def read_report(path: Path | str) -> AnnotatedReport:
    """The report whose inline file (or JSON file beside it) is ``path``; raises ``CorpusError``."""
    path = Path(path)
    if path.suffix == ".json":
        path = path.with_name(path.stem + INLINE_SUFFIX)
    return make_report(read_inline(path), read_sidecar(json_path(path)), path)


def read_inline(path: Path) -> inline.InlineText:
    """The text and entities of the inline file ``path``; raises ``CorpusError``."""
    try:
        return inline.parse(read_text(path))
    except InlineError as error:
        raise CorpusError(f"{path}：{error}") from error


def read_sidecar(path: Path) -> dict[str, Any]:
    """The JSON object of ``path``; raises ``CorpusError`` where there is none."""
    try:
        data = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise CorpusError(f"{path}：第{error.lineno}行第{error.colno}列：不是合法的 JSON（{error.msg}）") from error
    if not isinstance(data, dict):
        raise CorpusError(f"{path}：应为 JSON 对象，得到 {type(data).__name__}")
    return data


def make_report(marked: inline.InlineText, data: Mapping[str, Any], path: Path) -> AnnotatedReport:
    """Put a report together from its parsed inline source and its JSON object."""
    folder, number = path.parent.name, path.name.removesuffix(INLINE_SUFFIX)
    records = data.get("records")
    return AnnotatedReport(
        id=data.get("id") or f"{folder}-{number}",
        folder=folder,
        text=marked.text,
        entities=marked.entities,
        records=None if records is None else tuple(expand(record, marked.entities) for record in records),
        violations=tuple(data.get("violations") or ()),
        holds=tuple(data.get("holds") or ()),
        **{name: data[name] for name in META_FIELDS if data.get(name) is not None},
    )


def expand(record: Mapping[str, Any], entities: Sequence[Entity]) -> dict[str, Any]:
    """``record`` with each short mention ``[start, text]`` written out as ``label, start, end, text``.

    The label is that of the entity that starts there; ``""`` where none does, which the laws report.
    """
    labels = {entity.start: str(entity.label) for entity in entities}
    return {**record, "mentions": [_mention(mention, labels) for mention in record.get("mentions", ())]}


def _mention(mention: Any, labels: Mapping[int, str]) -> dict[str, Any]:
    if isinstance(mention, dict):
        return mention
    start, text = mention
    return {"label": labels.get(start, ""), "start": start, "end": start + len(text), "text": text}


def write_report(report: AnnotatedReport, root: Path) -> Path:
    """Write the two files of ``report`` under ``root/folder``; the path of the inline file."""
    path = root / report.folder / (report.key.split("/")[1] + INLINE_SUFFIX)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(inline.render(report.text, report.entities).encode())
    json_path(path).write_text(render_sidecar(report), encoding="utf-8", newline="\n")
    return path


def render_sidecar(report: AnnotatedReport) -> str:
    """The JSON file of ``report``: a line for each field, two for each record, so that changes read well."""
    lines = [f' "{name}": {_dump(value)}' for name, value in {"id": report.id, **report.meta}.items()]
    if report.records is None:
        lines.append(' "records": null')
    else:
        lines.append(_list("records", [_record(record) for record in report.records]))
    lines += [_list(name, [_dump(item) for item in getattr(report, name)]) for name in ("violations", "holds")]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _record(record: Mapping[str, Any]) -> str:
    head = _dump({name: value for name, value in record.items() if name != "mentions"})
    mentions = _dump([[mention["start"], mention["text"]] for mention in record["mentions"]])
    return f'{head[:-1]},\n   "mentions": {mentions}}}'


def _list(name: str, items: Sequence[str]) -> str:
    return f' "{name}": [\n  ' + ",\n  ".join(items) + "\n ]" if items else f' "{name}": []'


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
