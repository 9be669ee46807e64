"""The application: settings, model, routes, limits and errors put together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from service.api import problems
from service.api.engine import Engine
from service.api.limits import LimitBody
from service.api.routes import router
from service.api.settings import Settings
from service.extraction import code_version
from service.holder import Mark, pointer
from service.pipeline import Pipeline

DESCRIPTION = "把中文财政与绩效报告变成经过核算的结构化数据。错误一律为 RFC 9457 的 application/problem+json。"


class Api(FastAPI):
    """FastAPI, with errors described as they are answered."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description."""
        return problems.only_problems(super().openapi())


def create_app(
    settings: Settings | None = None, load: Callable[[], Pipeline] | None = None, mark: Mark | None = None
) -> FastAPI:
    """The API; ``load`` makes the pipeline, by default from ``settings.model`` or else from the version in use.

    It is called at the start, and again whenever ``mark`` changes: by default, when another version is promoted or
    taken back. A model that was named stays.
    """
    chosen = settings or Settings.from_environment()
    if load is None and mark is None and chosen.model is None:
        mark = pointer
    engine = Engine(load or (lambda: Pipeline.load(chosen.model)), chosen.max_bytes, chosen.extractions, mark)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(_serve(engine, chosen.watch_seconds))
        yield
        loading.cancel()

    app = Api(title="绩析 Jixi", version=code_version(), description=DESCRIPTION, lifespan=lifespan)
    app.state.engine = engine
    app.include_router(router)
    app.add_middleware(LimitBody, max_bytes=chosen.max_body)
    problems.install(app)
    return app


async def _serve(engine: Engine, seconds: float) -> None:
    await engine.start()
    await engine.watch(seconds)
