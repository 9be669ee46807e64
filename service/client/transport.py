"""Requests sent, and sent again where that is safe and may help."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
from pydantic import ValidationError

from service.client.errors import ProblemError, UnreachableError
from service.protocol import Problem

REFUSED = (429,)
AGAIN = (*REFUSED, 503)
"""What a later attempt may be answered otherwise; of the first, nothing was done."""
LONGEST = 60.0
"""Seconds between two attempts at most."""


class Transport:
    """A connection to the service at ``url``; ``retries`` more attempts where the service is busy or not there."""

    def __init__(self, url: str, key: str | None, timeout: float, retries: int) -> None:
        headers = {"X-Api-Key": key} if key else {}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout)
        self._retries = retries

    def call(self, method: str, path: str, *, safe: bool = True, **request: Any) -> httpx.Response:
        """The answer; raises ``ProblemError``, ``UnreachableError``.

        ``safe``: asking twice does no more than asking once, so that an attempt without an answer may be repeated.
        """
        for attempt in range(self._retries + 1):
            last = attempt == self._retries
            try:
                response = self._http.request(method, path, **request)
            except httpx.TransportError as error:
                if last or not safe:
                    raise self._unreachable(error) from error
                time.sleep(_pause(attempt, {}))
                continue
            if last or response.status_code not in (AGAIN if safe else REFUSED):
                return _checked(response)
            time.sleep(_pause(attempt, response.headers))
        raise AssertionError("unreachable")

    @contextmanager
    def stream(self, path: str) -> Iterator[Iterator[str]]:
        """The lines of an answer as they come; raises as ``call`` does."""
        try:
            with self._http.stream("GET", path) as response:
                if response.is_error:
                    response.read()
                _checked(response)
                yield response.iter_lines()
        except httpx.TransportError as error:
            raise self._unreachable(error) from error

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _unreachable(self, error: httpx.TransportError) -> UnreachableError:
        return UnreachableError(f"{self._http.base_url} 没有应答（{type(error).__name__}）；请检查地址和服务。")


def _checked(response: httpx.Response) -> httpx.Response:
    if not response.is_error:
        return response
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError as error:
        raise UnreachableError(f"{response.url} 回答 {response.status_code}，不像是绩析的服务；请检查地址。") from error
    raise ProblemError(problem)


def _pause(attempt: int, headers: Mapping[str, str]) -> float:
    """Seconds to the next attempt: what the service asks for, or twice as long each time."""
    asked = headers.get("Retry-After", "")
    return min(LONGEST, float(asked) if asked.isdigit() else 0.5 * 2**attempt)
