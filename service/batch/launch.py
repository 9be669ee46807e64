"""``python -m service.batch.launch SOCKET PARENT MEMORY``: bind this process to its parent, then load what it serves.

First the binding: loading takes seconds, and whoever is killed meanwhile must not leave processes behind.
"""

import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""


def bind(parent: int, memory: int) -> None:
    """End with the process ``parent``; take no more than ``memory`` bytes."""
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 -- not needed on other systems
    import resource  # noqa: PLC0415

    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit()  # it died before the system was told
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))


def main(descriptor: int, parent: int, memory: int) -> None:
    """Serve on the socket ``descriptor``: the first message says what."""
    bind(parent, memory)
    from service.batch import serving  # noqa: PLC0415 -- takes seconds

    with Connection(descriptor) as connection, suppress(EOFError, BrokenPipeError, ConnectionResetError):
        task, setup = connection.recv()
        {"documents": serving.documents, "archives": serving.archives}[task](connection, setup)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
