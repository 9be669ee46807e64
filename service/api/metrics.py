"""Figures for Prometheus: requests, extractions, tasks, the process."""

from collections.abc import Iterator
from time import perf_counter

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.security.recorder import route_of
from service.errors import JixiError
from service.store.tasks import Tasks

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The figures of one application; ``tasks`` are counted when the figures are asked for."""

    def __init__(self, tasks: Tasks | None = None) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("jixi_http_requests", "Requests answered", labels, registry=registry)
        self.latency = Histogram(
            "jixi_http_seconds",
            "Seconds until the whole answer",
            ("method", "route"),
            buckets=SECONDS,
            registry=registry,
        )
        self.running = Gauge("jixi_http_requests_running", "Requests being answered", registry=registry)
        self.extractions = Counter("jixi_extractions", "Documents extracted here", ("outcome",), registry=registry)
        self.characters = Counter("jixi_extracted_characters", "Characters of them", registry=registry)
        self.extraction = Histogram(
            "jixi_extraction_seconds", "Seconds for a request's documents", buckets=SECONDS, registry=registry
        )
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        if tasks is not None:
            registry.register(TaskCounts(tasks))

    def text(self) -> bytes:
        """The figures as Prometheus reads them."""
        return generate_latest(self._registry)


class TaskCounts(Collector):
    """How many tasks there are in each status, over all processes; those that wait are the depth of the queue."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The names, without asking the database."""
        yield GaugeMetricFamily("jixi_tasks", "Tasks kept, by status", labels=("status",))

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The counts; none where the database does not answer."""
        try:
            counts = self._tasks.counts()
        except JixiError:
            return
        family = GaugeMetricFamily("jixi_tasks", "Tasks kept, by status", labels=("status",))
        for status, count in counts.items():
            family.add_metric((str(status),), count)
        yield family


class Measure:
    """ASGI middleware: counts and times each request by its route."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self.metrics.running.inc()
        try:
            await self.app(scope, receive, seen)
        finally:
            self.metrics.running.dec()
            route = route_of(scope)
            self.metrics.requests.labels(scope["method"], route, status).inc()
            self.metrics.latency.labels(scope["method"], route).observe(perf_counter() - started)
