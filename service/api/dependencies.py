"""What routes, of the API and of the page, are given: the settings, the pipeline, the jobs, and who is asking."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer

from service.api.engine import Engine
from service.api.security.caller import Caller, caller_of
from service.jobs import Jobs
from service.settings import Settings
from service.store import Annotations, Audit, Database, Keys, Scope

_header = APIKeyHeader(name="X-Api-Key", scheme_name="密钥", auto_error=False)
_bearer = HTTPBearer(scheme_name="Bearer 密钥", auto_error=False)
# ``Identify`` reads the headers, before any body: these two only describe them in the reference.
DESCRIBED = [Security(_header), Security(_bearer)]


@dataclass(frozen=True, slots=True)
class Service:
    """What an application is made of; on its state as ``service``."""

    settings: Settings
    engine: Engine
    jobs: Jobs
    database: Database
    closing: Event = field(default_factory=Event)
    """Set when the process is about to end: what streams comes to its end."""

    @property
    def annotations(self) -> Annotations:
        """The stored annotations."""
        return Annotations(self.database)

    @property
    def keys(self) -> Keys:
        """The keys."""
        return Keys(self.database)

    @property
    def audit(self) -> Audit:
        """Who did what."""
        return Audit(self.database)


def service_of(request: Request) -> Service:
    """The parts of the application that ``request`` came to."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


def _engine(request: Request) -> Engine:
    return service_of(request).engine


def _jobs(request: Request) -> Jobs:
    return service_of(request).jobs


def _annotations(request: Request) -> Annotations:
    return service_of(request).annotations


def _settings(request: Request) -> Settings:
    return service_of(request).settings


def _caller(request: Request) -> Caller:
    return caller_of(request.scope)


def _known(request: Request) -> Caller:
    found = caller_of(request.scope)
    found.require_known()
    return found


def _with(scope: Scope) -> Callable[[Request], Caller]:
    def caller(request: Request) -> Caller:
        found = caller_of(request.scope)
        found.require(scope)
        return found

    return caller


InUse = Annotated[Engine, Depends(_engine)]
Work = Annotated[Jobs, Depends(_jobs)]
Notes = Annotated[Annotations, Depends(_annotations)]
Chosen = Annotated[Settings, Depends(_settings)]
Anyone = Annotated[Caller, Depends(_caller)]
"""Who is asking, known or not: for the page, which has a place to enter a key."""
Known = Annotated[Caller, Depends(_known)]
"""A caller with a key, whatever its scopes, or on the machine itself."""
Extractor = Annotated[Caller, Depends(_with(Scope.EXTRACT))]
Annotator = Annotated[Caller, Depends(_with(Scope.ANNOTATE))]
Trainer = Annotated[Caller, Depends(_with(Scope.TRAIN))]
Administrator = Annotated[Caller, Depends(_with(Scope.ADMIN))]
"""A caller with the scope of the name; without it, the request is refused."""
