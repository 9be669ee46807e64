"""The application without what it is made of: routes, errors, description; and the doors that requests come through."""

from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Lifespan

from service.api import problems, reference
from service.api.dependencies import Service
from service.api.metrics import Measure, Metrics
from service.api.routes import router
from service.api.security.bodies import LimitBody
from service.api.security.buckets import Buckets
from service.api.security.guard import OwnOrigin
from service.api.security.headers import SecureHeaders
from service.api.security.identify import Identify
from service.api.security.keyring import Keyring
from service.api.security.recorder import Recorder
from service.extraction import code_version

DESCRIPTION = "把中文财政与绩效报告变成经过核算的结构化数据。错误一律为 RFC 9457 的 application/problem+json。"
JSON_ESCAPES = 2
"""JSON may write a Han character as ``\\uXXXX``: six bytes where UTF-8 has three."""
ENVELOPE = 1024


class Api(FastAPI):
    """FastAPI, with errors described as they are answered."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description."""
        return problems.only_problems(super().openapi())


def create_api(lifespan: Lifespan[FastAPI] | None = None) -> Api:
    """The routes of the API, behind no door yet."""
    app = Api(
        title="绩析 Jixi",
        version=code_version(),
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # both pages of the framework load their scripts from other sites
        redoc_url=None,
    )
    app.include_router(router)
    reference.install(app)
    problems.install(app)
    return app


def open_doors(app: FastAPI, service: Service, metrics: Metrics) -> None:
    """Give ``app`` what it is made of, and let requests in: each door stands before those that are added above it."""
    settings = service.settings
    app.state.service, app.state.metrics = service, metrics
    buckets = Buckets(settings.requests_per_minute, settings.mb_per_minute)
    other = settings.max_bytes * JSON_ESCAPES + ENVELOPE
    app.add_middleware(LimitBody, upload=settings.max_request_bytes, other=other, buckets=buckets)
    app.add_middleware(OwnOrigin, allowed=settings.allowed_origins)
    app.add_middleware(Identify, keyring=Keyring(service.keys), buckets=buckets, opens_loopback=settings.opens_loopback)
    app.add_middleware(Recorder, audit=service.audit)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["X-Api-Key", "Authorization", "Idempotency-Key", "Content-Type"],
            expose_headers=["Location", "Retry-After", "X-Request-Id"],
        )
    app.add_middleware(Measure, metrics=metrics)
    app.add_middleware(SecureHeaders)
