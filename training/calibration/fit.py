"""Calibrate a model version: one command, from its folder to ``calibration.json`` in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpora import read_corpus
from models.calibration import Calibration
from models.store import add_calibration
from models.tagger import Tagger
from service.extraction import rules_version
from training.calibration.methods import Trial, choose
from training.calibration.samples import Tagged, entity_sample, record_sample, tag

ENTITIES, RECORDS = "mean", "least"
"""The measurement that stands for the raw confidence of an entity, of a record."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration, and the trials of each method for entities and for records: raw first, the chosen one last."""

    calibration: Calibration
    trials: dict[str, list[Trial]]


def calibrate_version(path: Path, split: str = "dev") -> Fitted:
    """Fit on the reports of ``split``, write the result into the version in the folder ``path``; raises ``StoreError``.

    A calibration that is there already is replaced.
    """
    tagger = Tagger.load(path)
    reports = read_corpus(split)
    fitted = fit([tag(tagger, report) for report in reports], split)
    add_calibration(path, fitted.calibration)
    return fitted


def fit(reports: Sequence[Tagged], split: str) -> Fitted:
    """Entities first; the records then rest on entities with calibrated confidence."""
    entities, entity_trials = choose(entity_sample(reports), ENTITIES)
    trials, records = {"entities": entity_trials}, None
    annotated = record_sample(reports, entities)
    if len(annotated):
        records, trials["records"] = choose(annotated, RECORDS)
    told = {
        "split": split,
        "reports": [tagged.report.key for tagged in reports],
        "rules": rules_version(),
        **{name: _told(done) for name, done in trials.items()},
    }
    return Fitted(Calibration(entities, records, told), trials)


def _told(trials: Sequence[Trial]) -> dict[str, Any]:
    raw, chosen = trials[0], trials[-1]
    count = chosen.reliability.count
    return {"method": chosen.method, "count": count, "raw": _errors(raw), "held_out": _errors(chosen)}


def _errors(trial: Trial) -> dict[str, float]:
    return {
        "ece_equal_mass": round(trial.reliability.mass_error, 4),
        "ece_equal_width": round(trial.reliability.width_error, 4),
        "log_loss": round(trial.log_loss, 4),
    }
