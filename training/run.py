"""From a configuration to a model version: encoder, curriculum, fit, export."""

import hashlib
import json
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from corpora import AnnotatedReport, read_corpus
from models.pieces import PieceTokenizer
from models.windows import WindowSize
from service.quantities import find, find_periods
from training.config import TrainingConfig
from training.curriculum import curriculum
from training.dataset import Example, Spans
from training.distillation import taught
from training.encoder.prepare import prepare_encoder
from training.export import export_version
from training.fit import fit
from training.generator import Multiplier, synthesise


def propose(text: str) -> tuple[Spans, Spans]:
    """The borders of the quantities and periods of ``text``, as the service will propose them."""
    return [(quantity.start, quantity.end) for quantity in find(text)], find_periods(text)


def train(config: TrainingConfig, output: Path, name: str, resume: bool = True) -> Path:
    """Train on the training split and export; returns the folder of the new version.

    ``output`` holds checkpoints, log and the version; a run that was interrupted there goes on.
    """
    encoder = prepare_encoder(config)
    tokenizer = PieceTokenizer.load(encoder)
    reports = [report for report in read_corpus("train") if _wanted(report, config)]
    multiplier = Multiplier.learn(reports, config.generator)
    invent = partial(synthesise, config=config.generator)
    windows = curriculum(reports, config, tokenizer, propose, multiplier.multiply, invent)
    windows = with_teachers(windows, config, tokenizer)
    model = fit(encoder, windows, tokenizer.pad, config, output / "checkpoints", resume)
    version = output / name
    export_version(model, encoder, version, manifest(config, name, reports))
    return version


def with_teachers(windows: list[Example], config: TrainingConfig, tokenizer: PieceTokenizer) -> list[Example]:
    """``windows`` with the answers of the teachers that ``config`` names, where it names any."""
    if not config.teachers:
        return windows
    return taught(windows, [Path(teacher) for teacher in config.teachers], tokenizer.pad)


def _wanted(report: AnnotatedReport, config: TrainingConfig) -> bool:
    return not config.difficulties or report.difficulty in config.difficulties


def manifest(config: TrainingConfig, name: str, reports: Sequence[AnnotatedReport]) -> dict[str, Any]:
    """What a version says of its making: code, data and settings."""
    return {
        "version": name,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": {"jixi": installed("jixi"), "commit": _commit(), "python": platform.python_version()},
        "data": {"reports": len(reports), "sha256": data_hash(reports)},
        "windows": asdict(WindowSize()),
        **({"labels": [str(label) for label in config.scheme.labels]} if config.labels else {}),
        "config": config.as_dict(),
    }


def data_hash(reports: Sequence[AnnotatedReport]) -> str:
    """SHA-256 over texts and entities of ``reports``, in order of their keys."""
    state = hashlib.sha256()
    for report in sorted(reports, key=lambda report: report.key):
        spans = [(entity.label, entity.start, entity.end) for entity in report.entities]
        state.update(json.dumps([report.key, report.text, spans], ensure_ascii=False).encode())
    return state.hexdigest()


def _commit() -> str | None:
    command = ["git", "rev-parse", "--short=12", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    return done.stdout.strip() or None
