"""A training, in a process of its own: ``jixi corpus import``, then ``jixi retrain``, which goes on where it was ended.

What is known of it is what the commands say and write; nothing of theirs is imported here.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from service.errors import JixiError
from service.jobs import lifeline, readiness
from service.jobs.shift import Shift
from service.store.task import Failure, Json, Upload
from service.store.work import Work

JIXI = (sys.executable, "-c", "from service.cli import main; main()")
REFUSED, LEFT_OUT, NOTHING_USABLE = 5, 3, 1
"""Exit codes of ``retrain`` and of ``corpus import``."""
EVERY = 0.5
"""Seconds between two looks at how far it is."""
PATIENCE = 15.0
FINDINGS = 200
"""Lines of the findings of an import that are kept."""


class TrainingError(JixiError):
    """The training could not be carried out."""

    kind = "training-failed"
    title = "训练未能完成"


@dataclass(frozen=True, slots=True)
class Training:
    """Trains, each task in a folder of its own under ``folder``. ``archive``: plain reports that the old and the new
    version are compared on. ``command`` is ``jixi``."""

    work: Work
    folder: Path
    shift: Shift
    models: Path | None = None
    archive: Path | None = None
    command: Sequence[str] = JIXI

    def train(self, id: str) -> Json | Failure | None:
        """Do the training, or go on with it; its result, or ``None`` where the task was let go."""
        begun, found = self.work.begin(id), self.work.upload(id, 0)
        if begun is None or found is None:
            self.remove(id)
            return None
        _, options = begun
        home = self.folder / id
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            return self._trained(id, home, options, found[0])
        except TrainingError as error:
            return Failure.of(error)

    def remove(self, id: str) -> None:
        """Remove what the task has on disk."""
        shutil.rmtree(self.folder / id, ignore_errors=True)

    def tasks(self) -> list[str]:
        """The tasks that have something on disk."""
        return [path.name for path in self.folder.iterdir()] if self.folder.is_dir() else []

    def _trained(self, id: str, home: Path, options: Json, upload: Upload) -> Json | None:
        corpus, run = home / "corpus", home / "run"
        findings = home / "findings.txt"
        if not (home / "imported").exists():
            code = self._import(id, home, options, upload)
            if code is None:
                return None
            # Spans that are left out would be learned as nothing to be found: half an annotation is worse than none.
            if code == NOTHING_USABLE or (code == LEFT_OUT and not options["drop_faulty"]):
                return _refusal("import", _lines(findings, home), [])
            few = readiness.too_few(sum(1 for _ in corpus.glob("*/*.inline.txt")))
            if few is not None:
                return _refusal("import", [few], _lines(findings, home))
            (home / "imported").touch()
        if options["labels"]:
            (corpus / "labels.toml").write_text(_toml(options["labels"]), encoding="utf-8")
        command = ["retrain", str(corpus), "-o", str(run), "--json", *_arguments(options)]
        command += [f"--archive={self.archive}"] if self.archive else []
        code = self._run(id, home, command, run)
        if code is None:
            return None
        if code not in (0, REFUSED):
            raise TrainingError(_reason(home / "retrain.txt", home))
        outcome = json.loads(_text(run / "state.json", home))["outcome"]
        told = {name: _text(run / f"{name}.md", home) for name in ("report", "differences")}
        return {**outcome, **told, "findings": _lines(findings, home)}

    def _import(self, id: str, home: Path, options: Json, upload: Upload) -> int | None:
        corpus = home / "corpus"
        shutil.rmtree(corpus, ignore_errors=True)
        source = home / f"annotations{PurePosixPath(upload.name).suffix}"
        source.write_bytes(upload.data)
        arguments = ["corpus", "import", str(source), "-o", str(corpus), "--format", options["format"]]
        if options["mapping"]:
            (home / "mapping.toml").write_text("[labels]\n" + _toml(options["mapping"]), encoding="utf-8")
            arguments += ["--labels", str(home / "mapping.toml")]
        code = self._run(id, home, arguments, None, "findings.txt")
        if code not in (None, 0, NOTHING_USABLE, LEFT_OUT):
            raise TrainingError(_reason(home / "findings.txt", home))
        return code

    def _run(
        self, id: str, home: Path, arguments: Sequence[str], run: Path | None, log: str = "retrain.txt"
    ) -> int | None:
        """Run ``jixi`` to its end; its exit code, ``None`` where the task was cancelled meanwhile."""
        environment = {**os.environ, **({"JIXI_MODELS": str(self.models)} if self.models else {})}
        with (home / log).open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-P", lifeline.__file__, *self.command, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=environment,
                start_new_session=True,
            )
            with process:
                return self._followed(id, process, run)

    def _followed(self, id: str, process: "subprocess.Popen[bytes]", run: Path | None) -> int | None:
        while True:
            try:
                return process.wait(EVERY)
            except subprocess.TimeoutExpired:
                if self.shift.over:
                    _end(process)
                    with self.shift.busy():  # which does not return: another worker goes on with it
                        pass
                if not self.work.progress(id, *_progress(run)):
                    _end(process)
                    self.remove(id)
                    return None


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Let go of the lifeline, and wait for the end."""
    assert process.stdin is not None
    process.stdin.close()
    process.wait(PATIENCE)


def _progress(run: Path | None) -> tuple[float, str]:
    if run is None:
        return 0.0, "正在导入标注"
    try:
        told: dict[str, Any] = json.loads((run / "progress.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0.0, "正在准备训练"
    minutes = max(1, round(told["seconds_left"] / 60))
    return float(told["overall"]), f"{told['title']} {told['share']:.0%}，约剩 {minutes} 分钟"


def _arguments(options: Json) -> list[str]:
    named = {"--base": "base", "--epochs": "epochs", "--name": "version", "--seed": "seed"}
    given = [(flag, options[name]) for flag, name in named.items() if options[name] is not None]
    arguments = [f"{flag}={value}" for flag, value in given]
    arguments += ["--promote" if options["promote"] else "--no-promote"]
    return arguments + (["--drop-faulty"] if options["drop_faulty"] else [])


def _refusal(step: str, reasons: Sequence[str], findings: Sequence[str]) -> Json:
    return {
        "promoted": False,
        "passed": False,
        "reasons": list(reasons),
        "name": None,
        "step": step,
        "report": "",
        "differences": "",
        "findings": list(findings),
    }


def _toml(table: Mapping[str, str]) -> str:
    """A flat table of strings; JSON's strings are strings of TOML."""
    text = "".join(
        f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(value, ensure_ascii=False)}\n"
        for key, value in table.items()
    )
    tomllib.loads(text)
    return text


def _text(path: Path, home: Path) -> str:
    """What a command said or wrote; where the files are is nothing to those who sent them."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").replace(f"{home}{os.sep}", "")
    except OSError:
        return ""


def _lines(path: Path, home: Path) -> list[str]:
    return [line for line in _text(path, home).splitlines() if line.strip()][:FINDINGS]


def _reason(path: Path, home: Path) -> str:
    """The last line that the command said."""
    lines = _lines(path, home)
    return lines[-1] if lines else "训练进程意外结束，没有留下原因；请重试，或请管理员查看服务日志。"
