"""OpenTelemetry, where the environment names a collector and the extra is installed."""

import logging
import os
from collections.abc import Callable

from fastapi import FastAPI

from service.extras import command_for

log = logging.getLogger("jixi.api")
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
QUIET = "health,ready,metrics"
"""What is asked every few seconds and tells nothing."""


def watch(app: FastAPI) -> Callable[[], None]:
    """Send a span for each request to the collector that ``OTEL_EXPORTER_OTLP_ENDPOINT`` names, if it names one.

    What is returned sends what is left, and ends it.
    """
    if not os.environ.get(ENDPOINT):
        return _nothing
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        log.warning("设置了 %s，但没有安装 OpenTelemetry；请运行 %s。", ENDPOINT, command_for("telemetry"))
        return _nothing
    # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before this name.
    provider = TracerProvider(resource=Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "jixi")}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    FastAPIInstrumentor.instrument_app(app, tracer_provider=provider, excluded_urls=QUIET)
    return provider.shutdown


def _nothing() -> None:
    """Nothing is sent."""
