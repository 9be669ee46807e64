"""Clients that ask a service all the time, and count what they are answered."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import httpx

PAUSE = 0.5
"""Seconds between the answer to a client and its next request."""
PATIENCE = 120.0


@dataclass
class Tally:
    """What came of the requests. ``first``: when the first answer of each model came, in seconds since 1970."""

    answered: int = 0
    errors: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    models: Counter[str] = field(default_factory=Counter)
    first: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values; seconds that half, 95 in a hundred and all of the extractions took at most."""
        ordered = sorted(self.seconds)
        at = {"median": 0.5, "p95": 0.95, "most": 1.0}
        spread = {name: round(ordered[min(len(ordered) - 1, int(q * len(ordered)))], 2) for name, q in at.items()}
        return {
            "answered": self.answered,
            "errors": self.errors[:20],
            "error_count": len(self.errors),
            "models": dict(self.models),
            "seconds": spread if ordered else {},
        }


class Clients:
    """Asks from three threads for the length of the block: for extractions of each of two lists, and for what runs."""

    def __init__(self, address: str, old: Sequence[str], new: Sequence[str]) -> None:
        self.tally = Tally()
        self._address = address
        self._over = threading.Event()
        self._lock = threading.Lock()
        work = ((self._extract, old), (self._extract, new), (self._look, ("/ready", "/version", "/health")))
        self._threads = [threading.Thread(target=target, args=(list(items),)) for target, items in work]

    def __enter__(self) -> "Clients":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _extract(self, texts: Sequence[str]) -> None:
        number = 0
        with httpx.Client(base_url=self._address, timeout=PATIENCE, trust_env=False) as client:
            while not self._over.wait(PAUSE):
                began = time.time()
                body = self._asked(client, "POST", "/v1/extract/text", json={"text": texts[number % len(texts)]})
                number += 1
                if body is not None:
                    model = body["provenance"]["model"]
                    with self._lock:
                        self.tally.seconds.append(time.time() - began)
                        self.tally.models[model] += 1
                        self.tally.first.setdefault(model, time.time())

    def _look(self, addresses: Sequence[str]) -> None:
        with httpx.Client(base_url=self._address, timeout=PATIENCE, trust_env=False) as client:
            while not self._over.wait(PAUSE):
                for address in addresses:
                    self._asked(client, "GET", address)

    def _asked(self, client: httpx.Client, method: str, address: str, **given: Any) -> Any:
        try:
            answer = client.request(method, address, **given)
            if answer.status_code == 200:
                with self._lock:
                    self.tally.answered += 1
                return answer.json()
            problem = f"{answer.status_code} {answer.text[:200]}"
        except httpx.HTTPError as error:
            problem = f"{type(error).__name__}: {error}"
        with self._lock:
            self.tally.errors.append(f"{time.strftime('%H:%M:%S')} {method} {address}: {problem}")
        return None
