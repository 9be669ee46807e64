"""Runs a command that must not outlive the one who started it: ``python -m service.jobs.lifeline COMMAND …``.

Its standard input is the lifeline. When that closes, because whoever holds it let go or died, however suddenly, the
command and everything that it started are ended. It runs at low priority: whoever waits for a report goes first.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

NICE = 10
PATIENCE = 10.0
"""Seconds between asking and ending."""


def main(command: Sequence[str]) -> int:
    """Run ``command``; its exit code."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICE)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_watch, args=(process,), daemon=True).start()
    code = process.wait()
    return code if code >= 0 else 128 - code


def _watch(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
