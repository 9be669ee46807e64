"""Label Studio JSON: tasks with annotations (``completions`` in old exports) and predictions, and the JSON-MIN form.

Of several annotations of a task the ground truth counts, else the last one; cancelled ones never do. Predictions are
a model's word and count only where they are asked for. A result names its text by ``to_name``.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import AliasChoices, Field

from corpora.formats.drafts import Draft, DraftSpan, known_meta, meta_of
from corpora.formats.files import File
from corpora.formats.findings import Findings, PlacedError
from corpora.formats.json_nodes import Node, Shape, dump_lines, nodes
from corpora.report import AnnotatedReport

LABELS, TEXT = "label", "text"
"""The names of the two tags of the labelling interface that exports are written for."""

Path = tuple[int | str, ...]
Word = Annotated[str, Field(coerce_numbers_to_str=True)]


class _Task(Shape):
    data: dict[str, Any]
    id: Word | None = None


class _Annotation(Shape):
    result: list[Any]
    was_cancelled: bool = False
    ground_truth: bool = False


class _Value(Shape):
    start: int
    end: int
    text: str | None = None


class _Result(Shape):
    type: str
    value: dict[str, Any] = Field(default_factory=dict)
    to_name: str = TEXT


def read(files: list[File], findings: Findings, predictions: bool = False) -> Iterator[Draft]:
    """The tasks of ``files``; with ``predictions``, those without annotation by their last prediction."""
    for node in nodes(files, findings):
        try:
            draft = _minimal(node, findings) if _is_minimal(node.value) else _task(node, findings, predictions)
        except PlacedError as error:
            findings.leave_out_report(error.place, error.message)
            continue
        if draft is not None:
            yield draft


def _is_minimal(value: object) -> bool:
    return isinstance(value, dict) and "data" not in value and isinstance(value.get(TEXT), str)


def _task(node: Node, findings: Findings, predictions: bool) -> Draft | None:
    task: _Task = node.shaped(_Task)
    chosen = _chosen(node, findings)
    if chosen is None and predictions and node.length(["predictions"]):
        chosen = ("predictions", node.length(["predictions"]) - 1, "result")
        node.shaped(_Annotation, chosen[:2])
        findings.note(node.at(chosen), "没有人工标注，按要求取用模型的预测")
    if chosen is None:
        hint = "；有预测可用，如要取用请加 --predictions" if node.value.get("predictions") else ""
        findings.note(node.at(), f"这一任务没有人工标注，不导入{hint}")
        return None
    results = _results(node, chosen, findings)
    field = _text_field(node, task, [result.to_name for _, result in results])
    spans = [
        span
        for path, result in results
        if _belongs(node, path, result, field, findings)
        for span in _spans(node, path, result, findings)
    ]
    name = task.data.get("report_id", task.id)
    return Draft(task.data[field], spans, node.at(), None if name is None else str(name), known_meta(task.data))


def _chosen(node: Node, findings: Findings) -> Path | None:
    """The path of the result list that counts."""
    key = "annotations" if "annotations" in node.value else "completions"
    usable: list[tuple[bool, int]] = []
    for index in range(node.length([key])):
        try:
            annotation = node.shaped(_Annotation, (key, index))
        except PlacedError as error:
            findings.leave_out_span(error.place, f"这一份标注不可用：{error.message}")
            continue
        if annotation.was_cancelled:
            findings.note(node.at((key, index)), "这一份标注已被标注人取消，不导入")
        else:
            usable.append((annotation.ground_truth, index))
    if not usable:
        return None
    *others, (_, best) = sorted(usable)
    for _, index in others:
        findings.note(node.at((key, index)), f"同一任务有多份标注，取用 {node.at((key, best))} 的一份，这一份不导入")
    return key, best, "result"


def _results(node: Node, path: Path, findings: Findings) -> list[tuple[Path, _Result]]:
    """The results at ``path`` that draw spans."""
    found = []
    for index in range(node.length(path)):
        try:
            result = node.shaped(_Result, (*path, index))
        except PlacedError as error:
            findings.leave_out_span(error.place, error.message)
            continue
        if result.type == "labels":
            found.append(((*path, index), result))
        elif result.type == "hypertextlabels":
            findings.leave_out_span(node.at((*path, index)), "网页上的片段没有纯文本的偏移，请以 Text 标签重新标注")
        else:
            findings.note(node.at((*path, index)), f"“{result.type}”不是片段标注，不导入")
    return found


def _text_field(node: Node, task: _Task, names: Sequence[str]) -> str:
    """The field of the data that is the text."""
    strings = [name for name, value in task.data.items() if isinstance(value, str)]
    only = strings if len(strings) == 1 else []
    found = next((name for name in [*names, TEXT, *only] if name in strings), None)
    if found is not None:
        return found
    raise PlacedError(node.at(["data"]), f"data 中找不到正文（应在 {TEXT} 或 to_name 所指的字段）")


def _belongs(node: Node, path: Path, result: _Result, field: str, findings: Findings) -> bool:
    """Whether ``result`` is about the text in ``field`` and not about another text of the task."""
    other = isinstance(node.value["data"].get(result.to_name), str) and result.to_name != field
    if other:
        findings.leave_out_span(node.at(path), f"片段属于另一段正文“{result.to_name}”，一个任务只导入一段")
    return not other


def _spans(node: Node, path: Path, result: _Result, findings: Findings) -> Iterator[DraftSpan]:
    yield from _labelled(node, (*path, "value"), result.value.get("labels"), findings)


def _labelled(node: Node, path: Path, words: object, findings: Findings) -> Iterator[DraftSpan]:
    if not isinstance(words, list) or not words:
        findings.leave_out_span(node.at(path), "片段没有标签")
        return
    try:
        value = node.shaped(_Value, path)
    except PlacedError as error:
        findings.leave_out_span(error.place, error.message)
        return
    surface = None if value.text is None else value.text.replace("\\n", "\n")  # as old versions wrote line ends
    for word in words:
        yield DraftSpan(value.start, value.end, str(word), node.at(path), surface)


class _Minimal(Shape):
    text: str
    id: Word | None = Field(None, validation_alias=AliasChoices("report_id", "id"))


def _minimal(node: Node, findings: Findings) -> Draft:
    """A task of JSON-MIN, where each tag's results stand under the tag's own name."""
    task: _Minimal = node.shaped(_Minimal)
    spans: list[DraftSpan] = []
    for name, items in node.value.items():
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and "labels" in item:
                spans += _labelled(node, (name, index), item["labels"], findings)
            else:
                findings.note(node.at((name, index)), f"“{name}”不是片段标注，不导入")
    return Draft(task.text, spans, node.at(), task.id, known_meta(node.value))


def write(reports: Sequence[AnnotatedReport], predictions: bool = False) -> dict[str, bytes]:
    """``reports.json``: an array with a task on each line; spans as annotations, or as ``predictions``."""
    tasks = dump_lines(_object(report, "predictions" if predictions else "annotations") for report in reports)
    return {"reports.json": b"[\n" + b",\n".join(tasks.rstrip(b"\n").split(b"\n")) + b"\n]\n"}


def _object(report: AnnotatedReport, key: str) -> dict[str, Any]:
    results = [
        {
            "id": f"s{number}",
            "from_name": LABELS,
            "to_name": TEXT,
            "type": "labels",
            "value": {"start": e.start, "end": e.end, "text": e.text, "labels": [str(e.label)]},
        }
        for number, e in enumerate(report.entities, start=1)
    ]
    data = {TEXT: report.text, "report_id": report.id, **meta_of(report)}
    return {"data": data, key: [{"result": results}]}
