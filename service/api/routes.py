"""The addresses of the API."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from service.api.engine import Engine
from service.api.problems import responses
from service.api.schemas import EXAMPLE, ExtractText, Health, Version
from service.extraction import Extraction, code_version, rules_version

router = APIRouter()


def _engine(request: Request) -> Engine:
    engine = request.app.state.engine
    assert isinstance(engine, Engine)
    return engine


InUse = Annotated[Engine, Depends(_engine)]


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
        **responses(413, 422, 500, 503),
    },
    tags=["抽取"],
)
async def extract_text(body: ExtractText, engine: InUse) -> JSONResponse:
    """The contract's object for the report in ``body``."""
    extraction = await engine.extract(body.text)
    if body.review is not None:
        extraction = extraction.with_review(body.review)
    return JSONResponse(extraction.as_json())


@router.get(
    "/health", response_description="存活", summary="进程是否存活", description="进程在，就回答。", tags=["运行"]
)
async def health() -> Health:
    """Liveness: answers as long as the process does."""
    return Health(status="ok")


@router.get(
    "/ready", summary="模型是否就绪", description="模型载入之前回答 503。", responses=responses(503), tags=["运行"]
)
async def ready(engine: InUse) -> Health:
    """Readiness: 503 until the model is loaded."""
    assert engine.pipeline
    return Health(status="ready")


@router.get(
    "/version",
    summary="程序、规则与模型的版本",
    description="与抽取结果的 provenance 一致；模型载入之前 model 为 null。",
    tags=["运行"],
)
async def version(engine: InUse) -> Version:
    """What an extraction would carry as its provenance."""
    return Version(code=code_version(), rules=rules_version(), model=engine.model)
