"""The training step: from the new reports and the replayed old ones to a version with a calibration, in one folder."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from transformers.utils.logging import disable_progress_bar

from corpora import AnnotatedReport
from models.pieces import PieceTokenizer
from models.registry import Registry
from models.store import CHECKPOINT, Version, add_calibration, open_version
from models.tagger import Tagger
from models.tags import Scheme
from training.averaging import FILE as MEAN
from training.calibration.fit import fit as fit_calibration
from training.calibration.samples import tag
from training.config import TrainingConfig
from training.encoder.prepare import prepare_encoder
from training.encoder.widen import widen
from training.export import export_version
from training.fit import fit
from training.generator import Multiplier, synthesise
from training.run import manifest, propose, with_teachers
from training.transaction import mixture
from training.transaction.context import CURRENT, ENCODER, Run
from training.transaction.errors import RetrainError
from training.transaction.progress import StepsSeen
from training.transaction.state import Json


def learn(run: Run) -> Json:
    """Train, export and calibrate the new version; a part that an interruption left behind is taken up or done anew."""
    disable_progress_bar()  # of the loading of weights
    settings = replace(run.settings, training=starting(run))
    _check_trackers(settings.training)
    encoder = prepare_encoder(settings.training)
    new = run.side("train")
    parts = list(mixture.epochs(new, run.corpus.train, settings))
    seen = mixture.code_points(parts)
    if not run.version.is_dir():
        tokenizer = PieceTokenizer.load(encoder)
        training = settings.training
        multiply = Multiplier.learn([*run.corpus.train, *new], training.generator).multiply
        invent = partial(synthesise, config=training.generator)
        windows = mixture.windows(parts, settings, tokenizer, propose, multiply, invent)
        windows = with_teachers(windows, training, tokenizer)
        checkpoints = run.folder / "checkpoints"
        drop_unfinished(checkpoints)
        model = fit(encoder, windows, tokenizer.pad, training, checkpoints, callbacks=[StepsSeen(run.progress)])
        unfinished = run.folder / f"{run.name}.partial"
        shutil.rmtree(unfinished, ignore_errors=True)
        export_version(model, encoder, unfinished, _details(run, training, parts))
        _calibrate(unfinished, run.corpus.dev)
        os.replace(unfinished, run.version)
    return {"code_points": seen, "reports": len(new), "version": str(run.version)}


def starting(run: Run) -> TrainingConfig:
    """The training settings with the checkpoint, depth and windows of the version that the run starts from."""
    config = run.settings.training
    version = start_version(run.registry, run.request.start, run.state.facts["old"])
    own = frozenset(label for report in run.linted.reports for label in report.own_labels)
    if version is None:
        return replace(config, labels=tuple(map(str, sorted(own))))
    checkpoint = version.path / CHECKPOINT
    if not checkpoint.is_dir():
        raise RetrainError(f"模型版本 {version.name} 没有 {CHECKPOINT} 目录，不能接着训练；可用 --base encoder")
    shape = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    added = sorted(own - set(version.scheme.own))
    scheme = Scheme((*version.scheme.own, *added))
    if added:
        checkpoint = widen(checkpoint, scheme, run.folder / "widened")
    labels = tuple(map(str, scheme.own))
    return replace(config, encoder=str(checkpoint), layers=int(shape["num_hidden_layers"]), labels=labels)


def start_version(registry: Registry, start: str, current: str) -> Version | None:
    """The version to train from; ``None`` for the encoder."""
    if start == ENCODER:
        return None
    return open_version(registry.find(current if start == CURRENT else start))


def _check_trackers(config: TrainingConfig) -> None:
    missing = [name for name in config.trackers if find_spec(name) is None]
    if missing:
        raise RetrainError(f"记录训练过程需要 {'、'.join(missing)}，尚未安装；请先 pip install {' '.join(missing)}")


def _details(run: Run, config: TrainingConfig, parts: Sequence[Sequence[AnnotatedReport]]) -> dict[str, Any]:
    """The manifest of the new version."""
    read = {report.key: report for part in parts for report in part}
    start = run.request.start if run.request.start != CURRENT else run.old.name
    told = manifest(replace(config, encoder="" if start == ENCODER else start), run.name, list(read.values()))
    windows = run.old.manifest.get("windows")
    retraining = {
        "start": start,
        "compared_with": run.old.name,
        "new_reports": len(run.side("train")),
        "held_out_reports": len(run.side("held_out")),
        "old_reports": sum(key in {report.key for report in run.corpus.train} for key in read),
        "settings": {k: v for k, v in run.settings.as_dict().items() if k not in ("training", "gate")},
    }
    return {**told, **({"windows": windows} if windows else {}), "retraining": retraining}


def _calibrate(path: Path, dev: Sequence[AnnotatedReport]) -> None:
    tagger = Tagger.load(path)
    add_calibration(path, fit_calibration([tag(tagger, report) for report in dev], "dev").calibration)


def drop_unfinished(checkpoints: Path) -> None:
    """Remove the checkpoints that an interruption left half written, so that the one before them is gone on from."""
    for folder in checkpoints.glob("checkpoint-*"):
        if not _finished(folder):
            shutil.rmtree(folder)


def _finished(folder: Path) -> bool:
    try:
        json.loads((folder / "trainer_state.json").read_text(encoding="utf-8"))
        for name in (MEAN, "model.safetensors"):
            with safe_open(folder / name, framework="numpy"):
                pass
    except (OSError, ValueError, SafetensorError):
        return False
    return True
