"""The keys, looked up in the database and remembered for a moment: a revoked key ends within seconds, everywhere."""

from collections.abc import Callable
from hashlib import sha256
from time import monotonic

from anyio import to_thread

from service.api.security.caller import Caller
from service.store import Keys

REMEMBERED = 5.0
"""Seconds."""
MANY = 1000


class Keyring:
    """Tells who bears a key."""

    def __init__(self, keys: Keys, clock: Callable[[], float] = monotonic) -> None:
        self._keys = keys
        self._clock = clock
        self._seen: dict[bytes, tuple[Caller, float]] = {}

    async def caller(self, secret: str) -> Caller | None:
        """The bearer of ``secret``, or ``None`` where that is no key in force."""
        digest = sha256(secret.encode("utf-8", "surrogatepass")).digest()  # no secret is kept, here neither
        known = self._seen.get(digest)
        if known and known[1] > self._clock():
            return known[0]
        key = await to_thread.run_sync(self._keys.verify, secret)
        if key is None:
            self._seen.pop(digest, None)
            return None
        if len(self._seen) >= MANY:
            self._seen.clear()
        caller = Caller(key.prefix, key.scopes, f"key:{key.prefix}")
        self._seen[digest] = caller, self._clock() + REMEMBERED
        return caller
