"""Where the service is put together: settings, database, model, jobs, API, page."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import FrameType

from anyio import to_thread
from fastapi import FastAPI

from service.api.app import create_api, open_doors
from service.api.dependencies import Service
from service.api.engine import Engine
from service.api.metrics import Metrics
from service.api.telemetry import watch
from service.holder import Mark, pointer
from service.jobs import Jobs
from service.pipeline import Pipeline
from service.settings import Settings
from service.store import Database
from service.store.tasks import Tasks
from service.web import install as install_page


def create_app(
    settings: Settings | None = None, load: Callable[[], Pipeline] | None = None, mark: Mark | None = None
) -> FastAPI:
    """The service; ``load`` makes the pipeline, by default from ``settings.model`` or else from the version in use.

    It is called at the start, and again whenever ``mark`` changes: by default, when another version is promoted or
    taken back. A model that was named stays. Raises ``SettingsError``, ``StoreError``.
    """
    chosen = settings or Settings.load()
    database = Database.at(chosen.data, chosen.database_address)
    metrics = Metrics(Tasks(database))
    if load is None and mark is None and chosen.model is None:
        mark = pointer
    engine = Engine(load or (lambda: Pipeline.load(chosen.model)), chosen, metrics, mark)
    service = Service(chosen, engine, Jobs(chosen, database), database)
    app = create_api(_running(service))
    install_page(app)
    open_doors(app, service, metrics)
    app.state.end_telemetry = watch(app)
    return app


def _running(service: Service) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """The life of the application: the model is loaded while requests are answered already."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        _tell_of_the_end(service.closing)
        loading = asyncio.create_task(_serve(service))
        yield
        service.closing.set()
        loading.cancel()
        service.engine.close()
        service.jobs.close()
        service.database.close()
        app.state.end_telemetry()

    return lifespan


async def _serve(service: Service) -> None:
    await service.engine.start()
    await to_thread.run_sync(service.jobs.open)
    await service.engine.watch(service.settings.watch_seconds)


def _tell_of_the_end(closing: threading.Event) -> None:
    """Set ``closing`` on the signals that end the process: the server waits for streams, which have to hear of it."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def handle(
            number: int, frame: FrameType | None, before: Callable[[int, FrameType | None], object] | object = before
        ) -> None:
            closing.set()
            if callable(before):
                before(number, frame)

        signal.signal(number, handle)
