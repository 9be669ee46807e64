"""Programs of others that convert files: each run under limits of time and memory, in a folder of its own."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from service.documents.limits import Limits, megabytes
from service.errors import DamagedDocumentError, DocumentTooLargeError, MissingReaderError

LIMITED = 'ulimit -v "$1" && ulimit -t "$2" && ulimit -f "$3" && ulimit -c 0 && shift 3 && exec "$@"'
"""A shell sets the limits on itself and becomes the program: safe where this process has threads."""
OFFICE = ("soffice", "libreoffice")
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
</oor:items>
"""
"""No macros, no links to other documents, no content from elsewhere."""
OFFICE_MEMORY = 1024 * 1024 * 1024
"""Address space that the office program takes up before it has read anything."""


def run(command: Sequence[str], folder: Path, limits: Limits, *, spare: int = 0) -> bytes:
    """What ``command`` writes to standard output, run in ``folder``; ``spare`` is memory on top of the limit.

    Raises ``DocumentTooLargeError`` where its time is over, ``DamagedDocumentError`` where it fails.
    """
    size = [str((limits.memory + spare) // 1024), str(max(1, int(limits.seconds))), str(limits.memory // 1024)]
    process = subprocess.Popen(
        ["/bin/sh", "-c", LIMITED, "sh", *size, *command],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise DocumentTooLargeError(f"转换用时超过 {limits.seconds:g} 秒的上限；请拆分后重试，或调高上限") from error
    finally:
        _end(process)
    if process.returncode:
        raise DamagedDocumentError(f"{Path(command[0]).name} 不能打开它，文件可能不完整或已损坏；请用原来的程序另存")
    return output


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End ``process`` and whatever it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the caller's: a home of its own, no proxies, no keys."""
    path = os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin")
    return {"PATH": path, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}


def find(*names: str) -> str | None:
    """The path of the first program that is installed."""
    return next((path for name in names if (path := shutil.which(name))), None)


def convert(data: bytes, source: str, target: str, input_filter: str | None, limits: Limits) -> bytes:
    """``data``, a file with the suffix ``source``, as the office program saves it with the suffix ``target``.

    Raises ``MissingReaderError`` where it is not installed, and as ``run`` does.
    """
    program = find(*OFFICE)
    if program is None:
        raise MissingReaderError(
            "读取它需要 LibreOffice；请安装（apt-get install libreoffice-writer-nogui libreoffice-calc-nogui）"
        )
    with TemporaryDirectory(prefix="jixi-") as name:
        folder = Path(name)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        (folder / f"report.{source}").write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--nolockcheck",
        ]
        command += [f"--infilter={input_filter}"] if input_filter else []
        run(
            [*command, "--convert-to", target, "--outdir", "out", f"report.{source}"],
            folder,
            limits,
            spare=OFFICE_MEMORY,
        )
        converted = folder / "out" / f"report.{target}"
        if not converted.is_file():
            raise DamagedDocumentError("LibreOffice 不能打开它，文件可能不完整或已损坏；请用原来的程序另存")
        if converted.stat().st_size > limits.memory // 16:
            raise DocumentTooLargeError(
                f"转换结果超过 {megabytes(limits.memory // 16)} 的上限；请拆分后重试，或调高上限"
            )
        return converted.read_bytes()
