"""Annotations of other tools, read by ``jixi corpus import`` in a process of its own: the rooms do not know each other.

There a file may also take as much memory as it likes, or fail as it likes.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from service.api.errors import RequestError, TooSlowError

JIXI = (sys.executable, "-c", "from service.cli import main; main()")
FORMATS = ("auto", "doccano", "label-studio", "conll", "spacy", "brat", "prodigy", "inline")
SECONDS = 120
MOST = 200
"""Findings that are told of one file."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The annotated reports of a file as JSON objects with ``text``, ``entities``, ``records``, and what was found."""

    reports: Sequence[dict[str, Any]]
    findings: Sequence[str]


def import_file(data: bytes, name: str, format: str = "auto", mapping: Mapping[str, str] | None = None) -> Imported:
    """The reports in ``data``; ``mapping``: foreign labels to ours. Raises ``RequestError`` where none can be used."""
    with TemporaryDirectory(prefix="jixi-import-") as folder:
        file, corpus, lines = (Path(folder) / part for part in ("in", "corpus", "lines.jsonl"))
        file.mkdir()
        path = file / (Path(name).name or "annotations")
        path.write_bytes(data)
        command = ["corpus", "import", str(path), "-o", str(corpus), "--format", format]
        if mapping:
            labels = Path(folder) / "labels.toml"
            labels.write_text(_toml(mapping), encoding="utf-8")
            command += ["--labels", str(labels)]
        found = _run(command)
        findings = [line.replace(f"{file}/", "") for line in found.stderr.splitlines() if line.strip()][:MOST]
        if not (corpus.is_dir() and _run(["corpus", "compile", str(lines), "--root", str(corpus)]).returncode == 0):
            raise RequestError("；".join(findings[:10]) or "文件中没有可用的标注；请检查格式。")
        text = lines.read_text(encoding="utf-8")
    return Imported([json.loads(line) for line in text.split("\n") if line], findings)


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [*JIXI, *command], capture_output=True, encoding="utf-8", errors="replace", timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlowError(f"读这份标注用了 {SECONDS} 秒还没有完；请拆分后分几次上传。") from error


def _toml(mapping: Mapping[str, str]) -> str:
    """A basic string of TOML is one of JSON."""
    lines = [f"{json.dumps(name)} = {json.dumps(label)}" for name, label in mapping.items()]
    return "\n".join(("[labels]", *lines, ""))
