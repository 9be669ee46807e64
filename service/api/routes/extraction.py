"""Extraction while the caller waits."""

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import JSONResponse

from service.api.dependencies import Chosen, Extractor, InUse
from service.api.problems import responses
from service.api.sources import fetched, named
from service.extraction import Extraction
from service.protocol import EXAMPLE, Answer, ExtractSources, ExtractText

router = APIRouter(tags=["抽取"])

Files = Annotated[list[UploadFile], File(description="报告文件，可以多个；压缩包中的每份报告各算一份。")]
Review = Annotated[float | None, Form(ge=0, le=100, description="标出最没有把握的百分之几的记录。")]
ERRORS = responses(413, 415, 501, 503, 504)
ANSWER = {"status": "success", "documents": [{"name": "自评.txt", "status": "success", "extraction": EXAMPLE}]}
ANSWERS = {
    200: {
        "description": "每份文档的抽取结果或错误",
        "content": {"application/json": {"example": {**ANSWER, "processing_seconds": 0.41}}},
    },
    **ERRORS,
}
SINGLE = (
    "多份文档各有自己的结果或错误，`status` 为 success、partial_success 或 failure；"
    "唯一的一份失败时，直接回答它的错误。"
)


@router.post(
    "/v1/extract/text",
    summary="抽取一份报告",
    description=(
        "返回与 `jixi extract --format json` 相同的对象；文中没有写明的字段不出现。"
        "请求中有 `review`（百分数）时，与 `--review` 相同：回答多出 `review`，"
        "列出最没有把握的记录和其余记录预计的错误率。"
    ),
    response_model=Extraction,
    responses={
        200: {"description": "抽取结果", "content": {"application/json": {"example": EXAMPLE}}},
        **responses(413, 503, 504),
    },
)
async def extract_text(body: ExtractText, engine: InUse, _: Extractor) -> JSONResponse:
    """The contract's object for the report in ``body``."""
    return JSONResponse(await engine.extract(body.text, body.review))


@router.post(
    "/v1/extract/file",
    summary="抽取上传的文件",
    description=f"Word、Excel、PDF、OFD、网页、图片、文本，以及它们的压缩包。{SINGLE}",
    response_model=Answer,
    responses=ANSWERS,
)
async def extract_file(
    files: Files, engine: InUse, settings: Chosen, _: Extractor, review: Review = None
) -> JSONResponse:
    """What came of each file."""
    return JSONResponse(await engine.process(named(files, settings), review))


@router.post(
    "/v1/extract/source",
    summary="抽取请求中或网址上的文件",
    description=(
        f"文件以 Base64 写在请求中；或由服务从网址去取，须管理员以 `JIXI_SOURCES_HTTP` 开放，不访问内网地址。{SINGLE}"
    ),
    response_model=Answer,
    responses=ANSWERS,
)
async def extract_source(body: ExtractSources, engine: InUse, settings: Chosen, _: Extractor) -> JSONResponse:
    """What came of each source."""
    return JSONResponse(await engine.process(await fetched(body.sources, settings), body.review))
