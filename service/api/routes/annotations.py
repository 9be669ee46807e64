"""Annotated reports, for retraining: corrections of our own extractions, and files of annotation tools."""

import json
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Path, Query, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import TypeAdapter, ValidationError

from service.api.dependencies import Annotator, Notes
from service.api.errors import RequestError
from service.api.exporting import FILE, MEDIA_TYPE, lines_of
from service.api.importing import import_file
from service.api.problems import responses
from service.api.sources import plain_name
from service.protocol import AnnotationAnswer, AnnotationList, Correction
from service.store import Annotation

router = APIRouter(tags=["标注"])

Id = Annotated[str, Path(max_length=64, description="标注的编号。")]
Format = Literal["auto", "doccano", "label-studio", "conll", "spacy", "brat", "prodigy", "inline"]
Mapping = TypeAdapter(dict[str, str])


@router.post(
    "/v1/annotations",
    response_description="已存下的标注",
    summary="存下一份更正过的报告",
    description="实体以半开的码点位置写明；同一份报告再存一次就是两份，旧的请自行删除。",
    status_code=201,
    responses=responses(413, 503),
)
def add(body: Correction, notes: Notes, caller: Annotator) -> AnnotationAnswer:
    """Keep the correction."""
    _check(body)
    kept = notes.save(
        body.text,
        [span.model_dump() for span in body.entities],
        body.records,
        author=caller.owner,
        name=plain_name(body.name),
        model=body.model,
    )
    return _told(kept)


@router.post(
    "/v1/annotations/file",
    response_description="已存下的标注",
    summary="上传标注文件",
    description=(
        "`jixi corpus import` 能读的各种格式：doccano、Label Studio、CoNLL、spaCy、BRAT、Prodigy、行内标注，"
        "也可以是 zip。有问题的逐条在 `findings` 中说明，其余照常存下。"
        "`mapping` 是 JSON 对象，把别的标签名对照到本项目的标签。"
    ),
    status_code=201,
    responses=responses(413, 503, 504),
)
def add_file(
    file: Annotated[UploadFile, File(description="标注文件。")],
    notes: Notes,
    caller: Annotator,
    format: Annotated[Format, Form()] = "auto",
    mapping: Annotated[str, Form(max_length=20_000, examples=['{"金额": "AMOUNT"}'])] = "{}",
) -> AnnotationList:
    """Keep every report of the file."""
    name = plain_name(file.filename)
    found = import_file(file.file.read(), name, format, _mapping(mapping))
    kept = [
        notes.save(report["text"], report["entities"], report["records"], author=caller.owner, name=report["id"])
        for report in found.reports
    ]
    return AnnotationList(annotations=[_told(one) for one in kept], findings=list(found.findings))


@router.get(
    "/v1/annotations",
    response_description="标注",
    summary="存下的标注",
    description="自己的；有管理权限的看到所有人的。新的在前，`before` 用于翻页。",
    responses=responses(503),
)
def list_all(
    notes: Notes,
    caller: Annotator,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    before: datetime | None = None,
) -> AnnotationList:
    """The newest annotations."""
    return AnnotationList(
        annotations=[_told(one) for one in notes.list(caller.reach, limit, before and before.astimezone())]
    )


@router.get(
    "/v1/annotations/export",
    summary="下载全部标注",
    description=(
        "JSONL，一行一份报告，旧的在前：`text`、`entities`、`records`，`meta` 中是标题、单位、年度、类别。"
        "`jixi corpus import` 与 `/v1/annotations/file` 能读，记录一并带过去。自己的；有管理权限的得到所有人的。"
    ),
    response_class=StreamingResponse,
    responses={200: {"description": "每行一份标注", "content": {MEDIA_TYPE: {}}}, **responses(503)},
)
def export(notes: Notes, caller: Annotator) -> StreamingResponse:
    """Every annotation as a line."""
    disposition = {"Content-Disposition": f"attachment; filename={FILE}"}
    return StreamingResponse(lines_of(notes.each(caller.reach)), media_type=MEDIA_TYPE, headers=disposition)


@router.get(
    "/v1/annotations/{id}",
    response_description="标注",
    summary="一份标注",
    description="与存下时相同的对象。",
    responses=responses(404, 503),
)
def show(id: Id, notes: Notes, caller: Annotator) -> Correction:
    """The annotation with its text."""
    kept = notes.get(id, caller.reach)
    return Correction.model_validate(
        {
            "text": kept.text,
            "entities": [{name: entity[name] for name in ("label", "start", "end")} for entity in kept.entities],
            "records": kept.records,
            "name": kept.name or "标注",
            "model": kept.model,
        }
    )


@router.delete(
    "/v1/annotations/{id}",
    response_description="已删除",
    summary="删除标注",
    description="不可恢复。",
    status_code=204,
    responses=responses(404, 503),
)
def delete(id: Id, notes: Notes, caller: Annotator) -> Response:
    """Nothing is left of the annotation."""
    notes.delete(id, caller.reach)
    return Response(status_code=204)


def _check(body: Correction) -> None:
    """Raises ``RequestError`` for spans outside the text; what the guide forbids is found by the training's lint."""
    for number, span in enumerate(body.entities):
        if not span.start < span.end <= len(body.text):
            raise RequestError(
                f"/entities/{number}：[{span.start}, {span.end}) 不在正文之内（{len(body.text)} 个字符）。"
            )


def _mapping(text: str) -> dict[str, str]:
    try:
        return Mapping.validate_python(json.loads(text))
    except (ValidationError, ValueError) as error:
        raise RequestError('/mapping：应为 JSON 对象，例如 {"金额": "AMOUNT"}。') from error


def _told(kept: Annotation) -> AnnotationAnswer:
    return AnnotationAnswer(
        id=kept.id,
        name=kept.name,
        created=kept.created,
        model=kept.model,
        characters=len(kept.text),
        entities=len(kept.entities),
    )
