"""Whether the service runs, and what it is made of."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.api.dependencies import InUse, Known
from service.api.metrics import MEDIA_TYPE, Metrics
from service.api.problems import open_responses, responses
from service.extraction import code_version, rules_version
from service.protocol import Health, Version

router = APIRouter(tags=["运行"])


@router.get(
    "/health",
    response_description="存活",
    summary="进程是否存活",
    description="进程在，就回答；不用密钥。",
    responses=open_responses(),
)
async def health() -> Health:
    """Liveness: answers as long as the process does."""
    return Health(status="ok")


@router.get(
    "/ready",
    response_description="就绪",
    summary="模型是否就绪",
    description="模型载入之前回答 503；不用密钥。",
    responses=open_responses(503),
)
async def ready(engine: InUse) -> Health:
    """Readiness: 503 until the model is loaded."""
    assert engine.pipeline
    return Health(status="ready")


@router.get(
    "/version",
    response_description="版本",
    summary="程序、规则与模型的版本",
    description="与抽取结果的 provenance 一致；模型载入之前 model 为 null。",
    responses=responses(),
)
async def version(engine: InUse, _: Known) -> Version:
    """What an extraction would carry as its provenance."""
    return Version(code=code_version(), rules=rules_version(), model=engine.model)


@router.get(
    "/metrics",
    summary="Prometheus 指标",
    description="请求数与耗时、抽取的份数与字数、各状态的任务数、进程的内存与处理器用量；任何密钥都可以看。",
    response_class=Response,
    responses={200: {"description": "指标", "content": {MEDIA_TYPE: {}}}, **responses()},
)
def metrics(request: Request, _: Known) -> Response:
    """The figures of this process, and the tasks of all."""
    figures = request.app.state.metrics
    assert isinstance(figures, Metrics)
    return Response(figures.text(), media_type=MEDIA_TYPE)
