"""How much a caller may ask for in a minute. Counted in this process: with several, each allows as much."""

import math
from collections.abc import Callable
from threading import Lock
from time import monotonic

from service.api.errors import TooManyRequestsError
from service.api.security.caller import LOCAL

MINUTE = 60.0
MANY = 10_000
"""Buckets above which those that are full again are thrown away."""


class Bucket:
    """Fills with ``capacity`` a minute and holds no more; may be overdrawn, and is then empty for longer."""

    def __init__(self, capacity: float, now: float) -> None:
        self.capacity = self.level = capacity
        self.seen = now

    def fill(self, now: float) -> None:
        """Let in what has come since the last look."""
        self.level = min(self.capacity, self.level + (now - self.seen) * self.capacity / MINUTE)
        self.seen = now


class Buckets:
    """For each caller a bucket of requests and one of bytes; the machine itself is not counted."""

    def __init__(self, requests: float, megabytes: float, clock: Callable[[], float] = monotonic) -> None:
        self._capacities = (requests, megabytes * 1024 * 1024)
        self._clock = clock
        self._buckets: dict[str, tuple[Bucket, Bucket]] = {}
        self._lock = Lock()

    def admit(self, name: str, weight: float = 1) -> None:
        """Count a request of ``name``; raises ``TooManyRequestsError`` where it has none left."""
        if name == LOCAL:
            return
        with self._lock:
            requests, octets = self._filled(name)
            if requests.level < 1 or octets.level <= 0:
                short = requests if requests.level < 1 else octets
                wait = math.ceil((1 - short.level) * MINUTE / short.capacity)
                raise TooManyRequestsError(f"这个密钥每分钟的用量已满；请 {wait} 秒后重试。", wait)
            requests.level -= weight

    def spend(self, name: str, octets: int) -> None:
        """Count ``octets`` that have come from ``name``."""
        if name != LOCAL and octets:
            with self._lock:
                self._filled(name)[1].level -= octets

    def _filled(self, name: str) -> tuple[Bucket, Bucket]:
        now = self._clock()
        if name not in self._buckets:
            if len(self._buckets) >= MANY:
                self._throw_away(now)
            self._buckets[name] = (Bucket(self._capacities[0], now), Bucket(self._capacities[1], now))
        pair = self._buckets[name]
        for bucket in pair:
            bucket.fill(now)
        return pair

    def _throw_away(self, now: float) -> None:
        for pair in self._buckets.values():
            for bucket in pair:
                bucket.fill(now)
        self._buckets = {
            name: pair for name, pair in self._buckets.items() if any(bucket.level < bucket.capacity for bucket in pair)
        }
